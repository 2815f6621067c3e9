package market

import (
	"math"
	"testing"
)

// Demand that saturates below what is sold: with a limit the price stops there,
// without one nothing trades.
func TestSaturatedDemand(t *testing.T) {
	for _, sign := range []float64{1, -1} {
		b := oneBid(func(b *Bid) {
			b.Order(0, Sale, -80)
			b.SemiElastic(0, -50, -0.02*sign) // buys at most 50
		})
		other := oneBid(func(b *Bid) {
			b.Order(1, News, -3)
			b.Slope(1, 1, 1e-2)
		})
		bids := []*Bid{b, other}
		s, c := clearOnce(2, []float64{100, 1000}, bids...)
		wantState := LimitHigh
		if sign < 0 {
			wantState = LimitLow
		}
		near(t, "dx", c.Dx[0], 100*sign, 0)
		near(t, "dx of the thin market", c.Dx[1], 300, 1e-9)
		if c.State[0] != wantState || c.State[1] != Cleared {
			t.Errorf("states %v", c.State)
		}
		near(t, "unfilled", c.Unfilled[0], 80+50*math.Expm1(-2), 1e-9)
		checkAll(t, s, bids, []float64{100, 1000}, c)

		s, c = clearOnce(2, nil, bids...)
		if c.State[0] != NoTrade || c.State[1] != Cleared || c.Dx[0] != 0 {
			t.Errorf("without limits: states %v, dx %v", c.State, c.Dx)
		}
		near(t, "dx of the thin market", c.Dx[1], 300, 1e-9)
		checkAll(t, s, bids, nil, c)
	}
}

// A limit in one market changes the other: first both seem to break their
// limits, then the second is free again.
func TestLimitReleased(t *testing.T) {
	b := oneBid(func(b *Bid) {
		b.Order(0, News, -100)
		b.Slope(0, 0, 1)
		b.Slope(1, 1, 1)
		b.Slope(1, 0, -0.9) // market 1 follows market 0
	})
	limit := []float64{10, 60}
	s, c := clearOnce(2, limit, b)
	near(t, "dx0", c.Dx[0], 10, 0)
	near(t, "dx1", c.Dx[1], 9, 1e-12)
	if c.State[0] != LimitHigh || c.State[1] != Cleared {
		t.Errorf("states %v", c.State)
	}
	checkAll(t, s, []*Bid{b}, limit, c)

	limit = []float64{99, 10}
	s, c = clearOnce(2, limit, b)
	if c.State[0] != LimitHigh || c.State[1] != LimitHigh {
		t.Errorf("states %v", c.State)
	}
	checkAll(t, s, []*Bid{b}, limit, c)
}
