package economy

import (
	"slices"
	"testing"

	"kirifuda/configs"
)

var _ configs.Tables = (*Economy)(nil)

func TestTables(t *testing.T) {
	e, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	foreign := []string{"jpy", "eur", "gbp", "cny", "krw", "cad", "mxn"}
	for name, want := range map[string][]string{
		"foreign_currencies": foreign, "currencies": append([]string{"usd"}, foreign...),
		"bonds":    {"ust_le1y", "ust_1_5y", "ust_5_10y", "ust_gt10y", "jgb_le10y", "jgb_gt10y", "bund", "gilt"},
		"equities": {"eq_us", "eq_jp", "eq_eu", "eq_row"}, "shares": nil,
	} {
		if got := e.Words(name); !slices.Equal(got, want) {
			t.Errorf("%s: %v", name, got)
		}
	}
	if n := len(e.Words("instruments")); n != len(e.Instruments) {
		t.Errorf("%d instruments", n)
	}
	for _, name := range []string{"depths.dealer", "depths.investor"} {
		column := e.Column(name)
		for _, c := range foreign {
			if column[c] <= 0 {
				t.Errorf("%s of %s is %g", name, c, column[c])
			}
		}
		if len(column) != len(foreign) {
			t.Errorf("%s has %d rows", name, len(column))
		}
	}
	if e.Column("depths.bank") != nil || e.Column("") != nil {
		t.Error("columns that no table has")
	}
}

func TestBrokenDepths(t *testing.T) {
	for with, want := range map[string]string{
		"eur,broker,18": `depths.csv:3: column "holder": "broker" is not dealer or investor`,
		"usd,dealer,18": `depths.csv:3: column "currency": "usd" has no exchange rate of its own`,
		"inr,dealer,18": `depths.csv:3: column "currency": "inr" is not a currency of currencies.csv`,
		"eur,dealer,-1": `depths.csv:3: column "usd_bn_per_pct": "-1" is out of range (from 0 to 1000 USD bn per %)`,
		"jpy,dealer,18": `depths.csv:3: column "holder": "dealer" appears twice for jpy`,
	} {
		if _, err := LoadFS(brokenData(t, "depths.csv", "eur,dealer,18", with)); err == nil || err.Error() != want {
			t.Errorf("%s: %v", with, err)
		}
	}
}
