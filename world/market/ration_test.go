package market

import (
	"math"
	"testing"
)

func TestLimitsRation(t *testing.T) {
	// Sells 100 against a demand of 1 a bp, at most 20 bp either side.
	seller := oneBid(func(b *Bid) { b.Order(0, Sale, -100) })
	small := oneBid(func(b *Bid) { b.Order(0, Margin, -20) })
	buyer := oneBid(func(b *Bid) { b.Slope(0, 0, 1) })
	bids := []*Bid{seller, small, buyer}
	s, c := clearOnce(1, []float64{20}, bids...)
	if c.State[0] != LimitHigh || c.Dx[0] != 20 {
		t.Fatalf("state %v dx %v", c.State[0], c.Dx[0])
	}
	near(t, "unfilled", c.Unfilled[0], 100, 1e-12)
	near(t, "seller", c.Traded(0, 0), -100*20.0/120, 1e-12)
	near(t, "small seller", c.Traded(1, 0), -20*20.0/120, 1e-12)
	near(t, "buyer", c.Traded(2, 0), 20, 0)
	a := NewAttribution(3, 1)
	s.Attribute(bids, a)
	near(t, "sale", a.At(0, Sale, 0), 100, 1e-10)
	near(t, "margin", a.At(1, Margin, 0), 20, 1e-10)
	near(t, "unexecuted", a.At(3, Unfilled, 0), -100, 1e-10)
	checkAll(t, s, bids, []float64{20}, c)

	// A limit of zero closes the way, not the market.
	_, c = clearOnce(1, []float64{0}, bids...)
	if c.Dx[0] != 0 || math.Signbit(c.Dx[0]) || c.State[0] != LimitHigh || c.Unfilled[0] != 120 {
		t.Errorf("limit 0: dx %v state %v unfilled %v", c.Dx[0], c.State[0], c.Unfilled[0])
	}
}
