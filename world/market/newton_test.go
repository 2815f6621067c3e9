package market

import (
	"math"
	"testing"
)

func TestCurveAgainstBisection(t *testing.T) {
	for _, c := range []struct{ scale, beta, slope, shift float64 }{
		{100, 0.01, 0, -50}, {100, 0.01, 0, 99}, {100, 0.01, 0, -1e5}, {100, 0.01, 0, -1e9},
		{20, 0.3, 0.1, 500}, {20, 0.3, 0.1, -500}, {-20, -0.3, 0.1, -500}, {1e-3, 5, 1e-3, -1e3},
	} {
		b := oneBid(func(b *Bid) {
			b.Order(0, News, c.shift)
			b.SemiElastic(0, c.scale, c.beta)
			b.Slope(0, 0, c.slope)
		})
		s, out := clearOnce(1, nil, b)
		want := bisect(func(x float64) float64 {
			return c.shift + c.slope*x + c.scale*math.Expm1(c.beta*x)
		}, -1e6, 1e6)
		near(t, "dx", out.Dx[0], want, 1e-10*math.Abs(want))
		if out.State[0] != Cleared {
			t.Errorf("%+v: state %v", c, out.State[0])
		}
		a := NewAttribution(1, 1)
		s.Attribute([]*Bid{b}, a)
		near(t, "attributed", a.Total(0), out.Dx[0], 1e-9*math.Abs(want))
	}
}
