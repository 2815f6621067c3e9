package rules

import (
	"math"

	"kirifuda/world"
	"kirifuda/world/market"
)

// FairValue is an institution's assessment of what public events mean for the value of
// every instrument. It turns a day's bulletin into revisions of fair deviations from base
// a_k, each with its cause,
//
//	news         Δa_k = what the news wire reports
//	convenience  Δa_k = what a change of the loss of convenience yield does to it: see Convenience
//	policy       Δa_k = p_k·Δi                   i the policy rate of its currency, bp
//	tariffs      Δa_k = t_k·Δτ + o_k·Δτ_own      τ the expected U.S. average tariff, τ_own that on its country
//
// with p, t and o the loadings policy, tariff and own_tariff of instrument k. Loadings on
// a policy rate fall with maturity; that of a currency is the effect of the rate in
// addition to that of its yields. Tariffs lower equities and, through fear of recession,
// yields. Revisions of an instrument whose market is closed wait until it is open.
type FairValue struct {
	Convenience Convenience
	Revisions   []Revision // today's revisions

	waiting []Revision // of instruments whose markets are closed

	at struct {
		all   []answer // of every instrument
		of    []int    // instruments of interest
		reads []bool   // whether an instrument is of interest
	}
	state struct {
		rates []float64 // policy rates by currency, percent
		atr   float64   // expected average tariff, percent; NaN until first announced
		own   []float64 // expected tariff on its country, by instrument, percent; NaN until first announced
	}
}

// answer describes how the fair value of an instrument responds.
type answer struct {
	class    world.Class
	currency int // number of its currency, −1 for none
	trade    int // negotiator of its country, −1 for none
	load     world.Loadings
}

// Revision is a change in the fair deviation of instrument K from base.
type Revision struct {
	Cause market.Cause
	K     int
	Bp    float64
}

// NewFairValue returns a FairValue without instruments of interest: see Only.
func NewFairValue(s *world.Setup, p ConvenienceParams) FairValue {
	return newFairValue(s, NewConvenience(s, p), func(country string) int { return Negotiator(s, country) })
}

// newFairValue is NewFairValue with given negotiators of countries.
func newFairValue(s *world.Setup, c Convenience, negotiator func(country string) int) FairValue {
	f := FairValue{Convenience: c}
	f.at.all, f.at.reads = make([]answer, len(s.Instruments)), make([]bool, len(s.Instruments))
	f.state.atr, f.state.own = math.NaN(), make([]float64, len(s.Instruments))
	for k := range s.Instruments {
		in := &s.Instruments[k]
		f.at.all[k] = answer{class: in.Class, currency: s.Currency(in.Currency), trade: negotiator(in.Country), load: in.Loadings}
		f.state.own[k] = math.NaN()
	}
	for c := range s.Currencies {
		f.state.rates = append(f.state.rates, s.Currencies[c].PolicyRatePct)
	}
	return f
}

// Only sets the instruments of interest; Read reports revisions of no others.
func (f *FairValue) Only(index []int) {
	for _, k := range index {
		if k >= 0 && !f.at.reads[k] {
			f.at.reads[k] = true
			f.at.of = append(f.at.of, k)
		}
	}
	f.Revisions = make([]Revision, 0, 16*len(f.at.of)) // room for days with several statements after a holiday
	f.waiting = make([]Revision, 0, 16*len(f.at.of))
}

// revise adds a revision unless it is zero.
func (f *FairValue) revise(cause market.Cause, k int, bp float64) {
	if bp != 0 {
		f.Revisions = append(f.Revisions, Revision{cause, k, bp})
	}
}

// Read sets Revisions to today's revisions of the instruments of interest. Call it once a
// day.
func (f *FairValue) Read(v *world.View) {
	f.Revisions = append(f.Revisions[:0], f.waiting...)
	f.waiting = f.waiting[:0]
	for _, k := range f.at.of {
		f.revise(market.News, k, v.News(k))
	}
	f.said(v)
	f.wait(v)
}

// wait puts the revisions of instruments whose markets are closed aside.
func (f *FairValue) wait(v *world.View) {
	now := f.Revisions[:0]
	for _, r := range f.Revisions {
		if v.IsOpen(r.K) {
			now = append(now, r)
		} else {
			f.waiting = append(f.waiting, r)
		}
	}
	f.Revisions = now
}

// said adds the revisions due to statements and policy rates.
func (f *FairValue) said(v *world.View) {
	if dloss := f.Convenience.Read(v); dloss != 0 {
		for _, k := range f.at.of {
			a := &f.at.all[k]
			f.revise(market.Confidence, k, f.Convenience.effect(a.class, a.load.Convenience, dloss))
		}
	}
	for c, r := range v.PolicyRatePct {
		d := 100 * (r - f.state.rates[c])
		if d == 0 {
			continue
		}
		f.state.rates[c] = r
		for _, k := range f.at.of {
			if a := &f.at.all[k]; a.currency == c {
				f.revise(market.Policy, k, d*a.load.Policy)
			}
		}
	}
	for i := range v.Bulletin {
		if s := &v.Bulletin[i]; s.Type == world.TariffExpected {
			f.tariff(s)
		}
	}
}

// tariff reads the expected tariff, on one country or on average.
func (f *FairValue) tariff(s *world.Statement) {
	if s.Target >= 0 && s.Target != f.Convenience.us {
		for _, k := range f.at.of {
			if a := &f.at.all[k]; a.trade == s.Target {
				if !math.IsNaN(f.state.own[k]) {
					f.revise(market.Tariff, k, a.load.OwnTariff*(s.Value-f.state.own[k]))
				}
				f.state.own[k] = s.Value
			}
		}
		return
	}
	if !math.IsNaN(f.state.atr) {
		pp := s.Value - f.state.atr
		for _, k := range f.at.of {
			f.revise(market.Tariff, k, f.at.all[k].load.Tariff*pp)
		}
	}
	f.state.atr = s.Value
}
