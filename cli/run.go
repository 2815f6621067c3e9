package cli

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"kirifuda/experiment"
	"kirifuda/output"
)

// defaultScenario is the scenario of sim run without an argument.
const defaultScenario = "japan-sale-2025"

// scenarioFlags are the flags of all commands that run a scenario.
type scenarioFlags struct {
	files, set []string
	seed       int64
	dir        string
	force      bool
	trace      traceFlag
	every      int
	digits     int
	scheduler  string
	profile    bool // measure the phases of a day
}

func (a *app) scenarioFlags(c *cobra.Command, f *scenarioFlags, trace, scheduler string) {
	fl := c.Flags()
	a.overrideFlags(c, &f.files, &f.set)
	fl.Int64Var(&f.seed, "seed", 0, "seed below 2^53; drawn and printed if not given")
	fl.StringVarP(&f.dir, "output", "o", "", "directory of the results (default out/<scenario>-<id>)")
	fl.BoolVarP(&f.force, "force", "f", false, "replace another experiment in the directory")
	f.trace.level = trace
	fl.Var(&f.trace, "trace", "trace level: none, runs, panel, holdings or full; schedules=DAY,… adds the demand schedules of days (dates, or numbers from 1)")
	fl.IntVar(&f.every, "trace-every", 1, "keep every N-th day of the trace")
	fl.IntVar(&f.digits, "trace-digits", -1, "round the trace to N decimals (−1: no rounding)")
	fl.StringVar(&f.scheduler, "scheduler", scheduler, "goroutine or inline; never changes a result")
}

// plan begins a plan with the flags. Without --seed a seed is drawn.
func (f *scenarioFlags) plan(c *cobra.Command, kind string) (experiment.Plan, error) {
	p := experiment.Plan{Kind: kind, Seed: f.seed, Every: f.every}
	var err error
	if p.Trace, err = output.ParseTrace(f.trace.level); err != nil {
		return p, &exit{exitUsage, fmt.Errorf("--trace: %w", err)}
	}
	if p.ScheduleDays = f.trace.schedules; len(p.ScheduleDays) > 0 && p.Trace < output.TracePanel {
		return p, usageError("--trace: schedules need at least the level panel, not %s", p.Trace)
	}
	if f.every < 1 {
		return p, usageError("--trace-every %d: must be at least 1", f.every)
	}
	if f.digits < -1 || f.digits > 15 {
		return p, usageError("--trace-digits %d: must be 0 to 15, or −1 for no rounding", f.digits)
	}
	if f.digits >= 0 {
		p.Digits = &f.digits
	}
	if f.scheduler != "goroutine" && f.scheduler != "inline" {
		return p, usageError("--scheduler %q: choose goroutine or inline", f.scheduler)
	}
	if !c.Flags().Changed("seed") {
		p.Seed = drawSeed()
		if f.dir != "" { // an experiment that was started before has a seed
			if old, err := experiment.ReadPlan(f.dir); err == nil && !f.force {
				p.Seed = old.Seed
			}
		}
	}
	return p, nil
}

func drawSeed() int64 {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return int64(binary.LittleEndian.Uint64(b[:]) & experiment.MaxSeed)
}

// place is the directory of the results.
func (f *scenarioFlags) place(e *experiment.Experiment) string {
	if f.dir != "" {
		return f.dir
	}
	treatments := e.Plan.Treatments()
	name := e.Plan.Arms[treatments[0]].Scenario
	if n := len(treatments); n > 1 {
		name += fmt.Sprintf("-and-%d-more", n-1)
	}
	if e.Plan.Kind != experiment.KindRun {
		name += "-" + e.Plan.Kind
	}
	return filepath.Join("out", name+"-"+e.Plan.ID[:8])
}

func (a *app) runCommand() *cobra.Command {
	var f scenarioFlags
	var from, arm string
	var runID int32
	var show headlineFlags
	c := &cobra.Command{
		Use:   "run [SCENARIO|FILE]",
		Short: "Run one path and print what the card does on it",
		Long: `One run of a scenario. First comes what the card does: the difference to the twin of
the run, which has the same seed and the same scenario, but in which those who hold the
card sell, say, borrow and operate nothing. The path comes second; it is one draw of the
news and says little about the card. A scenario in which no card is played has no twin.

The twin runs at the same time and is not stored; sim mc SCENARIO -n 1 --vs twin stores
both. In every table day 0 is the base date and day 1 the first day of the run. A loss
is a positive number called a loss; a negative one is printed as a gain.`,
		Example: `  sim run
  sim run sale-300 --seed 7
  sim run my.yaml -s jp_mof.sale_usd_bn=500 -o out/big
  sim run --from out/mc --run-id 17`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: completeScenario,
		RunE: func(c *cobra.Command, args []string) error {
			e, err := a.planRun(c, args, &f, from, arm, runID)
			if err != nil {
				return err
			}
			name := "" // name or path by which the scenario can be run again
			if len(args) > 0 && len(f.set)+len(f.files) == 0 {
				name = args[0]
			}
			return a.doRun(c, e, &f, show, name)
		},
	}
	a.scenarioFlags(c, &f, "holdings", "goroutine")
	c.Flags().BoolVar(&f.profile, "profile-phases", false, "print the time of each phase of the day")
	c.Flags().BoolVar(&show.noTwin, "no-twin", false, "leave out the twin and what the card does")
	c.Flags().BoolVar(&show.gross, "gross-buyers", false, "list also who bought what was sold, day by day, whatever they sold on")
	c.Flags().StringVar(&from, "from", "", "experiment of which to repeat a run, with full trace")
	c.Flags().Int32Var(&runID, "run-id", 0, "number of the run to repeat, with --from")
	armFlag(c, &arm, "scenario", "arm to repeat, with --from")
	return c
}

func (a *app) planRun(c *cobra.Command, args []string, f *scenarioFlags, from, arm string, runID int32) (*experiment.Experiment, error) {
	plan, err := f.plan(c, experiment.KindRun)
	if err != nil {
		return nil, err
	}
	plan.ChunkRuns = 1
	given := c.Flags().Changed
	if !given("from") {
		if given("run-id") || given("arm") || given("scenario") {
			return nil, usageError("--run-id and --arm require --from")
		}
		name := defaultScenario
		if len(args) > 0 {
			name = args[0]
		}
		s, err := a.load(name, f.files, f.set)
		if err != nil {
			return nil, err
		}
		if !given("seed") {
			a.note("seed %d", plan.Seed)
		}
		return experiment.New(a.cat, plan, -1, s)
	}
	if len(args) > 0 || len(f.set) > 0 || len(f.files) > 0 || given("seed") {
		return nil, usageError("--from takes scenario and seed from the experiment and excludes a scenario, -s, -c and --seed")
	}
	if from == "" {
		return nil, usageError("--from is empty: name the directory of an experiment")
	}
	if !given("trace") {
		plan.Trace = output.TraceFull
	}
	src, err := experiment.Open(from, a.cat)
	if err != nil {
		return nil, err
	}
	return src.Replay(plan, arm, runID)
}
