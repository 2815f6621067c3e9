package cli

import (
	"slices"
	"strings"

	"kirifuda/analysis"
	"kirifuda/analysis/stats"
	"kirifuda/engine"
	"kirifuda/experiment"
	"kirifuda/internal/english"
	"kirifuda/output"
)

// intervalText writes a 95 % interval in a cell of a table: the limits, and what it is
// an interval of unless that is the mean.
func intervalText(i stats.Interval, format func(float64) string) string {
	if i.Limits == nil {
		return "–"
	}
	text := i.Text(format)
	switch i.Of {
	case stats.OfMedian:
		text += " median"
	case stats.OfMedians:
		text += " medians"
	}
	return text
}

// printReasons says below a table why outcomes have no interval or no value at all.
func (a *app) printReasons(pairs []analysis.Pair) {
	var order []string
	of := map[string][]string{}
	for i := range pairs {
		reason := missingInterval(&pairs[i])
		if reason == "" || diagnostic(&pairs[i]) {
			continue
		}
		if !slices.Contains(order, reason) {
			order = append(order, reason)
		}
		of[reason] = append(of[reason], strings.TrimPrefix(pairs[i].Name, "y_"))
	}
	for _, reason := range order {
		names := of[reason]
		if more := len(names) - namesOfReason; more > 1 {
			names = append(names[:namesOfReason:namesOfReason], english.Count(more, "other"))
		}
		a.print("%s: %s\n", reason, strings.Join(names, ", "))
	}
}

// namesOfReason is the number of outcomes that a note names.
const namesOfReason = 5

// dayReasons says below a table of days why some have no interval.
func (a *app) dayReasons(all []stats.Interval) {
	var order []string
	n := map[string]int{}
	for _, i := range all {
		if i.Reason == "" {
			continue
		}
		if n[i.Reason] == 0 {
			order = append(order, i.Reason)
		}
		n[i.Reason]++
	}
	for _, reason := range order {
		a.print("no interval on %s, because %s\n", english.Count(n[reason], "day"), reason)
	}
}

// missingInterval is the reason why an outcome has no interval; empty if it has one.
func missingInterval(p *analysis.Pair) string {
	s := p.A
	if p.B != nil || p.Diff != nil {
		s = p.Diff
	}
	switch {
	case s == nil:
		return "no value, because " + p.Reason
	case s.Reason != "":
		return "no interval, because " + s.Reason
	}
	return ""
}

// diagnostic reports whether an outcome is a diagnostic of the solver, which only the
// JSON object has.
func diagnostic(p *analysis.Pair) bool {
	return p.Name == "y_residual_max_usd_bn" || p.Name == "y_iterations_max_n"
}

// medianNote explains the intervals of a table that are not those of means.
func (a *app) medianNote(all []stats.Interval) {
	if slices.ContainsFunc(all, func(i stats.Interval) bool { return i.Of == stats.OfMedian || i.Of == stats.OfMedians }) {
		a.print("median: with so few runs the mean of such an outcome has no reliable interval; the interval is that of the median\n")
	}
}

// emptyMetrics lists metrics without a value in any run, and warns of them: they were
// asked for, and their column has only nulls.
func (a *app) emptyMetrics(e *experiment.Experiment, out *engine.Outcome) ([]string, error) {
	if out.Runs == 0 || e.Plan.Trace < output.TraceRuns {
		return nil, nil
	}
	empty, err := analysis.EmptyMetrics(out.Dir)
	if err == nil && len(empty) > 0 {
		a.warn("no run has a value of %s", strings.Join(empty, ", "))
	}
	return empty, err
}

// unfinished warns that an experiment is read in part.
func (a *app) unfinished(text string) {
	if text != "" {
		a.warn("%s", text)
	}
}
