package configs_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"kirifuda/configs"
)

func TestDiff(t *testing.T) {
	a := mustLoad(t, "japan-sale", options())
	b := mustLoad(t, "japan-sale-small", options("days=10", "metrics.x=1"))
	var lines []string
	for _, d := range configs.Diff(a, b) {
		lines = append(lines, fmt.Sprintf("%s: %s | %s %s", d.Key, d.A, d.B, d.Unit))
	}
	want := []string{
		"days: 125 | 10 days", "jp_mof.sale_usd_bn: 300 | 50 USD bn", "my_fund.equity_usd_bn: 5 | 6 USD bn",
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
