package world

import (
	"kirifuda/world/ledger"
	"kirifuda/world/market"
)

// Record is one finished day. Observers may read it only during the call.
type Record struct {
	View        *View
	Statements  []Statement // published today, then what institutions have done today
	Rounds      []RoundRecord
	Attribution *market.Attribution // today's price moves by agent (in the order of the roster) and cause, bp
	Books       *ledger.Ledger
	Agents      []string  // identifiers, roster order
	Traded      []float64 // [agent*instruments+k] USD bn bought today at base prices
	Series      []Series
	Values      []float64 // values of the series; not finite where there is none
	MaxGapBp    float64   // largest gap between a move and the sum of its parts
}

// Value returns the day's value of a series and whether the series exists.
func (r *Record) Value(name string) (float64, bool) {
	for i := range r.Series {
		if r.Series[i].Name == name {
			return r.Values[i], true
		}
	}
	return 0, false
}

// RoundRecord is the result of clearing one round.
type RoundRecord struct {
	Iterations    int
	ResidualUSDBn float64
	Fallback      bool
	States        []market.State // per instrument
	UnfilledUSDBn []float64      // per instrument
}

// Observer is shown every finished day. It has no random stream and cannot change
// the world. An error stops the run.
type Observer interface {
	Observe(r *Record) error
}

// BaseObserver is an observer that is shown the base date as well, before the first
// day: a record of day 0 with prices, books and series as of the opening. Nothing has
// been said or traded.
type BaseObserver interface {
	ObserveBase(r *Record) error
}

// record shows the finished day to the observers.
func (w *World) record() error {
	for _, o := range w.cfg.Observers {
		if err := o.Observe(&w.rec); err != nil {
			return err
		}
	}
	return nil
}
