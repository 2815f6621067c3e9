package experiment

import (
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
