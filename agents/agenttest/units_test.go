package agenttest

import (
	"fmt"
	"testing"

	"kirifuda/agents"
	"kirifuda/world"
)

func TestUnlistedUnits(t *testing.T) {
	type inner struct {
		Depth float64 `yaml:"depth" unit:"usd_bn"`
	}
	k := agents.Define("for tests", func(*world.Setup, *struct {
		inner `yaml:",inline"`
		Days  int    `yaml:"days" unit:"days"`
		Name  string `yaml:"name"`
	}) (world.Institution, error) {
		return nil, nil
	}, world.Series{Name: "a_pct", Unit: "percent", Doc: "one"}, world.Series{Name: "b_pct", Unit: "%", Doc: "other"})
	got := unlisted(k)
	if len(got) != 2 {
		t.Fatal(got)
	}
	for i, want := range []string{`series a_pct: unit "percent" is not in the list; did you mean "%"?`, `parameter depth: unit "usd_bn" is not in the list; did you mean "USD bn"?`} {
		if text := fmt.Sprint(got[i]); len(text) < len(want) || text[:len(want)] != want {
			t.Error(text)
		}
	}
}
