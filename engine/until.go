package engine

import (
	"math"
	"slices"

	"kirifuda/analysis/stats"
	"kirifuda/experiment"
)

// Check is one examination of the stopping rule.
type Check struct {
	Reps   int        `json:"replications"`
	Values int        `json:"values"` // number of replications that have the outcome
	Mean   stats.Mean `json:"mean"`   // mean of the outcome or of the paired difference
	// HalfWidth is the longer half of the interval, which is corrected for repeated
	// examination; see stats.AtStop.
	HalfWidth stats.Spread `json:"ci95_half_width"`
	stats.Interval
	Constant bool `json:"constant,omitempty"` // all values are equal up to rounding
	Holds    bool `json:"holds"`
}

// precise examines the stopping rule on the first n replications.
func precise(e *experiment.Experiment, n int) (Check, error) {
	r, err := experiment.ParseUntil(e.Plan.Until, experiment.Columns(e.Metrics()))
	if err != nil {
		return Check{}, err
	}
	// Later chunks left by an earlier attempt have not been checked yet.
	done := e.Plan.Order(0, n)
	res, err := e.Plan.Results(e.Store(), func(k int) bool { return slices.Contains(done, k) }, r.Outcome)
	if err != nil {
		return Check{}, err
	}
	return examine(r, n, res), nil
}

// examine examines the rule on the first n replications. However narrow an interval
// would be, the rule does not hold without one: a rare outcome, such as a condition, may
// just not have occurred yet.
func examine(r experiment.Rule, n int, res *experiment.Results) Check {
	y := res.Arms[res.Plan.Treatment()].Y[0][:n]
	size := 0.0
	for _, v := range y {
		if v == v {
			size = max(size, math.Abs(v))
		}
	}
	if b := res.Plan.Baseline(); b >= 0 {
		y = slices.Clone(y)
		for i, v := range res.Arms[b].Y[0][:n] {
			y[i] -= v
		}
	}
	kind := stats.Continuous
	if len(res.Columns) > 0 {
		kind = experiment.KindOf(res.Columns[0])
	}
	c := Check{Reps: n, Mean: stats.Mean(math.NaN())}
	c.Interval, c.HalfWidth = stats.AtStop(y, kind)
	s := stats.Describe(y, kind)
	if s == nil {
		return c
	}
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, v := range y {
		if v == v {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	c.Values, c.Mean = s.N, s.Mean
	// Differences of equal paths, and deviations from a mean, have rounding errors.
	c.Constant = s.N > 1 && hi-lo <= 1e-12*size
	c.Holds = !c.Constant && float64(c.HalfWidth) < r.Below
	return c
}
