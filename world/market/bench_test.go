package market

import (
	"math/rand/v2"
	"testing"
)

func BenchmarkClear(b *testing.B) {
	const n, bidders = 22, 85
	for _, c := range []struct {
		name  string
		shock float64
	}{{"calm", 0.3}, {"shock", 5}, {"crisis", 40}} {
		b.Run(c.name, func(b *testing.B) {
			r := rand.New(rand.NewPCG(1, 2))
			books := make([][]*Bid, 16)
			for i := range books {
				books[i] = realistic(r, n, bidders, c.shock)
			}
			limit := make([]float64, n)
			for k := range limit {
				limit[k] = 200
			}
			s := NewSolver(n, DefaultSettings())
			var iterations, residual, fallback float64
			b.ReportAllocs()
			b.ResetTimer()
			for i := range b.N {
				out := s.Clear(books[i%len(books)], limit)
				iterations += float64(out.Iterations)
				residual = max(residual, out.Residual)
				if out.Fallback {
					fallback++
				}
			}
			b.ReportMetric(iterations/float64(b.N), "iterations/op")
			b.ReportMetric(residual*1e15, "residual-1e-6USD")
			b.ReportMetric(fallback/float64(b.N), "fallback/op")
		})
	}
}

func BenchmarkAttribute(b *testing.B) {
	const n, bidders = 22, 85
	r := rand.New(rand.NewPCG(1, 2))
	bids := realistic(r, n, bidders, 5)
	s := NewSolver(n, DefaultSettings())
	s.Clear(bids, nil)
	a := NewAttribution(bidders, n)
	b.ReportAllocs()
	b.ResetTimer()
	var gap float64
	for range b.N {
		a.Reset()
		gap = max(gap, s.Attribute(bids, a))
	}
	b.ReportMetric(gap*1e15, "gap-1e-15bp")
}
