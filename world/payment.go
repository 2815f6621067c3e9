package world

import "kirifuda/world/ledger"

// payment is an instruction to pay, to lend or to redeem.
type payment struct {
	kind     ledger.Kind
	to       int
	currency int
	units    int64
	on       int  // asset that earned it, for coupons, interest and variation margin; the currency otherwise
	tax      bool // to pays instead of being paid
	bonds    bool // bonds of instrument on go to to, their issuer, against cash
	loan     bool // to is the borrower; if units are negative, to is the lender and is repaid
}

// pay executes instructed payments and loans in the order of the roster.
func (w *World) pay() error {
	for i, d := range w.desks {
		for _, p := range d.payments {
			if p.loan {
				if err := w.lend(i, p); err != nil {
					return err
				}
				continue
			}
			if p.bonds {
				in := &w.cfg.Instruments[p.on]
				w.books.Sell(p.kind, i, p.to, in.asset, p.units, nearest(float64(p.units)*in.Price(w.view.Deviation[p.on])))
				continue
			}
			from, to := i, p.to
			if p.tax {
				from, to = to, from
			}
			w.books.PayOn(p.kind, from, to, w.cfg.Currencies[p.currency].asset, p.units, p.on)
		}
		d.payments = d.payments[:0]
	}
	return nil
}

// governs reports whether agent i has issued bonds in currency c.
func (w *World) governs(i, c int) bool {
	for k := range w.cfg.Instruments {
		in := &w.cfg.Instruments[k]
		if in.Class == Bond && in.money == w.cfg.Currencies[c].asset && w.issuer[k] == i {
			return true
		}
	}
	return false
}
