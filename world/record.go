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

// Bidding is a round of trade after its prices were found and before it is
// settled: View has the prices of before. RoundObservers may read it only during
// the call.
type Bidding struct {
	View    *View
	Agents  []string      // identifiers of the bidders, roster order
	Bids    []*market.Bid // by bidder
	LimitBp []float64     // by instrument, largest move in the round; may be infinite
	Cleared *market.Clearing
}

// RoundObserver is an Observer that is also shown every round of trade.
type RoundObserver interface {
	Observer
	ObserveRound(b *Bidding) error
}

// recordRound shows the round to those observers who want to see it.
func (w *World) recordRound() error {
	for _, o := range w.watching {
		b := Bidding{View: &w.view, Agents: w.names, Bids: w.bids, LimitBp: w.limits, Cleared: w.cleared}
		if err := o.ObserveRound(&b); err != nil {
			return err
		}
	}
	return nil
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
