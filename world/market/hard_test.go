package market

import (
	"math"
	"math/rand/v2"
	"testing"
)

// hardBook draws a book of n instruments that breaks what Newton's method likes:
// own slopes over many decades, cross effects of one direction as large as own
// slopes, positions near or beyond capacity, shocks of ten times capacity.
func hardBook(r *rand.Rand, n int, thin, monotone bool) []*Bid {
	sign, own := make([]float64, n), make([]float64, n)
	for k := range n {
		sign[k] = math.Copysign(1, r.Float64()-0.4)
		own[k] = math.Pow(10, -3+7*r.Float64())
	}
	var bids []*Bid
	for range 6 {
		b := &Bid{}
		k := r.IntN(n)
		knee := r.IntN(2) == 0
		perm := r.Perm(n)
		m := 1 + r.IntN(min(n, 4))
		l := NewRiskLimited(perm[:m], perm[:m])
		// Mean and variance: Gain ∝ the inverse of a diagonal Risk, and a
		// tilt that makes it asymmetric.
		tilt := 0.8 * r.Float64()
		if monotone {
			tilt = 0
		}
		for i, kk := range l.Index {
			g := own[kk] * 3
			l.Gain[i*m+i] = sign[kk] * g
			l.Risk[i*m+i] = 1 / g
			l.Z0[i] = 50 * g * r.NormFloat64()
			for j, kj := range l.Index {
				if j > i {
					l.Gain[i*m+j] = sign[kj] * tilt * math.Sqrt(g*own[kj])
				}
			}
		}
		use := math.Exp(3 * r.NormFloat64())
		l.Capacity = l.Norm(l.Z0) / use
		if knee {
			l.Knee, l.Convexity = 0.9*r.Float64(), 5*r.Float64()
		}
		b.Limit(l)
		// Ten times what the limited positions can take, in bp of own depth.
		b.Order(k, Sale, own[k]*300*r.NormFloat64())
		bids = append(bids, b)
	}
	b := &Bid{}
	for k := range n {
		slope := own[k]
		if thin {
			slope *= 0.02
		}
		b.Slope(k, k, sign[k]*slope)
		b.Order(k, News, own[k]*10*r.NormFloat64())
		if r.IntN(3) == 0 {
			beta := sign[k] * 0.02
			b.SemiElastic(k, own[k]*20, beta)
		}
		if k > 0 {
			// Strongly one-sided: k follows k−1, which does not follow back.
			cross := slope * 2 * r.Float64()
			if monotone {
				cross = slope * 0.9 * r.Float64() * math.Sqrt(own[k-1]/own[k])
			}
			b.Slope(k, k-1, -sign[k]*cross)
		}
	}
	return append(bids, b)
}

func TestHardBooks(t *testing.T) {
	for _, monotone := range []bool{true, false} {
		r := rand.New(rand.NewPCG(3, 1))
		var fallback, suspended, atLimit, most, cleared int
		const books = 3000
		for i := range books {
			n := 1 + r.IntN(10)
			bids := hardBook(r, n, i%2 == 0, monotone)
			var limit []float64
			if i%3 > 0 {
				limit = make([]float64, n)
				for k := range limit {
					limit[k] = 20 + 200*r.Float64()
				}
			}
			s := NewSolver(n, DefaultSettings())
			c := s.Clear(bids, limit)
			if c.Fallback {
				fallback++
			}
			most = max(most, c.Iterations)
			for _, st := range c.State {
				switch st {
				case NoTrade:
					suspended++
				case Cleared:
					cleared++
				default:
					atLimit++
				}
			}
			checkAll(t, s, bids, limit, c)
		}
		t.Logf("monotone %v: %d books, %d needed a fallback; %d instruments cleared, %d at a limit, %d suspended; at most %d iterations",
			monotone, books, fallback, cleared, atLimit, suspended, most)
		if monotone && suspended > 0 || suspended > 20 {
			t.Errorf("monotone %v: %d instruments suspended", monotone, suspended)
		}
	}
}
