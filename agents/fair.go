package agents

import (
	"math"

	"kirifuda/world"
	"kirifuda/world/market"
)

// fair is an institution's reading of what public events mean for the value of
// every instrument. It turns a day's bulletin into revisions of fair
// displacements, each with its cause.
//
//	news         the innovation that the news wire reports
//	confidence   Treasury yields up and the dollar down as convenience yield is lost
//	policy       a change of a policy rate moves its curve by loadings that fall with maturity,
//	             and its currency
//	tariffs      equities and, for fear of recession, yields fall with the expected
//	             average effective tariff; Japan's equities by 0.5 % per pp of its own
type fair struct {
	conf  confidence
	m     markets
	rates []float64
	atr   float64 // NaN until first said
	own   float64 // Japan's expected tariff, NaN until first said
	jp    int
	of    []int  // instruments that are read
	reads []bool // and whether one is, by instrument
	rev   []revision
}

type revision struct {
	cause market.Cause
	k     int
	bp    float64
}

func newFair(s *world.Setup, p ConfidenceParams) fair {
	f := fair{conf: newConfidence(s, p), m: findMarkets(s), jp: s.Agent("jp_trade"), atr: math.NaN(), own: math.NaN()}
	f.rates = make([]float64, len(s.Currencies))
	for c := range s.Currencies {
		f.rates[c] = s.Currencies[c].PolicyRatePct
	}
	f.reads = make([]bool, len(s.Instruments))
	return f
}

// only names the instruments whose revisions the institution wants to know; read
// reports no others.
func (f *fair) only(index []int) {
	for _, k := range index {
		if k >= 0 && !f.reads[k] {
			f.reads[k] = true
			f.of = append(f.of, k)
		}
	}
	f.rev = make([]revision, 0, 6*len(f.of)) // a day on which several things are said
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
var policyFX = [7]float64{jpy: 0.9, eur: 0.9, gbp: 0.9, cny: 0.58, krw: 1.15, cad: 0.77, mxn: 0.77}

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

// read fills f.rev with today's revisions of the instruments that only has named;
// call it once a day.
func (f *fair) read(v *world.View) {
	f.rev = f.rev[:0]
	add := func(cause market.Cause, k int, bp float64) {
		if k >= 0 && bp != 0 && f.reads[k] {
			f.rev = append(f.rev, revision{cause, k, bp})
		}
	}
	for _, k := range f.of {
		add(market.News, k, v.News(k))
	}
	if dloss := f.conf.read(v); dloss != 0 {
		for b := range f.m.ust {
			add(market.Confidence, f.m.ust[b], f.conf.yieldBp(b, dloss))
			add(market.Confidence, f.m.sw[b], f.conf.swapBp(b, dloss))
		}
		for i, k := range f.m.fx {
			add(market.Confidence, k, confidenceWeight[i]*f.conf.dollarBp(dloss))
		}
	}
	for c, r := range v.PolicyRatePct {
		d := 100 * (r - f.rates[c])
		if d == 0 {
			continue
		}
		f.rates[c] = r
		switch v.Currencies[c].ID {
		case "usd":
			for b := range f.m.ust {
				add(market.Policy, f.m.ust[b], d*policyLoading[b])
				add(market.Policy, f.m.sw[b], d*policyLoading[b])
			}
		case "jpy":
			add(market.Policy, f.m.jgb[0], d*0.4)
			add(market.Policy, f.m.jgb[1], d*0.15)
		case "eur":
			add(market.Policy, f.m.bund, d*policyLoading[2])
		case "gbp":
			add(market.Policy, f.m.gilt, d*policyLoading[2])
		}
		for i, k := range f.m.fx {
			if fxIDs[i] == v.Currencies[c].ID {
				add(market.Policy, k, -d*policyFX[i])
			}
		}
	}
	for i := range v.Bulletin {
		s := &v.Bulletin[i]
		if s.Type != world.TariffExpected {
			continue
		}
		if s.Target == f.jp && f.jp >= 0 {
			if !math.IsNaN(f.own) {
				add(market.News, f.m.eq[1], -japanPerOwnTariffBp*(s.Value-f.own))
			}
			f.own = s.Value
			continue
		}
		if s.Target >= 0 && s.Target != f.conf.us {
			continue
		}
		if !math.IsNaN(f.atr) {
			pp := s.Value - f.atr
			for e, k := range f.m.eq {
				add(market.News, k, -equityPerTariffBp[e]*pp)
			}
			g := &growthPerTariffBp
			for b := range f.m.ust {
				add(market.News, f.m.ust[b], -g.ust[b]*pp)
				add(market.News, f.m.sw[b], -g.ust[b]*pp)
			}
			for j, k := range f.m.jgb {
				add(market.News, k, -g.jgb[j]*pp)
			}
			add(market.News, f.m.bund, -g.bund*pp)
			add(market.News, f.m.gilt, -g.gilt*pp)
		}
		f.atr = s.Value
	}
}
