package rules

import (
	"math"

	"kirifuda/world"
	"kirifuda/world/market"
)

// FairValue is an institution's reading of what public events mean for the value of
// every instrument. It turns a day's bulletin into revisions of fair
// displacements, each with its cause.
//
//	news         the innovation that the news wire reports
//	convenience  Treasury yields up and the dollar down as convenience yield is lost
//	policy       a change of a policy rate moves its curve by loadings that fall with maturity,
//	             and its currency
//	tariffs      equities and, for fear of recession, yields fall with the expected
//	             average effective tariff; Japan's equities by 0.5 % per pp of its own
type FairValue struct {
	Convenience Convenience
	Revisions   []Revision // of today

	at struct {
		m     Markets
		jp    int
		of    []int  // instruments that are read
		reads []bool // and whether one is, by instrument
	}
	state struct {
		rates []float64 // policy rates by currency, percent
		atr   float64   // expected average tariff, percent; NaN until first said
		own   float64   // Japan's expected tariff, percent; NaN until first said
	}
}

// Revision is a change of the fair displacement of instrument K.
type Revision struct {
	Cause market.Cause
	K     int
	Bp    float64
}

// NewFairValue reads nothing yet: see Only.
func NewFairValue(s *world.Setup, p ConvenienceParams) FairValue {
	f := FairValue{Convenience: NewConvenience(s, p)}
	f.at.m, f.at.jp = FindMarkets(s), s.Agent("jp_trade")
	f.state.atr, f.state.own = math.NaN(), math.NaN()
	f.state.rates = make([]float64, len(s.Currencies))
	for c := range s.Currencies {
		f.state.rates[c] = s.Currencies[c].PolicyRatePct
	}
	f.at.reads = make([]bool, len(s.Instruments))
	return f
}

// Only names the instruments whose revisions the institution wants to know; Read
// reports no others.
func (f *FairValue) Only(index []int) {
	for _, k := range index {
		if k >= 0 && !f.at.reads[k] {
			f.at.reads[k] = true
			f.at.of = append(f.at.of, k)
		}
	}
	f.Revisions = make([]Revision, 0, 6*len(f.at.of)) // a day on which several things are said
}

// policyLoading is the share of an unexpected policy-rate change that reaches
// the four maturities (ASSUMED; event studies of rate surprises find loadings
// that fall with maturity).
var policyLoading = [4]float64{0.9, 0.5, 0.25, 0.12}

// policyFX is how far the fair dollar falls, bp, per bp of an unexpected rise of
// the other currency's policy rate, beyond what its 10-year yield does (ASSUMED).
// With that yield the effect is as large as that of a dollar rate on the currency:
// 2.6 times the loading of the 2-year and 2.5 times that of the 10-year yield,
// 1.9 for the yen, times the currency's response to differentials.
var policyFX = [7]float64{JPY: 0.9, EUR: 0.9, GBP: 0.9, CNY: 0.58, KRW: 1.15, CAD: 0.77, MXN: 0.77}

// confidenceWeight is how much more or less than the broad dollar each currency
// moves when confidence is lost, in order of jpy, eur, gbp, cny, krw, cad, mxn:
// moves of 2 to 21 April 2025 less those of rate differentials, rounded. Their
// mean weighted by U.S. trade is one.
var confidenceWeight = [7]float64{1.6, 1.6, 1, 0.2, 0.9, 0.9, 0.9}

// equityPerTariffBp is the fall of the fair equity price per pp of the expected
// U.S. average effective tariff at given yields and volatility; with what these
// add, U.S. equities fall by the 0.6 % per pp measured in April 2025. The others
// are ASSUMED.
var equityPerTariffBp = [4]float64{48, 20, 40, 35}

// growthPerTariffBp is how far a pp of the expected U.S. average tariff lowers
// fair yields for fear of recession: Treasuries by maturity (2–4 April 2025: 23,
// 19 and 13 bp at 2, 10 and 30 years for about 20 pp), then ten-year and longer
// Japanese, German and British bonds (ASSUMED).
var growthPerTariffBp = struct {
	ust        [4]float64
	jgb        [2]float64
	bund, gilt float64
}{[4]float64{0.2, 1.5, 1.6, 1.0}, [2]float64{0.8, 0.3}, 0.6, 0.4}

// japanPerOwnTariffBp is the fall of fair Japanese equities per pp of Japan's own tariff.
const japanPerOwnTariffBp = 50

// Read fills Revisions with those of today, of the instruments that Only has named;
// call it once a day.
func (f *FairValue) Read(v *world.View) {
	f.Revisions = f.Revisions[:0]
	add := func(cause market.Cause, k int, bp float64) {
		if k >= 0 && bp != 0 && f.at.reads[k] {
			f.Revisions = append(f.Revisions, Revision{cause, k, bp})
		}
	}
	for _, k := range f.at.of {
		add(market.News, k, v.News(k))
	}
	if dloss := f.Convenience.Read(v); dloss != 0 {
		for b := range f.at.m.UST {
			add(market.Confidence, f.at.m.UST[b], f.Convenience.YieldBp(b, dloss))
			add(market.Confidence, f.at.m.Swap[b], f.Convenience.SwapBp(b, dloss))
		}
		for i, k := range f.at.m.FX {
			add(market.Confidence, k, confidenceWeight[i]*f.Convenience.DollarBp(dloss))
		}
	}
	for c, r := range v.PolicyRatePct {
		d := 100 * (r - f.state.rates[c])
		if d == 0 {
			continue
		}
		f.state.rates[c] = r
		switch v.Currencies[c].ID {
		case "usd":
			for b := range f.at.m.UST {
				add(market.Policy, f.at.m.UST[b], d*policyLoading[b])
				add(market.Policy, f.at.m.Swap[b], d*policyLoading[b])
			}
		case "jpy":
			add(market.Policy, f.at.m.JGB[0], d*0.4)
			add(market.Policy, f.at.m.JGB[1], d*0.15)
		case "eur":
			add(market.Policy, f.at.m.Bund, d*policyLoading[2])
		case "gbp":
			add(market.Policy, f.at.m.Gilt, d*policyLoading[2])
		}
		for i, k := range f.at.m.FX {
			if FXIDs[i] == v.Currencies[c].ID {
				add(market.Policy, k, -d*policyFX[i])
			}
		}
	}
	for i := range v.Bulletin {
		s := &v.Bulletin[i]
		if s.Type != world.TariffExpected {
			continue
		}
		if s.Target == f.at.jp && f.at.jp >= 0 {
			if !math.IsNaN(f.state.own) {
				add(market.News, f.at.m.EQ[1], -japanPerOwnTariffBp*(s.Value-f.state.own))
			}
			f.state.own = s.Value
			continue
		}
		if s.Target >= 0 && s.Target != f.Convenience.us {
			continue
		}
		if !math.IsNaN(f.state.atr) {
			pp := s.Value - f.state.atr
			for e, k := range f.at.m.EQ {
				add(market.News, k, -equityPerTariffBp[e]*pp)
			}
			g := &growthPerTariffBp
			for b := range f.at.m.UST {
				add(market.News, f.at.m.UST[b], -g.ust[b]*pp)
				add(market.News, f.at.m.Swap[b], -g.ust[b]*pp)
			}
			for j, k := range f.at.m.JGB {
				add(market.News, k, -g.jgb[j]*pp)
			}
			add(market.News, f.at.m.Bund, -g.bund*pp)
			add(market.News, f.at.m.Gilt, -g.gilt*pp)
		}
		f.state.atr = s.Value
	}
}
