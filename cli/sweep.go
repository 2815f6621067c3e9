package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"kirifuda/configs"
	"kirifuda/engine"
	"kirifuda/experiment"
	"kirifuda/experiment/design"
	"kirifuda/internal/english"
)

func (a *app) sweepCommand() *cobra.Command {
	var f scenarioFlags
	var x execFlags
	var m armFlags
	var axes []string
	var o experiment.DesignOptions
	var reps int
	var zip bool
	var points string
	c := &cobra.Command{
		Use:   "sweep [SPEC.yaml | (SCENARIO|FILE)...]",
		Short: "Run scenarios at many points of their parameters",
		Long: `Run one scenario or several at the points of a design, with replications. Replication r
draws the same random numbers at every point and in every scenario. With --vs the baseline
is run at the same points; -s and -c change every scenario, --set-vs the baseline and
--set-both all.

Axes: key=a,b,c  key=lin:lo:hi:n  key=log:lo:hi:n  key=unif:lo:hi  key=norm:mean:sd
With 'key*=…' the values are factors by which each agent's own value is multiplied.
Designs: ` + strings.Join(experiment.DesignKinds, ", ") + `, list (with --points)

With -x or --points the arguments are scenarios; without, there is one, a YAML file with
the keys ` + specKeys + `.`,
		Example: `  sim sweep -x jp_mof.sale_usd_bn=lin:0:500:11 -x jp_mof.proceeds=keep,convert --reps 20 --seed 1
  sim sweep -x jp_mof.sale_usd_bn=unif:0:500 -x dealer.capacity_usd_bn=unif:50:200 --design saltelli -n 64 --reps 2
  sim sweep sale-300 sale-convert --vs baseline -x dealer.capacity_usd_bn=lin:60:180:5 --reps 20 --seed 1
  sim sweep spec.yaml --dry-run`,
		ValidArgsFunction: completeScenarios,
		RunE: func(c *cobra.Command, args []string) error {
			names := args
			if len(names) == 0 {
				names = []string{defaultScenario}
			}
			given := c.Flags().Changed
			var file string // of the sweep, with the lines of its keys
			var lines map[string]int
			if err := exclusive(given, "points", "axis", "zip", "design", "runs", "design-seed", "second-order", "levels"); err != nil {
				return err
			}
			if err := exclusive(given, "zip", "design"); err != nil {
				return err
			}
			if !given("axis") && !given("points") {
				if len(args) != 1 || slices.ContainsFunc(configs.List(), func(s configs.Summary) bool { return s.Name == args[0] }) {
					return usageError("a sweep requires axes: give -x key=lin:lo:hi:n, --points FILE or a YAML file")
				}
				spec, err := readSpec(args[0])
				if err != nil {
					return err
				}
				file, lines = args[0], spec.lines
				names = spec.apply(c, &f, &o, &m, &axes, &reps)
			}
			if zip {
				o.Kind = "zip"
			}
			if err := useless(given, file, lines, o.Kind); err != nil {
				return err
			}
			plan, err := f.plan(c, experiment.KindSweep)
			if err != nil {
				return err
			}
			if reps < 1 {
				return usageError("--reps %d: must be at least 1", reps)
			}
			if o.N < 1 {
				return usageError("-n %d: must be at least 1", o.N)
			}
			scenarios, baseline, err := a.arms(names, &f, &m)
			if err != nil {
				return err
			}
			if given("points") {
				var b []byte
				if b, err = readInput(points, maxPoints); err == nil {
					plan.Design, err = experiment.ReadPoints(scenarios[0], points, b)
				}
			} else {
				var list []design.Axis
				if list, err = design.ParseAxes(axes); err == nil {
					plan.Design, err = experiment.MakeDesign(scenarios[0], list, o)
				}
			}
			if err != nil {
				return err
			}
			if m.vs == experiment.TwinName {
				for _, x := range plan.Design.Axes {
					if slices.ContainsFunc(scenarios, func(s *configs.Scenario) bool { return experiment.TwinSets(s, x.Name) }) {
						return usageError("--vs %s: the twin has its own %s, which cannot be an axis", experiment.TwinName, x.Name)
					}
				}
			}
			if err := experiment.Overridden(plan.Design, scenarios...); err != nil {
				return err
			}
			if w := experiment.OtherDates(plan.Design, scenarios[0]); w != nil {
				w.File = "-x"
				a.warnOf(*w)
			}
			for _, w := range plan.Design.Warnings {
				a.warn("%s", w)
			}
			plan.Reps, plan.DesignSeed = reps, o.Seed
			e, out, err := a.carryOut(c, plan, &f, &x, baseline, scenarios...)
			if err != nil || out == nil {
				return err
			}
			verdict := a.finish(out)
			empty, err := a.emptyMetrics(e, out)
			if err != nil {
				return err
			}
			if a.json {
				return a.printVerdict(verdict, map[string]any{
					"experiment": out, "seed": e.Plan.Seed, "design": e.Plan.Design.Kind, "points": len(e.Plan.Design.Points), "replications": reps,
					"metrics_without_value": empty,
				})
			}
			a.print("%s\n%s design, %s, %s each\n", a.summary(e, out), e.Plan.Design.Kind, english.Count(len(e.Plan.Design.Points), "point"),
				english.Count(reps, "replication"))
			if out.DatasetSHA256 != "" {
				a.print("dataset  %s\n", out.DatasetSHA256)
			}
			a.print("results  %s\n", out.Dir)
			if out.Stop == engine.StopNone {
				a.print("next     sim sens %s --outcome ust_10y_peak_bp\n", quoted(out.Dir))
			}
			return verdict
		},
	}
	a.scenarioFlags(c, &f, "runs", "inline")
	a.execFlags(c, &x)
	armFlagsOf(c, &m)
	fl := c.Flags()
	fl.StringArrayVarP(&axes, "axis", "x", nil, "axis of the design (repeatable)")
	fl.StringVar(&o.Kind, "design", "grid", "design: "+strings.Join(experiment.DesignKinds, ", "))
	fl.IntVarP(&o.N, "runs", "n", 64, "number of points, base points (saltelli) or trajectories (morris); not used by grid, zip and oat")
	fl.IntVar(&reps, "reps", 1, "replications at each point")
	fl.Int64Var(&o.Seed, "design-seed", 0, "seed of the design")
	fl.BoolVar(&o.SecondOrder, "second-order", false, "add the rows for second-order indices to a saltelli design")
	fl.IntVar(&o.Levels, "levels", 0, "number of grid levels of a morris design (default 4)")
	fl.BoolVar(&zip, "zip", false, "pair the levels of the axes instead of crossing them")
	fl.StringVar(&points, "points", "", "CSV file with a row of keys and one row per point")
	return c
}

// exclusive rejects flags that another flag makes meaningless.
func exclusive(given func(string) bool, flag string, others ...string) error {
	for _, o := range others {
		if given(flag) && given(o) {
			return usageError("--%s and --%s exclude each other", flag, o)
		}
	}
	return nil
}
