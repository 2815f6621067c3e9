package configs_test

import (
	"reflect"
	"strings"
	"testing"

	"kirifuda/configs"
)

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
	if got := configs.Keys(fakeCatalogue{}, nil); len(got) != 2+5+3+8+3 {
		t.Errorf("%v", got)
	}
	if got := configs.Parameters(fakeCatalogue{}); len(got) != 2+5+3+8 || got[7].Key != "macro_fund.label" || got[0].Doc == "" {
		t.Errorf("%+v", got)
	}
}
