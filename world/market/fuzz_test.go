package market

import (
	"encoding/binary"
	"math"
	"testing"
)

// byteReader turns the bytes of a fuzz input into numbers; past the end it
// reads zeros.
type byteReader struct{ data []byte }

func (r *byteReader) next() byte {
	if len(r.data) == 0 {
		return 0
	}
	b := r.data[0]
	r.data = r.data[1:]
	return b
}

func (r *byteReader) below(n int) int { return int(r.next()) % n }

// unit is a number in [−1, 1].
func (r *byteReader) unit() float64 {
	return float64(int16(binary.LittleEndian.Uint16([]byte{r.next(), r.next()}))) / 32768
}

// number spans many decades, and now and then is not finite.
func (r *byteReader) number() float64 {
	switch e := r.next(); e {
	case 255:
		return math.NaN()
	case 254:
		return math.Inf(1)
	default:
		return r.unit() * math.Pow(10, float64(e%12)-5)
	}
}

// fuzzBook makes any kind of bids, well behaved or not.
func fuzzBook(data []byte) (n int, bids []*Bid, limit []float64) {
	r := &byteReader{data}
	n = 1 + r.below(5)
	if r.next()%2 == 0 {
		limit = make([]float64, n)
		for k := range limit {
			limit[k] = math.Abs(r.unit()) * 200
			if r.next()%8 == 0 {
				limit[k] = math.Inf(1)
			}
		}
	}
	b := &Bid{}
	bids = append(bids, b)
	for range 60 {
		if len(r.data) == 0 {
			break
		}
		switch r.below(6) {
		case 0:
			b = &Bid{}
			bids = append(bids, b)
		case 1:
			b.Order(r.below(n), Cause(r.below(int(Unfilled))), r.number())
		case 2:
			b.Slope(r.below(n), r.below(n), r.number())
		case 3:
			b.SemiElastic(r.below(n), r.number(), r.unit())
		case 4:
			k := r.below(n)
			b.Slope(k, k, math.Abs(r.unit()))
		case 5:
			m, p := 1+r.below(n), 1+r.below(n)
			first := r.below(n)
			index, price := make([]int, m), make([]int, p)
			for i := range index {
				index[i] = (first + i) % n
			}
			for j := range price {
				price[j] = (first + j) % n
			}
			l := NewRiskLimited(index, price)
			for i := range m {
				l.Z0[i] = r.number()
				for j := range p {
					l.Gain[i*p+j] = 3 * r.unit()
				}
				for j := range i {
					l.Risk[i*m+j] = r.unit() / float64(m)
					l.Risk[j*m+i] = l.Risk[i*m+j]
				}
				l.Risk[i*m+i] = 1
			}
			l.Capacity, l.Knee, l.Convexity = r.number(), r.unit()*1.2, 10*math.Abs(r.unit())
			b.Limit(l)
		}
	}
	return n, bids, limit
}

func FuzzClear(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{1, 0, 0, 64, 1, 4, 0, 0, 64, 1, 0, 0, 7, 0, 100})
	f.Add([]byte{3, 1, 4, 0, 0, 64, 4, 1, 0, 64, 4, 2, 0, 64, 1, 0, 0, 7, 0, 100, 5, 1, 1, 0, 8, 0, 80, 9, 9, 9, 9})
	f.Add([]byte{1, 1, 1, 0, 0, 255, 4, 0, 0, 64, 4, 1, 0, 64})
	f.Fuzz(func(t *testing.T, data []byte) {
		n, bids, limit := fuzzBook(data)
		s := NewSolver(n, DefaultSettings())
		c := s.Clear(bids, limit)
		if Check(bids) != nil {
			// Only that it returns, with finite prices and trades.
			for k, x := range c.Dx {
				for i := range bids {
					if v := c.Traded(i, k); !finite(x) || !finite(v) {
						t.Fatalf("instrument %d: dx %v, trade %v", k, x, v)
					}
				}
			}
			s.Attribute(bids, NewAttribution(len(bids), n))
			return
		}
		checkAll(t, s, bids, limit, c)
	})
}
