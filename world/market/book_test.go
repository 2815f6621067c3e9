package market

import (
	"math"
	"math/rand/v2"
)

// limitedShape describes a random Limited.
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
func randomLimited(r *rand.Rand, s limitedShape, sign []float64) *Limited {
	l := NewLimited(s.index, s.price)
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
// dealers with a Limited of seven instruments and eleven prices.
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
			b.Want(r.IntN(n), Cause(r.IntN(int(Unfilled))), shock*r.NormFloat64())
		}
		if i%2 == 0 {
			for range 4 {
				k := r.IntN(n)
				beta := sign[k] * (0.002 + 0.01*r.Float64())
				b.Curve(k, 20+100*r.Float64(), beta)
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
