package cli

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"kirifuda/analysis"
	"kirifuda/configs"
	"kirifuda/engine"
	"kirifuda/experiment"
	"kirifuda/internal/english"
)

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
		Use:   "mc [SCENARIO|FILE]...",
		Short: "Monte Carlo: many runs of scenarios, paired with a baseline",
		Long: `Monte Carlo: replications 0 to n−1 of one scenario or of several.

The scenarios of an experiment and the baseline of --vs are its arms. All arms of a
replication share all random draws, and with --vs the result is the paired difference of
each scenario from the baseline. -s and -c change every scenario, --set-vs the baseline
and --set-both all arms. With --vs twin the scenarios must have the same twin: they may
differ in their acts and in how the card is played, and in nothing else.

Commands that read an experiment take all of its scenarios, or --arm NAME chooses one.
sim irf DIR --arm A --vs B and sim compare DIR DIR --arm-a A --arm-b B compare two of them.`,
		Example: `  sim mc japan-sale-2025 -n 200 --vs baseline --seed 7
  sim mc sale-100 sale-300 sale-500 -n 200 --vs baseline --seed 7
  sim mc sale-300 -n 5000 --vs baseline --until "ci(ust_10y_peak_bp) < 0.5"
  sim mc sale-300 -n 10000 --seed 7 --shard 3/20 -o /shared/big`,
		ValidArgsFunction: completeScenarios,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				args = []string{defaultScenario}
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
			scenarios, baseline, err := a.arms(args, &f, &m)
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
	c.Flags().StringVar(&until, "until", "", `stop once half the width of the 95 % confidence interval of a mean (with --vs: of the paired difference) is below a number in every scenario, `+
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
	card, err := cardOf(e, out)
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
		all := "both"
		if len(e.Plan.Arms) > 2 {
			all = "all"
		}
		a.print("\nno replication is complete in %s arms, so that there is no paired difference\n", all)
	case len(pairs) > 0:
		a.printOutcomes(&e.Plan, pairs, quantiles, more)
		a.printCards(card)
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
	if c.Arm != "" {
		text += fmt.Sprintf("of %s %s is the farthest from the rule: ", english.Count(len(c.Arms), "scenario"), c.Arm)
	}
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
	s := fmt.Sprintf("%s: %d of %s, %d failed, seed %d, %.1f s", english.List(arms), out.Runs, english.Count(out.Total, "run"), out.Failed, e.Plan.Seed,
		out.Elapsed.Seconds())
	if t := out.Elapsed.Seconds(); out.Fresh > 0 && t > 0 {
		s += fmt.Sprintf(" (%.1f runs/s)", float64(out.Fresh)/t)
	}
	if out.StoppedAt > 0 {
		every := ""
		if n := len(e.Plan.Treatments()); n > 1 {
			every = " for all " + english.Count(n, "scenario")
		}
		s += fmt.Sprintf("; %s holds%s after %s", e.Plan.Until, every, english.Count(out.StoppedAt, "replication"))
	} else if out.State == engine.StateComplete && e.Plan.Until != "" && !out.Checks[len(out.Checks)-1].Holds {
		s += fmt.Sprintf("; %s does not hold", e.Plan.Until)
		if arm := out.Checks[len(out.Checks)-1].Arm; arm != "" {
			s += " for " + arm
		}
	}
	return s
}
