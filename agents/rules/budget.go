package rules

import (
	"slices"

	"kirifuda/world"
	"kirifuda/world/ledger"
)

// Budget is that of a government which has issued bonds in its own currency and rolls them
// over at their amount: taxes pay the interest. Each day it levies what interest has cost
// since the day before,
//
//	T = −(I_{t−1} − I_{t−2})
//
// with I its receipts of interest and coupons in its currency less what it has paid of them;
// if T is negative, it spends as much. Other revenue, such as duties, stays in its account.
type Budget struct {
	currency, taxpayer int     // found at set-up; −1 for a government without bonds, and for nobody
	income             float64 // I of the day before, bn of the currency
}

// NewBudget returns the budget of the institution that is set up. The taxpayer is that of its
// first bond.
func NewBudget(s *world.Setup) Budget {
	k := slices.IndexFunc(s.Instruments, func(in world.Instrument) bool { return in.Class == world.Bond && in.Issuer == s.ID })
	if k < 0 {
		return Budget{currency: -1, taxpayer: -1}
	}
	return Budget{currency: s.Currency(s.Instruments[k].Currency), taxpayer: s.Agent(s.Instruments[k].Taxpayer)}
}

// Balance levies and spends; it is called once a day.
func (b *Budget) Balance(d *world.Desk) {
	if b.currency < 0 || b.taxpayer < 0 {
		return
	}
	income := d.Book.IncomeBn(b.currency)
	switch tax := b.income - income; {
	case tax > 0:
		d.Levy(b.taxpayer, b.currency, tax)
	case tax < 0:
		d.Pay(ledger.Transfer, b.taxpayer, b.currency, -tax)
	}
	b.income = income
}
