package configs_test

import (
	"errors"
	"testing"

	"kirifuda/configs"
)

func TestAllProblemsAtOnce(t *testing.T) {
	opts := options("days=0")
	opts.ReadFile = files(map[string]string{"f.yaml": "dayz: 1\nmarket: {rounds_per_day: 9}\nagents:\n  jp_mof: {sale_usd_bn: x, proceed: y}\nevents:\n  - {actor: jp_mof}\n  -\n  - 3\n"})
	_, err := configs.Load("f.yaml", fakeCatalogue{}, opts)
	var e *configs.Error
	if !errors.As(err, &e) || len(e.Problems) != 9 {
		t.Errorf("%v", err)
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
		{"other kind", "agents:\n  fund_a: {kind: mof}", "f.yaml:2:18: fund_a.kind = mof: the agent exists already and is of kind macro_fund"},
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
		{"empty file", "", "f.yaml: the file is empty; a mapping of keys to values is expected"},
		{"only comments", "# days: 5\n", "f.yaml: the file says nothing; a mapping of keys to values is expected"},
		{"empty mapping", "{}", "f.yaml: the file says nothing; a mapping of keys to values is expected"},
		{"no document", "~", "f.yaml: the file says nothing; a mapping of keys to values is expected"},
		{"agent without a value", "agents: {jp_mof: ~}", "f.yaml:1:18: jp_mof = ~: says nothing; an agent of the base world cannot be removed: set its parameters, or write a scenario with standalone: true and a roster of its own"},
		{"no events", "events:", "f.yaml:1:8: events: says nothing; leave the key out, or write [] to remove the events of the scenario below"},
		{"no metrics", "metrics: ~", "f.yaml:1:10: metrics = ~: says nothing; leave the key out, or write {} to remove the metrics of the scenario below"},
		{"empty section", "market: {}", "f.yaml:1:9: market = {}: says nothing; leave the key out, or give it entries"},
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
