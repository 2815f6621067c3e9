package cli

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v4"

	"kirifuda/configs"
	"kirifuda/engine"
	"kirifuda/experiment"
	"kirifuda/experiment/design"
	"kirifuda/internal/english"
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
	SetBoth     []string `yaml:"set_both"`
	SetVs       []string `yaml:"set_vs"`
	Trace       string   `yaml:"trace"`
}

// specKeys lists the keys of a sweepSpec.
const specKeys = "scenario, vs, design, n, reps, seed, design_seed, second_order, levels, axes, set, set_both, set_vs, trace"

// Largest sizes of files named on the command line.
const (
	maxSpec   = 8 << 20
	maxPoints = 128 << 20
)

// readInput reads a file named on the command line. The limit is for devices, which
// may never end.
func readInput(path string, most int64) ([]byte, error) {
	b, err := func() ([]byte, error) {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer func() { _ = f.Close() }()
		return io.ReadAll(io.LimitReader(f, most+1))
	}()
	var p *fs.PathError
	if errors.As(err, &p) {
		return nil, usageError("%s cannot be read: %w", path, p.Err)
	}
	if int64(len(b)) > most {
		return nil, usageError("%s: the file is larger than %d MiB", path, most>>20)
	}
	return b, err
}

func readSpec(path string) (*sweepSpec, error) {
	b, err := readInput(path, maxSpec)
	if err != nil {
		return nil, err
	}
	s := &sweepSpec{}
	d := yaml.NewDecoder(bytes.NewReader(b))
	d.KnownFields(true)
	if err := d.Decode(s); err != nil && !errors.Is(err, io.EOF) {
		return nil, specError(path, err)
	}
	if err := d.Decode(&yaml.Node{}); !errors.Is(err, io.EOF) {
		return nil, usageError("%s: the file has more than one YAML document", path)
	}
	bad := func(key string, value any, allowed string) (*sweepSpec, error) {
		return nil, usageError("%s: %s = %v: allowed %s", path, key, value, allowed)
	}
	switch {
	case len(s.Axes) == 0:
		return bad("axes", "[]", "a list such as [jp_mof.sale_usd_bn=lin:0:500:11], or a scenario as the argument and axes with -x")
	case s.N < 0:
		return bad("n", s.N, "at least 1")
	case s.Reps < 0:
		return bad("reps", s.Reps, "at least 1")
	case s.Seed != nil && (*s.Seed < 0 || *s.Seed > experiment.MaxSeed):
		return bad("seed", *s.Seed, "0 to 2^53−1")
	}
	return s, nil
}

// specError describes the faults of a sweep's file line by line.
func specError(path string, err error) error {
	e := &configs.Error{}
	add := func(x *yaml.LoadError) {
		p := configs.Problem{File: path, Line: x.Mark.Line, Message: x.Message}
		if key, ok := strings.CutSuffix(x.Message, " not found in type cli.sweepSpec"); ok {
			p.Key, p.Message, p.Allowed = strings.TrimPrefix(key, "field "), "unknown key", specKeys
		} else if value, kind, ok := strings.Cut(x.Message, " into "); ok {
			_, value, _ = strings.Cut(value, "!!")
			p.Message = value + " is not of type " + kind
		}
		e.Problems = append(e.Problems, p)
	}
	var list *yaml.LoadErrors
	var one *yaml.LoadError
	switch {
	case errors.As(err, &list) && len(list.Errors) > 0:
		for _, x := range list.Errors {
			add(x)
		}
	case errors.As(err, &one):
		add(one)
	default:
		return usageError("%s: %w", path, err)
	}
	return e
}

// readPoints reads a list of points: a row of keys, then one row per point.
func readPoints(path string) (*design.Design, error) {
	b, err := readInput(path, maxPoints)
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b, []byte("\ufeff"))))
	head, err := r.Read()
	if errors.Is(err, io.EOF) {
		return nil, usageError("%s: the file is empty; allowed: a row of keys, then one row per point", path)
	}
	if err != nil {
		return nil, usageError("%s: %w", path, err)
	}
	for j := range head {
		head[j] = strings.TrimSpace(head[j])
	}
	var points []design.Point
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, usageError("%s: %w", path, err)
		}
		p := make(design.Point, len(row))
		for j, c := range row {
			line, _ := r.FieldPos(j)
			c = strings.TrimSpace(c)
			v, err := strconv.ParseFloat(c, 64)
			switch {
			case err == nil && v-v == 0:
				p[j] = design.Num(v)
			case c == "":
				return nil, usageError("%s:%d: %s: the cell is empty; allowed: a number or a word", path, line, head[j])
			case err == nil || errors.Is(err, strconv.ErrRange):
				return nil, usageError("%s:%d: %s = %s: not a finite number", path, line, head[j], c)
			default:
				p[j] = design.Word(c)
			}
		}
		points = append(points, p)
	}
	if len(points) == 0 {
		return nil, usageError("%s: the file has no points; allowed: a row of keys, then one row per point", path)
	}
	d, err := design.List(head, points)
	if err != nil {
		return nil, usageError("%s: %w", path, err)
	}
	return d, nil
}

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
		Use:   "sweep [SPEC.yaml|SCENARIO|FILE]",
		Short: "Run a scenario at many points of its parameters",
		Long: `Run a scenario at the points of a design, with replications. Replication r draws
the same random numbers at every point. With --vs the baseline is run at the same
points; -s and -c change the scenario, --set-vs the baseline and --set-both both.

Axes: key=a,b,c  key=lin:lo:hi:n  key=log:lo:hi:n  key=unif:lo:hi  key=norm:mean:sd
With 'key*=…' the values are factors by which each agent's own value is multiplied.
Designs: ` + strings.Join(experiment.DesignKinds, ", ") + `, list (with --points)

With -x or --points the argument is a scenario; without, it is a YAML file with
the keys ` + specKeys + `.`,
		Example: `  sim sweep -x jp_mof.sale_usd_bn=lin:0:500:11 -x jp_mof.proceeds=keep,convert --reps 20 --seed 1
  sim sweep -x jp_mof.sale_usd_bn=unif:0:500 -x dealer.capacity_usd_bn=unif:50:200 --design saltelli -n 64 --reps 2
  sim sweep spec.yaml --dry-run`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			name := defaultScenario
			if len(args) > 0 {
				name = args[0]
			}
			given := c.Flags().Changed
			if err := exclusive(given, "points", "axis", "zip", "design", "runs", "design-seed", "second-order", "levels"); err != nil {
				return err
			}
			if err := exclusive(given, "zip", "design"); err != nil {
				return err
			}
			if !given("axis") && !given("points") {
				if len(args) == 0 || slices.ContainsFunc(configs.List(), func(s configs.Summary) bool { return s.Name == name }) {
					return usageError("a sweep requires axes: give -x key=lin:lo:hi:n, --points FILE or a YAML file")
				}
				spec, err := readSpec(name)
				if err != nil {
					return err
				}
				name = spec.apply(c, &f, &o, &m, &axes, &reps)
			}
			if zip {
				o.Kind = "zip"
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
			scenarios, baseline, err := a.arms(name, &f, &m)
			if err != nil {
				return err
			}
			if given("points") {
				plan.Design, err = readPoints(points)
			} else {
				var list []design.Axis
				if list, err = design.ParseAxes(axes); err == nil {
					plan.Design, err = experiment.MakeDesign(scenarios[0], list, o)
				}
			}
			if err != nil {
				return err
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
			if a.json {
				return a.printVerdict(verdict, map[string]any{
					"experiment": out, "seed": e.Plan.Seed, "design": e.Plan.Design.Kind, "points": len(e.Plan.Design.Points), "replications": reps,
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

// apply takes values from the file where flags are not given and returns the scenario.
func (s *sweepSpec) apply(c *cobra.Command, f *scenarioFlags, o *experiment.DesignOptions, m *armFlags, axes *[]string, reps *int) string {
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
		m.vs = s.Vs
	}
	f.set, m.both, m.vsSet = slices.Concat(s.Set, f.set), slices.Concat(s.SetBoth, m.both), slices.Concat(s.SetVs, m.vsSet)
	if s.Scenario == "" {
		return defaultScenario
	}
	return s.Scenario
}
