package configs_test

import (
	"strings"
	"testing"

	"kirifuda/configs"
	"kirifuda/configs/configstest"
)

func TestSchema(t *testing.T) {
	schema := configstest.Compile(t, fakeCatalogue{}, testFS())
	for _, good := range []string{
		"{}", "days: 5", "agents: {jp_mof: {sale_start: 2025-05-05}, x: {kind: macro_fund, weights: {usd: 0.5}}}", "agents: {my_fund: {anything: 1}}",
		"events: [{date: 2025-05-02, actor: a, type: pause}]", "extends: x\nstandalone: false\nmetrics: {a: b}", "kinds: {mof: {proceeds: keep}}", "events: []",
	} {
		if err := configstest.Validate(schema, []byte(good)); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for _, bad := range []string{
		"dayz: 5", "days: 1.5", "days: 0", "agents: {jp_mof: {sale_usd_bn: 6000}}", "agents: {jp_mof: {proceeds: x}}", "agents: {jp_mof: {kind: macro_fund}}",
		"agents: {x: {kind: none}}", "agents: {x: {kind: mof, hedged: true}}", "agents: {X: {kind: mof}}", "kinds: {mof: {x: 1}}", "market: {rounds_per_day: 9}",
		"events: [{date: 2025-05-02, actor: a}]", "events: [{date: x, actor: a, type: pause}]", "events: [{date: 2025-05-02, actor: a, type: x}]",
		"agents: {jp_mof:}", "events:", "title: 5", "name: A b", "kinds: {macro_fund: {weights: {usx: 0.5}}}", "kinds: {macro_fund: {decay: [2]}}",
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
