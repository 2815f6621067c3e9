package stats

// Kind says what sort of number an outcome is. An outcome declares its kind where it
// is declared, because a sample of twenty runs cannot show how heavy its tails are.
type Kind string

// Kinds of outcomes.
const (
	Continuous Kind = "continuous" // any number: a yield on the last day, a volume
	Count      Kind = "count"      // whole numbers, many of them equal: rounds of talks, a day
	Share      Kind = "share"      // 0 or 1; the mean is the share of runs in which something happens
	Extreme    Kind = "extreme"    // the highest or lowest of many values; rare runs rule its mean
)

// runsOfMean is the number of values from which the mean of a kind has an interval.
// With fewer the interval is that of the median, which is exact for any distribution.
// Choosing by the skewness of the sample instead would make matters worse: samples
// that happen to miss the rare large values look harmless.
func (k Kind) runsOfMean() int {
	if k == Extreme {
		return 100
	}
	return 50
}

// eventsOfMean is the number of values other than the most frequent one that the
// interval of a mean needs.
const eventsOfMean = 10

// rare reports whether a sample of n values, of which some differ from the most frequent
// one, shows too few of these for a standard error: fewer than an interval of the mean
// needs, and fewer than half of all. Samples that happen to have one event fewer or more
// would have quite another one.
func rare(n, others int) bool { return others < eventsOfMean && 2*others < n }
