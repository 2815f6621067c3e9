package rng_test

import (
	"math"
	"testing"

	"kirifuda/internal/rng"
)

// The standard library's ziggurat has the same layers, so draws agree but for the
// last bits of its logarithm.
func TestNormalAgainstStandardLibrary(t *testing.T) {
	const n = 2_000_000
	key := rng.Key{Seed: 3}
	ours, theirs := rng.New(key), rng.New(key)
	tail := 0
	var sum [5]float64
	for i := range n {
		key.Step = uint64(i)
		x, y := rng.Normal(ours.Reset(key)), theirs.Reset(key).NormFloat64()
		if math.Abs(x-y) > 1e-14 {
			t.Fatalf("draw %d is %g, the standard library's %g", i, x, y)
		}
		if math.Abs(x) > 3.45 {
			tail++
		}
		p := 1.0
		for k := range sum {
			sum[k] += p / n
			p *= x
		}
	}
	if want := n * math.Erfc(3.45/math.Sqrt2); math.Abs(float64(tail)-want) > 4*math.Sqrt(want) {
		t.Errorf("%d draws in the tails, want %.0f", tail, want)
	}
	for k, want := range []float64{1, 0, 1, 0, 3} {
		if math.Abs(sum[k]-want) > 4*math.Sqrt(100./n) {
			t.Errorf("moment %d is %g, want %g", k, sum[k], want)
		}
	}
}
