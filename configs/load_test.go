package configs_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"

	"kirifuda/configs"
	"kirifuda/world"
)

func mustLoad(t testing.TB, name string, opts configs.Options) *configs.Scenario {
	t.Helper()
	s, err := configs.Load(name, fakeCatalogue{}, opts)
	if err != nil {
		t.Fatalf("Load(%q):\n%v", name, err)
	}
	return s
}

// files is an Options.ReadFile on a map.
func files(m map[string]string) func(string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		if s, ok := m[name]; ok {
			return []byte(s), nil
		}
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
}

func TestCatalogue(t *testing.T) {
	if err := configs.CheckCatalogue(fakeCatalogue{}); err != nil {
		t.Fatal(err)
	}
}

func TestLoad(t *testing.T) {
	s := mustLoad(t, "japan-sale", options())
	if s.Name != "japan-sale" || s.Days != 125 || s.Start.String() != "2025-04-01" || s.Market.RoundsPerDay != 2 || s.Market.LimitYieldBP != 60 {
		t.Errorf("%+v", s)
	}
	if s.Story != "A threat, then a sale over a quarter." || len(s.Sources) != 2 {
		t.Errorf("%q %q", s.Story, s.Sources)
	}
	var ids []string
	for _, a := range s.Agents {
		ids = append(ids, a.ID)
	}
	if got := strings.Join(ids, " "); got != "fund_a fund_b jp_mof my_fund us_trade" {
		t.Errorf("roster %s", got)
	}
	mof := s.Agent("jp_mof").Params.(*mofParams)
	if mof.SaleUSDBn != 300 || mof.SaleStart != world.NewDate(2025, 5, 5) || mof.Proceeds != "convert" {
		t.Errorf("%+v", mof)
	}
	for _, id := range []string{"fund_a", "fund_b", "my_fund"} {
		if p := s.Agent(id).Params.(*fundParams); p.RiskLimit != 30 || p.Label != "no label" || len(p.Decay) != 2 || len(p.Venues) != 2 {
			t.Errorf("%s: %+v", id, p)
		}
	}
	if p := s.Agent("fund_b").Params.(*fundParams); p.Weights["usd"] != 0.7 || len(p.Weights) != 2 {
		t.Errorf("weights %v", p.Weights)
	}
	if len(s.Events) != 2 || s.Events[0].Type != "pause" || s.Events[1].Text != `a card, it's said: "maybe"` {
		t.Errorf("events %+v", s.Events)
	}
	for key, want := range map[string]string{
		"start": "world.yaml:4", "days": "japan-sale.yaml:8", "jp_mof.proceeds": "japan-sale.yaml:13",
		"fund_a.risk_limit_usd_bn": "japan-sale.yaml:11", "fund_a.equity_usd_bn": "world.yaml:11",
		"fund_a.hedged": "default", "my_fund.kind": "japan-sale.yaml:14", "metrics.sale_bp": "japan-sale.yaml:18",
		"events.0": "japan-sale.yaml:17",
	} {
		if got := s.Origin(key).String(); got != want {
			t.Errorf("origin of %s = %s, want %s", key, got, want)
		}
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
	if w := s.Agent("fund_b").Params.(*fundParams).Weights; len(w) != 1 || w["eur"] != 1 {
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

func TestProblems(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"maximum", "agents:\n  jp_mof: {sale_usd_bn: 90000}", "f.yaml:2:25: jp_mof.sale_usd_bn = 90000: above the maximum 5000 USD bn (allowed 0 to 5000)"},
		{"minimum", "agents:\n  jp_mof: {sale_usd_bn: -1}", "f.yaml:2:25: jp_mof.sale_usd_bn = -1: below the minimum 0 USD bn (allowed 0 to 5000)"},
		{"unknown parameter", "agents:\n  jp_mof: {sale_usd_b: 1}", "f.yaml:2:12: jp_mof.sale_usd_b: unknown key; did you mean `sale_usd_bn`?"},
		{"unknown key", "dayz: 1", "f.yaml:1:1: dayz: unknown key; did you mean `days`?"},
		{"misplaced agent", "jp_mof: {}", "f.yaml:1:1: jp_mof: an agent belongs in the section agents; did you mean `agents: {jp_mof: …}`?"},
		{"wrong type", "days: [1]", "f.yaml:1:7: days = […]: a list, expected an integer"},
		{"enum", "agents:\n  jp_mof: {proceeds: covert}", "f.yaml:2:22: jp_mof.proceeds = covert: not one of the allowed words (allowed keep, convert); did you mean `convert`?"},
		{"duplicate key", "days: 5\ndays: 6", "f.yaml:2:1: days: duplicate key, first used in line 1"},
		{"duplicate agent", "agents:\n  a: {}\n  a: {}", "f.yaml:3:3: agents.a: duplicate key, first used in line 2"},
		{"unknown kind", "agents:\n  x: {kind: macro_fnd}", "f.yaml:2:13: x.kind = macro_fnd: unknown kind (allowed macro_fund, mof, negotiator); did you mean `macro_fund`?"},
		{"unknown agent", "agents:\n  jp_mf: {sale_usd_bn: 1}", "f.yaml:2:3: agents.jp_mf: unknown agent; a new agent needs a kind; did you mean `jp_mof`?"},
		{"other kind", "agents:\n  fund_a: {kind: mof}", "f.yaml:2:18: fund_a.kind = mof: the agent exists already and is of the kind macro_fund"},
		{"unknown actor", "events:\n  - {date: 2025-05-02, actor: jp_mf, type: pause}", "f.yaml:2:31: events.0.actor = jp_mf: unknown actor; did you mean `jp_mof`?"},
		{"unknown type of event", "events:\n  - {date: 2025-05-02, actor: jp_mof, type: pauze}", "f.yaml:2:45: events.0.type = pauze: unknown type of event (allowed pause, veiled_threat); did you mean `pause`?"},
		{"event outside", "days: 10\nevents:\n  - {date: 2025-05-02, actor: jp_mof, type: pause}", "f.yaml:3:5: events.0.date = 2025-05-02: the event lies outside the run (allowed 2025-04-01 to 2025-04-14)"},
		{"event at the weekend", "events:\n  - {date: 2025-05-03, actor: jp_mof, type: pause}", "f.yaml:2:12: events.0.date = 2025-05-03: a Saturday, expected a business day; did you mean `2025-05-05`?"},
		{"leading zero", "days: 010", "f.yaml:1:7: days = 010: a leading zero is ambiguous (octal in YAML); did you mean `10`?"},
		{"exponent", "days: 1e3", "f.yaml:1:7: days = 1e3: not written as an integer; did you mean `1000`?"},
		{"underscore", "days: 1_000", "f.yaml:1:7: days = 1_000: a number without separators is expected; did you mean `1000`?"},
		{"fraction", "days: 1.5", "f.yaml:1:7: days = 1.5: not an integer"},
		{"quoted", `days: "125"`, "f.yaml:1:7: days = \"125\": a quoted string, expected an integer; did you mean `125`?"},
		{"unit", "agents: {jp_mof: {sale_usd_bn: 300 bn}}", "f.yaml:1:32: jp_mof.sale_usd_bn = 300 bn: a number without a unit is expected (the unit is USD bn); did you mean `300`?"},
		{"not a number", "agents: {jp_mof: {sale_usd_bn: .nan}}", "f.yaml:1:32: jp_mof.sale_usd_bn = .nan: not a finite number"},
		{"boolean", "agents: {fund_a: {hedged: no}}", "f.yaml:1:27: fund_a.hedged = no: not a boolean (allowed true, false); did you mean `false`?"},
		{"weekend", "start: 2025-04-05", "f.yaml:1:8: start = 2025-04-05: a Saturday, expected a business day; did you mean `2025-04-07`?"},
		{"date and time", "start: 2025-04-01T12:00:00Z", "f.yaml:1:8: start = 2025-04-01T12:00:00Z: not a date; write it as 2025-04-01"},
		{"no such day", "start: 2025-02-30", "f.yaml:1:8: start = 2025-02-30: not a date in the calendar"},
		{"date form", "start: 1 April", "f.yaml:1:8: start = 1 April: not a date; write it as 2025-04-01"},
		{"list element", "agents: {fund_a: {decay: [0.5, 2]}}", "f.yaml:1:32: fund_a.decay.1 = 2: above the maximum 1 (allowed 0 to 1)"},
		{"map entry", "agents: {fund_a: {weights: {usd: 2}}}", "f.yaml:1:34: fund_a.weights.usd = 2: above the maximum 1 (allowed 0 to 1)"},
		{"map key", "agents: {fund_a: {weights: {usx: 1}}}", "f.yaml:1:29: fund_a.weights = usx: the entry is not one of the allowed words (allowed usd, jpy, eur); did you mean `usd`?"},
		{"validate", "agents:\n  jp_mof: {sale_usd_bn: 5}", "f.yaml:2:3: jp_mof: sale_usd_bn is positive but sale_start is not set"},
		{"syntax", "a: [1\nb: 2", "f.yaml:2:2: syntax error: did not find expected ',' or ']' (while parsing a flow sequence)"},
		{"not a mapping", "- a", "f.yaml:1:1: a list, expected a mapping of keys to values"},
		{"number for a string", "title: 5", "f.yaml:1:8: title = 5: a number or boolean, expected a string; did you mean `\"5\"`?"},
		{"name", "name: A b", "f.yaml:1:7: name = A b: not a name: lower-case letters, digits and - _ . between them, at most 64 characters; did you mean `a-b`?"},
		{"merge key", "x: &a {days: 1}\n<<: *a", "f.yaml:2:1: <<: YAML merge keys are not supported"},
		{"extends nothing", "extends: japan-sal", "f.yaml:1:10: extends = japan-sal: unknown scenario (allowed baseline, japan-sale, japan-sale-small); did you mean `japan-sale`?"},
		{"extends itself", "extends: ./f.yaml", "f.yaml:1:10: extends = ./f.yaml: the scenario extends itself"},
		{"metric", "metrics: {a-b: x}", "f.yaml:1:11: metrics.a-b: not a name: lower-case letters, digits and single underscores, at most 64 characters"},
	} {
		t.Run(c.name, func(t *testing.T) {
			opts := options()
			opts.ReadFile = files(map[string]string{"f.yaml": c.text})
			_, err := configs.Load("f.yaml", fakeCatalogue{}, opts)
			var e *configs.Error
			if !errors.As(err, &e) {
				t.Fatalf("error %v", err)
			}
			for _, p := range e.Problems {
				if p.String() == c.want {
					return
				}
			}
			t.Errorf("got\n%v\nwant\n%s", err, c.want)
		})
	}
}

// A parameter without its kind is shown with every kind that has it.
func TestParameterWithoutKind(t *testing.T) {
	for set, want := range map[string]string{
		"sale_usd_bn=5":    "-s: sale_usd_bn: unknown key; did you mean `mof.sale_usd_bn`?",
		"rounds_per_day=2": "-s: rounds_per_day: unknown key; did you mean `market.rounds_per_day`?",
		"label=x":          "-s: label: unknown key; did you mean `macro_fund.label`?",
		"fund_a=1":         "-s: fund_a: a parameter is missing: fund_a.<parameter>",
	} {
		opts := options()
		opts.Set = []string{set}
		_, err := configs.Load("japan-sale-small", fakeCatalogue{}, opts)
		if err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", set, err, want)
		}
	}
}
