package agents_test

import (
	"math"
	"strings"
	"testing"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/experiment"
)

// Japan's insurers hedge dollars, not what they hold at home: dollar rates that
// rise make foreign bonds dear and home bonds no cheaper.
func TestHomeBondsNeedNoHedge(t *testing.T) {
	p := play(t, "calm", 30, quiet, "real_money.hedge_cost_weight=0.5", events(onDay("2025-04-03", "us_fed", "policy_rate", "", 5.33)))
	for _, jgb := range []string{"jgb_le10y", "jgb_gt10y"} {
		if x := p.at(t, jgb, 30); math.Abs(x) > 1 {
			t.Errorf("100 bp of the Federal Reserve move %s by %g bp", jgb, x)
		}
	}
}

// What a decision of the Federal Reserve does to bills is policy, also in the
// books of dealers.
func TestBillsMoveForAReason(t *testing.T) {
	p := play(t, "calm", 10, quiet, events(onDay("2025-04-03", "us_fed", "policy_rate", "", 4.58)))
	var policy, valuation float64
	for key, bp := range p.attribution {
		if strings.HasSuffix(key, "/ust_le1y") {
			switch strings.Split(key, "/")[1] {
			case "policy":
				policy += bp
			case "valuation":
				valuation += bp
			}
		}
	}
	if !(policy > 4*math.Abs(valuation)) {
		t.Errorf("bills move by %g bp for policy and %g for valuation", policy, valuation)
	}
}

// A fund that opens beyond its limit would sell on the first day without cause.
func TestOpeningBeyondTheLimit(t *testing.T) {
	s, err := experiment.LoadScenario("calm", agents.Default(), configs.Options{Set: []string{"rv_fund.haircut_pct=8"}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = experiment.Build(s, agents.Default(), experiment.RunOptions{Inline: true})
	if err == nil || !strings.Contains(err.Error(), "times what its equity allows") {
		t.Errorf("haircuts of 8 %% on an equity of 4 %%: %v", err)
	}
}
