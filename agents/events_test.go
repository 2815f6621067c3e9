package agents_test

import (
	"slices"
	"testing"

	"kirifuda/agents"
	"kirifuda/world"
)

// The list of events says of each type either who makes and who reads it, or what to write
// instead, and knows kinds from elsewhere.
func TestActsOfACatalogue(t *testing.T) {
	cat := agents.Default()
	list := cat.Events()
	if len(list) != int(world.NumStatementTypes) {
		t.Fatalf("%d of %d types", len(list), world.NumStatementTypes)
	}
	types := cat.EventTypes()
	for _, a := range list {
		name := a.Type.String()
		can := a.ReadBy != "" && len(a.By) > 0
		if can == (a.Instead != "") || can != slices.Contains(types, name) || a.Type.Doc() == "" {
			t.Errorf("%s: %+v", name, a)
		}
		for _, kind := range a.By {
			if _, _, allowed := cat.EventFault(name, kind, "", "", true); allowed != "" && slices.Contains(a.Needs, "target") == false {
				t.Errorf("%s by %s is refused: allowed %s", name, kind, allowed)
			}
		}
	}
	own := cat.With(agents.Catalogue{"fund": {Does: []world.StatementType{world.Purchases}, Reads: []world.StatementType{world.Purchases, world.Deal}}})
	for _, a := range own.Events() {
		switch a.Type {
		case world.Purchases:
			if !slices.Equal(a.By, []string{"fund"}) || a.ReadBy != "fund" || a.Instead != "" {
				t.Errorf("%+v", a)
			}
		case world.Deal:
			if a.ReadBy != "governments, importers, Japan's ministry, fund" {
				t.Errorf("%+v", a)
			}
		}
	}
}
