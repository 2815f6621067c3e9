package agents

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestSpreadGainInvertsRisk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 3).Draw(t, "buckets")
		load := make([]float64, n)
		for i := range load {
			load[i] = rapid.Float64Range(0.1, 1.5).Draw(t, "load")
		}
		iota, lambda := rapid.Float64Range(0.01, 1).Draw(t, "iota"), rapid.Float64Range(0.005, 2).Draw(t, "lambda")
		k, err := spreadGain(load, iota, lambda)
		if err != nil {
			t.Fatal(err)
		}
		for i := range n {
			for j := range n {
				var x float64
				for l := range n {
					c := lambda * load[l] * load[j]
					if l == j {
						c *= 1 + iota
					}
					x += k[i*n+l] * c
				}
				want := 0.0
				if i == j {
					want = 1
				}
				if math.Abs(x-want) > 1e-9 {
					t.Fatalf("gain times risk is %g in place %d,%d", x, i, j)
				}
			}
		}
	})
}
