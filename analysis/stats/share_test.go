package stats

import (
	"math"
	"testing"
)

// Intervals of the papers.
func TestSharesOfThePapers(t *testing.T) {
	near := func(what string, lower, upper, l, u float64) {
		t.Helper()
		if math.Abs(lower-l) > 6e-5 || math.Abs(upper-u) > 6e-5 {
			t.Errorf("%s: [%.4f, %.4f], want [%.4f, %.4f]", what, lower, upper, l, u)
		}
	}
	// Newcombe (1998), Statistics in Medicine 17, 857-872, table I.
	l, u := score(81, 263)
	near("81 of 263", l, u, 0.2553, 0.3662)
	l, u = score(15, 148)
	near("15 of 148", l, u, 0.0624, 0.1605)
	l, u = wilson(0, 20)
	near("0 of 20", l, u, 0, 0.1611)
	// Newcombe (1998), Statistics in Medicine 17, 873-890, table II.
	l, u = shares(56, 70, 48, 80)
	near("56 of 70 less 48 of 80", l, u, 0.0524, 0.3339)
	l, u = shares(9, 10, 3, 10)
	near("9 of 10 less 3 of 10", l, u, 0.1705, 0.8090)
	// Without correlation the paired interval is the independent one.
	l, u = PairedShares(4, 4, 6, 6)
	m, n := shares(8, 20, 10, 20)
	near("pairs without correlation", l, u, m, n)
	a, b := PairedShares(5, 3, 1, 11)
	c, d := PairedShares(5, 1, 3, 11)
	near("exchanged arms", a, b, -d, -c)
}

func choose(n, k int) float64 {
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(n - k + 1))
	return a - b - c
}

// power is log(p^k), with 0^0 = 1.
func power(p float64, k int) float64 {
	if k == 0 {
		return 0
	}
	return float64(k) * math.Log(p)
}

// Whatever the share, few samples miss it.
func TestShareCovers(t *testing.T) {
	for _, n := range []int{10, 20, 40, 100} {
		worst, at, sum, points := 1.0, 0.0, 0.0, 0
		for p := 0.0005; p < 1; p += 0.0005 {
			cover := 0.0
			for k := range n + 1 {
				if l, u := wilson(k, n); l <= p && p <= u {
					cover += math.Exp(choose(n, k) + power(p, k) + power(1-p, n-k))
				}
			}
			if cover < worst {
				worst, at = cover, p
			}
			sum += cover
			points++
		}
		if mean := sum / float64(points); worst < 0.94 || mean < 0.95 {
			t.Errorf("n = %d: a share of %.4f is covered in %.3f of the samples, shares on average in %.3f", n, at, worst, mean)
		}
	}
}

// The same of differences of paired shares, by all tables of twenty pairs.
func TestPairedSharesCover(t *testing.T) {
	const n = 20
	for _, p := range [][3]float64{ // both, only A, only B
		{0, 0.02, 0}, {0, 0.05, 0}, {0, 0.1, 0}, {0, 0.25, 0}, {0, 0.5, 0}, {0.5, 0.02, 0.02}, {0.45, 0.05, 0}, {0.1, 0.02, 0}, {0.02, 0.01, 0.01},
		{0.9, 0.05, 0}, {0.25, 0.25, 0.25}, {0.4, 0.1, 0.1}, {0.3, 0.4, 0.05}, {0.04, 0.06, 0.01}, {0, 0.9, 0},
	} {
		cover := 0.0
		for a := range n + 1 {
			for b := range n - a + 1 {
				for c := range n - a - b + 1 {
					if l, u := PairedShares(a, b, c, n-a-b-c); l <= p[1]-p[2]+1e-12 && p[1]-p[2] <= u+1e-12 {
						cover += math.Exp(choose(n, a) + choose(n-a, b) + choose(n-a-b, c) + power(p[0], a) + power(p[1], b) + power(p[2], c) +
							power(1-p[0]-p[1]-p[2], n-a-b-c))
					}
				}
			}
		}
		if cover < 0.93 {
			t.Errorf("%v: covered in %.3f of the samples", p, cover)
		}
	}
}
