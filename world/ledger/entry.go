package ledger

import (
	"math"
)

// Entry is one transaction: From gives Units of Asset to To, which pays Cash of
// currency Money (zero for a one-sided payment of cash, where Asset is the money).
type Entry struct {
	Step  int
	Kind  Kind
	From  int
	To    int
	Asset int
	Units int64
	Money int
	Cash  int64
	On    int // asset that earned a coupon, interest or variation margin; Asset for other entries
}

// move posts one leg of an entry to an account.
func (l *Ledger) move(agent, asset int, units, value int64, e *Entry) {
	i := agent*l.ns + asset
	l.units[i] += units
	l.value[i] += value
	l.bought[i] += units
	l.last[i] = *e
}

// record counts an entry that has been posted. It reads only the entry and no
// account, so that Check compares two independent counts.
func (l *Ledger) record(e *Entry) {
	l.entries++
	l.circulate(e.Asset, e.From, e.To, e.Units)
	l.circulate(e.Money, e.To, e.From, e.Cash)
	if e.Units < 0 {
		l.byKind[int(e.Kind)*l.ns+e.Asset] -= e.Units
	} else {
		l.byKind[int(e.Kind)*l.ns+e.Asset] += e.Units
	}
	if l.watch != nil {
		l.watch(*e)
	}
}

// circulate counts what an issuer gives out (an issue, money created) and what it
// takes back (a redemption, a purchase of its own debt, money withdrawn).
func (l *Ledger) circulate(asset, from, to int, units int64) {
	is := l.assets[asset].Issuer
	if from == is {
		l.out[asset] += units
	}
	if to == is {
		l.out[asset] -= units
	}
}

// Sell moves units of a security from one agent to another against cash of the
// security's currency. Negative units reverse the direction of both.
func (l *Ledger) Sell(kind Kind, from, to, asset int, units, cash int64) {
	if units == 0 && cash == 0 {
		return
	}
	money := l.assets[asset].Currency
	e := Entry{Step: l.step, Kind: kind, From: from, To: to, Asset: asset, Units: units, Money: money, Cash: cash, On: asset}
	v := cash
	if l.assets[asset].Swap { // a fee, because the swap itself carries no value
		v = 0
		l.equity[from*l.ns+money] += cash
		l.equity[to*l.ns+money] -= cash
	}
	l.move(from, asset, -units, -v, &e)
	l.move(to, asset, units, v, &e)
	if cash != 0 {
		l.move(from, money, cash, cash, &e)
		l.move(to, money, -cash, -cash, &e)
		l.pay(from, to, asset, cash)
	}
	l.record(&e)
}

// Lend moves cash from a lender to a borrower against a claim of equal units in
// asset, a column without an issuer in which borrowers stand negative. Negative
// units repay. Nobody's equity changes.
func (l *Ledger) Lend(lender, borrower, asset int, units int64) {
	l.Sell(Loan, borrower, lender, asset, units, units)
}

// Convert moves cash in one currency from one agent to another against cash in a
// second currency. Equity changes currency with it.
func (l *Ledger) Convert(from, to, asset int, units int64, money int, cash int64) {
	if units == 0 && cash == 0 {
		return
	}
	e := Entry{Step: l.step, Kind: Exchange, From: from, To: to, Asset: asset, Units: units, Money: money, Cash: cash, On: asset}
	l.move(from, asset, -units, -units, &e)
	l.move(to, asset, units, units, &e)
	l.move(from, money, cash, cash, &e)
	l.move(to, money, -cash, -cash, &e)
	l.pay(from, to, asset, cash)
	l.equity[from*l.ns+asset] -= units
	l.equity[to*l.ns+asset] += units
	l.equity[from*l.ns+money] += cash
	l.equity[to*l.ns+money] -= cash
	l.record(&e)
}

// pay counts cash paid for an asset.
func (l *Ledger) pay(from, to, asset int, cash int64) {
	l.paid[from*l.ns+asset] -= cash
	l.paid[to*l.ns+asset] += cash
}

// Pay moves cash one way: one agent gains the equity that the other loses.
func (l *Ledger) Pay(kind Kind, from, to, money int, cash int64) {
	l.PayOn(kind, from, to, money, cash, money)
}

// PayOn is Pay for a coupon, interest or variation margin that a holding of the
// asset on has earned.
func (l *Ledger) PayOn(kind Kind, from, to, money int, cash int64, on int) {
	if cash == 0 || from == to {
		return
	}
	e := Entry{Step: l.step, Kind: kind, From: from, To: to, Asset: money, Units: cash, Money: money, On: on}
	l.move(from, money, -cash, -cash, &e)
	l.move(to, money, cash, cash, &e)
	i, j := from*l.ns+money, to*l.ns+money
	l.equity[i] -= cash
	l.equity[j] += cash
	if kind == Coupon || kind == Interest || kind == Variation {
		l.income[i] -= cash
		l.income[j] += cash
	}
	l.record(&e)
}

// Revalue marks all holdings of an asset to a price per unit. The change goes to
// equity.
func (l *Ledger) Revalue(asset int, price float64) {
	a := &l.assets[asset]
	if a.Cash || a.Swap {
		return
	}
	for i, g := asset, 0; g < l.na; i, g = i+l.ns, g+1 {
		if l.units[i] == 0 && l.value[i] == 0 {
			continue
		}
		d := int64(math.Round(float64(l.units[i])*price)) - l.value[i]
		if d == 0 {
			continue
		}
		l.value[i] += d
		l.gain[i] += d
		l.equity[g*l.ns+a.Currency] += d
	}
}

// ResetFlows sets Bought, Paid and Gain to zero.
func (l *Ledger) ResetFlows() {
	clear(l.bought)
	clear(l.paid)
	clear(l.gain)
}
