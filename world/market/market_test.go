package market

import (
	"errors"
	"math"
	"testing"
)

// oneBid returns a bid made by f.
func oneBid(f func(b *Bid)) *Bid {
	b := &Bid{}
	f(b)
	return b
}

func clearOnce(n int, limit []float64, bids ...*Bid) (*Solver, *Clearing) {
	s := NewSolver(n, DefaultSettings())
	return s, s.Clear(bids, limit)
}

func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func TestOneLinearInstrument(t *testing.T) {
	for _, slope := range []float64{2, -2, 1e-3, 1e4} {
		seller := oneBid(func(b *Bid) { b.Want(0, Sale, -30) })
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

// Two linked markets: A·dx = −shifts, solved by hand.
func TestTwoLinearInstruments(t *testing.T) {
	b := oneBid(func(b *Bid) {
		b.Want(0, Policy, -6)
		b.Want(1, News, -4)
		b.Slope(0, 0, 4)
		b.Slope(0, 1, 1)
		b.Slope(1, 0, -2)
		b.Slope(1, 1, 3)
	})
	s, c := clearOnce(2, nil, b)
	// det = 14, inverse = [3 −1; 2 4]/14.
	near(t, "dx0", c.Dx[0], 1, 1e-14)
	near(t, "dx1", c.Dx[1], 2, 1e-14)
	a := NewAttribution(1, 2)
	s.Attribute([]*Bid{b}, a)
	near(t, "policy on 0", a.At(0, Policy, 0), 18.0/14, 1e-14)
	near(t, "news on 0", a.At(0, News, 0), -4.0/14, 1e-14)
	near(t, "policy on 1", a.At(0, Policy, 1), 12.0/14, 1e-14)
	near(t, "news on 1", a.At(0, News, 1), 16.0/14, 1e-14)
	// Attributions of several rounds add up.
	s.Attribute([]*Bid{b}, a)
	near(t, "after two rounds", a.Total(1), 4, 1e-13)
	a.Reset()
	near(t, "after Reset", a.Total(1), 0, 0)
}

// bisect finds the root of an increasing function.
func bisect(f func(float64) float64, lo, hi float64) float64 {
	for range 200 {
		if x := 0.5 * (lo + hi); f(x) > 0 {
			hi = x
		} else {
			lo = x
		}
	}
	return 0.5 * (lo + hi)
}

func TestCurveAgainstBisection(t *testing.T) {
	for _, c := range []struct{ scale, beta, slope, shift float64 }{
		{100, 0.01, 0, -50}, {100, 0.01, 0, 99}, {100, 0.01, 0, -1e5}, {100, 0.01, 0, -1e9},
		{20, 0.3, 0.1, 500}, {20, 0.3, 0.1, -500}, {-20, -0.3, 0.1, -500}, {1e-3, 5, 1e-3, -1e3},
	} {
		b := oneBid(func(b *Bid) {
			b.Want(0, News, c.shift)
			b.Curve(0, c.scale, c.beta)
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

// Demand that saturates below what is sold: with a limit the price stops there,
// without one nothing trades.
func TestSaturatedDemand(t *testing.T) {
	for _, sign := range []float64{1, -1} {
		b := oneBid(func(b *Bid) {
			b.Want(0, Sale, -80)
			b.Curve(0, -50, -0.02*sign) // buys at most 50
		})
		other := oneBid(func(b *Bid) {
			b.Want(1, News, -3)
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

func TestNoDepth(t *testing.T) {
	bids := []*Bid{
		oneBid(func(b *Bid) { b.Want(0, Sale, -5); b.Want(1, News, 2); b.Slope(1, 1, 1); b.Slope(1, 0, 0.5) }),
		oneBid(func(b *Bid) { b.Want(0, Policy, 2); b.Slope(0, 0, 1e-8) }),
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

func TestLimitsRation(t *testing.T) {
	// Sells 100 against a demand of 1 a bp, at most 20 bp either side.
	seller := oneBid(func(b *Bid) { b.Want(0, Sale, -100) })
	small := oneBid(func(b *Bid) { b.Want(0, Margin, -20) })
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

// A limit in one market changes the other: first both seem to break their
// limits, then the second is free again.
func TestLimitReleased(t *testing.T) {
	b := oneBid(func(b *Bid) {
		b.Want(0, News, -100)
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

func TestCheck(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	limitedWith := func(f func(l *Limited)) func(b *Bid) {
		return func(b *Bid) {
			l := NewLimited([]int{0, 1}, []int{0, 1, 2})
			l.Risk[0], l.Risk[3], l.Capacity = 1, 1, inf
			f(l)
			b.Limit(l)
		}
	}
	good := oneBid(limitedWith(func(l *Limited) {}))
	good.Want(1, News, 1)
	good.Curve(1, 2, 0.1)
	good.Slope(0, 0, 1)
	good.Slope(2, 2, 1)
	if err := Check([]*Bid{good, {}}); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		make       func(b *Bid)
		instrument int
	}{
		"shift":     {func(b *Bid) { b.Want(1, News, nan) }, 1},
		"inf shift": {func(b *Bid) { b.Want(2, News, -inf) }, 2},
		"slope":     {func(b *Bid) { b.Slope(1, 0, inf) }, 1},
		"scale":     {func(b *Bid) { b.Curve(2, nan, 1) }, 2},
		"beta":      {func(b *Bid) { b.Curve(0, 1, -inf) }, 0},
		"position":  {limitedWith(func(l *Limited) { l.Z0[1] = inf }), 1},
		"gain":      {limitedWith(func(l *Limited) { l.Gain[3] = nan }), 1},
		"risk":      {limitedWith(func(l *Limited) { l.Risk[1], l.Capacity = nan, 1 }), 0},
		"capacity":  {limitedWith(func(l *Limited) { l.Capacity = nan }), 0},
		"knee":      {limitedWith(func(l *Limited) { l.Knee = inf }), 0},
		"convexity": {limitedWith(func(l *Limited) { l.Convexity = nan }), 0},
	} {
		bids := []*Bid{good, oneBid(c.make)}
		var e ErrNotFinite
		if err := Check(bids); !errors.As(err, &e) || e != (ErrNotFinite{1, c.instrument}) || err.Error() == "" {
			t.Errorf("%s: %v", name, err)
		}
		for _, limit := range [][]float64{nil, {10, 10, 10}} {
			s, out := clearOnce(3, limit, bids...)
			switch name {
			case "capacity", "knee", "convexity":
			default:
				if out.State[c.instrument] != NoTrade {
					t.Errorf("%s: state %v", name, out.State)
				}
			}
			checkAll(t, s, bids, limit, out)
		}
	}
}

type cubic struct{ k int }

func (c cubic) AddTo(dx, q, jac []float64) {
	x := dx[c.k]
	q[c.k] += x + x*x*x
	if jac != nil {
		jac[c.k*len(q)+c.k] += 1 + 3*x*x
	}
}

// steps is a response whose Jacobian the Simpson mean does not integrate exactly.
type steps struct{}

func (steps) AddTo(dx, q, jac []float64) {
	x, y := dx[0], dx[1]
	q[0] += math.Atan(5*x) + 0.1*y
	q[1] += y + math.Sin(x)
	if jac != nil {
		jac[0] += 5 / (1 + 25*x*x)
		jac[1] += 0.1
		jac[len(q)] += math.Cos(x)
		jac[len(q)+1]++
	}
}

func TestOtherResponses(t *testing.T) {
	b := oneBid(func(b *Bid) {
		b.Want(0, News, -10)
		b.Want(0, Sale, -0.5)
		b.Want(1, Belief, 4)
		b.Respond(cubic{0})
		b.Respond(steps{})
		b.Slope(2, 2, 1)
		b.Want(2, News, 1)
	})
	s, c := clearOnce(3, nil, b)
	if c.Residual > 1e-9 || c.State[0] != Cleared {
		t.Errorf("residual %v, states %v", c.Residual, c.State)
	}
	checkAll(t, s, []*Bid{b}, nil, c)
	a := NewAttribution(1, 3)
	s.Attribute([]*Bid{b}, a)
	near(t, "effect on the market without a link", a.At(0, Sale, 2), 0, 0)
}

func TestStrings(t *testing.T) {
	seen := map[string]bool{}
	for c := Cause(0); c < NumCauses; c++ {
		if s := c.String(); s == "" || seen[s] {
			t.Errorf("cause %d: %q", c, s)
		}
		seen[c.String()] = true
	}
	for s := Cleared; s <= NoTrade; s++ {
		if s.String() == "" || seen[s.String()] {
			t.Errorf("state %d: %q", s, s)
		}
		seen[s.String()] = true
	}
}

func TestBidResetAndWanted(t *testing.T) {
	b := oneBid(func(b *Bid) {
		b.Want(0, News, 2)
		b.Want(0, Sale, -5)
		b.Want(1, Sale, 7)
		b.Want(1, Sale, 0)
		b.Slope(0, 0, 1)
		b.Curve(0, 1, 1)
		b.Limit(onePosition(1, 1, 1, 1, 0, 0))
		b.Respond(cubic{})
	})
	if b.Wanted(0) != -3 || b.Wanted(1) != 7 || b.Wanted(2) != 0 {
		t.Errorf("wanted %v %v %v", b.Wanted(0), b.Wanted(1), b.Wanted(2))
	}
	b.Reset()
	_, c := clearOnce(1, nil, b)
	if c.State[0] != NoTrade || b.Wanted(0) != 0 {
		t.Error("Reset left something")
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
