package configs_test

import (
	"encoding/json"
	"testing"

	"kirifuda/configs"
)

func TestOverrideProblems(t *testing.T) {
	for _, c := range []struct{ set, want string }{
		{"jp_mof.sale_usd_bn=90000", "-s: jp_mof.sale_usd_bn = 90000: above the maximum 5000 USD bn (allowed 0 to 5000)"},
		{"jp_mof.sale_usd=1", "-s: jp_mof.sale_usd: unknown key; did you mean `sale_usd_bn`?"},
		{"jp_mf.sale_usd_bn=1", "-s: jp_mf.sale_usd_bn: unknown agent or kind; did you mean `jp_mof.sale_usd_bn`?"},
		{"dayz=3", "-s: dayz: unknown key; did you mean `days`?"},
		{"days=1.5", "-s: days = 1.5: not an integer"},
		{"days=", "-s: days: empty, expected an integer (allowed 1 to 50000)"},
		{"days", "-s: days: expected key=value or @file.yaml"},
		{"jp_mof=1", "-s: jp_mof: a parameter is missing: jp_mof.<parameter>"},
		{"fund_a.decay=[a", "-s: fund_a.decay: cannot be read as a list of numbers: syntax error: did not find expected ',' or ']' (while parsing a flow sequence)"},
		{"fund_a.decay.0=1", "-s: fund_a.decay.0: unknown key; decay is a list of numbers"},
		{"fund_a.weights.usx=1", "-s: fund_a.weights.usx: the entry is not one of the allowed words (allowed usd, jpy, eur); did you mean `usd`?"},
		{"kinds.jp_mof.proceeds=keep", "-s: kinds.jp_mof.proceeds: unknown kind"},
		{"agents.macro_fund.hedged=true", "-s: agents.macro_fund.hedged: unknown agent"},
		{"market.volume=2", "-s: market.volume: unknown key (allowed rounds_per_day, limit_yield_bp, limit_fx_pct, limit_equity_pct, tolerance_usd_bn)"},
		{"@nothing.yaml", "nothing.yaml: cannot be read: file does not exist"},
	} {
		opts := options(c.set)
		opts.ReadFile = files(nil)
		_, err := configs.Load("baseline", fakeCatalogue{}, opts)
		if err == nil || err.Error() != c.want {
			t.Errorf("%s:\ngot  %v\nwant %s", c.set, err, c.want)
		}
	}
	opts := options()
	opts.Environ = []string{"SIM_MARKET_ROUNDS_PER_DAY=2", "SIM_JP_MOF__SALE_USD_BN=-3"}
	_, err := configs.Load("baseline", fakeCatalogue{}, opts)
	want := "env SIM_JP_MOF__SALE_USD_BN: jp_mof.sale_usd_bn = -3: below the minimum 0 USD bn (allowed 0 to 5000)\n" +
		"env SIM_MARKET_ROUNDS_PER_DAY: market.rounds_per_day: a dot is written as two underscores; did you mean `SIM_MARKET__ROUNDS_PER_DAY`?"
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	_, err = configs.Load("japan-sal", fakeCatalogue{}, options())
	want = "scenario = japan-sal: unknown scenario; a path of a file contains a slash or ends in .yaml (allowed baseline, japan-sale, japan-sale-small); did you mean `japan-sale`?"
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	b, err := json.Marshal(configs.Problem{File: "a", Line: 1, Message: "m"})
	if err != nil || string(b) != `{"file":"a","line":1,"message":"m"}` {
		t.Errorf("%s %v", b, err)
	}
}

func TestPrecedence(t *testing.T) {
	opts := options()
	opts.ReadFile = files(map[string]string{
		"dir/c.yaml": "market: {rounds_per_day: 3}\nkinds:\n  macro_fund: {risk_limit_usd_bn: 40}\nagents:\n  fund_a: {risk_limit_usd_bn: 41}\n",
		"p.yaml":     "fund_b.risk_limit_usd_bn: 52\nagents:\n  fund_b: {weights: {eur: 1}}\n",
	})
	opts.Files = []string{"dir/c.yaml"}
	limits := func(s *configs.Scenario) (a, b float64) {
		return s.Agent("fund_a").Params.(*fundParams).RiskLimit, s.Agent("fund_b").Params.(*fundParams).RiskLimit
	}
	a, b := limits(mustLoad(t, "japan-sale-small", opts))
	if a != 41 || b != 40 {
		t.Errorf("-c: %v %v", a, b)
	}
	opts.Environ = []string{"SIM_FUND_A__RISK_LIMIT_USD_BN=45", "SIM_DAYS=130", "SIM_JOBS=4", "HOME=/x"}
	s := mustLoad(t, "japan-sale-small", opts)
	if a, b = limits(s); a != 45 || b != 40 || s.Days != 130 || s.Origin("days").String() != "env SIM_DAYS" {
		t.Errorf("env: %v %v %d", a, b, s.Days)
	}
	opts.Set = []string{"macro_fund.risk_limit_usd_bn=50", "agents.fund_a.risk_limit_usd_bn=51", "@p.yaml", "fund_a.weights.jpy=0.5"}
	s = mustLoad(t, "japan-sale-small", opts)
	if a, b = limits(s); a != 51 || b != 52 {
		t.Errorf("-s: %v %v", a, b)
	}
	if w := s.Agent("fund_a").Params.(*fundParams).Weights; w["jpy"] != 0.5 || w["usd"] != 1 {
		t.Errorf("weights %v", w)
	}
	if w := s.Agent("fund_b").Params.(*fundParams).Weights; len(w) != 3 || w["eur"] != 1 || w["usd"] != 0.7 {
		t.Errorf("weights %v", w)
	}
	if got := s.Agent("my_fund").Params.(*fundParams).RiskLimit; got != 50 {
		t.Errorf("my_fund %v", got)
	}
	if s.Market.RoundsPerDay != 3 || s.Origin("market.rounds_per_day").String() != "c.yaml:1" || s.Origin("fund_a.risk_limit_usd_bn").String() != "-s" {
		t.Error("origins")
	}
	// A kind's settings of lower layers hold for an agent added later.
	s = mustLoad(t, "baseline", options("agents.late.kind=macro_fund", "late.venues=[swaps]", "late.label=it's = # ok"))
	if p := s.Agent("late").Params.(*fundParams); p.RiskLimit != 25 || p.Venues[0] != "swaps" || p.Label != "it's = # ok" {
		t.Errorf("%+v", p)
	}
}
