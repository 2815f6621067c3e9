package market

import (
	"errors"
	"math"
	"testing"
)

func TestDemandIsWhatTheSolverTrades(t *testing.T) {
	l := NewLimited([]int{0, 2}, []int{0, 1})
	copy(l.Z0, []float64{3, -2})
	copy(l.Gain, []float64{0.5, 0.1, -0.2, 0.4})
	copy(l.Risk, []float64{1, 0.2, 0.2, 2})
	l.Capacity = 4
	var b, m Bid
	b.Want(0, Sale, 4)
	b.Want(0, News, -1)
	b.Slope(1, 2, 0.3)
	b.Curve(2, 20, 0.01)
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
		"want":  func(b *Bid) { b.Want(3, Sale, 1) },
		"row":   func(b *Bid) { b.Slope(-1, 0, 1) },
		"price": func(b *Bid) { b.Slope(0, 3, 1) },
		"curve": func(b *Bid) { b.Curve(5, 1, 1) },
		"index": func(b *Bid) { b.Limit(NewLimited([]int{0, 3}, []int{0})) },
		"limit": func(b *Bid) { b.Limit(NewLimited([]int{0}, []int{4})) },
	}
	for name, f := range outside {
		var good, bad Bid
		good.Want(2, Sale, 1)
		good.Limit(NewLimited([]int{0}, []int{2}))
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
