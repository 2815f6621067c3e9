package engine

import (
	"cmp"
	"math"
	"slices"

	"kirifuda/analysis/stats"
	"kirifuda/experiment"
)

// Check is one examination of the stopping rule. With several treatments the rule holds
// once it does for each of them, and the numbers are those of the one farthest from it.
type Check struct {
	Reps   int        `json:"replications"`
	Arm    string     `json:"arm,omitempty"` // treatment that the numbers are of, if there are several
	Values int        `json:"values"`        // number of replications that have the outcome
	Mean   stats.Mean `json:"mean"`          // mean of the outcome or of the paired difference
	// HalfWidth is the longer half of the interval, which is corrected for repeated
	// examination; see stats.AtStop.
	HalfWidth stats.Spread `json:"ci95_half_width"`
	stats.Interval
	Constant bool `json:"constant,omitempty"` // all values are equal up to rounding
	Holds    bool `json:"holds"`

	Arms []Check `json:"arms,omitempty"` // each treatment, if there are several
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

// examine examines the rule on the first n replications.
func examine(r experiment.Rule, n int, res *experiment.Results) Check {
	var list []Check
	for _, a := range res.Plan.Treatments() {
		list = append(list, examineArm(r, n, res, a))
	}
	if len(list) == 1 {
		return list[0]
	}
	for i, a := range res.Plan.Treatments() {
		list[i].Arm = res.Plan.Arms[a].Scenario
	}
	c := slices.MaxFunc(list, func(a, b Check) int { return cmp.Compare(a.distance(), b.distance()) })
	c.Arms = list
	return c
}

// distance orders treatments by how far the rule is from holding.
func (c *Check) distance() float64 {
	half := float64(c.HalfWidth)
	if !c.Holds && (c.Constant || half != half) {
		half = math.Inf(1)
	}
	return half
}

// examineArm examines the rule for one arm. However narrow an interval would be, the rule
// does not hold without one: a rare outcome, such as a condition, may just not have
// occurred yet.
func examineArm(r experiment.Rule, n int, res *experiment.Results, a int) Check {
	y := res.Arms[a].Y[0][:n]
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
