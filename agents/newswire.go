package agents

import (
	"math"
	"math/rand/v2"

	"kirifuda/agents/rules"
	"kirifuda/internal/portable"
	"kirifuda/world"
)

// NewsParams describe exogenous news.
type NewsParams struct {
	Scale        float64 `yaml:"scale" unit:"1" min:"0" max:"10" default:"1" role:"lever" status:"ASSUMED" source:"model design" doc:"standard deviation of news over its normal value; 0 turns news off"`
	RateShare    float64 `yaml:"rate_sh" unit:"share" min:"0" max:"2" default:"1.02" role:"uncertainty" free:"true" status:"ASSUMED" source:"daily standard deviations 2015–25" doc:"share of the normal standard deviation of yields that is news"`
	FXShare      float64 `yaml:"fx_sh" unit:"share" min:"0" max:"2" default:"0.9" role:"uncertainty" free:"true" status:"ASSUMED" source:"daily standard deviations 2015–25" doc:"the same for currencies, beyond what yields explain"`
	EquityShare  float64 `yaml:"equity_sh" unit:"share" min:"0" max:"2" default:"1.05" role:"uncertainty" free:"true" status:"ASSUMED" source:"daily standard deviations 2015–25" doc:"the same for equities"`
	Persistence  float64 `yaml:"vol_persistence" unit:"1/day" min:"0" max:"0.9999" default:"0.985" role:"uncertainty" status:"ASSUMED" source:"autocorrelation of absolute changes 2015–25" doc:"autoregression of the log variance of news"`
	VolOfVol     float64 `yaml:"vol_of_vol" unit:"1" min:"0" max:"2" default:"0.16" role:"uncertainty" status:"ASSUMED" source:"autocorrelation of absolute changes 2015–25" doc:"daily standard deviation of the log variance of news"`
	TailDF       float64 `yaml:"tail_df" unit:"1" min:"3" max:"200" default:"8" role:"uncertainty" status:"ASSUMED" source:"tail index 2015–25" doc:"degrees of freedom of innovations, rounded down"`
	EquityVol    float64 `yaml:"equity_vol_exposure" unit:"1" min:"0" max:"4" default:"1.3" role:"uncertainty" status:"ASSUMED" source:"kurtosis 2015–25" doc:"exposure of equities to the common log variance"`
	JapanVol     float64 `yaml:"japan_equity_vol_exposure" unit:"1" min:"0" max:"4" default:"1.08" role:"uncertainty" status:"ASSUMED" source:"memory of the Nikkei 225, 2015–25" doc:"the same for Japanese equities"`
	RateVol      float64 `yaml:"rate_vol_exposure" unit:"1" min:"0" max:"4" default:"0.75" role:"uncertainty" status:"ASSUMED" source:"kurtosis 2015–25" doc:"exposure of yields to the common log variance"`
	ShortVol     float64 `yaml:"short_rate_vol_exposure" unit:"1" min:"0" max:"4" default:"1.05" role:"uncertainty" status:"ASSUMED" source:"memory and kurtosis of the 2-year yield, 2015–25" doc:"the same for yields of up to five years: what the central bank will do is news in waves"`
	JGBVol       float64 `yaml:"jgb_vol_exposure" unit:"1" min:"0" max:"4" default:"1.08" role:"uncertainty" status:"ASSUMED" source:"kurtosis of the 10-year JGB yield, 2015–25: yield-curve control kept it still between large days" doc:"the same for Japanese yields"`
	FXVol        float64 `yaml:"fx_vol_exposure" unit:"1" min:"0" max:"4" default:"0.65" role:"uncertainty" status:"ASSUMED" source:"memory of currencies, 2015–25" doc:"the same for currencies"`
	YenVol       float64 `yaml:"yen_vol_exposure" unit:"1" min:"0" max:"4" default:"0.95" role:"uncertainty" status:"ASSUMED" source:"tail index of the yen, 2015–25" doc:"the same for the yen"`
	Leverage     float64 `yaml:"leverage" unit:"1" min:"0" max:"1" default:"0.85" role:"uncertainty" status:"ASSUMED" source:"leverage statistic 2015–25" doc:"how much of an innovation of volatility is a fall of equities"`
	RateEquity   float64 `yaml:"rate_equity_corr" unit:"1" min:"-1" max:"1" default:"0.6" role:"uncertainty" status:"ASSUMED" source:"correlation of yields and equities 2015–25" doc:"correlation of news about growth in yields and equities"`
	WorldEquity  float64 `yaml:"equity_corr" unit:"1" min:"0" max:"1" default:"0.66" role:"uncertainty" status:"ASSUMED" source:"model design" doc:"correlation of equity news between regions"`
	DollarCommon float64 `yaml:"dollar_corr" unit:"1" min:"0" max:"1" default:"0.4" role:"uncertainty" status:"ASSUMED" source:"model design" doc:"correlation of currency news against the dollar"`
	ImpliedPct   float64 `yaml:"implied_vol_sd_pct" unit:"%" min:"0" max:"50" default:"4.3" role:"uncertainty" status:"COMPUTED" source:"standard deviation of VIX changes that equities do not explain, 2015–25" doc:"daily standard deviation of news about implied volatility: demand for options"`
	GrowthPct    float64 `yaml:"equity_growth_pct_per_yr" unit:"%/yr" min:"-20" max:"30" default:"6" role:"uncertainty" status:"ASSUMED" source:"nominal growth and payouts" doc:"rise of the fair level of equities while there is news"`
	HalfLifeDays float64 `yaml:"half_life_days" unit:"days" min:"20" max:"100000" default:"500" role:"uncertainty" status:"ASSUMED" source:"levels of rates and currencies revert over years" doc:"half-life of what news has added to the fair level of yields and currencies; equities keep it"`
	Foreign      float64 `yaml:"foreign_rate_corr" unit:"1" min:"0" max:"1" default:"0.3" role:"uncertainty" status:"ASSUMED" source:"correlations 2015–25" doc:"correlation of foreign with dollar rate news"`
}

// NewsWire publishes news about fundamentals: what every market would be worth
// if nobody traded. Innovations have fat tails (Student t) and a common
// stochastic variance,
//
//	ln h_t = ρ·ln h_{t−1} + ξ·η_t        news_k = share·sd_k·√(h^exposure/E[h^exposure])·z_k·stress
//
// and η falls with equity news (leverage λ). Volatility that rises on the day of
// a fall makes the mean product of the two negative (Yu 2005); equity news is
// compensated to first order,
//
//   - ½·exposure·ξ·λ·corr(z, equity news)·share·sd_k·√h before today's fall,
//
// so that prices grow as the parameters say. Yields follow a level and a slope
// factor that reproduce the correlations of the curve. What news has added to
// yields and currencies fades over years, so that a decade's path stays within
// what has been seen.
type NewsWire struct {
	p      NewsParams
	m      rules.Markets
	logVar float64 // ln h
	spread float64 // variance of ln h across runs
	out    []float64
	level  []float64 // what news has added so far, bp
	stress float64
}

func newNewsWire(s *world.Setup, p *NewsParams) (world.Institution, error) {
	return &NewsWire{p: *p, m: rules.FindMarkets(s), out: make([]float64, len(s.Instruments)), level: make([]float64, len(s.Instruments)), stress: 1}, nil
}

// Bid does nothing: news trades through those who read it.
func (*NewsWire) Bid(*world.Desk) {}

// student draws a Student t with unit variance.
func student(r *rand.Rand, df float64) float64 {
	var chi float64
	n := int(df)
	for range n {
		z := world.Normal(r)
		chi += float64(z * z)
	}
	return world.Normal(r) / math.Sqrt(chi/float64(n)) * math.Sqrt((float64(n)-2)/float64(n))
}

// Act draws and publishes today's news.
func (w *NewsWire) Act(d *world.Desk) {
	if w.p.Scale == 0 {
		return
	}
	v := d.View
	for i := range v.Bulletin {
		if v.Bulletin[i].Type == world.VolatilityRegime {
			w.stress = v.Bulletin[i].Value
		}
	}
	w.stress = math.Max(w.stress, v.Stress)
	r := d.Rand(1)
	draw := func() float64 { return student(r, w.p.TailDF) }
	growth, level, slope, curve := draw(), draw(), draw(), draw()
	worldEq, dollar := draw(), draw()
	eta := world.Normal(r)
	lev := w.p.Leverage
	w.logVar = float64(w.p.Persistence*w.logVar) + float64(w.p.VolOfVol*(float64(math.Sqrt(1-float64(lev*lev))*eta)-float64(lev*worldEq)))
	w.spread = float64(w.p.Persistence*w.p.Persistence*w.spread) + float64(w.p.VolOfVol*w.p.VolOfVol)
	sd := func(exposure float64) float64 { // E[sd²] = 1 from the first day on
		return portable.Exp(float64(exposure*w.logVar/2)-float64(exposure*exposure*w.spread/4)) * w.stress * w.p.Scale
	}
	clear(w.out)
	set := func(k int, share, exposure, z float64) {
		if k >= 0 {
			w.out[k] = share * v.Instruments[k].DailySDBp * sd(exposure) * z
		}
	}
	// Level, slope and curvature loadings: correlations between 1–5, 5–10 and over
	// 10 years of .86, .68, .86 in news; arbitrage between maturities adds the rest.
	g := w.p.RateEquity
	lev3 := float64(g*growth) + float64(math.Sqrt(1-float64(g*g))*level)
	z := [4]float64{
		float64(0.5*lev3) + float64(0.5*slope) + float64(0.707*curve),
		float64(0.9*lev3) + float64(0.4*slope) + float64(0.173*curve),
		float64(0.985*lev3) - float64(0.02*slope) - float64(0.17*curve),
		float64(0.9*lev3) - float64(0.4*slope) + float64(0.173*curve),
	}
	for b := range w.m.UST {
		exposure := w.p.RateVol
		if b < 2 {
			exposure = w.p.ShortVol
		}
		set(w.m.UST[b], w.p.RateShare, exposure, z[b])
		set(w.m.Swap[b], w.p.RateShare, exposure, z[b])
	}
	mixed := func(common, rho float64) float64 {
		return float64(rho*common) + float64(math.Sqrt(1-float64(rho*rho))*draw())
	}
	// Sub-markets draw in a fixed order, whether or not a world has them.
	fr := w.p.Foreign
	j := mixed(lev3, fr)
	set(w.m.JGB[0], w.p.RateShare, w.p.JGBVol, j)
	set(w.m.JGB[1], w.p.RateShare, w.p.JGBVol, float64(0.8*j)+float64(0.6*draw()))
	set(w.m.Bund, w.p.RateShare, w.p.RateVol, mixed(lev3, math.Min(1, 1.8*fr)))
	set(w.m.Gilt, w.p.RateShare, w.p.RateVol, mixed(lev3, math.Min(1, 1.6*fr)))
	for i, k := range w.m.FX {
		exposure := w.p.FXVol
		if i == rules.JPY {
			exposure = w.p.YenVol
		}
		set(k, w.p.FXShare, exposure, mixed(dollar, w.p.DollarCommon))
	}
	eq := float64(g*growth) + float64(math.Sqrt(1-float64(g*g))*worldEq)
	for i, k := range w.m.EQ {
		rho := w.p.WorldEquity
		if i == 0 {
			rho = 0.95
		}
		exposure := w.p.EquityVol
		if i == 1 {
			exposure = w.p.JapanVol
		}
		set(k, w.p.EquityShare, exposure, mixed(eq, rho))
		if k >= 0 {
			lift := exposure / 2 * w.p.VolOfVol * lev
			w.out[k] += float64(w.p.EquityShare * v.Instruments[k].DailySDBp * sd(exposure) * portable.Exp(lift*worldEq) * lift * rho * math.Sqrt(1-float64(g*g)))
		}
	}
	back := 1 - portable.Exp2(-1/w.p.HalfLifeDays)
	for k := range w.out {
		if v.Instruments[k].Class != world.Equity {
			w.out[k] -= float64(back * w.level[k])
		} else {
			w.out[k] += 100 * w.p.GrowthPct / 252
		}
		w.level[k] += w.out[k]
	}
	d.Publish(world.Statement{
		Type: world.Fundamentals, Target: -1, Instrument: -1, Vector: w.out,
		Value: float64(w.p.ImpliedPct * w.p.Scale * world.Normal(d.Rand(2))),
	})
}
