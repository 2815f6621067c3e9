package stats

import (
	"fmt"
	"math"
)

// What an interval is an interval of.
const (
	OfMean    = "mean"
	OfMedian  = "median"
	OfShare   = "share"
	OfMedians = "difference of medians" // of independent samples
)

// Methods of intervals.
const (
	MethodMean         = "student and hall" // Student's t and the same corrected for skewness: the wider limits
	MethodOrder        = "order statistics" // exact for any distribution
	MethodWilson       = "wilson"           // score interval of a share
	MethodPairedShares = "newcombe paired"  // difference of paired shares
	MethodShares       = "newcombe"         // difference of independent shares

	MethodOrders = "two of order statistics"
)

// Interval is a 95 % interval, or the reason why there is none.
type Interval struct {
	Limits *Limits `json:"ci95"` // nil if no honest interval exists
	Of     string  `json:"ci95_of,omitempty"`
	Method string  `json:"ci95_method,omitempty"`
	Reason string  `json:"interval_reason,omitempty"` // why there is no interval
}

// Limits are the lower and the upper limit of an interval.
type Limits [2]Spread

// none is the absence of an interval.
func none(format string, args ...any) Interval { return Interval{Reason: fmt.Sprintf(format, args...)} }

// between is an interval, or none if a limit is not a number because a sum overflows.
func between(lower, upper float64, of, method string) Interval {
	if lower-lower != 0 || upper-upper != 0 {
		return none("the values are too large")
	}
	return Interval{Limits: &Limits{Spread(lower), Spread(upper)}, Of: of, Method: method}
}

// intervalOf chooses the interval of an ascending sample of a kind.
func intervalOf(x []float64, kind Kind) Interval {
	n := len(x)
	if kind == Share && indicators(x) {
		lower, upper := wilson(ones(x), n)
		return between(lower, upper, OfShare, MethodWilson)
	}
	common, others := modal(x)
	switch {
	case n < leastOfMedian:
		return none("%s", tooFew(n, leastOfMedian))
	case others == 0:
		return none("the same in all %d", n)
	case n >= kind.runsOfMean() && others >= eventsOfMean:
		lower, upper := meanInterval(x, 0.95)
		return between(lower, upper, OfMean, MethodMean)
	}
	lower, upper := medianInterval(x, 0.95)
	if upper-lower <= dust(x) {
		return none("only %s", differing(others, n, common))
	}
	return between(lower, upper, OfMedian, MethodOrder)
}

// tooFew says that a sample is too small for an interval.
func tooFew(n, least int) string {
	if n == 1 {
		return fmt.Sprintf("there is only 1 value and %d are needed", least)
	}
	return fmt.Sprintf("there are only %d values and %d are needed", n, least)
}

// differing says how many of n values differ from the most frequent one.
func differing(others, n int, common float64) string {
	verb := "differ"
	if others == 1 {
		verb = "differs"
	}
	return fmt.Sprintf("%d of %d %s from %.4g", others, n, verb, common)
}

// dust is the rounding error of values of an ascending sample: whole units of money,
// and sums of floats.
func dust(x []float64) float64 { return 1e-9 * max(math.Abs(x[0]), math.Abs(x[len(x)-1])) }

// modal is the most frequent value of an ascending sample, the smallest of several,
// and the number of values that differ from it by more than rounding.
func modal(x []float64) (common float64, others int) {
	most, grain := 0, dust(x)
	for i := 0; i < len(x); {
		j := i + 1
		for j < len(x) && x[j]-x[i] <= grain {
			j++
		}
		if j-i > most {
			most, common = j-i, x[i]
		}
		i = j
	}
	return common, len(x) - most
}
