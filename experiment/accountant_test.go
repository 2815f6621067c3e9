package experiment

import (
	"math"
	"testing"

	"kirifuda/agents"
	"kirifuda/configs"
)

func load(t *testing.T, name string, set ...string) *configs.Scenario {
	t.Helper()
	s, err := LoadScenario(name, agents.Default(), configs.Options{Set: set})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestPledgesNeedADeal(t *testing.T) {
	s := load(t, "baseline")
	p := s.Agent("us_trade").Params.(*agents.USTradeParams)
	if k, a := pledged(p, 0); k != 0 || a != 0 {
		t.Errorf("without a deal %g bn and %g bn a year are pledged", k, a)
	}
	if k, a := pledged(p, p.FloorPct); k != p.MaxInvestment || a != p.MaxPurchases {
		t.Errorf("at the floor %g bn and %g bn a year are pledged", k, a)
	}
	if k, _ := pledged(p, 15); math.Abs(k-550) > 1e-9 {
		t.Errorf("at 15 %% %g bn are pledged", k)
	}
}
