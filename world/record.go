package world

import (
	"kirifuda/world/ledger"
	"kirifuda/world/market"
)

// Record is one finished day. Observers may read it during the call only.
type Record struct {
	View        *View
	Statements  []Statement // published today
	Rounds      []RoundRecord
	Attribution *market.Attribution // today's moves by agent and cause, bp; agents in roster order
	Books       *ledger.Ledger
	Agents      []string  // identifiers, roster order
	Traded      []float64 // [agent*instruments+k] USD bn bought today at base prices
	Indicators  []float64
	Names       []string // of the indicators
	MaxGapBp    float64  // largest gap between a move and the sum of its parts
}

// Indicator is the value of an indicator by name, and whether it exists.
func (r *Record) Indicator(name string) (float64, bool) {
	for i, n := range r.Names {
		if n == name {
			return r.Indicators[i], true
		}
	}
	return 0, false
}

// RoundRecord is one clearing.
type RoundRecord struct {
	Iterations    int
	ResidualUSDBn float64
	Fallback      bool
	States        []market.State // per instrument
	UnfilledUSDBn []float64      // per instrument
}

// Observer is shown every finished day. It gets no stream and cannot change the
// world. An error stops the run.
type Observer interface {
	Observe(r *Record) error
}

// record shows the finished day to the observers.
func (w *World) record() error {
	w.rec.Statements = w.view.Bulletin
	w.rec.Rounds = w.rounds
	for _, o := range w.cfg.Observers {
		if err := o.Observe(&w.rec); err != nil {
			return err
		}
	}
	return nil
}
