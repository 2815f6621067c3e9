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

// checkDay verifies the books at the close, loans and attribution.
func (w *World) checkDay() error {
	if err := w.books.Check(); err != nil {
		return err
	}
	if err := w.checkLoans(); err != nil {
		return err
	}
	return w.checkParts()
}

// checkHouse verifies that the clearing house has passed on everything except
// rounding errors in cash, less than one unit per entry.
func (w *World) checkHouse() error {
	for a := range w.books.Assets() {
		u := w.books.Units(w.house, a)
		if u == 0 || a < len(w.cfg.Currencies) && max(u, -u) <= w.houseEntries {
			continue
		}
		return fmt.Errorf("the clearing house is left with %d units of %s after %d entries", u, w.books.AssetName(a), w.houseEntries)
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
			return fmt.Errorf("agent %q owes %d units of dollars, more than its bonds are worth (%d)", w.names[i], owed, have)
		}
	}
	return nil
}

// checkParts verifies that the contributions of bidders and causes to each move
// of the day add up to the move.
func (w *World) checkParts() error {
	w.attribution.Totals(w.total)
	for k, m := range w.view.Move {
		if gap := math.Abs(w.total[k] - m); !(gap <= 1e-9*w.largestMove) {
			return fmt.Errorf("attribution of %s: the parts differ from the move of %g bp by %g bp", w.cfg.Instruments[k].ID, m, gap)
		}
	}
	return nil
}
