// Command myfund is the simulator with one institution more: whatever sim does
// (run, mc, sweep, irf, figure, …), it does for worlds with this fund in them.
//
//	go run . mc scenario.yaml --vs without.yaml -n 40 -o out
//	go run . irf out --series my_fund_position_usd_bn
//	go run . figure out --series my_fund_position_usd_bn
package main

import (
	"math"
	"os"

	"kirifuda/agents"
	"kirifuda/cli"
	"kirifuda/world"
	"kirifuda/world/market"
)

func main() { os.Exit(cli.Main(catalogue())) }

// catalogue is the model's, and our kind.
func catalogue() agents.Catalogue {
	fund := agents.Define("buys Treasuries that yield more than they used to", New, position)
	return agents.Default().With(agents.Catalogue{"my_fund": fund})
}

// position becomes a column of the panel.
var position = world.Series{Name: "my_fund_position_usd_bn", Unit: "USD bn", Doc: "Treasuries held by the fund"}

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
	bond int // place of its market
	held int // its series

	mean, last float64
}

// New builds the fund when a world is made.
func New(s *world.Setup, p *Params) (*Fund, error) {
	return &Fund{p: *p, bond: s.Instrument("ust_5_10y"), held: s.Series(position)}, nil
}

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
	f.last = v.Deviation[f.bond]
	want, _ := f.hold(f.last)
	held := d.Book.Holding(f.bond)
	d.Bid.Order(f.bond, market.Valuation, want-held)
	d.Bid.Respond(f)
	d.Report(f.held, held)
}

// hold is q at a deviation of the yield from base of x bp, and its derivative.
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
