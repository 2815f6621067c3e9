package cli

import (
	"fmt"
	"slices"
	"strings"

	"kirifuda/analysis"
	"kirifuda/analysis/stats"
	"kirifuda/experiment"
	"kirifuda/output"
)

// pageWidth is the number of characters of a line up to which arms stand side by side.
const pageWidth = 120

// printOutcomes prints the outcomes of a Monte Carlo. Several treatments stand side by side
// unless quantiles were asked for, for which each needs a table of its own.
func (a *app) printOutcomes(p *experiment.Plan, pairs []analysis.Pair, quantiles []float64, more bool) {
	var arms []string
	for _, i := range p.Treatments() {
		arms = append(arms, p.Arms[i].Scenario)
	}
	if len(arms) > 1 && !more {
		a.printBeside(arms, baselineName(p), pairs)
		return
	}
	for _, arm := range arms {
		own := slices.DeleteFunc(slices.Clone(pairs), func(p analysis.Pair) bool { return p.Arm != arm })
		a.printPairs(arm, baselineName(p), own, quantiles)
	}
}

// printBeside prints the outcomes of several arms, or their differences from the baseline,
// in columns beside each other. Where a page has no room for all, intervals stand below the
// means, and then the table has as many arms as there is room for.
func (a *app) printBeside(arms []string, base string, pairs []analysis.Pair) {
	rows := map[string][]analysis.Pair{} // by outcome
	var order []string
	for _, p := range pairs {
		if diagnostic(&p) {
			continue
		}
		if rows[p.Name] == nil {
			order = append(order, p.Name)
		}
		rows[p.Name] = append(rows[p.Name], p)
	}
	what := "means"
	if base != "" {
		what += " of " + base + " and paired differences from it"
	}
	a.print("\n%s, with 95 %% intervals\n", what)
	below := besideTable(arms, base, order, rows, false).width() > pageWidth
	for rest := arms; len(rest) > 0; {
		n := len(rest)
		t := besideTable(rest, base, order, rows, below)
		for n > 1 && t.width() > pageWidth {
			n--
			t = besideTable(rest[:n], base, order, rows, below)
		}
		a.print("\n")
		t.write(a.stdout)
		rest = rest[n:]
	}
	a.print("\n")
	if base != "" {
		a.print("peak, trough, max: each arm's own extreme, on its own day; sim irf gives the highest paired effect\n")
	}
	if slices.ContainsFunc(pairs, func(p analysis.Pair) bool { return marked(estimateOf(&p)) }) {
		a.print("*: median and its interval; with so few runs the mean of such an outcome has no reliable one\n")
	}
	var absent []named
	var removed []string
	bare := false
	for _, name := range order {
		for _, p := range rows[name] {
			switch s := estimateOf(&p); {
			case s == nil:
				absent = append(absent, named{strings.TrimPrefix(name, "y_") + " of " + p.Arm, missingInterval(&p)})
			case s.Limits == nil:
				bare = true
			}
			if p.VarianceRemoved != nil && name == "y_ust_10y_end_bp" {
				removed = append(removed, p.Arm+" "+shareText(*p.VarianceRemoved))
			}
		}
	}
	a.printNamed(", ", absent)
	if bare {
		a.print("a mean without an interval is that of too few runs, or of too few that differ from the most frequent value\n")
	}
	a.print("--quantiles 5,50,95 prints a table of each scenario, with quantiles, standard errors and the reasons of missing intervals\n")
	if len(removed) > 0 {
		a.print("\nvariance removed by pairing: %s (10-year yield on the last day)\n", strings.Join(removed, ", "))
	}
}

// besideTable is the table of some arms, with a row for each outcome that has a value or
// is one of the user's, and with another below it if intervals stand below the means.
func besideTable(arms []string, base string, order []string, rows map[string][]analysis.Pair, below bool) *table {
	head, count := []string{""}, ">runs"
	if base != "" {
		head, count = append(head, ">"+base), ">pairs"
	}
	for _, arm := range arms {
		head = append(head, ">"+arm)
	}
	t := newTable(append(head, "unit", count)...)
	for _, name := range order {
		all := rows[name]
		if !isMetric(&all[0]) && !slices.ContainsFunc(all, func(p analysis.Pair) bool { return estimateOf(&p) != nil }) {
			continue // said below the table
		}
		row, limits := []string{strings.TrimPrefix(name, "y_")}, []string{""}
		if base != "" {
			row, limits = append(row, levelText(all)), append(limits, "")
		}
		least, most := -1, 0
		for i := range all {
			s := estimateOf(&all[i])
			n := 0
			if s != nil {
				n = s.N
			}
			if least, most = min(least, n), max(most, n); least < 0 {
				least = n
			}
			if !slices.Contains(arms, all[i].Arm) {
				continue
			}
			value, interval := centreText(s), limitsText(s)
			switch {
			case !below:
				value = strings.TrimSpace(value + " " + interval)
			case !marked(s):
				value += " " // above and below others with a mark
			}
			row, limits = append(row, value), append(limits, interval)
		}
		runs := fmt.Sprint(most)
		if least < most {
			runs = fmt.Sprintf("%d–%d", least, most)
		}
		t.add(append(row, all[0].Unit, runs)...)
		if below && strings.Join(limits, "") != "" {
			t.add(append(limits, "", "")...)
		}
	}
	return t
}

// estimateOf is the sample of the difference from the baseline or, without one, of the arm;
// nil if it has no values.
func estimateOf(p *analysis.Pair) *stats.Stat {
	if p.Vs != "" {
		return p.Diff
	}
	return p.A
}

// marked reports whether the interval of a sample is that of its median.
func marked(s *stats.Stat) bool { return s != nil && s.Limits != nil && s.Of == stats.OfMedian }

// centreText is the mean of a sample or, with a mark, the median if the interval is its.
func centreText(s *stats.Stat) string {
	if marked(s) {
		return number(float64(s.Median)) + "*"
	}
	return meanText(s)
}

// limitsText is the interval of a sample; empty if there is none.
func limitsText(s *stats.Stat) string {
	if s == nil || s.Limits == nil {
		return ""
	}
	return s.Interval.Text(number)
}

// levelText is the mean of an outcome in the baseline, if it is over the same runs for all
// arms: an outcome may be missing in some.
func levelText(row []analysis.Pair) string {
	for i := range row {
		if row[i].B == nil || row[i].B.Mean != row[0].B.Mean {
			return "–"
		}
	}
	return number(float64(row[0].B.Mean))
}

func (a *app) printPairs(name, base string, pairs []analysis.Pair, quantiles []float64) {
	a.print("\n")
	var all []*stats.Stat
	most, medians := 0, slices.Contains(quantiles, 0.5)
	if base == "" {
		t := newTable(slices.Concat([]string{name, ">mean", ">95 % interval", ">sd"}, quantileHeads(quantiles), []string{"unit", ">runs"})...)
		for _, p := range pairs {
			if p.A == nil && !isMetric(&p) {
				continue // said below the table
			}
			row := []string{strings.TrimPrefix(p.Name, "y_"), "–", "–", "–"}
			n := 0
			if s := p.A; s != nil {
				row[1], row[2], row[3], n = number(float64(s.Mean)), intervalText(s, medians), number(float64(s.SD)), s.N
				all, most = append(all, s), max(most, s.N)
			}
			t.add(slices.Concat(row, quantileCells(p.A, quantiles), []string{p.Unit, fmt.Sprint(n)})...)
		}
		t.write(a.stdout)
		a.notes(all, pairs, thinTails(quantiles, most, "runs"))
		return
	}
	a.print("paired differences, %s less %s\n\n", name, base)
	t := newTable(slices.Concat([]string{"", ">" + name, ">" + base, ">difference", ">std. error", ">95 % interval"}, quantileHeads(quantiles),
		[]string{"unit", ">pairs", ">variance removed"})...)
	for _, p := range pairs {
		if diagnostic(&p) {
			continue
		}
		if p.Diff == nil && !isMetric(&p) {
			continue // said below the table
		}
		if p.Diff == nil {
			row := []string{strings.TrimPrefix(p.Name, "y_"), meanText(p.A), meanText(p.B), "–", "–", "–"}
			t.add(slices.Concat(row, quantileCells(nil, quantiles), []string{p.Unit, "0", "–"})...)
			continue
		}
		removed := "–"
		if p.VarianceRemoved != nil {
			removed = shareText(*p.VarianceRemoved)
		}
		row := []string{strings.TrimPrefix(p.Name, "y_"), number(float64(p.A.Mean)), number(float64(p.B.Mean)), number(float64(p.Diff.Mean)),
			number(float64(p.Diff.SE)), intervalText(p.Diff, medians)}
		t.add(slices.Concat(row, quantileCells(p.Diff, quantiles), []string{p.Unit, fmt.Sprint(p.Diff.N), removed})...)
		all, most = append(all, p.Diff), max(most, p.Diff.N)
	}
	t.write(a.stdout)
	a.print("\npeak, trough, max: each arm's own extreme, on its own day; sim irf gives the highest paired effect\n")
	a.errorNote(all)
	a.notes(all, pairs, thinTails(quantiles, most, "pairs"))
	for _, p := range pairs {
		if p.Name == "y_ust_10y_end_bp" && p.VarianceRemoved != nil {
			a.print("\nvariance removed by pairing: %s (10-year yield on the last day)\n", shareText(*p.VarianceRemoved))
		}
	}
}

// notes explains a table of outcomes.
func (a *app) notes(all []*stats.Stat, pairs []analysis.Pair, tails string) {
	a.medianNote(all)
	a.printReasons(pairs)
	if tails != "" {
		a.print("%s\n", tails)
	}
}

// quantileCells are the cells of quantiles; dashes without a sample.
func quantileCells(s *stats.Stat, quantiles []float64) []string {
	out := make([]string, len(quantiles))
	for i := range out {
		out[i] = "–"
		if s != nil && i < len(s.Quantiles) {
			out[i] = number(s.Quantiles[i])
		}
	}
	return out
}

// isMetric reports whether an outcome is one of the user's, who expects it in the table
// even if it has no value.
func isMetric(p *analysis.Pair) bool { return experiment.IsMetric(output.Column{Doc: p.Doc}) }

// meanText writes the mean of a sample that may be empty.
func meanText(s *stats.Stat) string {
	if s == nil {
		return "–"
	}
	return number(float64(s.Mean))
}
