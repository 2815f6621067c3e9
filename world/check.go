package world

import (
	"fmt"
	"math"
)

// checkRound verifies the books after a round.
func (w *World) checkRound() error {
	if err := w.checkHouse(); err != nil {
		return err
	}
	return w.books.Check()
}

// checkDay verifies the books of the close, loans and attribution.
func (w *World) checkDay() error {
	if err := w.books.Check(); err != nil {
		return err
	}
	if err := w.checkLoans(); err != nil {
		return err
	}
	return w.checkParts()
}

// checkHouse verifies that the clearing house has passed on everything but the
// rounding of cash, less than one unit an entry.
func (w *World) checkHouse() error {
	for a := range w.books.Assets() {
		u := w.books.Units(w.house, a)
		if u == 0 || a < len(w.cfg.Currencies) && max(u, -u) <= w.through {
			continue
		}
		return fmt.Errorf("the clearing house keeps %d units of %s after %d entries", u, w.books.AssetName(a), w.through)
	}
	return nil
}

// checkLoans verifies that every borrower holds dollar bonds worth at least what
// it owes.
func (w *World) checkLoans() error {
	for i := range w.names {
		owed := -w.books.Units(i, w.loans)
		if owed <= 0 {
			continue
		}
		if have := w.pledge(i); have < owed {
			return fmt.Errorf("agent %q owes %d units of dollars against bonds worth %d", w.names[i], owed, have)
		}
	}
	return nil
}

// checkParts verifies that what bidders and causes contributed to each move of
// the day adds up to it.
func (w *World) checkParts() error {
	w.parts.Totals(w.total)
	for k, m := range w.view.Move {
		if gap := math.Abs(w.total[k] - m); !(gap <= 1e-9*w.far) {
			return fmt.Errorf("attribution of %s: the parts differ from the move of %g bp by %g", w.cfg.Instruments[k].ID, m, gap)
		}
	}
	return nil
}
