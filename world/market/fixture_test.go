package market

import (
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
