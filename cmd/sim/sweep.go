package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v4"

	"kirifuda/configs"
	"kirifuda/experiment"
	"kirifuda/experiment/design"
)

// sweepSpec is a sweep as a YAML file; flags override it.
type sweepSpec struct {
	Scenario    string   `yaml:"scenario"`
	Vs          string   `yaml:"vs"`
	Design      string   `yaml:"design"`
	N           int      `yaml:"n"`
	Reps        int      `yaml:"reps"`
	Seed        *int64   `yaml:"seed"`
	DesignSeed  int64    `yaml:"design_seed"`
	SecondOrder bool     `yaml:"second_order"`
	Levels      int      `yaml:"levels"`
	Axes        []string `yaml:"axes"` // as for -x
	Set         []string `yaml:"set"`  // as for -s
	Trace       string   `yaml:"trace"`
}

func readSpec(path string) (*sweepSpec, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, &exit{exitUsage, fmt.Errorf("%s: %w", filepath.Base(path), errors.Unwrap(err))}
	}
	s := &sweepSpec{}
	d := yaml.NewDecoder(strings.NewReader(string(b)))
	d.KnownFields(true)
	if err := d.Decode(s); err != nil && !errors.Is(err, io.EOF) {
		return nil, &exit{exitUsage, fmt.Errorf("%s: %w", filepath.Base(path), err)}
	}
	return s, nil
}

// readPoints reads a list of points: a heading of keys, then one row a point.
func readPoints(path string) (*design.Design, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, &exit{exitUsage, fmt.Errorf("%s: %w", filepath.Base(path), errors.Unwrap(err))}
	}
	defer func() { _ = f.Close() }()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) < 2 {
		return nil, &exit{exitUsage, fmt.Errorf("%s: a row of keys and a row for each point (%v)", filepath.Base(path), err)}
	}
	var points []design.Point
	for _, r := range rows[1:] {
		p := make(design.Point, len(r))
		for j, c := range r {
			c = strings.TrimSpace(c)
			if v, err := strconv.ParseFloat(c, 64); err == nil {
				p[j] = design.Num(v)
			} else {
				p[j] = design.Word(c)
			}
		}
		points = append(points, p)
	}
	d, err := design.List(rows[0], points)
	if err != nil {
		return nil, &exit{exitUsage, err}
	}
	return d, nil
}

func (a *app) sweepCommand() *cobra.Command {
	var f scenarioFlags
	var x execFlags
	var axes []string
	var o experiment.DesignOptions
	var reps int
	var zip bool
	var vs, points string
	c := &cobra.Command{
		Use:   "sweep [SPEC.yaml|SCENARIO|FILE]",
		Short: "Run a scenario at many points of its parameters",
		Long: `Run a scenario at the points of a design, with replications. Replication r draws
the same random numbers at every point.

Axes: key=a,b,c  key=lin:lo:hi:n  key=log:lo:hi:n  key=unif:lo:hi  key=norm:mean:sd
Designs: ` + strings.Join(experiment.DesignKinds, ", ") + `, list (with --points)

With -x or --points the argument is a scenario; without, it is a YAML file with
the keys scenario, design, n, reps, seed, axes and set.`,
		Example: `  sim sweep -x jp_mof.sale_usd_bn=lin:0:500:11 -x jp_mof.proceeds=keep,convert --reps 20 --seed 1
  sim sweep -x jp_mof.sale_usd_bn=unif:0:500 -x dealer.capacity_usd_bn=unif:50:200 --design saltelli -n 64 --reps 2
  sim sweep spec.yaml --dry-run`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			name := defaultScenario
			if len(args) > 0 {
				name = args[0]
			}
			if len(axes) == 0 && points == "" {
				if len(args) == 0 {
					return &exit{exitUsage, fmt.Errorf("a sweep needs axes: -x key=lin:lo:hi:n, --points FILE or a YAML file")}
				}
				spec, err := readSpec(name)
				if err != nil {
					return err
				}
				name = spec.apply(c, &f, &o, &axes, &reps, &vs)
			}
			if zip {
				o.Kind = "zip"
			}
			plan, err := f.plan(c, experiment.KindSweep)
			if err != nil {
				return err
			}
			if reps < 1 || o.N < 1 {
				return &exit{exitUsage, fmt.Errorf("--reps and -n: at least 1")}
			}
			s, err := a.load(name, f.files, f.set)
			if err != nil {
				return err
			}
			if points != "" {
				plan.Design, err = readPoints(points)
			} else {
				var list []design.Axis
				if list, err = design.ParseAxes(axes); err == nil {
					plan.Design, err = experiment.MakeDesign(s, list, o)
				}
			}
			if err != nil {
				return err
			}
			for _, w := range plan.Design.Warnings {
				a.note("warning: %s", w)
			}
			plan.Reps, plan.ChunkRuns, plan.DesignSeed = reps, x.chunkRuns, o.Seed
			scenarios, baseline := []*configs.Scenario{s}, -1
			if vs != "" {
				b, err := a.load(vs, f.files, nil)
				if err != nil {
					return err
				}
				scenarios, baseline = append(scenarios, b), 1
			}
			e, err := experiment.New(a.cat, plan, baseline, scenarios...)
			if err != nil {
				return err
			}
			if x.dryRun {
				return a.dryRun(c, e, &f, &x)
			}
			if !c.Flags().Changed("seed") {
				a.note("seed %d", plan.Seed)
			}
			out, err := a.execute(c, e, &f, &x)
			if err != nil {
				return err
			}
			verdict := a.finish(out)
			if a.json {
				if err := a.printJSON(map[string]any{
					"experiment": out, "seed": e.Plan.Seed, "design": e.Plan.Design.Kind, "points": len(e.Plan.Design.Points), "replications": reps, "exit_code": codeOf(verdict),
				}); err != nil {
					return err
				}
				return silent(verdict)
			}
			a.print("%s\n%s design, %d points, %d replications each\n", a.summary(e, out), e.Plan.Design.Kind, len(e.Plan.Design.Points), reps)
			if out.DatasetSHA256 != "" {
				a.print("dataset  %s\n", out.DatasetSHA256)
			}
			a.print("results  %s\n", out.Dir)
			if out.Stop == experiment.StopNone {
				a.print("next     sim sens %s --outcome ust_10y_peak_bp\n", out.Dir)
			}
			return verdict
		},
	}
	a.scenarioFlags(c, &f, "runs", "inline")
	execFlagsOf(c, &x)
	fl := c.Flags()
	fl.StringArrayVarP(&axes, "axis", "x", nil, "axis (repeatable)")
	fl.StringVar(&o.Kind, "design", "grid", strings.Join(experiment.DesignKinds, ", "))
	fl.IntVarP(&o.N, "runs", "n", 64, "points, base points (saltelli) or trajectories (morris); not used by grid, zip and oat")
	fl.IntVar(&reps, "reps", 1, "replications at each point")
	fl.Int64Var(&o.Seed, "design-seed", 0, "seed of the design")
	fl.BoolVar(&o.SecondOrder, "second-order", false, "saltelli with the rows for second-order indices")
	fl.IntVar(&o.Levels, "levels", 0, "levels of a morris design (default 4)")
	fl.BoolVar(&zip, "zip", false, "pair the levels of the axes instead of crossing them")
	fl.StringVar(&vs, "vs", "", "scenario or file of a baseline, at the same points")
	fl.StringVar(&points, "points", "", "CSV file with a row of keys and a row for each point")
	return c
}

// apply takes what the flags do not give from the file and returns the scenario.
func (s *sweepSpec) apply(c *cobra.Command, f *scenarioFlags, o *experiment.DesignOptions, axes *[]string, reps *int, vs *string) string {
	given := c.Flags().Changed
	*axes = s.Axes
	if !given("design") && s.Design != "" {
		o.Kind = s.Design
	}
	if !given("runs") && s.N != 0 {
		o.N = s.N
	}
	if !given("reps") && s.Reps != 0 {
		*reps = s.Reps
	}
	if !given("design-seed") {
		o.Seed = s.DesignSeed
	}
	if !given("second-order") {
		o.SecondOrder = s.SecondOrder
	}
	if !given("levels") {
		o.Levels = s.Levels
	}
	if !given("seed") && s.Seed != nil {
		_ = c.Flags().Set("seed", strconv.FormatInt(*s.Seed, 10))
	}
	if !given("trace") && s.Trace != "" {
		f.trace = s.Trace
	}
	if !given("vs") {
		*vs = s.Vs
	}
	f.set = append(append([]string(nil), s.Set...), f.set...)
	if s.Scenario == "" {
		return defaultScenario
	}
	return s.Scenario
}
