package experiment

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"kirifuda/output"
)

// untilFile records how the stopping rule was examined.
const untilFile = "until.json"

// Check is one examination of the stopping rule.
type Check struct {
	Reps      int    `json:"replications"`
	Values    int    `json:"values"` // of them, that have the outcome
	Mean      Mean   `json:"mean"`   // of the outcome, or of the paired difference
	HalfWidth Spread `json:"ci95_half_width"`
	Constant  bool   `json:"constant,omitempty"` // all values are equal but for rounding
	Holds     bool   `json:"holds"`
}

// untilLeast is the number of values from which a stopping rule may hold: of
// fewer the standard deviation is too uncertain.
const untilLeast = 40

// rule is a parsed Until.
type rule struct {
	outcome string
	below   float64
}

var untilForm = regexp.MustCompile(`^\s*ci\(\s*([a-z][a-z0-9_]*)\s*\)\s*<\s*([0-9][0-9.]*(?:[eE][-+]?[0-9]+)?)\s*$`)

// parseUntil reads a stopping rule such as ci(ust_10y_peak_bp) < 0.5: stop once
// half the width of the 95 % interval of the mean is below the number. It needs
// untilLeast values that are not all equal.
func parseUntil(text string, columns []output.Column) (rule, error) {
	m := untilForm.FindStringSubmatch(text)
	if m == nil {
		return rule{}, usage("--until %q: write it as ci(ust_10y_peak_bp) < 0.5", text)
	}
	r := rule{outcome: "y_" + strings.TrimPrefix(m[1], "y_")}
	var err error
	if r.below, err = strconv.ParseFloat(m[2], 64); err != nil || !(r.below > 0) {
		return rule{}, usage("--until %q: %s is not a positive number", text, m[2])
	}
	if !slices.ContainsFunc(columns, func(c output.Column) bool { return c.Name == r.outcome }) {
		return rule{}, usage("--until: there is no outcome %q; there are %s", m[1], strings.Join(names(columns), ", "))
	}
	return r, nil
}

// schedule fixes, before the first run, after how many replications the stopping
// rule is examined: first after 40, then each time after half as many again,
// in whole chunks, up to the number asked for. Looking often makes the interval
// at the stop a little too short; a fixed, geometric schedule looks seldom.
func (e *Experiment) schedule() error {
	p := &e.Plan
	p.Batches = nil
	if p.Until == "" {
		return nil
	}
	if _, err := parseUntil(p.Until, Columns(e.metrics)); err != nil {
		return err
	}
	switch {
	case p.Design != nil:
		return usage("--until does not go with a design")
	case p.Trace < output.TraceRuns:
		return usage("--until needs the table of runs: --trace runs or more")
	}
	up := func(n int) int { return (n + p.ChunkRuns - 1) / p.ChunkRuns * p.ChunkRuns }
	p.ChunkRuns = min(p.ChunkRuns, 20)
	p.Reps = up(p.Reps)
	for n := up(40); n < p.Reps; n = up(n + n/2) {
		p.Batches = append(p.Batches, n)
	}
	p.Batches = append(p.Batches, p.Reps)
	return nil
}

// precise examines the stopping rule on the first n replications.
func (e *Experiment) precise(n int) (Check, error) {
	r, err := parseUntil(e.Plan.Until, Columns(e.metrics))
	if err != nil {
		return Check{}, err
	}
	// Later chunks that an earlier attempt left have not been looked at.
	done := e.Plan.order(0, n)
	res, err := loadChunks(&e.Plan, e.out, func(k int) bool { return slices.Contains(done, k) }, r.outcome)
	if err != nil {
		return Check{}, err
	}
	return r.examine(n, res), nil
}

// examine looks at the first n replications. Values that are all equal show no
// certainty: an outcome that is rare, such as a condition, has not been seen yet.
// The rule then does not hold, however narrow it is.
func (r rule) examine(n int, res *Results) Check {
	y := res.Arms[res.Plan.Treatment()].Y[0][:n]
	size := 0.0
	for _, v := range y {
		if v == v {
			size = max(size, math.Abs(v))
		}
	}
	if b := res.Plan.Baseline(); b >= 0 {
		y = difference(y, res.Arms[b].Y[0][:n], 1)
	}
	c := Check{Reps: n, Mean: Mean(math.NaN()), HalfWidth: Spread(math.NaN())}
	s := Describe(y)
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
	c.Holds = s.N >= untilLeast && !c.Constant && float64(s.HalfWidth) < r.below
	return c
}

// Failures is a limit on failed runs: a number, or a share of the runs.
type Failures struct {
	Count int
	Share float64 // used if it is positive
}

// ParseFailures reads 12 or 5%.
func ParseFailures(text string) (Failures, error) {
	if share, ok := strings.CutSuffix(strings.TrimSpace(text), "%"); ok {
		v, err := strconv.ParseFloat(strings.TrimSpace(share), 64)
		if err != nil || !(v >= 0 && v <= 100) {
			return Failures{}, fmt.Errorf("%q: a number of runs, or a share from 0%% to 100%%", text)
		}
		return Failures{Share: v / 100}, nil
	}
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < 0 {
		return Failures{}, fmt.Errorf("%q: a number of runs, or a share such as 5%%", text)
	}
	return Failures{Count: n}, nil
}

// Of is the number of failed runs that is tolerated among total.
func (f Failures) Of(total int) int {
	if f.Share > 0 {
		return int(math.Floor(f.Share * float64(total)))
	}
	return f.Count
}
