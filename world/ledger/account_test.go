package ledger

import (
	"testing"
)

func TestWhatIsOutstanding(t *testing.T) {
	l := opened(t, 6)
	check := func(what string, asset int, want int64) {
		t.Helper()
		if got := l.Outstanding(asset); got != want {
			t.Errorf("%s: %d units of %s outstanding, want %d", what, got, l.AssetName(asset), want)
		}
		if got := -l.Units(l.assets[asset].Issuer, asset); got != want {
			t.Errorf("%s: the issuer owes %d units of %s, want %d", what, got, l.AssetName(asset), want)
		}
		if err := l.Check(); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	m, b := l.Outstanding(usd), l.Outstanding(bond)
	l.Sell(Trade, treasury, 4, bond, 1000, 970)
	check("issue", bond, b+1000)
	check("issue: money only changes hands", usd, m)
	l.Sell(Trade, 4, fed, bond, 400, 388)
	check("central-bank purchase", usd, m+388)
	check("central-bank purchase", bond, b+1000)
	l.Sell(Trade, 5, treasury, bond, 250, 250)
	check("redemption", bond, b+750)
	l.Pay(Interest, fed, 5, usd, 12)
	check("interest on money", usd, m+400)
	l.Convert(boj, 4, jpy, 1500, usd, 10)
	check("intervention", jpy, l.Outstanding(jpy))
	if got := l.Turnover(Trade, bond); got != 1650 {
		t.Errorf("turnover in bonds is %d, want 1650", got)
	}
	if l.Income(5, usd) != 12 || l.Income(fed, usd) != -12 {
		t.Errorf("income is %d and %d, want 12 and −12", l.Income(5, usd), l.Income(fed, usd))
	}
}
