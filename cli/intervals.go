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

// intervalText writes a 95 % interval in a cell of a table: the limits and, unless it is
// an interval of the mean, what it is an interval of. The median is written too if the
// table has no column with it, because it may lie far from the mean.
func intervalText(s *stats.Stat, medians bool) string {
	if s.Limits == nil {
		return "–"
	}
	text := s.Interval.Text(number)
	if s.Of != stats.OfMedian && s.Of != stats.OfMedians {
		return text
	}
	text += " median"
	if !medians {
		text += " " + number(float64(s.Median))
	}
	return text
}

// printReasons says below a table why outcomes have no interval or no value at all.
func (a *app) printReasons(pairs []analysis.Pair) {
	var list []named
	for i := range pairs {
		if !diagnostic(&pairs[i]) {
			list = append(list, named{strings.TrimPrefix(pairs[i].Name, "y_"), missingInterval(&pairs[i])})
		}
	}
	a.printNamed(", ", list)
}

// named is a reason why the thing with a name has no interval; empty if it has one.
type named struct{ name, reason string }

// printNamed prints each reason with the names that it holds for.
func (a *app) printNamed(separator string, list []named) {
	var order []string
	of := map[string][]string{}
	for _, x := range list {
		if x.reason == "" {
			continue
		}
		if !slices.Contains(order, x.reason) {
			order = append(order, x.reason)
		}
		of[x.reason] = append(of[x.reason], x.name)
	}
	for _, reason := range order {
		names := of[reason]
		if more := len(names) - namesOfReason; more > 1 {
			names = append(names[:namesOfReason:namesOfReason], english.Count(more, "other"))
		}
		a.print("%s: %s\n", reason, strings.Join(names, separator))
	}
}

// namesOfReason is the number of outcomes that a note names.
const namesOfReason = 5

// dayReasons says below a table of days why some have no interval.
func (a *app) dayReasons(all []*stats.Stat) {
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
	if s == nil {
		return "no value, because " + p.Reason
	}
	return noInterval(s)
}

// noInterval is the reason why a sample has no interval; empty if it has one.
func noInterval(s *stats.Stat) string {
	if s.Reason == "" {
		return ""
	}
	return "no interval, because " + s.Reason
}

// diagnostic reports whether an outcome is a diagnostic of the solver, which only the
// JSON object has.
func diagnostic(p *analysis.Pair) bool {
	return p.Name == "y_residual_max_usd_bn" || p.Name == "y_iterations_max_n"
}

// medianNote explains the intervals of a table that are not those of means.
func (a *app) medianNote(all []*stats.Stat) {
	of := func(what string) bool {
		return slices.ContainsFunc(all, func(s *stats.Stat) bool { return s.Of == what })
	}
	const why = "median: with so few runs the mean of such an outcome has no reliable interval; the interval is that of the "
	if of(stats.OfMedian) {
		a.print("%smedian\n", why)
	}
	if of(stats.OfMedians) {
		a.print("%sdifference of the medians\n", why)
	}
}

// errorNote says why values of a table with a column of standard errors have none.
func (a *app) errorNote(all []*stats.Stat) {
	if slices.ContainsFunc(all, func(s *stats.Stat) bool { return s.N > 1 && s.SE != s.SE }) {
		a.print("std. error: none where too few values differ from the most frequent one\n")
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
