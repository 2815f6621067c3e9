package rng

import (
	"math"
	"math/bits"
	"testing"
)

// Pinned so that a change of the derivation, which would change every result
// on file, cannot pass unnoticed.
func TestGoldenWords(t *testing.T) {
	hi, lo := Key{42, 1, 2, 3, 4}.State()
	s := New(Key{42, 1, 2, 3, 4})
	got := []uint64{hi, lo, Word("us_fed"), s.rand.Uint64(), s.rand.Uint64()}
	want := golden
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("word %d = %d, want %d (all: %d)", i, got[i], want[i], got)
		}
	}
}

func TestResetRestartsAndDoesNotAllocate(t *testing.T) {
	s := New(Key{Seed: 7})
	a := s.rand.Uint64()
	s.Reset(Key{Seed: 8})
	if b := s.Reset(Key{Seed: 7}).Uint64(); a != b {
		t.Fatalf("restart: %d then %d", a, b)
	}
	if n := testing.AllocsPerRun(100, func() { s.Reset(Key{Seed: 9, Step: 3}).NormFloat64() }); n != 0 {
		t.Fatalf("%v allocations", n)
	}
}

// Streams whose keys differ by one in any word agree in half their bits and
// their first normals are uncorrelated.
func TestNeighboursAreUnrelated(t *testing.T) {
	vary := map[string]func(uint64) Key{
		"seed":    func(i uint64) Key { return Key{Seed: i} },
		"run":     func(i uint64) Key { return Key{Run: i} },
		"agent":   func(i uint64) Key { return Key{Agent: i} },
		"purpose": func(i uint64) Key { return Key{Purpose: i} },
		"step":    func(i uint64) Key { return Key{Step: i} },
	}
	const n = 20000
	for name, key := range vary {
		var agree int
		var lag1, sum, sq float64
		prevBits, prevNorm := uint64(0), 0.0
		for i := uint64(0); i < n; i++ {
			s := New(key(i))
			w := s.rand.Uint64()
			z := s.Reset(key(i)).NormFloat64()
			if i > 0 {
				agree += 64 - bits.OnesCount64(w^prevBits)
				lag1 += z * prevNorm
			}
			sum += z
			sq += z * z
			prevBits, prevNorm = w, z
		}
		zBits := (float64(agree) - 32*(n-1)) / math.Sqrt(16*(n-1))
		zLag := lag1 / math.Sqrt(n-1)
		zMean := sum / math.Sqrt(n)
		zVar := (sq/n - 1) / math.Sqrt(2.0/n)
		for what, z := range map[string]float64{"bits": zBits, "lag 1": zLag, "mean": zMean, "variance": zVar} {
			if math.Abs(z) > 4.5 {
				t.Errorf("%s: %s off by %.1f standard errors", name, what, z)
			}
		}
	}
}

func BenchmarkReset(b *testing.B) {
	s := New(Key{})
	for i := 0; b.Loop(); i++ {
		s.Reset(Key{Seed: 1, Run: 2, Agent: 3, Purpose: 4, Step: uint64(i)})
	}
}
