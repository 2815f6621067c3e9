package ledger

import (
	"testing"

	"pgregory.net/rapid"
)

func TestIdentitiesHoldUnderAnyEntries(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(5, 9).Draw(t, "agents")
		l := books(n)
		open(l, rapid.Float64Range(0.2, 3).Draw(t, "price"))
		agent := rapid.IntRange(0, n-1)
		amount := rapid.Int64Range(-1e14, 1e14)
		var entries int64
		l.Watch(func(e Entry) {
			entries++
			if e.Step != 7 {
				t.Fatalf("entry of step %d, want 7", e.Step)
			}
		})
		l.SetStep(7)
		net := func(money int) int64 { return sum(l, func(g int) int64 { return l.Equity(g, money) }) }
		for range rapid.IntRange(0, 60).Draw(t, "entries") {
			from, to := agent.Draw(t, "from"), agent.Draw(t, "to")
			before := [2]int64{net(usd), net(jpy)}
			moved := true // equity stays within each currency
			switch rapid.IntRange(0, 5).Draw(t, "what") {
			case 0:
				l.Sell(Trade, from, to, rapid.IntRange(bond, swap).Draw(t, "asset"), amount.Draw(t, "units"), amount.Draw(t, "cash"))
			case 1:
				l.Convert(from, to, jpy, amount.Draw(t, "units"), usd, amount.Draw(t, "cash"))
			case 2:
				kind := Kind(rapid.IntRange(int(Coupon), int(Transfer)).Draw(t, "kind"))
				l.Pay(kind, from, to, rapid.IntRange(usd, jpy).Draw(t, "money"), amount.Draw(t, "cash"))
			case 3:
				l.Revalue(rapid.IntRange(usd, swap).Draw(t, "asset"), rapid.Float64Range(0, 5).Draw(t, "price"))
				moved = false
			case 4:
				l.ResetFlows()
			case 5: // shares stand for claims: a column without an issuer
				was := [2]int64{l.Equity(from, jpy), l.Equity(to, jpy)}
				l.Lend(from, to, share, amount.Draw(t, "lent"))
				if now := [2]int64{l.Equity(from, jpy), l.Equity(to, jpy)}; now != was {
					t.Fatalf("a loan changes equity from %v to %v", was, now)
				}
			}
			if err := l.Check(); err != nil {
				t.Fatal(err)
			}
			if after := [2]int64{net(usd), net(jpy)}; moved && after != before {
				t.Fatalf("equity of all agents went from %v to %v", before, after)
			}
		}
		if entries != l.Entries() {
			t.Fatalf("%d entries seen, %d counted", entries, l.Entries())
		}
		for s := range l.Assets() {
			if d := sum(l, func(g int) int64 { return l.Units(g, s) }); d != 0 {
				t.Fatalf("%s sums to %d", l.AssetName(s), d)
			}
		}
		for _, money := range []int{usd, jpy} {
			if d := sum(l, func(g int) int64 { return l.Income(g, money) }); d != 0 {
				t.Fatalf("income in %s sums to %d", l.AssetName(money), d)
			}
		}
		for g := range n { // a sheet is worth what is on it
			for _, money := range []int{usd, jpy} {
				var v int64
				for s := range l.Assets() {
					if l.assets[s].Currency == money {
						v += l.Value(g, s)
					}
				}
				if v != l.Equity(g, money) {
					t.Fatalf("assets of %s in %s are %d, equity %d", l.AgentName(g), l.AssetName(money), v, l.Equity(g, money))
				}
			}
		}
	})
}

// The negative direction of an entry is its reversal.
func TestReversal(t *testing.T) {
	a, b := opened(t, 6), opened(t, 6)
	a.Sell(Trade, 3, 4, bond, 500, 480)
	a.Convert(3, 4, jpy, 900, usd, 6)
	a.Pay(Goods, 3, 4, usd, 77)
	a.Sell(Trade, 3, 4, bond, -500, -480)
	a.Convert(3, 4, jpy, -900, usd, -6)
	a.Pay(Goods, 4, 3, usd, 77)
	for g := range a.Agents() {
		for s := range a.Assets() {
			if a.Units(g, s) != b.Units(g, s) || a.Value(g, s) != b.Value(g, s) || a.Equity(g, s) != b.Equity(g, s) {
				t.Errorf("%s of %s did not return", a.AssetName(s), a.AgentName(g))
			}
		}
	}
}

// A mark to market of an asset whose issuer carries the negative is a loss of
// somebody for every gain, up to half a unit a sheet.
func TestRevaluationSumsToZero(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(5, 40).Draw(t, "agents")
		l := books(n)
		open(l, 1)
		asset := rapid.SampledFrom([]int{bond, share}).Draw(t, "asset")
		for range rapid.IntRange(1, 5).Draw(t, "marks") {
			from, to := rapid.IntRange(0, n-1).Draw(t, "from"), rapid.IntRange(0, n-1).Draw(t, "to")
			l.Sell(Trade, from, to, asset, rapid.Int64Range(-1e13, 1e13).Draw(t, "units"), rapid.Int64Range(-1e13, 1e13).Draw(t, "cash"))
			l.ResetFlows()
			price := rapid.Float64Range(0, 4).Draw(t, "price")
			l.Revalue(asset, price)
			if d := sum(l, func(g int) int64 { return l.Gain(g, asset) }); abs(d) > int64(n) {
				t.Fatalf("gains and losses differ by %d units on %d sheets", d, n)
			}
			for g := range n {
				if off := float64(l.Value(g, asset)) - float64(l.Units(g, asset))*price; off > 0.5 || off < -0.5 {
					t.Fatalf("%s is carried %g off its price", l.AgentName(g), off)
				}
			}
			l.ResetFlows()
			l.Revalue(asset, price)
			if d := sum(l, func(g int) int64 { return abs(l.Gain(g, asset)) }); d != 0 {
				t.Fatalf("a second mark to the same price moved %d", d)
			}
		}
	})
}

func TestMoneyAndSwapsCarryNoPrice(t *testing.T) {
	l := opened(t, 6)
	e := l.Equity(4, usd)
	l.Revalue(usd, 5)
	l.Revalue(swap, 5)
	l.Sell(Trade, 3, 4, swap, 1e9, 0)
	if l.Value(4, swap) != 0 || l.Equity(4, usd) != e {
		t.Errorf("a swap is carried at %d and equity went from %d to %d", l.Value(4, swap), e, l.Equity(4, usd))
	}
	if err := l.Check(); err != nil {
		t.Error(err)
	}
}

func TestConversionKeepsEachCurrency(t *testing.T) {
	l := opened(t, 6)
	u, y := l.Equity(3, usd), l.Equity(3, jpy)
	l.Convert(3, 4, jpy, 149_960, usd, 1000)
	if l.Equity(3, usd) != u+1000 || l.Equity(3, jpy) != y-149_960 {
		t.Errorf("equity moved by %d dollars and %d yen", l.Equity(3, usd)-u, l.Equity(3, jpy)-y)
	}
	if err := l.Check(); err != nil {
		t.Error(err)
	}
	if l.Turnover(Exchange, jpy) != 149_960 {
		t.Errorf("turnover is %d", l.Turnover(Exchange, jpy))
	}
}

func TestNothingIsNoEntry(t *testing.T) {
	l := opened(t, 6)
	l.Sell(Trade, 3, 4, bond, 0, 0)
	l.Convert(3, 4, jpy, 0, usd, 0)
	l.Pay(Goods, 3, 4, usd, 0)
	l.Pay(Goods, 3, 3, usd, 5)
	if l.Entries() != 0 {
		t.Errorf("%d entries", l.Entries())
	}
}
