package ledger

import (
	"errors"
	"strings"
	"testing"
)

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
		{"issue posted but not entered", func(l *Ledger) {
			e := Entry{Step: 12, Kind: Trade, From: treasury, To: 4, Asset: bond, Units: 10, Money: usd}
			l.move(treasury, bond, -10, 0, &e)
			l.move(4, bond, 10, 0, &e)
		}, "amount outstanding", "treasury", "bond", 10},
		{"issue entered but not posted", func(l *Ledger) {
			l.record(&Entry{Step: 12, Kind: Trade, From: treasury, To: 4, Asset: bond, Units: 10, Money: usd})
		}, "amount outstanding", "treasury", "bond", -10},
		{"money withdrawn on the wrong account", func(l *Ledger) {
			l.Pay(Transfer, 4, fed, usd, 70)
			l.units[at(fed, usd)] -= 70
			l.units[at(3, usd)] += 70
		}, "amount outstanding", "fed", "usd", 70},
		{"debt taken from the issuer", func(l *Ledger) {
			l.units[at(treasury, bond)] += 5
			l.units[at(4, bond)] -= 5
		}, "amount outstanding", "treasury", "bond", -5},
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
