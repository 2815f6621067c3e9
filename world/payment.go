package world

import "kirifuda/world/ledger"

// payment is an instruction to pay or to lend.
type payment struct {
	kind     ledger.Kind
	to       int
	currency int
	units    int64
	on       int  // asset that earned it, for coupons, interest and variation margin; the currency otherwise
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
			w.books.PayOn(p.kind, i, p.to, w.cfg.Currencies[p.currency].asset, p.units, p.on)
		}
		d.payments = d.payments[:0]
	}
	return nil
}
