package market

import (
	"math"
	"testing"
)

func TestOneLinearInstrument(t *testing.T) {
	for _, slope := range []float64{2, -2, 1e-3, 1e4} {
		seller := oneBid(func(b *Bid) { b.Order(0, Sale, -30) })
		buyer := oneBid(func(b *Bid) { b.Slope(0, 0, slope) })
		s, c := clearOnce(1, nil, seller, buyer)
		near(t, "dx", c.Dx[0], 30/slope, 1e-12*30/math.Abs(slope))
		near(t, "seller", c.Traded(0, 0), -30, 0)
		near(t, "buyer", c.Traded(1, 0), 30, 1e-9)
		if c.State[0] != Cleared || c.Fallback || c.Iterations > 5 || c.Iterations > 2 && math.Abs(slope) > 1 {
			t.Errorf("state %v, fallback %v, %d iterations", c.State[0], c.Fallback, c.Iterations)
		}
		a := NewAttribution(2, 1)
		s.Attribute([]*Bid{seller, buyer}, a)
		near(t, "attributed to the sale", a.At(0, Sale, 0), c.Dx[0], 1e-12*math.Abs(c.Dx[0]))
	}
}

func TestZeroShifts(t *testing.T) {
	bids := realisticBids(22, 85, 0)
	_, c := clearOnce(22, nil, bids...)
	for k, x := range c.Dx {
		if math.Float64bits(x) != 0 {
			t.Errorf("dx[%d] = %v", k, x)
		}
	}
	if c.Iterations != 0 || c.Residual != 0 {
		t.Errorf("%d iterations, residual %v", c.Iterations, c.Residual)
	}
}

func TestNoDepth(t *testing.T) {
	bids := []*Bid{
		oneBid(func(b *Bid) { b.Order(0, Sale, -5); b.Order(1, News, 2); b.Slope(1, 1, 1); b.Slope(1, 0, 0.5) }),
		oneBid(func(b *Bid) { b.Order(0, Policy, 2); b.Slope(0, 0, 1e-8) }),
	}
	s, c := clearOnce(2, nil, bids...)
	if c.State[0] != NoTrade || c.Dx[0] != 0 || c.Traded(0, 0) != 0 || c.Traded(1, 0) != 0 {
		t.Errorf("state %v dx %v trades %v", c.State[0], c.Dx[0], c.Trades)
	}
	near(t, "unfilled", c.Unfilled[0], 3, 0)
	near(t, "dx1", c.Dx[1], -2, 1e-14)
	a := NewAttribution(2, 2)
	s.Attribute(bids, a)
	near(t, "effect of an order in a closed market", a.At(0, Sale, 1), 0, 0)
	near(t, "attributed", a.At(0, News, 1), -2, 1e-14)
	checkAll(t, s, bids, nil, c)

	// No instrument, no bid.
	clearOnce(0, nil)
	_, c = clearOnce(1, []float64{10})
	if c.State[0] != NoTrade || c.Unfilled[0] != 0 {
		t.Errorf("empty book: %v", c.State[0])
	}
}

func TestNoAllocation(t *testing.T) {
	const n = 22
	calm, wild := realisticBids(n, 85, 3), realisticBids(n, 85, 400)
	limit := make([]float64, n)
	for k := range limit {
		limit[k] = 50
	}
	s, a := NewSolver(n, DefaultSettings()), NewAttribution(85, n)
	for name, f := range map[string]func(){
		"clear":        func() { s.Clear(calm, limit) },
		"limits":       func() { s.Clear(wild, limit) },
		"attribute":    func() { s.Clear(wild, limit); a.Reset(); s.Attribute(wild, a) },
		"check":        func() { _ = Check(wild) },
		"search":       func() { s.Clear(calm, limit); s.search(); s.adjust(); s.clearOne(0) },
		"continuation": func() { s.Clear(calm, limit); s.continuation() },
		"suspend":      func() { s.Clear(calm, limit); s.suspend() },
	} {
		f()
		if got := testing.AllocsPerRun(20, f); got != 0 {
			t.Errorf("%s: %v allocations", name, got)
		}
	}
}
