package world

import (
	"fmt"

	"kirifuda/world/ledger"
)

// payment is an instruction to pay or to lend.
type payment struct {
	kind     ledger.Kind
	to       int
	currency int
	units    int64
	loan     bool // to is the borrower; negative units repay the lender to
}

// pay executes instructed payments and loans in the order of the roster.
func (w *World) pay() error {
	for i, d := range w.desks {
		for _, p := range d.payments {
			if p.loan {
				if p.units < 0 && (w.books.Units(i, w.loans) > p.units || w.books.Units(p.to, w.loans) < -p.units) {
					return fmt.Errorf("agent %q repays %q %d units that it does not owe", w.names[i], w.names[p.to], -p.units)
				}
				if p.units < 0 {
					w.books.Lend(p.to, i, w.loans, p.units)
				} else if most := w.pledge(p.to) + w.books.Units(p.to, w.loans); most > 0 {
					w.books.Lend(i, p.to, w.loans, min(p.units, most))
				}
				continue
			}
			w.books.Pay(p.kind, i, p.to, w.cfg.Currencies[p.currency].asset, p.units)
		}
		d.payments = d.payments[:0]
	}
	return nil
}
