package experiment

import (
	"strings"
	"testing"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/economy"
)

// The builder gives its own copy of an instrument the scenario's loading.
func TestLoadingsReachTheWorld(t *testing.T) {
	cat := agents.Default()
	s, err := LoadScenario("calm", cat, configs.Options{Set: []string{"loadings.jpy.haven=0.5", "loadings.eq_us.tariff*=2"}})
	if err != nil {
		t.Fatal(err)
	}
	b, err := NewBuilder(s, cat)
	if err != nil {
		t.Fatal(err)
	}
	e, err := economy.Load()
	if err != nil {
		t.Fatal(err)
	}
	changed := 0
	for k := range b.instruments {
		in, base := b.instruments[k].Loadings, e.Instruments[k].Loadings
		switch b.instruments[k].ID {
		case "jpy":
			base.Haven = 0.5
			changed++
		case "eq_us":
			base.Tariff *= 2
			changed++
		}
		if in != base {
			t.Errorf("%s: %+v, want %+v", b.instruments[k].ID, in, base)
		}
	}
	if changed != 2 || b.economy != e {
		t.Errorf("%d instruments", changed)
	}
}

// A scenario under another date than that of the data is warned of, and what is wrong with
// a date names the base date.
func TestOtherDate(t *testing.T) {
	cat, base := agents.Default(), economy.BaseDate.String()
	for start, warned := range map[string]bool{"2025-04-01": false, "2025-04-02": true, "2026-04-01": true, "1990-01-02": true} {
		s, err := LoadScenario("baseline", cat, configs.Options{Set: []string{"start=" + start}})
		if err != nil {
			t.Fatal(err)
		}
		got := false
		for _, w := range s.Warnings {
			got = got || w.Key == "start" && strings.Contains(w.Message, base)
		}
		if got != warned {
			t.Errorf("start %s: warned is %t: %v", start, got, s.Warnings)
		}
	}
	if _, err := LoadScenario("baseline", cat, configs.Options{Set: []string{"start=1990-01-01"}}); err == nil || !strings.Contains(err.Error(), base) {
		t.Errorf("a start on a holiday: %v", err)
	}
}
