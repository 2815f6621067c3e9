package world

import (
	"errors"
	"fmt"
	"math"

	"kirifuda/world/market"
)

// clear finds the prices of the round.
func (w *World) clear() error {
	if err := market.CheckIndex(w.bids, len(w.cfg.Instruments)); err != nil {
		return w.nameBid(err)
	}
	if err := market.Check(w.bids); err != nil {
		return w.nameBid(err)
	}
	w.solver.Close(w.closed)
	c := w.solver.Clear(w.bids, w.limits)
	gap := w.solver.Attribute(w.bids, w.attribution)
	w.rec.MaxGapBp = math.Max(w.rec.MaxGapBp, gap)
	for _, dx := range c.Dx {
		w.largestMove = math.Max(w.largestMove, math.Abs(dx))
	}
	rr := &w.rounds[w.view.Round]
	rr.Iterations, rr.ResidualUSDBn, rr.Fallback = c.Iterations, c.Residual, c.Fallback
	copy(rr.States, c.State)
	copy(rr.UnfilledUSDBn, c.Unfilled)
	if !(c.Residual <= 100*w.cfg.Market.ToleranceUSDBn) {
		return fmt.Errorf("the market did not clear: excess demand of %g USD bn remains", c.Residual)
	}
	w.cleared = c
	return w.recordRound()
}

// nameBid names the agent and the instrument of an invalid bid.
func (w *World) nameBid(err error) error {
	var infinite market.ErrNotFinite
	var unknown market.ErrNoInstrument
	switch {
	case errors.As(err, &infinite):
		return fmt.Errorf("agent %q: the bid for %s holds a number that is not finite", w.names[infinite.Bid], w.cfg.Instruments[infinite.Instrument].ID)
	case errors.As(err, &unknown):
		return fmt.Errorf("agent %q: the bid names instrument %d, which does not exist", w.names[unknown.Bid], unknown.Instrument)
	}
	return err
}
