package agents

import (
	"math"

	"kirifuda/agents/rules"
	"kirifuda/internal/portable"
	"kirifuda/world"
	"kirifuda/world/market"
)

// FXInvestorParams describe slow holders of foreign currency.
type FXInvestorParams struct {
	DepthUSDBnPerPct []float64 `yaml:"depth_usd_bn_per_pct" unit:"USD bn per %" min:"0" max:"1000" default:"14, 30, 15, 8, 6, 12, 4" role:"uncertainty" free:"true" status:"COMPUTED" source:"Adler, Lisack and Mano (2015): yen 0.046 % per bn in the long run" doc:"bought in the end per percent that a currency stands below its fair value"`
	KappaPerDay      float64   `yaml:"kappa_per_day" unit:"1/day" min:"0.0001" max:"1" default:"0.3" role:"uncertainty" free:"true" status:"ASSUMED" source:"reversal after the interventions of 2022" doc:"speed of adjustment"`
	Persistence2y    float64   `yaml:"persistence_2y_yr" unit:"years" min:"0" max:"10" default:"2.6" role:"constant" status:"COMPUTED" source:"as FX intermediaries" doc:"as FX intermediaries"`
	Persistence10y   float64   `yaml:"persistence_10y_yr" unit:"years" min:"0" max:"10" default:"2.5" role:"constant" status:"COMPUTED" source:"as FX intermediaries" doc:"as FX intermediaries"`
	HavenPct         float64   `yaml:"haven_pct_per_pct" unit:"% per %" min:"-1" max:"1" default:"0.1" role:"uncertainty" status:"COMPUTED" source:"as FX intermediaries" doc:"as FX intermediaries"`
	HavenHalfLife    float64   `yaml:"haven_half_life_days" unit:"days" min:"5" max:"5000" default:"60" role:"uncertainty" status:"ASSUMED" source:"as FX intermediaries" doc:"as FX intermediaries"`
	ForeignWeight    float64   `yaml:"foreign_yield_weight" unit:"weight" min:"0" max:"2" default:"0.5" role:"uncertainty" status:"ASSUMED" source:"as FX intermediaries" doc:"as FX intermediaries"`

	rules.ConvenienceParams `yaml:",inline"`
}

// Validate checks that each currency has a depth; 0 is no position in it.
func (p *FXInvestorParams) Validate() error {
	return rules.HasLength("depth_usd_bn_per_pct", p.DepthUSDBnPerPct, len(rules.FXIDs))
}

// FXInvestor is real money that moves into a cheap currency slowly.
//
//	Z*_j = S·(e_j − ē_j)        Z_j ← Z_j + κ_t·(Z*_j − Z_j)
//
// with the fair value ē of the intermediaries.
type FXInvestor struct {
	p    FXInvestorParams
	desk *FXDealer
}

func newFXInvestor(s *world.Setup, p *FXInvestorParams) (world.Institution, error) {
	inner := newFX(s, &FXParams{
		DepthUSDBnPerPct: p.DepthUSDBnPerPct, Persistence2y: p.Persistence2y, Persistence10y: p.Persistence10y,
		ForeignWeight: p.ForeignWeight, HavenPct: p.HavenPct, HavenHalfLife: p.HavenHalfLife, RiskUSDBn: 1e9, ConvenienceParams: p.ConvenienceParams,
	}, false)
	return &FXInvestor{p: *p, desk: inner}, nil
}

// Act does nothing.
func (*FXInvestor) Act(*world.Desk) {}

// Bid submits the schedule: κ of the gap, and κ of the response.
func (f *FXInvestor) Bid(d *world.Desk) {
	v, t := d.View, f.desk.t
	w := len(f.desk.price)
	want := func(i int) float64 {
		z := f.desk.base[i] + d.Book.Earned(t.Limit.Index[i])
		for j, k := range f.desk.price {
			z += float64(f.desk.gain[i*w+j] * (v.X[k] - t.Fair[j]))
		}
		return z
	}
	if v.Round == 0 {
		f.desk.fair.Read(v)
		if j := f.desk.haven; j >= 0 {
			t.Fair[j] += float64(f.desk.fade * (v.X[f.desk.price[j]] - t.Fair[j]))
		}
	}
	for i, k := range t.Limit.Index {
		kappa := 1 - portable.Pow(1-f.p.KappaPerDay, 1/(float64(v.Rounds)*rules.RiskVol(v, k)))
		if q := kappa * (want(i) - d.Book.Holding(k)); math.Abs(q) > rules.Dust {
			d.Bid.Want(k, market.Valuation, q)
		}
		if v.Round == 0 {
			for _, r := range f.desk.fair.Revisions {
				if r.K == k {
					t.Fair[i] += r.Bp
					d.Bid.Want(k, r.Cause, -kappa*f.desk.gain[i*w+i]*r.Bp)
				}
			}
		}
		for j, l := range f.desk.price {
			d.Bid.Slope(k, l, kappa*f.desk.gain[i*w+j])
		}
	}
}
