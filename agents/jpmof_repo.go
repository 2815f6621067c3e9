package agents

import (
	"math"

	"kirifuda/world"
)

// pledged is m, the value of the bonds pledged for a loan of one dollar.
func (f *JPMoF) pledged() float64 { return 1 + f.at.terms.RepoMarginPct/100 }

// settle reads the answers of the facility, pays interest,
//
//	interest = owed·(policy rate + official_repo_spread)·t
//
// and repays from dollars on deposit, as far as they suffice, when the loan is called or
// a deal has been made. Amounts requested but not lent, and amounts called, are to be
// sold.
func (f *JPMoF) settle(d *world.Desk) {
	s, owed := &f.state, -d.Book.LentUSDBn()
	s.lent = math.Max(0, owed-s.owed)
	if s.requested > 0 {
		if short := s.requested - (owed - s.owed); short > 1e-6 {
			s.refused = true
			s.due += short
		}
		s.requested = 0
	}
	s.owed = owed
	if owed <= 0 {
		return
	}
	d.PayLoanInterest(f.at.fed, owed*(d.View.PolicyRatePct[0]+f.at.terms.RepoSpreadBp/100)/100*d.View.YearShare)
	called := false
	for _, m := range d.Inbox {
		called = called || m.From == f.at.fed && m.Type == world.RepoFacility
	}
	if !called && !f.stopped() {
		return
	}
	back := math.Min(owed, math.Max(0, d.Book.CashUSDBn()))
	d.Repay(f.at.fed, back)
	d.Send(f.at.fed, world.RepoFacility, -back)
	s.owed -= back
	if called {
		s.refused = true
		s.due += back
		s.replace += back
	}
}

// borrow requests the amount that would be sold today, up to the cap of the facility;
// the amount requested is not sold.
func (f *JPMoF) borrow(d *world.Desk) {
	s := &f.state
	if s.refused || s.today <= 0 {
		return
	}
	if x := math.Min(s.today, f.at.terms.RepoCapUSDBn-s.owed); x > 1e-6 {
		s.requested = x
		s.today -= x
		d.Send(f.at.fed, world.RepoFacility, x)
	}
}
