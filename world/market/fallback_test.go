package market

import (
	"math"
	"testing"
)

// The fallbacks find what Newton's method finds.
func TestFallbacksAgree(t *testing.T) {
	const n = 22
	for _, shock := range []float64{1, 30, 300} {
		bids := realisticBids(n, 85, shock)
		s := NewSolver(n, DefaultSettings())
		want := append([]float64(nil), s.Clear(bids, nil).Dx...)
		for name, f := range map[string]func() bool{"search": s.search, "continuation": s.continuation} {
			s.Clear(bids, nil)
			clear(s.out.Dx)
			if !f() {
				t.Errorf("shock %g: %s failed", shock, name)
			}
			for k, x := range s.out.Dx {
				near(t, name, x, want[k], 1e-9*(1+math.Abs(want[k])))
			}
		}
		// One market after another.
		s.Clear(bids, nil)
		clear(s.out.Dx)
		for range 300 {
			for k := range n {
				s.clearOne(k)
			}
		}
		for k, x := range s.out.Dx {
			near(t, "one after another", x, want[k], 1e-6*(1+math.Abs(want[k])))
		}
	}
}
