package stats

import (
	"math"
	"slices"
)

// roundoff is the rounding error of an outcome relative to its size. Amounts are sums of
// floats over days, and prices those at which the solver stopped.
const roundoff = 1e-11

// Less is a − b, and 0 if the two are equal but for rounding. Otherwise runs that are the
// same would seem to differ always.
func Less(a, b float64) float64 {
	d := a - b
	if math.Abs(d) <= roundoff*max(math.Abs(a), math.Abs(b)) {
		return 0
	}
	return d
}

// DescribePairs describes the differences of paired samples of an outcome of a kind,
// without missing values; nil if there are none.
func DescribePairs(a, b []float64, kind Kind, probabilities ...float64) *Stat {
	d := make([]float64, len(a))
	for i := range a {
		d[i] = Less(a[i], b[i])
	}
	if kind != Share || len(a) == 0 || !indicators(a) || !indicators(b) {
		return Describe(d, kind, probabilities...)
	}
	s := moments(d)
	slices.Sort(d)
	var both, onlyA, onlyB int
	for i := range a {
		switch {
		case a[i] == 1 && b[i] == 1:
			both++
		case a[i] == 1:
			onlyA++
		case b[i] == 1:
			onlyB++
		}
	}
	lower, upper := PairedShares(both, onlyA, onlyB, len(a)-both-onlyA-onlyB)
	s.describe(d, between(lower, upper, OfShare, MethodPairedShares), probabilities)
	return s
}

// DescribeIndependent describes the difference of two independent samples of an
// outcome of a kind; nil if one is empty. It has no quantiles.
func DescribeIndependent(a, b []float64, kind Kind) *Stat {
	a, b = sample(a), sample(b)
	x, y := Describe(a, kind), Describe(b, kind)
	if x == nil || y == nil {
		return nil
	}
	slices.Sort(a)
	slices.Sort(b)
	s := &Stat{
		N: min(x.N, y.N), Mean: Mean(Less(float64(x.Mean), float64(y.Mean))), SD: missing, SE: missing, HalfWidth: missing,
		Median: Spread(Less(float64(x.Median), float64(y.Median))),
	}
	s.SE = welch(a, b)
	s.Interval = independent(a, b, x, y, kind)
	if s.Limits != nil && s.Of == OfMean {
		s.HalfWidth = (s.Limits[1] - s.Limits[0]) / 2
	}
	return s
}
