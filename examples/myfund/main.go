// Command myfund adds an institution of its own to the world and runs a scenario
// with it: copy the model's catalogue, define a kind, name it in a scenario.
package main

import (
	"context"
	_ "embed"
	"fmt"
	"io"
	"log"
	"math"
	"os"

	"kirifuda/agents"
	"kirifuda/analysis"
	"kirifuda/configs"
	"kirifuda/engine"
	"kirifuda/experiment"
	"kirifuda/output"
	"kirifuda/world"
	"kirifuda/world/market"
)

// Params are what a scenario can set. The tags give name, unit, bounds, default
// and description; a scenario that breaks them is refused with file and line.
type Params struct {
	DepthUSDBn float64 `yaml:"depth_usd_bn_per_bp" unit:"USD bn per bp" min:"0" max:"10" default:"0.5" role:"lever" status:"ASSUMED" source:"example" doc:"bonds bought per bp that the 10-year yield stands above its average"`
	Days       int     `yaml:"average_days" unit:"days" min:"2" max:"60" default:"40" role:"constant" status:"ASSUMED" source:"example" doc:"days over which the fund averages"`
	MaxUSDBn   float64 `yaml:"max_usd_bn" unit:"USD bn" min:"0" max:"1000" default:"60" role:"lever" status:"ASSUMED" source:"example" doc:"largest position"`
}

// Fund buys Treasuries of 5 to 10 years when they yield more than they did on
// average:
//
//	q(y) = Q·s(depth·(y − ȳ)/Q),   s(u) = u/√(1 + u²)
//
// Its schedule is the change from what it holds (a shift with a cause) and the
// response of q to the price.
type Fund struct {
	p    Params
	bond int
	ind  int

	mean, last float64
}

// New builds the fund when a world is made.
func New(s *world.Setup, p *Params) (world.Institution, error) {
	f := &Fund{p: *p, bond: s.Instrument("ust_5_10y")}
	f.ind = s.Indicator("my_fund_position_usd_bn", false)
	return f, nil
}

// Act is called in the morning. The fund has nothing to say.
func (*Fund) Act(*world.Desk) {}

// Bid submits the fund's demand for today.
func (f *Fund) Bid(d *world.Desk) {
	v := d.View
	if f.bond < 0 {
		return
	}
	if v.Round == 0 {
		f.mean = 0
		for n := range f.p.Days {
			f.mean += v.Back(f.bond, n) / float64(f.p.Days)
		}
	}
	f.last = v.X[f.bond]
	want, _ := f.hold(f.last)
	held := d.Book.Holding(f.bond)
	d.Bid.Want(f.bond, market.Valuation, want-held)
	d.Bid.Respond(f)
	d.Report(f.ind, held)
}

// hold is q at displacement x bp of the yield, and its derivative.
func (f *Fund) hold(x float64) (q, slope float64) {
	if f.p.MaxUSDBn == 0 {
		return 0, 0
	}
	u := f.p.DepthUSDBn * (x - f.mean) / f.p.MaxUSDBn
	w := 1 / math.Sqrt(1+u*u)
	return f.p.MaxUSDBn * u * w, f.p.DepthUSDBn * w * w * w
}

// AddTo makes Fund a market.Response: what it would hold in addition if yields
// moved by dx.
func (f *Fund) AddTo(dx, q, jac []float64) {
	now, _ := f.hold(f.last)
	then, slope := f.hold(f.last + dx[f.bond])
	q[f.bond] += then - now
	if jac != nil {
		jac[f.bond*len(q)+f.bond] += slope
	}
}

// catalogue is the model's, and our kind.
func catalogue() agents.Catalogue {
	cat := agents.Default()
	cat["my_fund"] = agents.Define("buys Treasuries that yield more than they used to", New)
	return cat
}

//go:embed scenario.yaml
var scenario []byte

// load reads the scenario with the settings of -s.
func load(cat agents.Catalogue, settings ...string) (*configs.Scenario, error) {
	return experiment.LoadScenario("scenario.yaml", cat, configs.Options{
		Set:      settings,
		ReadFile: func(string) ([]byte, error) { return scenario, nil },
	})
}

// effect runs the scenario n times with the fund and n times without it, on the
// same draws, into a directory, and prints what the fund does to the 10-year
// yield. The directory is an experiment as sim makes it: sim ls, irf, figure and
// notebook read it.
func effect(ctx context.Context, out io.Writer, dir string, n int) error {
	cat := catalogue()
	with, err := load(cat)
	if err != nil {
		return err
	}
	without, err := load(cat, "my_fund.max_usd_bn=0")
	if err != nil {
		return err
	}
	without.Name = "no_fund"
	plan := experiment.Plan{Kind: experiment.KindMC, Seed: 1, Reps: n, Trace: output.TracePanel}
	e, err := experiment.New(cat, plan, 1, with, without) // place 1 is the baseline
	if err != nil {
		return err
	}
	if _, err := e.Attach(dir, false); err != nil {
		return err
	}
	if _, err := engine.Execute(ctx, e, engine.Options{MaxFailures: -1}); err != nil {
		return err
	}
	pairs, err := analysis.LoadPairs(dir, n)
	if err != nil {
		return err
	}
	for _, p := range pairs {
		if p.Name == "y_ust_10y_end_bp" && p.Diff != nil {
			fmt.Fprintf(out, "10-year yield on the last day: %+.2f bp, standard error %.2f, %d pairs\n", float64(p.Diff.Mean), float64(p.Diff.SE), p.Diff.N)
		}
	}
	return nil
}

// run plays the scenario and prints a line every ten days.
func run(out io.Writer, settings ...string) error {
	cat := catalogue()
	s, err := load(cat, settings...)
	if err != nil {
		return err
	}
	w, err := experiment.Build(s, cat, experiment.RunOptions{Seed: 1, Observers: []world.Observer{table{out}}})
	if err != nil {
		return err
	}
	defer w.Close()
	fmt.Fprintf(out, "%-12s %12s %14s\n", "date", "10-year, bp", "my_fund, bn")
	return w.Run(context.Background())
}

// table is an observer: it sees every finished day.
type table struct{ out io.Writer }

func (t table) Observe(r *world.Record) error {
	v := r.View
	if v.Day%10 != 0 {
		return nil
	}
	position, _ := r.Indicator("my_fund_position_usd_bn")
	for k := range v.Instruments {
		if v.Instruments[k].ID == "ust_5_10y" {
			fmt.Fprintf(t.out, "%-12s %+12.2f %14.2f\n", v.Date, v.X[k], position)
		}
	}
	return nil
}

func main() {
	log.SetFlags(0)
	if err := run(os.Stdout, os.Args[1:]...); err != nil {
		log.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "myfund-")
	if err == nil {
		err = effect(context.Background(), os.Stdout, dir, 8)
	}
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("results", dir)
}
