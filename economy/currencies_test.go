package economy

import "testing"

func TestUnitsPerBn(t *testing.T) {
	b := balances(t)
	for id, want := range map[string]float64{"usd": 1e11, "mxn": 1e11, "jpy": 1e9, "krw": 1e9, "jgb_gt10y": 1e9, "ust_le1y": 1e11, "eq_eu": 1e11} {
		if r, _ := b.Instrument(id); r.UnitsPerBn != want {
			t.Errorf("%s counts %g units per bn, want %g", id, r.UnitsPerBn, want)
		}
	}
}
