package agents

import (
	"kirifuda/world"
	"kirifuda/world/market"
)

// fair is an institution's reading of what public events mean for the value of
// every instrument. It turns a day's bulletin into revisions of fair
// displacements, each with its cause.
//
//	news         the innovation that the news wire reports
//	confidence   Treasury yields up and the dollar down as convenience yield is lost
//	policy       a change of a policy rate moves its curve by loadings that fall with maturity
//	tariffs      equities fall with the expected average effective tariff, −0.6 % per pp in
//	             the United States (2–8 April 2025), −0.5 % per pp of its own in Japan
type fair struct {
	conf  confidence
	m     markets
	rates []float64
	atr   float64
	own   float64 // Japan's expected tariff
	us    int
	jp    int
	first bool
	rev   []revision
}

type revision struct {
	cause market.Cause
	k     int
	bp    float64
}

func newFair(s *world.Setup, p ConfidenceParams) fair {
	f := fair{conf: newConfidence(s, p), m: findMarkets(s), us: s.Agent("us_trade"), jp: s.Agent("jp_trade"), first: true}
	for c := range s.Currencies {
		f.rates = append(f.rates, s.Currencies[c].PolicyRatePct)
	}
	return f
}

// policyLoading is the share of an unexpected policy-rate change that reaches
// the four maturities (ASSUMED; event studies of rate surprises find loadings
// that fall with maturity).
var policyLoading = [4]float64{0.9, 0.5, 0.25, 0.12}

// equityPerTariffBp is the fall of the fair equity price per pp of the expected
// U.S. average effective tariff: the U.S. number is measured in April 2025, the
// others ASSUMED.
var equityPerTariffBp = [4]float64{60, 20, 40, 35}

// japanPerOwnTariffBp is the fall of fair Japanese equities per pp of Japan's own tariff.
const japanPerOwnTariffBp = 50

// read fills f.rev with today's revisions; call it once a day.
func (f *fair) read(v *world.View) {
	f.rev = f.rev[:0]
	add := func(cause market.Cause, k int, bp float64) {
		if k >= 0 && bp != 0 {
			f.rev = append(f.rev, revision{cause, k, bp})
		}
	}
	for k := range v.Instruments {
		add(market.News, k, v.News(k))
	}
	if dloss := f.conf.read(v); dloss != 0 {
		for b := range f.m.ust {
			add(market.Confidence, f.m.ust[b], f.conf.yieldBp(b, dloss))
			add(market.Confidence, f.m.sw[b], f.conf.swapBp(b, dloss))
		}
		for i, k := range f.m.fx {
			w := 1.0
			switch i {
			case cny:
				w = 0.3
			case krw, cad, mxn:
				w = 0.6
			}
			add(market.Confidence, k, w*f.conf.dollarBp(dloss))
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
	}
	for i := range v.Bulletin {
		s := &v.Bulletin[i]
		if s.Type != world.TariffExpected {
			continue
		}
		if s.Target == f.jp && f.jp >= 0 {
			if f.own != 0 {
				add(market.News, f.m.eq[1], -japanPerOwnTariffBp*(s.Value-f.own))
			}
			f.own = s.Value
			continue
		}
		if f.atr != 0 {
			for e, k := range f.m.eq {
				add(market.News, k, -equityPerTariffBp[e]*(s.Value-f.atr))
			}
		}
		f.atr = s.Value
	}
}
