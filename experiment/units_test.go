package experiment

import (
	"reflect"
	"strings"
	"testing"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/output"
	"kirifuda/world"
)

// Every unit is one of the list, and that which the name of the number ends in.
func TestUnits(t *testing.T) {
	n := 0
	check := func(what, name, unit string) {
		n++
		if err := world.CheckUnit(unit); err != nil {
			t.Errorf("%s %s: %v", what, name, err)
		}
		// Days of the calendar say so; units of the ledger are whole numbers, but not counts.
		want := world.UnitOf(name)
		head, tail, _ := strings.Cut(want, " per ")
		if !(strings.HasPrefix(unit, head) && strings.HasSuffix(unit, tail)) && !(want == "days" && unit == "calendar days") && !(want == "1" && unit == "minor units") {
			t.Errorf("%s %s: unit %q, the name says %q", what, name, unit, want)
		}
	}
	for _, e := range Parameters(agents.Default()) {
		switch strings.TrimPrefix(e.Type, "map of ") {
		case "number", "numbers", "integer", "list of numbers":
			check("parameter", e.Key, e.Unit)
		default:
			if e.Unit != "" {
				t.Errorf("parameter %s is no number and has the unit %q", e.Key, e.Unit)
			}
		}
	}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[world.Loadings]()) {
		check("loading", f.Tag.Get("loading"), f.Tag.Get("unit"))
	}
	series := panelColumns(t)
	runs, err := output.RunsTable(nil, Columns(nil))
	if err != nil {
		t.Fatal(err)
	}
	tables, err := output.TablesOf(series)
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range append(tables, runs) {
		for _, c := range table.Columns {
			if c.Unit != "" || c.Type <= output.Double {
				check("column "+table.Name, c.Name, c.Unit)
			}
		}
	}
	for _, s := range configs.List() {
		m, err := NewMetrics(series, scenario(t, s.Name))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range Columns(m) {
			check("outcome", c.Name, c.Unit)
		}
	}
	if n < 400 {
		t.Errorf("%d units", n)
	}
}
