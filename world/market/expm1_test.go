package market

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestExpm1(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 3))
	check := func(x float64) {
		got, want := expm1(x), math.Expm1(x)
		if got == want || math.IsNaN(got) && math.IsNaN(want) {
			return
		}
		if d := math.Abs(got-want) / math.Abs(want); !(d < 5e-16) {
			t.Fatalf("expm1(%v) = %v, want %v, relative error %.2g", x, got, want, d)
		}
	}
	for range 200000 {
		check(r.NormFloat64())
		check(0.35 * (2*r.Float64() - 1))
		check(1400*r.Float64() - 700)
		check(math.Ldexp(r.NormFloat64(), -r.IntN(1000)))
	}
	for _, x := range []float64{0, math.Ln2 / 2, -math.Ln2 / 2, 1, -1, -40, -41, -1e300, 709, math.NaN(), math.Inf(1), math.Inf(-1)} {
		check(x)
	}
	if !math.IsInf(expm1(709.5), 1) {
		t.Error("no overflow above 709")
	}
	if expm1(0) != 0 {
		t.Error("expm1(0) is not 0")
	}
}

// The bits of expm1 are part of the results and must be the same everywhere.
func TestExpm1Bits(t *testing.T) {
	h := uint64(14695981039346656037)
	for i := -4000; i <= 4000; i++ {
		h = (h ^ math.Float64bits(expm1(float64(i)*0.00871))) * 1099511628211
	}
	const want = 0x76ec3198dec1746e
	if h != want {
		t.Errorf("hash %#x, want %#x", h, uint64(want))
	}
}
