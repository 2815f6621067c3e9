package cli

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"kirifuda/analysis"
	"kirifuda/configs"
	"kirifuda/engine"
	"kirifuda/experiment"
	"kirifuda/internal/english"
	"kirifuda/output"
	"kirifuda/world"
)

// defaultScenario is the scenario of sim run without an argument.
const defaultScenario = "japan-sale-2025"

// scenarioFlags are the flags of all commands that run a scenario.
type scenarioFlags struct {
	files, set []string
	seed       int64
	dir        string
	force      bool
	trace      string
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
	fl.StringVar(&f.trace, "trace", trace, "trace level: none, runs, panel, holdings or full")
	fl.IntVar(&f.every, "trace-every", 1, "keep every N-th day of the trace")
	fl.IntVar(&f.digits, "trace-digits", -1, "round the trace to N decimals (−1: no rounding)")
	fl.StringVar(&f.scheduler, "scheduler", scheduler, "goroutine or inline; never changes a result")
}

// plan begins a plan with the flags. Without --seed a seed is drawn.
func (f *scenarioFlags) plan(c *cobra.Command, kind string) (experiment.Plan, error) {
	p := experiment.Plan{Kind: kind, Seed: f.seed, Every: f.every}
	var err error
	if p.Trace, err = output.ParseTrace(f.trace); err != nil {
		return p, &exit{exitUsage, fmt.Errorf("--trace: %w", err)}
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
	name := e.Plan.Arms[e.Plan.Treatment()].Scenario
	if e.Plan.Kind != experiment.KindRun {
		name += "-" + e.Plan.Kind
	}
	return filepath.Join("out", name+"-"+e.Plan.ID[:8])
}

func (a *app) runCommand() *cobra.Command {
	var f scenarioFlags
	var from, arm string
	var runID int32
	c := &cobra.Command{
		Use:   "run [SCENARIO|FILE]",
		Short: "Run one path and print its headline numbers",
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
			return a.doRun(c, e, &f, name)
		},
	}
	a.scenarioFlags(c, &f, "holdings", "goroutine")
	c.Flags().BoolVar(&f.profile, "profile-phases", false, "print the time of each phase of the day")
	c.Flags().StringVar(&from, "from", "", "experiment of which to repeat a run, with full trace")
	c.Flags().Int32Var(&runID, "run-id", 0, "number of the run to repeat, with --from")
	c.Flags().StringVar(&arm, "scenario", "", "arm to repeat, with --from")
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
		if given("run-id") || given("scenario") {
			return nil, usageError("--run-id and --scenario require --from")
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

// headline is the output of sim run --json.
type headline struct {
	Dir      string                 `json:"dir"`
	Scenario string                 `json:"scenario"`
	RunID    int32                  `json:"run_id"`
	Seed     int64                  `json:"seed"`
	Days     int                    `json:"days"`
	Content  string                 `json:"content_sha256"`
	Outcomes []engine.Value         `json:"outcomes"`
	Buyers   []experiment.Buyer     `json:"buyers"`
	Card     []analysis.CardLine    `json:"card,omitempty"`
	Files    []output.ManifestTable `json:"files"`
	Seconds  float64                `json:"seconds"`
	Phases   []phaseCost            `json:"phases,omitempty"`
}

func (a *app) doRun(c *cobra.Command, e *experiment.Experiment, f *scenarioFlags, name string) error {
	dir := f.place(e)
	if _, err := e.Attach(dir, f.force); err != nil {
		return err
	}
	res, err := engine.RunOne(c.Context(), e, engine.OneOptions{Goroutines: f.scheduler == "goroutine", Profile: f.profile})
	if err != nil {
		if c.Context().Err() != nil {
			return &exit{signalCode(a.signal), fmt.Errorf("interrupted: the run is not kept; repeat the command with -o %s", quoted(dir))}
		}
		return err
	}
	if res.Damaged != nil {
		a.note("%v; simulated again", res.Damaged)
	}
	card, err := analysis.CardOf(c.Context(), e, uint64(res.Ref.Rep))
	if err != nil {
		return err
	}
	s := e.Scenarios[0]
	if a.json {
		return a.printJSON(headline{
			Dir: dir, Scenario: s.Name, RunID: res.Ref.RunID, Seed: e.Plan.Seed, Days: res.Days, Content: res.DatasetSHA256,
			Outcomes: res.Values, Buyers: res.Buyers, Card: card, Files: res.Files, Seconds: res.Elapsed.Seconds(), Phases: phases(res.Profile),
		})
	}
	a.print("%s: %s\n", s.Name, s.Title)
	a.print("%s to %s, %s, seed %d, run %d, %.1f s\n\n", s.Start, s.End(), english.Count(res.Days, "business day"), e.Plan.Seed, res.Ref.RunID, res.Elapsed.Seconds())
	a.printHeadline(res)
	a.printCard(card)
	a.printProfile(res.Profile)
	a.print("\nresults  %s\n", dir)
	if name == "" {
		name = filepath.Join(dir, e.Plan.Arms[0].Config)
		if len(f.set)+len(f.files) == 0 && !c.Flags().Changed("from") {
			name = s.Name
		}
	}
	a.print("next     sim mc %s -n 100%s\n", quoted(name), a.against(s))
	return nil
}

// against writes the flags that compare a scenario with the baseline.
func (a *app) against(s *configs.Scenario) string {
	const baseline = "baseline"
	b, err := a.load(baseline, nil, nil)
	if err != nil || s.Name == baseline {
		return ""
	}
	text := " --vs " + baseline
	if s.Days != b.Days {
		text += fmt.Sprintf(" --set-both days=%d", s.Days)
	}
	if s.Start != b.Start {
		text += fmt.Sprintf(" --set-both start=%s", s.Start)
	}
	return text
}

// printHeadline prints the table of headline numbers and the buyers.
func (a *app) printHeadline(res *engine.OneRun) {
	v := map[string]engine.Value{}
	for _, x := range res.Values {
		v[x.Name] = x
	}
	get := func(name string) string {
		x, ok := v["y_"+name]
		if !ok || x.Value == nil {
			return "–"
		}
		if strings.HasSuffix(name, "_n") {
			return fmt.Sprintf("%.0f", *x.Value)
		}
		return number(*x.Value)
	}
	t := newTable("", ">peak", ">on day", ">trough", ">end", "unit")
	for _, tenor := range []string{"2y", "5y", "10y", "30y"} {
		n := "ust_" + tenor
		t.add("Treasury "+tenor+" yield", get(n+"_peak_bp"), day(v["y_"+n+"_peak_day_n"].Value), get(n+"_trough_bp"), get(n+"_end_bp"), "bp from the base date")
	}
	t.add("USDJPY", get("usdjpy_peak_pct"), "", get("usdjpy_trough_pct"), get("usdjpy_end_pct"), "% (rise: weaker yen)")
	t.add("U.S. equities", "", "", get("eq_us_trough_pct"), get("eq_us_end_pct"), "%")
	t.add("Japanese equities", "", "", get("eq_jp_trough_pct"), get("eq_jp_end_pct"), "%")
	t.add("JGB 10y yield", get("jgb_10y_peak_bp"), "", "", "", "bp from the base date")
	t.add("VIX", get("vix_max_idx"), "", "", "", "index")
	t.add("MOVE", get("move_max_idx"), "", "", "", "index")
	t.write(a.stdout)
	a.print("\n")
	u := newTable("", ">", "")
	for _, row := range []struct{ label, name, unit string }{
		{"U.S. interest cost, change", "us_interest_cost_chg_usd_bn", "USD bn/yr"},
		{"Japan's Treasuries sold", "jp_mof_sold_usd_bn", "USD bn"},
		{"Japan's loss on Treasuries still held", "jp_mof_loss_usd_bn", "USD bn"},
		{"Federal Reserve purchases", "fed_purchases_usd_bn", "USD bn"},
		{"tariff agreed", "deal_rate_pct", "% (– without a deal)"},
		{"average tariff on Japan's goods at the end", "final_tariff_pct", "%"},
		{"rounds of talks", "talks_round_n", ""},
		{"largest excess demand", "residual_max_usd_bn", "USD bn"},
		{"largest number of solver iterations on a day", "iterations_max_n", ""},
	} {
		u.add(row.label, get(row.name), row.unit)
	}
	for _, x := range res.Values {
		if x.Metric {
			u.add(strings.TrimPrefix(x.Name, "y_"), get(strings.TrimPrefix(x.Name, "y_")), strings.TrimSpace(world.WithUnit("", x.Unit)))
		}
	}
	u.write(a.stdout)
	if len(res.Buyers) == 0 {
		return
	}
	var all float64
	for _, b := range res.Buyers {
		all += b.USDBn
	}
	a.print("\nbuyers of what %s sold\n", experiment.Seller)
	b := newTable("", ">USD bn", ">share")
	var rest float64
	for i, x := range res.Buyers {
		if i >= 8 {
			rest += x.USDBn
			continue
		}
		b.add("  "+x.Agent, number(x.USDBn), fmt.Sprintf("%.1f %%", 100*x.USDBn/all))
	}
	if n := len(res.Buyers) - 8; n > 0 {
		b.add("  "+english.Count(n, "other"), number(rest), fmt.Sprintf("%.1f %%", 100*rest/all))
	}
	b.write(a.stdout)
}

func day(v *float64) string {
	if v == nil {
		return "–"
	}
	return fmt.Sprintf("%.0f", *v)
}

// printCard prints the value of the card to each side.
func (a *app) printCard(card []analysis.CardLine) {
	if len(card) == 0 {
		return
	}
	a.print("\nthe card's balance sheet: difference from the same world without it\n")
	t := newTable("", "", ">", "", "")
	side := ""
	for _, l := range card {
		name := ""
		if l.Side != side {
			side, name = l.Side, l.Side
		}
		t.add("  "+name, l.Item, number(l.Value), l.Unit, l.Period)
	}
	t.write(a.stdout)
}
