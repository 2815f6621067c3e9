package agents

import (
	"math"

	"kirifuda/agents/rules"
	"kirifuda/internal/portable"
	"kirifuda/world"
	"kirifuda/world/market"
)

var _ = register("fx_investor", Define("slow holder of foreign currency", newFXInvestor))

// FXInvestorParams describe slow holders of foreign currency.
type FXInvestorParams struct {
	// amount bought in the long run per percent that a currency is below its fair value
	// COMPUTED: Adler, Lisack and Mano (2015): yen 0.046 % per bn in the long run
	DepthUSDBnPerPct map[string]float64 `yaml:"depth_usd_bn_per_pct" unit:"USD bn per %" min:"0" max:"1000" keys:"@foreign_currencies" default:"@depths.investor" list:"jpy,eur,gbp,cny,krw,cad,mxn" role:"uncertainty" free:"true"`
	// speed of adjustment
	// ASSUMED: reversal after the interventions of 2022
	KappaPerDay float64 `yaml:"kappa_per_day" unit:"1/day" min:"0.0001" max:"1" default:"0.3" role:"uncertainty" free:"true"`

	CurrencyParams          `yaml:",inline"`
	rules.ConvenienceParams `yaml:",inline"`
}

// FXInvestor is a real-money investor that moves slowly into a cheap currency,
//
//	Z*_j = Z⁰_j + S_j·(e_j − ē_j)        Z_j ← Z_j + κ_j·(Z*_j − Z_j)
//
// with the fair value ē of currencies and κ as below.
type FXInvestor struct {
	p     FXInvestorParams
	at    fxInvestorPlaces
	state fxInvestorState
	fair  rules.FairValue
}

// fxInvestorPlaces are its indices and constants, found at set-up.
type fxInvestorPlaces struct {
	currencies
	opening []float64 // Z⁰, position on the first day, by currency, USD bn
}

// fxInvestorState is what changes from day to day.
type fxInvestorState struct {
	worth []float64 // fair deviation from base by price, bp: n for currencies, p̄ for equities, 0 for yields
}

func newFXInvestor(s *world.Setup, p *FXInvestorParams) (*FXInvestor, error) {
	f := &FXInvestor{p: *p}
	f.at.currencies = newCurrencies(s.Instruments, p.DepthUSDBnPerPct, &p.CurrencyParams)
	f.at.opening = f.at.balances(s.Book())
	f.fair = rules.NewFairValue(s, p.ConvenienceParams)
	f.fair.Only(f.at.traded)
	f.state.worth = make([]float64, len(f.at.seen))
	return f, nil
}

// Bid submits the schedule: κ of the gap, and κ of the response.
func (f *FXInvestor) Bid(d *world.Desk) {
	v, c, worth := d.View, &f.at.currencies, f.state.worth
	if v.Round == 0 {
		f.fair.Read(v)
		if j := c.equity; j >= 0 {
			worth[j] += c.drift(v, worth[j])
		}
	}
	w := len(c.seen)
	for i, k := range c.traded {
		row := c.gain[i*w:][:w]
		kappa := adjustment(f.p.KappaPerDay, v.Rounds, rules.RiskVol(v, k))
		if q := kappa * (f.desired(d, i) - d.Book.Holding(k)); math.Abs(q) > rules.Dust {
			d.Bid.Order(k, market.Valuation, q)
		}
		if v.Round == 0 {
			for _, r := range f.fair.Revisions {
				if r.K == k {
					worth[i] += r.Bp
					d.Bid.Order(k, r.Cause, -kappa*row[i]*r.Bp)
				}
			}
		}
		for j, l := range c.seen {
			d.Bid.Slope(k, l, kappa*row[j])
		}
	}
}

// desired is Z* for the currency in row i plus the interest earned in it, USD bn.
func (f *FXInvestor) desired(d *world.Desk, i int) float64 {
	w := len(f.at.seen)
	z := f.at.opening[i] + d.Book.Earned(f.at.traded[i])
	for j, k := range f.at.seen {
		z += float64(f.at.gain[i*w+j] * (d.View.Deviation[k] - f.state.worth[j]))
	}
	return z
}

// adjustment is the share of the gap that is closed in one of a day's n rounds; it
// falls as the volatility σ of the currency rises, relative to its normal one,
//
//	κ_j = 1 − (1 − κ)^(1/(n·σ_j))
func adjustment(kappa float64, rounds int, vol float64) float64 {
	return 1 - portable.Pow(1-kappa, 1/(float64(rounds)*vol))
}

// Adjust changes what it wants to hold by what an act of the scenario has bought.
func (f *FXInvestor) Adjust(k int, bought, _ float64) { f.at.adjust(f.at.opening, k, bought) }
