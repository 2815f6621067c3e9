package stats

import "math"

// welch is the standard error of the difference of the means of independent samples in
// order. One that does not vary adds nothing; there is none if neither does, or if one
// varies in too few values.
func welch(a, b []float64) Spread {
	if se := math.Sqrt(varianceOfMean(a) + varianceOfMean(b)); se > 0 {
		return Spread(se)
	}
	return missing
}

// varianceOfMean is the variance of the mean of a sample in order; NaN if it cannot be
// estimated.
func varianceOfMean(x []float64) float64 {
	_, others := modal(x)
	switch {
	case len(x) < 2 || rare(len(x), others) && others > 0:
		return math.NaN()
	case others == 0:
		return 0
	}
	_, sd := MeanSD(x)
	return float64(sd*sd) / float64(len(x))
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
		return none("%s", tooFew(n, least))
	}
	const each = 0.975
	la, ua := medianInterval(a, each)
	lb, ub := medianInterval(b, each)
	if ua-la <= dust(a) && ub-lb <= dust(b) {
		ca, oa := modal(a)
		cb, ob := modal(b)
		if oa+ob == 0 {
			return none("the same in all %d and all %d", len(a), len(b))
		}
		return none("only %s and %s", differing(oa, len(a), ca), differing(ob, len(b), cb))
	}
	return between(la-ub, ua-lb, OfMedians, MethodOrders)
}
