package world

import (
	"fmt"
)

// checkLoans verifies that who has borrowed holds dollar bonds worth as much.
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

// pledge is what an agent's dollar bonds are worth, in units of dollars.
func (w *World) pledge(agent int) (value int64) {
	for k := range w.cfg.Instruments {
		if in := &w.cfg.Instruments[k]; in.Class == Bond && in.money == w.cfg.Currencies[w.usd].asset {
			value += max(0, w.books.Value(agent, in.asset))
		}
	}
	return value
}
