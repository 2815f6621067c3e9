package experiment

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"kirifuda/output"
)

// Rule is a stopping rule: stop once half the width of the 95 % confidence interval
// of the outcome's mean, or of its paired difference, is below a number.
type Rule struct {
	Outcome string // column of the table of runs
	Below   float64
}

var untilForm = regexp.MustCompile(`^\s*ci\(\s*([a-z][a-z0-9_]*)\s*\)\s*<\s*([0-9][0-9.]*(?:[eE][-+]?[0-9]+)?)\s*$`)

// ParseUntil parses a stopping rule such as ci(ust_10y_peak_bp) < 0.5 for one of the
// columns.
func ParseUntil(text string, columns []output.Column) (Rule, error) {
	m := untilForm.FindStringSubmatch(text)
	if m == nil {
		return Rule{}, Usage("--until %q: write it as ci(ust_10y_peak_bp) < 0.5", text)
	}
	r := Rule{Outcome: "y_" + strings.TrimPrefix(m[1], "y_")}
	var err error
	if r.Below, err = strconv.ParseFloat(m[2], 64); err != nil || !(r.Below > 0) {
		return Rule{}, Usage("--until %q: %s is not a positive number", text, m[2])
	}
	if !slices.ContainsFunc(columns, func(c output.Column) bool { return c.Name == r.Outcome }) {
		return Rule{}, Usage("--until: there is no outcome %q; there are %s", m[1], strings.Join(Names(columns), ", "))
	}
	return r, nil
}

// schedule fixes, before the first run, the numbers of replications after which the
// stopping rule is examined: first 40, then each time half as many again, in whole
// chunks, up to the number requested. Frequent examination would make the interval at
// the stop too short; on a fixed geometric schedule examinations are few.
func (e *Experiment) schedule() error {
	p := &e.Plan
	p.Batches = nil
	if p.Until == "" {
		return nil
	}
	if _, err := ParseUntil(p.Until, Columns(e.metrics)); err != nil {
		return err
	}
	switch {
	case p.Design != nil:
		return Usage("--until cannot be combined with a design")
	case p.Trace < output.TraceRuns:
		return Usage("--until needs the table of runs: --trace runs or more")
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
