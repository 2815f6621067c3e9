package stats

import "math"

// welch is the standard error of the difference of the means of independent samples.
func (s *Stat) welch(x, y *Stat) {
	va, vb := float64(x.SE*x.SE), float64(y.SE*y.SE)
	if va != va && x.N > 1 { // does not vary; the other one may
		va = 0
	}
	if vb != vb && y.N > 1 {
		vb = 0
	}
	if se := math.Sqrt(va + vb); se > 0 {
		s.SE = Spread(se)
	}
}

// independent chooses the interval of the difference of two independent samples.
// Those of means have intervals if both means do, and the limits add in squares, each
// with its own length on either side. Otherwise two intervals of medians at 97.5 %
// bound the difference of medians at 95 %, whatever the distributions.
// a and b are the samples in order, x and y describe them.
func independent(a, b []float64, x, y *Stat, kind Kind) Interval {
	if kind == Share && indicators(a) && indicators(b) {
		lower, upper := shares(ones(a), len(a), ones(b), len(b))
		return between(lower, upper, OfShare, MethodShares)
	}
	if x.Of == OfMean && y.Of == OfMean {
		m := float64(x.Mean - y.Mean)
		lower := math.Hypot(float64(x.Mean-Mean(x.Limits[0])), float64(Mean(y.Limits[1])-y.Mean))
		upper := math.Hypot(float64(Mean(x.Limits[1])-x.Mean), float64(y.Mean-Mean(y.Limits[0])))
		return between(m-lower, m+upper, OfMean, MethodMean)
	}
	const least = leastOfMedian + 1 // the range of seven values covers the median with 98.4 %
	if n := min(len(a), len(b)); n < least {
		return none("%d values: an interval needs at least %d", n, least)
	}
	const each = 0.975
	la, ua := medianInterval(a, each)
	lb, ub := medianInterval(b, each)
	if ua-la <= dust(a) && ub-lb <= dust(b) {
		ca, oa := modal(a)
		cb, ob := modal(b)
		return none("only %d of %d differ from %.4g and %d of %d from %.4g", oa, len(a), ca, ob, len(b), cb)
	}
	return between(la-ub, ua-lb, OfMedians, MethodOrders)
}
