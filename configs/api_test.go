package configs_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"kirifuda/configs"
	"kirifuda/configs/configstest"
)

func TestFixtures(t *testing.T) { configstest.Run(t, fakeCatalogue{}, testFS()) }

// TestEmbedded checks what can be checked without the real catalogue.
func TestEmbedded(t *testing.T) {
	list := configs.List()
	if len(list) == 0 {
		t.Fatal("no scenario is embedded")
	}
	for _, s := range list {
		if s.Title == s.Name || s.Story == "" {
			t.Errorf("%s: no title or no story, or not readable", s.Name)
		}
	}
}

func TestList(t *testing.T) {
	got := configs.ListFS(testFS())
	if len(got) != 3 || got[1].Name != "japan-sale" || got[1].Title != "Japan sells Treasuries" ||
		got[1].Extends != "baseline" || len(got[1].Sources) != 2 || got[1].Story != "A threat, then a sale over a quarter." {
		t.Errorf("%+v", got)
	}
}

func TestResolvedGolden(t *testing.T) {
	const file = "testdata/japan-sale.resolved.yaml"
	got := configs.Resolved(mustLoad(t, "japan-sale", options("fund_a.weights.eur=0.25", "days=130")))
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("differs from %s (UPDATE_GOLDEN=1 rewrites it):\n%s", file, got)
	}
}

func TestDigest(t *testing.T) {
	base := mustLoad(t, "japan-sale", options())
	d := configs.Digest(base)
	if len(d) != 64 {
		t.Errorf("digest %q", d)
	}
	load := func(files_ map[string]string, set ...string) string {
		opts := options(set...)
		opts.ReadFile = files(files_)
		return configs.Digest(mustLoad(t, "japan-sale", opts))
	}
	if load(map[string]string{"a": "title: other\nstory: other\nsources: [x]\ndays: 125 # same"}, "@a") != d {
		t.Error("words for people enter the digest")
	}
	for _, set := range []string{"days=126", "start=2025-04-02", "market.limit_fx_pct=11", "fund_a.hedged=false", "fund_a.label=x", "metrics.m=1"} {
		if load(nil, set) == d {
			t.Errorf("%s does not enter the digest", set)
		}
	}
	if load(nil, "fund_a.risk_limit_usd_bn=30.0") != d {
		t.Error("the origin or spelling of a value enters the digest")
	}
}

func TestShortenedRunDropsEvents(t *testing.T) {
	s := mustLoad(t, "japan-sale", options("days=10"))
	if len(s.Events) != 1 || len(s.Warnings) != 1 || !strings.Contains(s.Warnings[0].String(), "japan-sale.yaml:16:5: events.0.date = 2025-05-02: the event lies outside the run and was dropped") {
		t.Errorf("%+v %v", s.Events, s.Warnings)
	}
	s2, err := s.With("days=125")
	if err != nil {
		t.Fatal(err)
	}
	if len(s2.Events) != 2 || len(s2.Warnings) != 0 {
		t.Errorf("%+v %v", s2.Events, s2.Warnings)
	}
}

func TestWith(t *testing.T) {
	base := mustLoad(t, "japan-sale", options())
	before := string(configs.Resolved(base))
	sets := []string{"jp_mof.sale_usd_bn=77", "macro_fund.decay=[0.1]", "fund_b.weights.usd=0.1", "agents.x.kind=macro_fund", "x.equity_usd_bn=3", "days=100", "metrics.n=a+b"}
	got, err := base.With(sets...)
	if err != nil {
		t.Fatal(err)
	}
	if string(configs.Resolved(base)) != before {
		t.Error("the original changed")
	}
	want := mustLoad(t, "japan-sale", options(sets...))
	if string(configs.Resolved(got)) != string(configs.Resolved(want)) {
		t.Errorf("With and -s differ:\n%s\n%s", configs.Resolved(got), configs.Resolved(want))
	}
	_, err = base.With("jp_mof.sale_usd_bn=77000", "nobody.x=1", "jp_mof.sale_start=null", "@f", "x", "y.kind=none")
	var e *configs.Error
	if !errors.As(err, &e) || len(e.Problems) != 5 {
		t.Errorf("%v", err)
	}
}

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
		{"market.volume=2", "-s: market.volume: unknown key (allowed rounds_per_day, limit_yield_bp, limit_fx_pct, limit_equity_pct, tolerance_usd_bn, max_iterations)"},
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

func TestAllProblemsAtOnce(t *testing.T) {
	opts := options("days=0")
	opts.ReadFile = files(map[string]string{"f.yaml": "dayz: 1\nmarket: {rounds_per_day: 9}\nagents:\n  jp_mof: {sale_usd_bn: x, proceed: y}\nevents:\n  - {actor: jp_mof}\n  -\n  - 3\n"})
	_, err := configs.Load("f.yaml", fakeCatalogue{}, opts)
	var e *configs.Error
	if !errors.As(err, &e) || len(e.Problems) != 9 {
		t.Errorf("%v", err)
	}
}

func TestExtendsFiles(t *testing.T) {
	opts := options()
	opts.ReadFile = files(map[string]string{
		"d/a.yaml":   "extends: b/b.yaml\ndays: 30\n",
		"d/b/b.yaml": "extends: japan-sale\nname: bee\ntitle: B\ndays: 20\nkinds: {macro_fund: {hedged: false}}\n",
		"s.yaml":     "standalone: true\nstart: 2025-04-01\ndays: 3\nagents: {z: {kind: mof}}",
		"t.yaml":     "standalone: true\nextends: japan-sale",
	})
	s := mustLoad(t, "d/a.yaml", opts)
	if s.Name != "a" || s.Title != "B" || s.Days != 30 || s.Agent("my_fund").Params.(*fundParams).Hedged || len(s.Warnings) != 0 {
		t.Errorf("%s %s %d %v", s.Name, s.Title, s.Days, s.Warnings)
	}
	if s = mustLoad(t, "s.yaml", opts); len(s.Agents) != 1 || s.Name != "s" {
		t.Errorf("%+v", s.Agents)
	}
	if _, err := configs.Load("t.yaml", fakeCatalogue{}, opts); err == nil {
		t.Error("a standalone scenario extends another")
	}
	if s = mustLoad(t, "world", opts); s.Name != "world" || s.Title != "Test world" {
		t.Errorf("%+v", s)
	}
}

func TestExplain(t *testing.T) {
	s := mustLoad(t, "japan-sale", options("fund_a.risk_limit_usd_bn=33"))
	e, err := configs.Explain(s, "agents.jp_mof.sale_usd_bn")
	if err != nil {
		t.Fatal(err)
	}
	zero, top := 0.0, 5000.0
	want := configs.Explanation{Key: "jp_mof.sale_usd_bn", Kind: "mof", Type: "number", Value: 300.0, Unit: "USD bn", Min: &zero, Max: &top,
		Default: 0.0, Origin: "japan-sale.yaml:13", Role: "lever", Status: "ASSUMED", Source: "model card", Doc: "face value to be sold"}
	if !reflect.DeepEqual(e, want) || e.Range() != "0 to 5000" {
		t.Errorf("%+v", e)
	}
	for key, want := range map[string]string{
		"days": "125 japan-sale.yaml:8", "start": "2025-04-01 world.yaml:4", "market.rounds_per_day": "2 japan-sale.yaml:9",
		"fund_b.weights.usd": "0.7 world.yaml:14", "mof.proceeds": "convert japan-sale.yaml:13", "fund_a.kind": "macro_fund world.yaml:11",
		"macro_fund.risk_limit_usd_bn": " differs between agents: fund_a = 33, fund_b = 30, my_fund = 30",
		"macro_fund.hedged":            "true default", "metrics.sale_bp": `"ust10 - ust10[0]" japan-sale.yaml:18`,
	} {
		e, err := configs.Explain(s, key)
		if got := configs.FormatValue(e.Value) + " " + e.Origin; err != nil || got != want {
			t.Errorf("%s: %q %v, want %q", key, got, err, want)
		}
	}
	for _, key := range []string{"", ".", "dayz", "jp_mof", "jp_mof.x", "fund_b.weights.x", "agents", "kinds.fund_a.hedged", "market.x", "metrics.x", "jp_mof.sale_usd_bn.x", "agents.days"} {
		if _, err := configs.Explain(s, key); err == nil {
			t.Errorf("%q is explained", key)
		}
	}
	// Every key for completion can be explained and set to its own value.
	keys := configs.Keys(fakeCatalogue{}, s)
	if len(keys) < 30 {
		t.Errorf("%d keys", len(keys))
	}
	for _, key := range keys {
		e, err := configs.Explain(s, key)
		if err != nil {
			t.Fatal(err)
		}
		if e.Value == nil || e.Kind == "mof" && strings.HasPrefix(key, "mof.") {
			continue
		}
		text := configs.FormatValue(e.Value)
		if v, ok := e.Value.(string); ok {
			text = v
		}
		same, err := s.With(key + "=" + text)
		if err != nil || configs.Digest(same) != configs.Digest(s) {
			t.Errorf("%s=%s: %v", key, text, err)
		}
	}
	if got := configs.Keys(fakeCatalogue{}, nil); len(got) != 2+6+3+8 {
		t.Errorf("%v", got)
	}
	if got := configs.Parameters(fakeCatalogue{}); len(got) != 2+6+3+8 || got[8].Key != "macro_fund.label" || got[0].Doc == "" {
		t.Errorf("%+v", got)
	}
}

func TestDiff(t *testing.T) {
	a := mustLoad(t, "japan-sale", options())
	b := mustLoad(t, "japan-sale-small", options("days=10", "metrics.x=1"))
	var lines []string
	for _, d := range configs.Diff(a, b) {
		lines = append(lines, fmt.Sprintf("%s: %s | %s %s", d.Key, d.A, d.B, d.Unit))
	}
	want := []string{
		"days: 125 | 10 business days", "jp_mof.sale_usd_bn: 300 | 50 USD bn", "my_fund.equity_usd_bn: 5 | 6 USD bn",
		`events.2025-05-02.jp_mof.veiled_threat: {date: 2025-05-02, actor: jp_mof, type: veiled_threat, target: us_trade, value: 0, text: "a card, it's said: \"maybe\""} |  `,
		"metrics.x:  | 1 ",
	}
	if !reflect.DeepEqual(lines, want) {
		t.Errorf("%s", strings.Join(lines, "\n"))
	}
	if d := configs.Diff(a, a); len(d) != 0 {
		t.Errorf("%v", d)
	}
}

func TestSchema(t *testing.T) {
	schema := configstest.Compile(t, fakeCatalogue{}, testFS())
	for _, good := range []string{
		"{}", "days: 5", "agents: {jp_mof: {sale_start: 2025-05-05}, x: {kind: macro_fund, weights: {usd: 0.5}}}", "agents: {jp_mof:, my_fund: {anything: 1}}",
		"events: [{date: 2025-05-02, actor: a, type: pause}]", "extends: x\nstandalone: false\nmetrics: {a: b}", "kinds: {mof: {proceeds: keep}, macro_fund:}",
	} {
		if err := configstest.Validate(schema, []byte(good)); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for _, bad := range []string{
		"dayz: 5", "days: 1.5", "days: 0", "agents: {jp_mof: {sale_usd_bn: 6000}}", "agents: {jp_mof: {proceeds: x}}", "agents: {jp_mof: {kind: macro_fund}}",
		"agents: {x: {kind: none}}", "agents: {x: {kind: mof, hedged: true}}", "agents: {X: {kind: mof}}", "kinds: {mof: {x: 1}}", "market: {rounds_per_day: 9}",
		"events: [{date: 2025-05-02, actor: a}]", "events: [{date: x, actor: a, type: pause}]", "events: [{date: 2025-05-02, actor: a, type: x}]",
		"title: 5", "name: A b", "kinds: {macro_fund: {weights: {usx: 0.5}}}", "kinds: {macro_fund: {decay: [2]}}",
	} {
		if configstest.Validate(schema, []byte(bad)) == nil {
			t.Errorf("the schema accepts %s", bad)
		}
	}
	a, _ := configs.SchemaFS(testFS(), fakeCatalogue{})
	for range 5 {
		if b, _ := configs.SchemaFS(testFS(), fakeCatalogue{}); string(a) != string(b) {
			t.Fatal("the bytes are not stable")
		}
	}
	for _, want := range []string{`"x-unit": "USD bn"`, `"x-role": "uncertainty"`, `"x-free": true`, `"default": 25`} {
		if !strings.Contains(string(a), want) {
			t.Errorf("the schema lacks %s", want)
		}
	}
}
