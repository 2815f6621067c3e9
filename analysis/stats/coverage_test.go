package stats

import (
	"math"
	"math/rand/v2"
	"testing"
)

// law is a distribution with its mean and its median.
type law struct {
	name         string
	mean, median float64
	draw         func(r *rand.Rand) float64
}

// laws have the shapes of outcomes: skewed, heavy tails, and one value in most runs.
var laws = func() []law {
	exp, root2 := math.Exp, math.Sqrt2
	rare := func(p float64, of func(r *rand.Rand) float64) func(r *rand.Rand) float64 {
		return func(r *rand.Rand) float64 {
			if r.Float64() < p {
				return of(r)
			}
			return 0
		}
	}
	lognormal := func(r *rand.Rand) float64 { return exp(r.NormFloat64()) }
	return []law{
		{"normal", 3, 3, func(r *rand.Rand) float64 { return 3 + r.NormFloat64() }},
		{"exponential", 1, math.Ln2, func(r *rand.Rand) float64 { return r.ExpFloat64() }},
		{"lognormal", exp(0.5), 1, lognormal},
		{"pareto 2.5", 2.5 / 1.5, math.Pow(2, 1/2.5), func(r *rand.Rand) float64 { return math.Pow(1-r.Float64(), -1/2.5) }},
		{"cauchy", math.NaN(), 0, func(r *rand.Rand) float64 { return math.Tan(math.Pi * (r.Float64() - 0.5)) }},
		{"two groups", 0.25 * 10, -0.6744897501960817 + 1, func(r *rand.Rand) float64 {
			if r.Float64() < 0.25 {
				return 10 + r.NormFloat64()
			}
			// the median is where three quarters of a normal have reached two thirds
			return r.NormFloat64()
		}},
		{"77 % zeros", 0.23 * exp(0.5), 0, rare(0.23, lognormal)},
		{"96 % zeros", 0.04 * exp(0.5), 0, rare(0.04, lognormal)},
		{"40 % zeros, both signs", 0, 0, rare(0.6, func(r *rand.Rand) float64 { return root2 * r.NormFloat64() })},
		{"rounds", 1.5, 1, func(r *rand.Rand) float64 { return []float64{0, 1, 1, 4}[r.IntN(4)] }},
	}
}()

// An interval that is given covers; where it could not, there is none.
func TestIntervalsCover(t *testing.T) {
	laws[5].median = 0.43072729929545756 // Φ(x) = 2/3
	const batches = 2000
	for _, kind := range []Kind{Continuous, Count, Extreme} {
		for _, n := range []int{6, 20, 100} {
			for i, l := range laws {
				r := rand.New(rand.NewPCG(7, uint64(1000*n+i)))
				x := make([]float64, n)
				given, missed := 0, 0
				for range batches {
					for k := range x {
						x[k] = l.draw(r)
					}
					s := Describe(x, kind)
					if s.Limits == nil {
						if s.Reason == "" {
							t.Fatalf("%s: no interval and no reason", l.name)
						}
						continue
					}
					given++
					truth := l.median
					if s.Of == OfMean {
						truth = l.mean
					}
					if truth < float64(s.Limits[0]) || truth > float64(s.Limits[1]) {
						missed++
					}
				}
				// 95 % less three standard errors of the count; tails without a variance
				// have no mean to speak of at a hundred values.
				least := 0.95 - 3*math.Sqrt(0.95*0.05/max(1, float64(given)))
				if n == 100 && (l.name == "lognormal" || l.name == "77 % zeros") {
					least = 0.92
				}
				if n == 100 && (l.name == "pareto 2.5" || l.name == "cauchy" || l.name == "96 % zeros") {
					continue
				}
				if cover := 1 - float64(missed)/max(1, float64(given)); cover < least {
					t.Errorf("%s, %s, %d values: %.3f of %d intervals cover", l.name, kind, n, cover, given)
				}
			}
		}
	}
}

// What was not seen to vary has neither a standard error nor an interval.
func TestNothingSeen(t *testing.T) {
	for name, c := range map[string]struct {
		x    []float64
		kind Kind
		se   bool
	}{
		"constant":  {[]float64{3, 3, 3, 3, 3, 3, 3, 3}, Continuous, false},
		"rounding":  {[]float64{85.7142857, 85.7142857, 85.71428570001, 85.7142857, 85.7142857, 85.7142857, 85.7142857}, Continuous, false},
		"few":       {[]float64{1, 2, 3, 4, 5}, Continuous, true},
		"one":       {[]float64{1}, Continuous, false},
		"two":       {[]float64{1, 2}, Continuous, true},
		"one event": {[]float64{0, 0, 0, 0, 0, 0, 0, 0, 0, 48}, Continuous, false},
		"ten":       {append(make([]float64, 30), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10), Count, true},
		"nine":      {append(make([]float64, 31), 1, 2, 3, 4, 5, 6, 7, 8, 9), Count, false},
	} {
		s := Describe(c.x, c.kind)
		if s.Limits != nil || s.Reason == "" || s.HalfWidth == s.HalfWidth || (s.SE == s.SE) != c.se {
			t.Errorf("%s: %+v", name, s)
		}
	}
	if s := Describe(make([]float64, 20), Share); s.Limits == nil || s.SE == s.SE || math.Abs(float64(s.Limits[1])-0.1611) > 1e-4 {
		t.Errorf("an event that was not seen in 20 runs: %+v", s)
	}
	if s := DescribePairs(make([]float64, 20), make([]float64, 20), Share); s.Limits == nil || s.SE == s.SE || s.Limits[0] >= 0 || s.Limits[1] <= 0 {
		t.Errorf("an event that neither arm has seen: %+v", s)
	}
}

// Differences beyond the largest number have no interval.
func TestOverflow(t *testing.T) {
	inf := math.Inf(1)
	for _, x := range [][]float64{{-inf, inf, inf}, {inf, inf, inf, inf, inf, inf, inf, inf}, {-inf, -inf, -inf, -inf, inf, inf, inf, inf}} {
		if s := Describe(x, Continuous); s.Limits != nil || s.Reason == "" {
			t.Errorf("%v: %+v", x, s)
		}
	}
}
