package cli

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"kirifuda/analysis"
	"kirifuda/analysis/stats"
	"kirifuda/configs"
	"kirifuda/engine"
	"kirifuda/experiment"
	"kirifuda/internal/english"
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
			plan.Reps, plan.Until = n, until
			scenarios, baseline, err := a.arms(name, &f, &m)
			if err != nil {
				return err
			}
			e, out, err := a.carryOut(c, plan, &f, &x, baseline, scenarios...)
			if err != nil || out == nil {
				return err
			}
			return a.printMC(e, out)
		},
	}
	a.scenarioFlags(c, &f, "panel", "inline")
	a.execFlags(c, &x)
	armFlagsOf(c, &m)
	c.Flags().IntVarP(&n, "runs", "n", 100, "number of runs of each arm; with --until the largest number")
	c.Flags().StringVar(&until, "until", "", `stop once half the width of the 95 % confidence interval of a mean (with --vs: of the paired difference) is below a number, `+
		`such as "ci(ust_10y_peak_bp) < 0.5"; examined after 40 replications and then each time after half as many again`)
	return c
}

// printMC reports the end of a Monte Carlo.
func (a *app) printMC(e *experiment.Experiment, out *engine.Outcome) error {
	verdict := a.finish(out)
	if out.DatasetSHA256 != "" && (out.Fresh > 0 || !analysis.Summarised(out.Dir)) {
		if err := analysis.Summarise(out.Dir); err != nil {
			return err
		}
	}
	var pairs []analysis.Pair
	if out.Runs > 0 && e.Plan.Trace > 0 {
		var err error
		if pairs, err = analysis.LoadPairs(out.Dir, out.StoppedAt); err != nil {
			return err
		}
	}
	card, err := a.cardOf(e, out)
	if err != nil {
		return err
	}
	if a.json {
		return a.printVerdict(verdict, map[string]any{"experiment": out, "seed": e.Plan.Seed, "bands": stats.Bands, "outcomes": pairs, "card": card})
	}
	a.print("%s\n", a.summary(e, out))
	for _, c := range out.Checks {
		a.print("  %s\n", checkText(c))
	}
	none := e.Plan.Baseline() >= 0 && !slices.ContainsFunc(pairs, func(p analysis.Pair) bool { return p.Diff != nil })
	switch {
	case none && e.Plan.Trace > 0:
		a.print("\nno replication is complete in both arms, so that there is no paired difference\n")
	case len(pairs) > 0:
		a.printPairs(e.Plan.Arms[e.Plan.Treatment()].Scenario, baselineName(&e.Plan), pairs)
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
	switch {
	case c.Values < 2:
		return text + fmt.Sprintf("only %d of them have the outcome: there is no interval, so the rule does not hold", c.Values)
	case c.Constant:
		return text + fmt.Sprintf("%s in all of them: there is no interval, so the rule does not hold", number(float64(c.Mean)))
	}
	text += fmt.Sprintf("%s, 95 %% interval ± %s", number(float64(c.Mean)), number(float64(c.HalfWidth)))
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

func (a *app) printPairs(name, base string, pairs []analysis.Pair) {
	a.print("\n")
	if base == "" {
		t := newTable(name, ">mean", ">± 95 %", ">sd", ">2.5 %", ">16 %", ">median", ">84 %", ">97.5 %", "unit", ">runs")
		for _, p := range pairs {
			if s := p.A; s != nil {
				t.add(strings.TrimPrefix(p.Name, "y_"), number(float64(s.Mean)), number(float64(s.HalfWidth)), number(float64(s.SD)),
					number(s.Quantiles[0]), number(s.Quantiles[1]), number(s.Quantiles[2]), number(s.Quantiles[3]), number(s.Quantiles[4]), p.Unit, fmt.Sprint(s.N))
			}
		}
		t.write(a.stdout)
		return
	}
	a.print("paired differences, %s less %s\n\n", name, base)
	t := newTable("", ">"+name, ">"+base, ">difference", ">std. error", ">2.5 %", ">16 %", ">median", ">84 %", ">97.5 %", "unit", ">pairs", ">variance removed")
	for _, p := range pairs {
		if p.Diff == nil || p.Name == "y_residual_max_usd_bn" || p.Name == "y_iterations_max_n" {
			continue // diagnostics of the solver are only in the JSON object
		}
		removed := "–"
		if p.VarianceRemoved != nil {
			removed = shareText(*p.VarianceRemoved)
		}
		q := p.Diff.Quantiles
		level := max(math.Abs(float64(p.A.Mean)), math.Abs(float64(p.B.Mean)))
		rest := func(v float64) string { // a difference within rounding error is zero
			if math.Abs(v) < 1e-12*level {
				v = 0
			}
			return number(v)
		}
		t.add(strings.TrimPrefix(p.Name, "y_"), number(float64(p.A.Mean)), number(float64(p.B.Mean)), rest(float64(p.Diff.Mean)), rest(float64(p.Diff.SE)),
			rest(q[0]), rest(q[1]), rest(q[2]), rest(q[3]), rest(q[4]), p.Unit, fmt.Sprint(p.Diff.N), removed)
	}
	t.write(a.stdout)
	a.print("\npeak, trough, max: each arm's own extreme, on its own day; sim irf gives the highest paired effect\n")
	for _, p := range pairs {
		if p.Name == "y_ust_10y_end_bp" && p.VarianceRemoved != nil {
			a.print("\nvariance removed by pairing: %s (10-year yield on the last day)\n", shareText(*p.VarianceRemoved))
		}
	}
}
