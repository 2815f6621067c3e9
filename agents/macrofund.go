package agents

import (
	"fmt"
	"math"
	"slices"

	"kirifuda/agents/rules"
	"kirifuda/world"
	"kirifuda/world/market"
)

var _ = register("macro_fund", Define("global macro fund or active bond fund", newMacroFund, hawkBelief, macroPosition))

var (
	hawkBelief = world.Series{Name: "hawk_belief_sh", Unit: "share",
		Doc: "probability that macro funds give to the seller carrying out its threats, mean over funds", Mean: true}
	macroPosition = world.Series{Name: "macro_position_usd_bn", Unit: "USD bn", Valuation: world.AtBasePrices,
		Doc: "outright rates position of macro funds in dollar swaps and foreign bonds, as bonds with a duration of 5.8 years: the sum of positions times duration, over 5.8"}
)

// MacroFundParams describe a global macro fund or active bond fund.
type MacroFundParams struct {
	// amount bought per bp that the dollar curve is above its fair level, in bonds with a duration of
	// 5.8 years, in calm markets
	// ASSUMED: Beltran and others (2013), Ahmed and Rebucci (2022): 2.5 bn per bp for all funds;
	// after calibration those of the base world sum to 3
	DepthUSDBnPerBp float64 `yaml:"depth_usd_bn_per_bp" unit:"USD bn per bp" min:"0" max:"20" default:"0.42" role:"uncertainty" free:"true"`
	// daily 99 % value at risk allowed, share of equity
	// ASSUMED: open point of the model
	VaRShare float64 `yaml:"var_sh" unit:"share" min:"0.001" max:"1" default:"0.05" role:"uncertainty"`
	// share of opening equity below which risk limits do not fall, because new capital replaces losses
	// ASSUMED: model design
	CapitalFloor float64 `yaml:"capital_floor_sh" unit:"share" min:"0" max:"1" default:"0.25" role:"uncertainty"`
	// depth in foreign bonds relative to the dollar curve
	// ASSUMED: model design
	ForeignShare float64 `yaml:"foreign_sh" unit:"share" min:"0" max:"2" default:"0.5" role:"uncertainty"`
	// correlation of daily yield changes of two bonds of one currency, if no table gives it
	// ASSUMED: model design
	SameCurrency float64 `yaml:"same_currency_corr" unit:"1" min:"-0.99" max:"0.99" default:"0.8" role:"uncertainty"`
	// the same for two bonds of different currencies
	// ASSUMED: same-day correlations, biased to zero by time zones
	CrossCurrency float64 `yaml:"cross_currency_corr" unit:"1" min:"-0.99" max:"0.99" default:"0.35" role:"uncertainty"`
	// expected long-run effect on the 10-year yield of a USD m of DV01 to be absorbed
	// COMPUTED: demand systems: Eren and others, Chaudhary and others; 4.5 bp per 100 bn
	LongRunBpPerDV float64 `yaml:"long_run_bp_per_dv01" unit:"bp per USD m" min:"0" max:"1" default:"0.078" role:"uncertainty" free:"true"`
	// share of the difference between month and long-run impact priced into supply still to come
	// ASSUMED: announcement against execution effects
	FastPremium float64 `yaml:"announcement_premium_sh" unit:"share" min:"0" max:"1" default:"0.4" role:"uncertainty"`
	// daily drift of the fair level, as a share of the gap to realised yields
	// ASSUMED: model design
	ReversionShare float64 `yaml:"reversion_sh" unit:"share/day" min:"0" max:"1" default:"0.002" role:"uncertainty"`

	rules.TraitParams       `yaml:",inline"`
	rules.BeliefParams      `yaml:",inline"`
	rules.ConvenienceParams `yaml:",inline"`
}

// MacroFund trades duration in dollar swaps and foreign bonds.
//
//	D∘X = (1/γ)·Cov_t(Δy)⁻¹·(y − ŷ)                      mean-variance demand
//	2.33·√(X'ΣX) ≤ v·W                                    value-at-risk limit
//	ŷ = fair + B·E[DV01 to be absorbed]                   expectations price supply ahead
//
// so that expensive and cheap maturities are traded against each other and a signal
// moves prices before a bond is sold. Σ = D∘Cov∘D. Funds differ in leverage (v), in their
// response to threats and deeds and its duration, and in the speed at which they accept
// realised yields as fair.
type MacroFund struct {
	p     MacroFundParams
	at    macroFundPlaces
	state macroFundState

	position *rules.Position // swaps and foreign bonds
	fair     rules.FairValue
}

// macroFundPlaces are its indices and constants, found at set-up.
type macroFundPlaces struct {
	cov        []float64 // normal covariance of daily changes, bp²
	gain       []float64 // gain of the position at normal volatility
	dur        []float64 // durations, years
	load       []float64 // loadings of fair yields on expected supply
	start      float64   // equity at the start, USD bn
	hawk, size int       // series
}

// macroFundState is all that changes.
type macroFundState struct {
	belief rules.Belief // belief in a sale by the holder
	shift  float64      // supply premium in fair yields, bp
}

func newMacroFund(s *world.Setup, p *MacroFundParams) (*MacroFund, error) {
	m := rules.FindMarkets(s.Instruments)
	own := *p
	t := rules.NewTraits(s, p.TraitParams)
	own.VaRShare = math.Min(1, t.Of(p.VaRShare))
	own.ThreatLogOdds, own.ActionLogOdds = t.Of(p.ThreatLogOdds), t.Of(p.ActionLogOdds)
	own.HalfLifeDays = math.Max(1, t.Of(p.HalfLifeDays))
	own.ReversionShare = math.Min(1, t.Of(p.ReversionShare))
	p = &own
	f := &MacroFund{p: own, state: macroFundState{belief: rules.NewBeliefs(s, p.BeliefParams)}, fair: rules.NewFairValue(s, p.ConvenienceParams)}
	dollar := m.DollarSwaps()
	index := append(slices.Clone(dollar), m.ForeignBonds()...)
	n := len(index)
	f.at.cov, f.at.gain = make([]float64, n*n), make([]float64, n*n)
	for i := range n {
		a := &s.Instruments[index[i]]
		f.at.dur, f.at.load = append(f.at.dur, a.DurationYr), append(f.at.load, a.Loadings.Supply)
		for j := range n {
			b := &s.Instruments[index[j]]
			f.at.cov[i*n+j] = p.correlation(s.Facts, a, b) * a.DailySDBp * b.DailySDBp
		}
	}
	inv, err := rules.Inverse(f.at.cov, n)
	if err != nil {
		return nil, fmt.Errorf("covariance of yields: %w", err)
	}
	// γ follows from the depth for a parallel move of the dollar curve.
	var parallel float64
	for i := range dollar {
		for j := range dollar {
			parallel += inv[i*n+j]
		}
	}
	scale := 0.0
	if parallel > 0 {
		scale = p.DepthUSDBnPerBp * rules.UnitYears / parallel
	}
	for i := range n {
		for j := range n {
			g := scale * inv[i*n+j] / f.at.dur[i]
			if i >= len(dollar) || j >= len(dollar) {
				g *= p.ForeignShare
			}
			f.at.gain[i*n+j] = g
		}
	}
	f.position = rules.NewPosition(index, index)
	f.fair.Only(index)
	copy(f.position.Limit.Gain, f.at.gain)
	f.at.start = s.Book().EquityUSDBn()
	f.limits(nil, s)
	if err := f.position.Open(s.Book()); err != nil {
		return nil, err
	}
	f.at.hawk = s.Series(hawkBelief)
	f.at.size = s.Series(macroPosition)
	return f, nil
}

// correlation is the correlation of the daily yield changes of two instruments: that of
// the table or else the same_currency_corr or the cross_currency_corr.
func (p *MacroFundParams) correlation(facts *world.Facts, a, b *world.Instrument) float64 {
	if rho, ok := facts.Correlation(a.ID, b.ID); ok {
		return rho
	}
	if a.Currency == b.Currency {
		return p.SameCurrency
	}
	return p.CrossCurrency
}

// quantile99 is the 99 % quantile of the standard normal distribution.
const quantile99 = 2.33

// limits adapts depth and risk to today's volatility and equity.
func (f *MacroFund) limits(d *world.Desk, s *world.Setup) {
	n := len(f.position.Limit.Index)
	equity := 0.0
	if d != nil {
		equity = d.Book.EquityUSDBn()
	} else {
		equity = s.Book().EquityUSDBn()
	}
	for i := range n {
		vi := 1.0
		if d != nil {
			vi = rules.RiskVol(d.View, f.position.Limit.Index[i])
		}
		for j := range n {
			vj := 1.0
			if d != nil {
				vj = rules.RiskVol(d.View, f.position.Limit.Index[j])
			}
			f.position.Limit.Gain[i*n+j] = f.at.gain[i*n+j] / (vi * vj)
			f.position.Limit.Risk[i*n+j] = quantile99 * quantile99 * f.at.dur[i] * f.at.dur[j] * f.at.cov[i*n+j] * vi * vj / 1e8
		}
	}
	// Capital comes in from outside when losses have made the trade attractive.
	f.position.Limit.Capacity = math.Max(1e-6, f.p.VaRShare*math.Max(f.p.CapitalFloor*f.at.start, equity))
}

// Bid submits the schedule.
func (f *MacroFund) Bid(d *world.Desk) {
	if d.View.Round == 0 {
		f.state.belief.Read(d.View)
		f.fair.Read(d.View)
		for _, r := range f.fair.Revisions {
			for j, k := range f.position.Limit.Price {
				if k == r.K {
					f.position.Revise(r.Cause, j, r.Bp)
				}
			}
		}
		premium := f.state.belief.SupplyPremium(f.p.LongRunBpPerDV, f.p.FastPremium)
		for j, l := range f.at.load {
			f.position.Revise(market.Belief, j, l*(premium-f.state.shift))
		}
		f.state.shift = premium
		// The fair level follows realised yields, slowly.
		for j, k := range f.position.Limit.Price {
			f.position.Revise(market.Valuation, j, f.p.ReversionShare*(d.View.Deviation[k]-f.position.Fair[j]))
		}
	}
	f.position.Bid(d, market.RiskLimit, func() { f.limits(d, nil) })
}

// Open reports the prior belief and the opening position.
func (f *MacroFund) Open(d *world.Desk) { f.Close(d) }

// Close reports belief and position.
func (f *MacroFund) Close(d *world.Desk) {
	d.Report(f.at.hawk, f.state.belief.Hawk())
	pos := 0.0
	for i := range f.position.Limit.Index {
		pos += d.Book.Holding(f.position.Limit.Index[i]) * f.at.dur[i] / rules.UnitYears
	}
	d.Report(f.at.size, pos)
}

// Adjust changes what it wants to hold by what an act of the scenario has bought.
func (f *MacroFund) Adjust(k int, bought, _ float64) { f.position.Adjust(k, bought) }
