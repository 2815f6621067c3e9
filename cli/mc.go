package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"kirifuda/analysis"
	"kirifuda/analysis/stats"
	"kirifuda/configs"
	"kirifuda/engine"
	"kirifuda/experiment"
	"kirifuda/internal/english"
	"kirifuda/output"
)

// armFlags are the flags for the baseline of an experiment and its overrides.
type armFlags struct {
	vs          string
	both, vsSet []string
}

func armFlagsOf(c *cobra.Command, m *armFlags) {
	fl := c.Flags()
	fl.StringVar(&m.vs, "vs", "", "baseline: scenario or file, or twin: the scenario without its card")
	fl.StringArrayVar(&m.both, "set-both", nil, "override key=value in both arms (repeatable)")
	fl.StringArrayVar(&m.vsSet, "set-vs", nil, "override key=value in the baseline (repeatable)")
}

// arms loads a scenario and, with --vs, the baseline, whose index it returns.
func (a *app) arms(name string, f *scenarioFlags, m *armFlags) ([]*configs.Scenario, int, error) {
	s, err := a.load(name, f.files, slices.Concat(m.both, f.set))
	if err != nil {
		return nil, -1, err
	}
	if m.vs == "" {
		if len(m.vsSet) > 0 {
			return nil, -1, usageError("--set-vs requires --vs")
		}
		return []*configs.Scenario{s}, -1, nil
	}
	if m.vs == experiment.TwinName {
		b, err := twinOf(s, m.vsSet)
		return []*configs.Scenario{s, b}, 1, err
	}
	b, err := a.load(m.vs, nil, slices.Concat(m.both, m.vsSet))
	if err != nil {
		return nil, -1, err
	}
	return []*configs.Scenario{s, b}, 1, nil
}

// twinOf is the twin of a scenario as a baseline, with overrides of its own.
func twinOf(s *configs.Scenario, set []string) (*configs.Scenario, error) {
	b, err := experiment.Twin(s)
	switch {
	case err != nil:
		return nil, err
	case b == nil:
		return nil, usageError("--vs %s: %s plays no card, so that it has no twin; name another scenario as the baseline", experiment.TwinName, s.Name)
	case len(set) == 0:
		return b, nil
	}
	return b.With(set...)
}

// carryOut makes the experiment of a plan and its runs. With --dry-run it only prints
// the time and space needed, and there is no outcome.
func (a *app) carryOut(c *cobra.Command, plan experiment.Plan, f *scenarioFlags, x *execFlags, baseline int,
	scenarios ...*configs.Scenario) (*experiment.Experiment, *engine.Outcome, error) {
	if _, err := x.options(c, 1); err != nil {
		return nil, nil, err
	}
	plan.ChunkRuns = x.chunkRuns
	e, err := experiment.New(a.cat, plan, baseline, scenarios...)
	if err != nil {
		return nil, nil, err
	}
	if x.dryRun {
		return e, nil, a.dryRun(c, e, f, x)
	}
	out, err := a.execute(c, e, f, x)
	return e, out, err
}

func (a *app) mcCommand() *cobra.Command {
	var f scenarioFlags
	var x execFlags
	var m armFlags
	var n int
	var until string
	var quantiles []string
	c := &cobra.Command{
		Use:   "mc [SCENARIO|FILE]",
		Short: "Monte Carlo: many runs, paired with a baseline",
		Long: `Monte Carlo: replications 0 to n−1 of a scenario.

With --vs both arms of a replication share all random draws, and the result is the
paired difference. -s and -c change the scenario, --set-vs the baseline and
--set-both both.`,
		Example: `  sim mc japan-sale-2025 -n 200 --vs baseline --seed 7
  sim mc sale-300 -n 5000 --vs baseline --until "ci(ust_10y_peak_bp) < 0.5"
  sim mc sale-300 -n 10000 --seed 7 --shard 3/20 -o /shared/big`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: completeScenario,
		RunE: func(c *cobra.Command, args []string) error {
			name := defaultScenario
			if len(args) > 0 {
				name = args[0]
			}
			plan, err := f.plan(c, experiment.KindMC)
			if err != nil {
				return err
			}
			if n < 1 {
				return usageError("-n %d: must be at least 1", n)
			}
			if c.Flags().Changed("until") && until == "" {
				return usageError(`--until is empty: write it as "ci(ust_10y_peak_bp) < 0.5"`)
			}
			probs, err := probabilities(quantiles)
			if err != nil {
				return err
			}
			plan.Reps, plan.Until = n, until
			scenarios, baseline, err := a.arms(name, &f, &m)
			if err != nil {
				return err
			}
			e, out, err := a.carryOut(c, plan, &f, &x, baseline, scenarios...)
			if err != nil || out == nil {
				return err
			}
			return a.printMC(e, out, probs, quantiles != nil)
		},
	}
	a.scenarioFlags(c, &f, "panel", "inline")
	a.execFlags(c, &x)
	armFlagsOf(c, &m)
	quantileFlag(c, &quantiles)
	c.Flags().IntVarP(&n, "runs", "n", 100, "number of runs of each arm; with --until the largest number")
	c.Flags().StringVar(&until, "until", "", `stop once half the width of the 95 % confidence interval of a mean (with --vs: of the paired difference) is below a number, `+
		`such as "ci(ust_10y_peak_bp) < 0.5"; examined after 40 replications and then each time after half as many again, with an interval corrected for that; `+
		`needs at least 40 values (100 of an extreme), 10 of which differ from the most frequent one`)
	return c
}

// printMC reports the end of a Monte Carlo. With more, the derived tables get further
// quantiles.
func (a *app) printMC(e *experiment.Experiment, out *engine.Outcome, quantiles []float64, more bool) error {
	verdict := a.finish(out)
	empty, err := a.emptyMetrics(e, out)
	if err != nil {
		return err
	}
	if out.DatasetSHA256 != "" && (out.Fresh > 0 || more || !analysis.Summarised(out.Dir)) {
		if err := analysis.Summarise(out.Dir, quantiles...); err != nil {
			return err
		}
	}
	var pairs []analysis.Pair
	var extent *experiment.Extent
	if out.Runs > 0 && e.Plan.Trace > 0 {
		if pairs, err = analysis.LoadPairs(out.Dir, out.StoppedAt, quantiles...); err != nil {
			return err
		}
		if extent, err = e.Plan.Extent(e.Store()); err != nil {
			return err
		}
	}
	card, err := a.cardOf(e, out)
	if err != nil {
		return err
	}
	if a.json {
		return a.printVerdict(verdict, map[string]any{"experiment": out, "seed": e.Plan.Seed, "bands": quantiles, "outcomes": pairs, "extent": extent, "metrics_without_value": empty, "card": card})
	}
	a.print("%s\n", a.summary(e, out))
	for _, c := range out.Checks {
		a.print("  %s\n", checkText(c))
	}
	if extent != nil && extent.Text() != "" {
		a.print("  %s\n", extent.Text())
	}
	none := e.Plan.Baseline() >= 0 && !slices.ContainsFunc(pairs, func(p analysis.Pair) bool { return p.Diff != nil })
	switch {
	case none && e.Plan.Trace > 0:
		a.print("\nno replication is complete in both arms, so that there is no paired difference\n")
	case len(pairs) > 0:
		a.printPairs(e.Plan.Arms[e.Plan.Treatment()].Scenario, baselineName(&e.Plan), pairs, quantiles)
		a.printCards(e.Plan.Arms[e.Plan.Treatment()].Scenario, baselineName(&e.Plan), card)
	}
	if out.DatasetSHA256 != "" {
		a.print("\ndataset  %s\n", out.DatasetSHA256)
	} else {
		a.print("\n")
	}
	a.print("results  %s\n", out.Dir)
	if out.Stop == engine.StopNone {
		dir := quoted(out.Dir)
		next := "sim verify " + dir
		switch {
		case out.Runs < out.Total:
			next = "make the other shards with -o " + dir + ", or merge them: sim merge " + dir + " OTHER... -o ALL"
		case e.Plan.Baseline() >= 0 && e.Plan.Trace >= 2 && !none:
			next = "sim irf " + dir + " --series ust_10y_yield_pct"
		}
		a.print("next     %s\n", next)
	}
	return verdict
}

// checkText describes an examination of the stopping rule in one line.
func checkText(c engine.Check) string {
	text := fmt.Sprintf("after %s: ", english.Count(c.Reps, "replication"))
	if c.Limits == nil {
		if c.Values == 0 {
			return text + "none has the outcome, so the rule does not hold"
		}
		return text + fmt.Sprintf("%s, no interval (%s), so the rule does not hold", number(float64(c.Mean)), c.Reason)
	}
	if c.Constant {
		return text + fmt.Sprintf("%s in all of them: there is no interval, so the rule does not hold", number(float64(c.Mean)))
	}
	text += fmt.Sprintf("%s, 95 %% interval %s, longer half %s", number(float64(c.Mean)), c.Interval.Text(number), number(float64(c.HalfWidth)))
	if c.Values < c.Reps {
		text += fmt.Sprintf(" (%d have the outcome)", c.Values)
	}
	return text
}

// printVerdict prints a result as JSON, with the exit code and the error.
func (a *app) printVerdict(verdict error, v map[string]any) error {
	v["exit_code"] = codeOf(verdict)
	if verdict != nil {
		v["error"] = verdict.Error()
	}
	if err := a.printJSON(v); err != nil {
		return err
	}
	return silent(verdict)
}

// silent drops the message of an error, which is in the JSON object.
func silent(err error) error {
	if err == nil {
		return nil
	}
	return &exit{code: codeOf(err)}
}

func codeOf(err error) int {
	if ex, ok := err.(*exit); ok {
		return ex.code
	}
	if err != nil {
		return exitInternal
	}
	return exitOK
}

func baselineName(p *experiment.Plan) string {
	if b := p.Baseline(); b >= 0 {
		return p.Arms[b].Scenario
	}
	return ""
}

// summary describes an execution in one line.
func (a *app) summary(e *experiment.Experiment, out *engine.Outcome) string {
	var arms []string
	for _, x := range e.Plan.Arms {
		arms = append(arms, x.Scenario)
	}
	s := fmt.Sprintf("%s: %d of %s, %d failed, seed %d, %.1f s", strings.Join(arms, " and "), out.Runs, english.Count(out.Total, "run"), out.Failed, e.Plan.Seed,
		out.Elapsed.Seconds())
	if t := out.Elapsed.Seconds(); out.Fresh > 0 && t > 0 {
		s += fmt.Sprintf(" (%.1f runs/s)", float64(out.Fresh)/t)
	}
	if out.StoppedAt > 0 {
		s += fmt.Sprintf("; %s holds after %s", e.Plan.Until, english.Count(out.StoppedAt, "replication"))
	} else if out.State == engine.StateComplete && e.Plan.Until != "" && !out.Checks[len(out.Checks)-1].Holds {
		s += fmt.Sprintf("; %s does not hold", e.Plan.Until)
	}
	return s
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
