package world

import "fmt"

// lend books a loan by institution i, at most the value of the borrower's bonds in
// excess of its debt, or a repayment.
func (w *World) lend(i int, p payment) error {
	if p.units > 0 {
		if most := w.pledge(p.to) + w.books.Units(p.to, w.loans); most > 0 {
			w.books.Lend(i, p.to, w.loans, min(p.units, most))
		}
		return nil
	}
	if w.books.Units(i, w.loans) > p.units || w.books.Units(p.to, w.loans) < -p.units {
		return fmt.Errorf("agent %q repays %q %d units of dollars, more than it owes", w.names[i], w.names[p.to], -p.units)
	}
	w.books.Lend(p.to, i, w.loans, p.units)
	return nil
}

// pledge is the value of an agent's dollar bonds, in units of dollars.
func (w *World) pledge(agent int) (value int64) {
	for k := range w.cfg.Instruments {
		if in := &w.cfg.Instruments[k]; in.Class == Bond && in.money == w.cfg.Currencies[w.usd].asset {
			value += max(0, w.books.Value(agent, in.asset))
		}
	}
	return value
}
