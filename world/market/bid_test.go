package market

import (
	"errors"
	"math"
	"testing"
)

func TestDemandIsWhatTheSolverTrades(t *testing.T) {
	l := NewRiskLimited([]int{0, 2}, []int{0, 1})
	copy(l.Z0, []float64{3, -2})
	copy(l.Gain, []float64{0.5, 0.1, -0.2, 0.4})
	copy(l.Risk, []float64{1, 0.2, 0.2, 2})
	l.Capacity = 4
	var b, m Bid
	b.Order(0, Sale, 4)
	b.Order(0, News, -1)
	b.Slope(1, 2, 0.3)
	b.SemiElastic(2, 20, 0.01)
	b.Limit(l)
	for k := range 3 {
		m.Slope(k, k, 1.5)
	}
	bids := []*Bid{&b, &m}
	c := NewSolver(3, DefaultSettings()).Clear(bids, nil)
	q, jac := make([]float64, 3), make([]float64, 9)
	for i, bid := range bids {
		bid.Demand(c.Dx, q, nil)
		for k := range q {
			if q[k] != c.Traded(i, k) {
				t.Errorf("bid %d asks for %g of %d, traded %g", i, q[k], k, c.Traded(i, k))
			}
		}
	}
	dx := []float64{2, -3, 5}
	b.Demand(dx, q, jac)
	const h = 1e-5
	up, down := make([]float64, 3), make([]float64, 3)
	for j := range dx {
		x := dx[j]
		dx[j] = x + h
		b.Demand(dx, up, nil)
		dx[j] = x - h
		b.Demand(dx, down, nil)
		dx[j] = x
		for k := range q {
			if d := (up[k] - down[k]) / (2 * h); math.Abs(d-jac[k*3+j]) > 1e-7 {
				t.Errorf("derivative of %d by %d is %g, numerically %g", k, j, jac[k*3+j], d)
			}
		}
	}
}

func TestCheckIndex(t *testing.T) {
	outside := map[string]func(b *Bid){
		"want":  func(b *Bid) { b.Order(3, Sale, 1) },
		"row":   func(b *Bid) { b.Slope(-1, 0, 1) },
		"price": func(b *Bid) { b.Slope(0, 3, 1) },
		"curve": func(b *Bid) { b.SemiElastic(5, 1, 1) },
		"index": func(b *Bid) { b.Limit(NewRiskLimited([]int{0, 3}, []int{0})) },
		"limit": func(b *Bid) { b.Limit(NewRiskLimited([]int{0}, []int{4})) },
	}
	for name, f := range outside {
		var good, bad Bid
		good.Order(2, Sale, 1)
		good.Limit(NewRiskLimited([]int{0}, []int{2}))
		f(&bad)
		var e ErrNoInstrument
		if err := CheckIndex([]*Bid{&good, &bad}, 3); !errors.As(err, &e) || e.Bid != 1 || e.Instrument >= 0 && e.Instrument < 3 {
			t.Errorf("%s: %v", name, err)
		}
		if err := CheckIndex([]*Bid{&good}, 3); err != nil {
			t.Error(err)
		}
	}
}

func TestCheck(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	limitedWith := func(f func(l *RiskLimited)) func(b *Bid) {
		return func(b *Bid) {
			l := NewRiskLimited([]int{0, 1}, []int{0, 1, 2})
			l.Risk[0], l.Risk[3], l.Capacity = 1, 1, inf
			f(l)
			b.Limit(l)
		}
	}
	good := oneBid(limitedWith(func(l *RiskLimited) {}))
	good.Order(1, News, 1)
	good.SemiElastic(1, 2, 0.1)
	good.Slope(0, 0, 1)
	good.Slope(2, 2, 1)
	if err := Check([]*Bid{good, {}}); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		make       func(b *Bid)
		instrument int
	}{
		"shift":     {func(b *Bid) { b.Order(1, News, nan) }, 1},
		"inf shift": {func(b *Bid) { b.Order(2, News, -inf) }, 2},
		"slope":     {func(b *Bid) { b.Slope(1, 0, inf) }, 1},
		"scale":     {func(b *Bid) { b.SemiElastic(2, nan, 1) }, 2},
		"beta":      {func(b *Bid) { b.SemiElastic(0, 1, -inf) }, 0},
		"position":  {limitedWith(func(l *RiskLimited) { l.Z0[1] = inf }), 1},
		"gain":      {limitedWith(func(l *RiskLimited) { l.Gain[3] = nan }), 1},
		"risk":      {limitedWith(func(l *RiskLimited) { l.Risk[1], l.Capacity = nan, 1 }), 0},
		"capacity":  {limitedWith(func(l *RiskLimited) { l.Capacity = nan }), 0},
		"knee":      {limitedWith(func(l *RiskLimited) { l.Knee = inf }), 0},
		"convexity": {limitedWith(func(l *RiskLimited) { l.Convexity = nan }), 0},
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

func TestBidResetAndWanted(t *testing.T) {
	b := oneBid(func(b *Bid) {
		b.Order(0, News, 2)
		b.Order(0, Sale, -5)
		b.Order(1, Sale, 7)
		b.Order(1, Sale, 0)
		b.Slope(0, 0, 1)
		b.SemiElastic(0, 1, 1)
		b.Limit(onePosition(1, 1, 1, 1, 0, 0))
		b.Respond(cubic{})
	})
	if b.Ordered(0) != -3 || b.Ordered(1) != 7 || b.Ordered(2) != 0 {
		t.Errorf("wanted %v %v %v", b.Ordered(0), b.Ordered(1), b.Ordered(2))
	}
	b.Reset()
	_, c := clearOnce(1, nil, b)
	if c.State[0] != NoTrade || b.Ordered(0) != 0 {
		t.Error("Reset left something")
	}
}
