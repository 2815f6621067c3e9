package market

import (
	"math"
	"math/rand/v2"
)

// limitedShape describes a random RiskLimited.
type limitedShape struct {
	index, price []int
	gain         float64 // typical own gain, USD bn per bp
	cross        float64 // cross gains relative to own
	knee         bool
	use          float64 // utilisation at the last prices, before the limit bends it
	position     float64 // typical desired position, USD bn
}

// randomLimited draws a limited position whose desired position rises with its
// own prices (sign +1) or falls (sign −1), instrument by instrument.
func randomLimited(r *rand.Rand, s limitedShape, sign []float64) *RiskLimited {
	l := NewRiskLimited(s.index, s.price)
	m, p := len(s.index), len(s.price)
	for i, k := range s.index {
		l.Z0[i] = s.position * r.NormFloat64()
		for j, kj := range s.price {
			if k == kj {
				l.Gain[i*p+j] += sign[k] * s.gain * (0.5 + r.Float64())
			} else {
				l.Gain[i*p+j] += s.gain * s.cross * (2*r.Float64() - 1) / float64(p)
			}
		}
	}
	// Risk = B·B' + diagonal.
	b := make([]float64, m*m)
	for i := range b {
		b[i] = 0.3 * r.NormFloat64() / math.Sqrt(float64(m))
	}
	for i := range m {
		for j := range m {
			for k := range m {
				l.Risk[i*m+j] += b[i*m+k] * b[j*m+k]
			}
		}
		l.Risk[i*m+i] += 0.5 + r.Float64()
	}
	l.Capacity = l.Norm(l.Z0) / s.use
	if s.knee {
		l.Knee, l.Convexity = 0.6, 2
	}
	return l
}

// realistic is a book of the size and shape of a simulated day: n instruments,
// bidders with about eight shifts and either four curves or ten cells, eight
// dealers with a RiskLimited of seven instruments and eleven prices.
func realistic(r *rand.Rand, n, bidders int, shock float64) []*Bid {
	sign := make([]float64, n)
	for k := range sign {
		sign[k] = 1
		if k%3 == 2 {
			sign[k] = -1 // quoted as a price: demand falls as it rises
		}
	}
	bids := make([]*Bid, bidders)
	for i := range bids {
		b := &Bid{}
		for range 8 {
			b.Order(r.IntN(n), Cause(r.IntN(int(Unfilled))), shock*r.NormFloat64())
		}
		if i%2 == 0 {
			for range 4 {
				k := r.IntN(n)
				beta := sign[k] * (0.002 + 0.01*r.Float64())
				b.SemiElastic(k, 20+100*r.Float64(), beta)
			}
		} else {
			for j := range 10 {
				k := r.IntN(n)
				if j < 6 {
					b.Slope(k, k, sign[k]*(0.02+r.Float64()))
				} else {
					b.Slope(k, r.IntN(n), 0.05*r.NormFloat64())
				}
			}
		}
		if i%11 == 0 {
			index, price := r.Perm(n)[:min(7, n)], r.Perm(n)[:min(11, n)]
			copy(price, index)
			seen := map[int]bool{}
			var uniq []int
			for _, k := range append(price, r.Perm(n)...) {
				if !seen[k] && len(uniq) < min(11, n) {
					seen[k] = true
					uniq = append(uniq, k)
				}
			}
			b.Limit(randomLimited(r, limitedShape{index, uniq, 2, 0.5, i%2 == 0, 0.7, 30}, sign))
		}
		bids[i] = b
	}
	// Everyone trades something of everything, thinly.
	for k := range n {
		bids[k%bidders].Slope(k, k, sign[k]*0.5)
	}
	return bids
}

// realisticBids is one realistic book.
func realisticBids(n, bidders int, shock float64) []*Bid {
	return realistic(rand.New(rand.NewPCG(1, 2)), n, bidders, shock)
}

// reporter is a test of any kind.
type reporter interface {
	Helper()
	Fatalf(format string, args ...any)
}

// checkAll checks what must hold of every clearing of finite or other bids.
func checkAll(t reporter, s *Solver, bids []*Bid, limit []float64, c *Clearing) {
	t.Helper()
	n := len(c.Dx)
	raw := make([]float64, len(bids)*n)
	for i, b := range bids {
		b.trade(c.Dx, raw[i*n:i*n+n], b.curves)
	}
	s.eval(c.Dx, s.jac)
	for k := range n {
		x := c.Dx[k]
		var size float64 // of the terms that cancel
		for l, v := range s.jac[k*n : k*n+n] {
			size += math.Abs(v * c.Dx[l])
		}
		most := math.Inf(1)
		if limit != nil {
			most = limit[k]
		}
		if !(math.Abs(x) <= most) {
			t.Fatalf("dx[%d] = %v beyond %v", k, x, most)
		}
		var sum, gross, buy, sell float64
		for i := range bids {
			sum += c.Traded(i, k)
			gross += math.Abs(c.Traded(i, k))
			if v := raw[i*n+k]; v > 0 {
				buy += v
			} else {
				sell -= v
			}
		}
		if !finite(sum) || !finite(c.Unfilled[k]) {
			t.Fatalf("instrument %d, %v: trades sum to %v, unfilled %v", k, c.State[k], sum, c.Unfilled[k])
		}
		switch c.State[k] {
		case Cleared:
			if math.Abs(sum) > math.Max(1e-9, 2e-13*gross)+2e-15*size || c.Unfilled[k] != 0 {
				t.Fatalf("instrument %d cleared with trades summing to %v, gross %v, unfilled %v", k, sum, gross, c.Unfilled[k])
			}
		case NoTrade:
			if x != 0 || gross != 0 {
				t.Fatalf("instrument %d does not trade, but dx = %v, trades %v", k, x, gross)
			}
		default:
			if math.Abs(x) != most || x > 0 && c.State[k] != LimitHigh || x < 0 && c.State[k] != LimitLow {
				t.Fatalf("instrument %d: state %v at dx = %v, limit %v", k, c.State[k], x, most)
			}
			if math.Abs(sum) > math.Max(1e-9, 1e-13*gross) {
				t.Fatalf("instrument %d at its limit: trades sum to %v, gross %v", k, sum, gross)
			}
			// What is unfilled pushes the price on beyond the limit.
			push := c.Unfilled[k] * s.sign[k]
			if c.State[k] == LimitLow {
				push = -push
			}
			if push < -math.Max(1e-8, 1e-12*(buy+sell)) {
				t.Fatalf("instrument %d: state %v with unfilled %v, slope sign %v", k, c.State[k], c.Unfilled[k], s.sign[k])
			}
			if d := math.Abs(c.Unfilled[k] - (sell - buy)); d > 1e-12*(buy+sell) {
				t.Fatalf("unfilled %v, want %v", c.Unfilled[k], sell-buy)
			}
			for i := range bids {
				v := raw[i*n+k]
				if short := v > 0 == (buy <= sell); short && c.Traded(i, k) != v && v != 0 {
					t.Fatalf("instrument %d: bidder %d on the short side trades %v of %v", k, i, c.Traded(i, k), v)
				} else if got := c.Traded(i, k); math.Abs(got) > math.Abs(v)*(1+1e-15) || got*v < 0 {
					t.Fatalf("instrument %d: bidder %d trades %v of %v", k, i, got, v)
				}
			}
		}
	}

	a := NewAttribution(len(bids), n)
	gap := s.Attribute(bids, a)
	var far float64
	for _, x := range c.Dx {
		far = math.Max(far, math.Abs(x))
	}
	var most float64
	for k := range n {
		var gross float64
		for i := k; i < len(a.Bp); i += n {
			gross += math.Abs(a.Bp[i])
		}
		most = math.Max(most, gross)
		tol := 1e-9*far + 1e-12*(1+gross)
		if d := math.Abs(a.Total(k) - c.Dx[k]); !(d <= tol) {
			t.Fatalf("instrument %d, %v: parts sum to %v, move %v, gap %v, gross %v", k, c.State[k], a.Total(k), c.Dx[k], gap, gross)
		}
		for i, b := range bids {
			if len(b.shifts) > 0 {
				continue
			}
			for cause := range NumCauses {
				if v := a.At(i, cause, k); v != 0 {
					t.Fatalf("bidder %d wants nothing, but moves instrument %d by %v", i, k, v)
				}
			}
		}
	}
	if !(gap <= 1e-9*far+1e-12*(1+most)) {
		t.Fatalf("gap %v, largest move %v, largest sum of |parts| %v", gap, far, most)
	}
}
