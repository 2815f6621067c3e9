package ledger

import (
	"fmt"
	"testing"
)

// Columns and sheets of the test books.
const (
	usd, jpy, bond, share, swap = 0, 1, 2, 3, 4
	fed, boj, treasury          = 0, 1, 2
)

// books returns books of n ≥ 5 agents: two central banks, a treasury, private
// agents; dollars, yen, a bond, shares without an issuer's debt, a swap.
func books(n int) *Ledger {
	names := []string{"fed", "boj", "treasury"}
	for i := len(names); i < n; i++ {
		names = append(names, fmt.Sprintf("fund_%d", i))
	}
	return New(names, []Asset{
		{Name: "usd", Currency: usd, Cash: true, Issuer: fed},
		{Name: "jpy", Currency: jpy, Cash: true, Issuer: boj},
		{Name: "bond", Currency: usd, Issuer: treasury},
		{Name: "share", Currency: jpy, Issuer: -1},
		{Name: "swap", Currency: usd, Swap: true, Issuer: -1},
	})
}

// open gives every private agent something of everything, closed by issuers and,
// where there is none, by the first private agent.
func open(l *Ledger, price float64) {
	closer := [5]int{fed, boj, treasury, 3, 3}
	for s, c := range closer {
		var sum int64
		for g := 3; g < l.Agents(); g++ {
			if g == c {
				continue
			}
			u := int64(1_000_000 * (g + s))
			l.Open(g, s, u, price)
			sum += u
		}
		l.Open(c, s, -sum, price)
	}
}

func opened(t testing.TB, n int) *Ledger {
	t.Helper()
	l := books(n)
	open(l, 0.97)
	if err := l.Check(); err != nil {
		t.Fatal(err)
	}
	return l
}

// sum over agents.
func sum(l *Ledger, f func(agent int) int64) int64 {
	var t int64
	for g := range l.Agents() {
		t += f(g)
	}
	return t
}

// day posts what a day of trading might and checks.
func day(tb testing.TB, l *Ledger, price float64) {
	l.ResetFlows()
	for g := 3; g < l.Agents(); g++ {
		l.Sell(Trade, treasury, g, bond, 10, 9)
		l.Convert(3, g, jpy, 1500, usd, 10)
		l.Pay(Coupon, treasury, g, usd, 1)
	}
	l.Revalue(bond, price)
	if err := l.Check(); err != nil {
		tb.Fatal(err)
	}
}

// wide returns books of 90 agents and 31 assets.
func wide() *Ledger {
	var names []string
	for g := range 90 {
		names = append(names, fmt.Sprint("agent_", g))
	}
	var assets []Asset
	for s := range 31 {
		if s < 8 {
			assets = append(assets, Asset{Name: fmt.Sprint("cash_", s), Currency: s, Cash: true, Issuer: s})
		} else {
			assets = append(assets, Asset{Name: fmt.Sprint("bond_", s), Currency: s % 8, Issuer: s})
		}
	}
	l := New(names, assets)
	for s := range 31 {
		var sum int64
		for g := 40; g < 90; g++ {
			l.Open(g, s, int64(1e9*(g+s)), 0.9)
			sum += int64(1e9 * (g + s))
		}
		l.Open(s, s, -sum, 0.9)
	}
	return l
}
