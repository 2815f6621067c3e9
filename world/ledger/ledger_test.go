package ledger

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
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
	l.Sell(Redeem, 5, treasury, bond, 250, 250)
	check("redemption", bond, b+750)
	l.Pay(Interest, fed, 5, usd, 12)
	check("interest on money", usd, m+400)
	l.Convert(boj, 4, jpy, 1500, usd, 10)
	check("intervention", jpy, l.Outstanding(jpy))
	if got := l.Turnover(Redeem, bond); got != 250 {
		t.Errorf("turnover of redemptions is %d, want 250", got)
	}
	if l.Income(5, usd) != 12 || l.Income(fed, usd) != -12 {
		t.Errorf("income is %d and %d, want 12 and −12", l.Income(5, usd), l.Income(fed, usd))
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

// Whatever is wrong in the books, Check names the step, the sheet, the asset and
// the last entry that touched them. Holdings that do not sum to zero name a party
// to the last large entry in the asset, where to start looking.
func TestBreachNamesTheEntry(t *testing.T) {
	at := func(agent, asset int) int { return agent*5 + asset }
	cases := []struct {
		name         string
		corrupt      func(l *Ledger)
		identity     string
		agent, asset string
		off          int64
	}{
		{"holding from nowhere", func(l *Ledger) { l.units[at(4, bond)] += 3; l.value[at(4, bond)] += 3 }, "sum of holdings", "fund_3", "bond", 3},
		{"lost cash", func(l *Ledger) { l.units[at(4, usd)]-- }, "sum of holdings", "fund_3", "usd", -1},
		{"issue not counted", func(l *Ledger) { l.out[bond] -= 10 }, "amount outstanding", "treasury", "bond", 10},
		{"money not counted", func(l *Ledger) { l.out[usd] += 10 }, "amount outstanding", "fed", "usd", -10},
		{"value without cause", func(l *Ledger) { l.value[at(3, bond)] += 9 }, "assets less equity", "fund_3", "usd", 9},
		{"equity without cause", func(l *Ledger) { l.equity[at(3, jpy)] += 4 }, "assets less equity", "fund_3", "jpy", -4},
		{"one side of an entry", func(l *Ledger) {
			e := Entry{Step: 12, Kind: Trade, From: 3, To: 4, Asset: share, Units: 8, Money: jpy, Cash: 80}
			l.move(4, share, 8, 80, &e)
		}, "sum of holdings", "fund_4", "share", 8},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			l := opened(t, 6)
			l.SetStep(12)
			l.Sell(Trade, 3, 4, bond, 1000, 970)
			l.Pay(Goods, 4, 3, jpy, 66)
			c.corrupt(l)
			err := l.Check()
			var b *Breach
			if !errors.As(err, &b) {
				t.Fatalf("Check returned %v", err)
			}
			if b.Step != 12 || !strings.HasPrefix(b.Identity, c.identity) || b.Agent != c.agent || b.Asset != c.asset || b.Off != c.off {
				t.Errorf("the breach is of step %d, %q, %q, %q, off %d; want 12, %q, %q, %q, %d",
					b.Step, b.Identity, b.Agent, b.Asset, b.Off, c.identity, c.agent, c.asset, c.off)
			}
			for _, part := range []string{"step 12", c.agent, c.asset, b.Entry.Kind.String(), b.EntryFrom} {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%q does not say %q", err, part)
				}
			}
		})
	}
}

func TestOpeningMustBeClosed(t *testing.T) {
	l := books(5)
	l.Open(4, bond, 100, 1)
	if l.Check() == nil {
		t.Error("books with a bond that nobody owes pass")
	}
}

func TestKindNames(t *testing.T) {
	seen := map[string]bool{}
	for k := range NumKinds {
		if s := k.String(); s == "" || seen[s] {
			t.Errorf("kind %d is called %q", k, s)
		} else {
			seen[s] = true
		}
	}
}

func TestSteadyStateDoesNotAllocate(t *testing.T) {
	l := opened(t, 20)
	if n := testing.AllocsPerRun(100, func() { day(t, l, 0.98) }); n != 0 {
		t.Errorf("%g allocations a day", n)
	}
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

func BenchmarkCheck(b *testing.B) {
	l := wide()
	b.ReportAllocs()
	for b.Loop() {
		if err := l.Check(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSell(b *testing.B) {
	l := wide()
	b.ReportAllocs()
	for b.Loop() {
		l.Sell(Trade, 50, 60, 9, 100, 90)
	}
}

func BenchmarkRevalue(b *testing.B) {
	l := wide()
	b.ReportAllocs()
	p := 0.9
	for b.Loop() {
		p = 1.8 - p + 1e-6
		l.Revalue(9, p)
	}
}
