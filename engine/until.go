package engine

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"

	"kirifuda/analysis/stats"
	"kirifuda/experiment"
)

// Check is one examination of the stopping rule.
type Check struct {
	Reps      int          `json:"replications"`
	Values    int          `json:"values"` // number of replications that have the outcome
	Mean      stats.Mean   `json:"mean"`   // mean of the outcome or of the paired difference
	HalfWidth stats.Spread `json:"ci95_half_width"`
	Constant  bool         `json:"constant,omitempty"` // all values are equal up to rounding
	Holds     bool         `json:"holds"`
}

// untilLeast is the smallest number of values for which a stopping rule may hold:
// with fewer, the standard deviation is too uncertain.
const untilLeast = 40

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

// examine examines the rule on the first n replications. The rule needs untilLeast
// values. If all values are equal, it does not hold, however narrow the interval: a
// rare outcome, such as a condition, may just not have occurred yet.
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
	c := Check{Reps: n, Mean: stats.Mean(math.NaN()), HalfWidth: stats.Spread(math.NaN())}
	s := stats.Describe(y)
	if s == nil {
		return c
	}
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, v := range y {
		if v == v {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	c.Values, c.Mean, c.HalfWidth = s.N, s.Mean, s.HalfWidth
	// Differences of equal paths, and deviations from a mean, have rounding errors.
	c.Constant = s.N > 1 && hi-lo <= 1e-12*size
	c.Holds = s.N >= untilLeast && !c.Constant && float64(s.HalfWidth) < r.Below
	return c
}

// stoppedAt is the number of replications after which the stopping rule held; 0 if
// it did not.
func stoppedAt(dir string) int {
	b, err := os.ReadFile(filepath.Join(dir, experiment.UntilFile))
	if err != nil {
		return 0
	}
	var f struct {
		Checks []Check `json:"checks"`
	}
	if json.Unmarshal(b, &f) != nil || len(f.Checks) == 0 {
		return 0
	}
	if c := f.Checks[len(f.Checks)-1]; c.Holds {
		return c.Reps
	}
	return 0
}
