package world

import (
	"math"
	"slices"
	"testing"

	"kirifuda/world/market"
)

func TestPriceLimit(t *testing.T) {
	cfg := small(maker("maker", 0.1), maker("other", 0.1), agent("seller", nil, func(d *Desk) {
		if d.View.Day == 1 {
			d.Bid.Order(tBond, market.Sale, -50)
		}
	}))
	cfg.Instruments[tBond].LimitBp = 60
	var rec RoundRecord
	var unfilled float64
	cfg.Observers = []Observer{observe(func(r *Record) error {
		rec = r.Rounds[0]
		rec.States = slices.Clone(rec.States)
		unfilled = r.Attribution.At(r.Attribution.Bidders, market.Unfilled, tBond)
		return nil
	})}
	w := build(t, cfg)
	held := w.Books().Units(6, 2)
	steps(t, w, 1)
	if w.View().Deviation[tBond] != 60 || rec.States[tBond] != market.LimitHigh {
		t.Fatalf("yield moved by %g bp, state %s", w.View().Deviation[tBond], rec.States[tBond])
	}
	if rec.States[tYen] != market.Cleared {
		t.Errorf("the yen is %s", rec.States[tYen])
	}
	sold := float64(held-w.Books().Units(6, 2)) / w.View().Instruments[tBond].UnitsPerUSDBn
	if math.Abs(sold-12) > 1e-9 { // what the others buy at 60 bp
		t.Errorf("sold %g USD bn, want 12", sold)
	}
	if math.Abs(rec.UnfilledUSDBn[tBond]-38) > 1e-9 || unfilled >= 0 {
		t.Errorf("%g USD bn unfilled, attributed %g bp", rec.UnfilledUSDBn[tBond], unfilled)
	}
	if err := w.Books().Check(); err != nil {
		t.Error(err)
	}
	steps(t, w, 1)
	if rec.States[tBond] != market.Cleared {
		t.Errorf("the next day the bond is %s", rec.States[tBond])
	}
}

func TestMarketWithoutDepth(t *testing.T) {
	cfg := small(agent("a", nil, func(d *Desk) { d.Bid.Order(tBond, market.Sale, -5) }), agent("b", nil, nil))
	w := build(t, cfg)
	held := w.Books().Units(4, 2)
	steps(t, w, 1)
	if w.rounds[0].States[tBond] != market.NoTrade || w.View().Deviation[tBond] != 0 || w.Books().Units(4, 2) != held {
		t.Errorf("the bond is %s at %g", w.rounds[0].States[tBond], w.View().Deviation[tBond])
	}
}
