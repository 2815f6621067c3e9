package agents

import (
	"math"

	"kirifuda/internal/portable"
	"kirifuda/world"
)

var _ = register("news_wire", Define("exogenous news", newNewsWire))

// NewsParams describe exogenous news.
type NewsParams struct {
	// standard deviation of news relative to normal; 0 turns news off
	// ASSUMED: model design
	Scale float64 `yaml:"scale" unit:"1" min:"0" max:"10" default:"1" role:"lever"`
	// share of the normal standard deviation of yields that is news
	// ASSUMED: daily standard deviations 2015–25
	RateShare float64 `yaml:"rate_sh" unit:"share" min:"0" max:"2" default:"1.02" role:"uncertainty" free:"true"`
	// the same for currencies, beyond what yields explain
	// ASSUMED: daily standard deviations 2015–25
	FXShare float64 `yaml:"fx_sh" unit:"share" min:"0" max:"2" default:"0.9" role:"uncertainty" free:"true"`
	// the same for equities
	// ASSUMED: daily standard deviations 2015–25
	EquityShare float64 `yaml:"equity_sh" unit:"share" min:"0" max:"2" default:"1.05" role:"uncertainty" free:"true"`
	// autoregression of the log variance of news
	// ASSUMED: autocorrelation of absolute changes 2015–25
	Persistence float64 `yaml:"vol_persistence" unit:"1/day" min:"0" max:"0.9999" default:"0.985" role:"uncertainty"`
	// daily standard deviation of the log variance of news
	// ASSUMED: autocorrelation of absolute changes 2015–25
	VolOfVol float64 `yaml:"vol_of_vol" unit:"1" min:"0" max:"2" default:"0.16" role:"uncertainty"`
	// degrees of freedom of innovations, rounded down
	// ASSUMED: tail index 2015–25
	TailDF float64 `yaml:"tail_df" unit:"1" min:"3" max:"200" default:"8" role:"uncertainty"`
	// exposure of equities to the common log variance
	// ASSUMED: kurtosis 2015–25
	EquityVol float64 `yaml:"equity_vol_exposure" unit:"1" min:"0" max:"4" default:"1.3" role:"uncertainty"`
	// the same for Japanese equities
	// ASSUMED: memory of the Nikkei 225, 2015–25
	JapanVol float64 `yaml:"japan_equity_vol_exposure" unit:"1" min:"0" max:"4" default:"1.08" role:"uncertainty"`
	// exposure of yields to the common log variance
	// ASSUMED: kurtosis 2015–25
	RateVol float64 `yaml:"rate_vol_exposure" unit:"1" min:"0" max:"4" default:"0.75" role:"uncertainty"`
	// the same for yields of up to five years, where news about the central bank comes in waves
	// ASSUMED: memory and kurtosis of the 2-year yield, 2015–25
	ShortVol float64 `yaml:"short_rate_vol_exposure" unit:"1" min:"0" max:"4" default:"1.05" role:"uncertainty"`
	// the same for Japanese yields
	// ASSUMED: kurtosis of the 10-year JGB yield, 2015–25: yield-curve control kept it still
	// between large days
	JGBVol float64 `yaml:"jgb_vol_exposure" unit:"1" min:"0" max:"4" default:"1.08" role:"uncertainty"`
	// the same for currencies
	// ASSUMED: memory of currencies, 2015–25
	FXVol float64 `yaml:"fx_vol_exposure" unit:"1" min:"0" max:"4" default:"0.65" role:"uncertainty"`
	// the same for the yen
	// ASSUMED: tail index of the yen, 2015–25
	YenVol float64 `yaml:"yen_vol_exposure" unit:"1" min:"0" max:"4" default:"0.95" role:"uncertainty"`
	// correlation of innovations of volatility with falls of equities
	// ASSUMED: leverage statistic 2015–25
	Leverage float64 `yaml:"leverage" unit:"1" min:"0" max:"1" default:"0.85" role:"uncertainty"`
	// correlation of news about growth in yields and equities
	// ASSUMED: correlation of yields and equities 2015–25
	RateEquity float64 `yaml:"rate_equity_corr" unit:"1" min:"-1" max:"1" default:"0.6" role:"uncertainty"`
	// correlation of equity news between regions
	// ASSUMED: model design
	WorldEquity float64 `yaml:"equity_corr" unit:"1" min:"0" max:"1" default:"0.66" role:"uncertainty"`
	// correlation of currency news against the dollar
	// ASSUMED: model design
	DollarCommon float64 `yaml:"dollar_corr" unit:"1" min:"0" max:"1" default:"0.4" role:"uncertainty"`
	// daily standard deviation of news about implied volatility: demand for options
	// COMPUTED: standard deviation of VIX changes that equities do not explain, 2015–25
	ImpliedPct float64 `yaml:"implied_vol_sd_pct" unit:"%" min:"0" max:"50" default:"4.3" role:"uncertainty"`
	// rise of the fair level of equities while there is news
	// ASSUMED: nominal growth and payouts
	GrowthPct float64 `yaml:"equity_growth_pct_per_yr" unit:"%/yr" min:"-20" max:"30" default:"6" role:"uncertainty"`
	// half-life of the effect of news on the fair level of yields and currencies; that on equities is
	// permanent
	// ASSUMED: levels of rates and currencies revert over years
	HalfLifeDays float64 `yaml:"half_life_days" unit:"days" min:"20" max:"100000" default:"500" role:"uncertainty"`
	// correlation of foreign with dollar rate news
	// ASSUMED: correlations 2015–25
	Foreign float64 `yaml:"foreign_rate_corr" unit:"1" min:"0" max:"1" default:"0.3" role:"uncertainty"`
}

// NewsWire publishes news about fundamentals, the changes in fair values that trading
// does not cause. It draws the day's factors, updates volatility, draws idiosyncratic
// news, and lets old news fade. Every factor and every instrument has a random stream of
// its own, so that an additional instrument does not change the news about others. A
// rise of volatility comes with a fall of equities.
type NewsWire struct {
	p     NewsParams
	at    newsPlaces
	state newsState
	told  newsTold // for observers
}

// newsState is what changes from day to day.
type newsState struct {
	logVar float64   // ln h
	spread float64   // variance of ln h across runs
	stress float64   // factor on all news, 1 in calm markets
	level  []float64 // effect of news so far, by instrument, bp
	today  []float64 // effect of today's news, by instrument, bp
	draws  newsFactors
}

// newNewsState is the state before any news about n instruments.
func newNewsState(at *newsPlaces, n int) newsState {
	return newsState{stress: 1, level: make([]float64, n), today: make([]float64, n), draws: newsFactors{yields: make([]float64, len(at.yields))}}
}

func newNewsWire(s *world.Setup, p *NewsParams) (*NewsWire, error) {
	at, err := p.places(s.Instruments)
	if err != nil {
		return nil, err
	}
	n := len(s.Instruments)
	return &NewsWire{p: *p, at: at, state: newNewsState(&at, n), told: newNewsTold(&at, n)}, nil
}

// Act draws and publishes today's news.
func (w *NewsWire) Act(d *world.Desk) {
	if w.p.Scale == 0 {
		return
	}
	w.listen(d.View)
	f := &w.state.draws
	f.draw(&w.p, d.Rand, w.at.yields)
	w.state.vary(&w.p, f.volatility, f.world)
	w.surprise(d.View, d.Rand)
	w.compensate(d.View, f.world)
	w.fade(d.View)
	w.told.factors(f, &w.state)
	implied := 0.0
	if w.at.gauge < 0 || d.View.IsOpen(w.at.gauge) {
		implied = w.p.ImpliedPct * w.p.Scale * world.Normal(d.Rand(drawImplied))
	}
	d.Publish(world.Statement{
		Type: world.Fundamentals, Target: -1, Instrument: -1, Vector: w.state.today, News: &w.told.News, Value: implied,
	})
}

// listen sets the factor on all news to the larger of announced regimes and the
// scenario's.
func (w *NewsWire) listen(v *world.View) {
	for i := range v.Bulletin {
		if v.Bulletin[i].Type == world.VolatilityRegime {
			w.state.stress = v.Bulletin[i].Value
		}
	}
	w.state.stress = math.Max(w.state.stress, v.Stress)
}

// vary updates the common variance h of all news with an innovation η and, through the
// leverage λ, with equity news z,
//
//	ln h_t = ρ·ln h_{t−1} + ξ·(√(1 − λ²)·η_t − λ·z_t)
//
// and updates the variance of ln h across runs, s_t = ρ²·s_{t−1} + ξ².
func (s *newsState) vary(p *NewsParams, eta, z float64) {
	s.logVar = float64(p.Persistence*s.logVar) + float64(p.VolOfVol*(float64(residual(p.Leverage)*eta)-float64(p.Leverage*z)))
	s.spread = float64(p.Persistence*p.Persistence*s.spread) + float64(p.VolOfVol*p.VolOfVol)
}

// sd is the standard deviation of the news about a market with exposure x to the
// common variance, relative to its share of the normal one,
//
//	σ(x) = √(h^x/E[h^x])·stress·scale = exp(x·ln h/2 − x²·s/4)·stress·scale
//
// so that E[σ²] is one from the first day on in calm markets at scale one.
func (s *newsState) sd(exposure, scale float64) float64 {
	return portable.Exp(float64(exposure*s.logVar/2)-float64(exposure*exposure*s.spread/4)) * s.stress * scale
}

// surprise sets today's news of each market,
//
//	news_k = share_k·sd_k·σ(x_k)·z_k
//
// with sd_k the normal standard deviation of a day's change, bp. There is no news about a
// market that is closed: prices move little more after a holiday than after another day.
func (w *NewsWire) surprise(v *world.View, from drawn) {
	for i := range w.at.markets {
		m, own := &w.at.markets[i], 0.0
		if !v.IsOpen(m.k) {
			w.state.today[m.k] = 0
			w.told.market(m.k, 0, 0, 0)
			continue
		}
		if m.own != 0 {
			own = student(from(m.purpose), w.p.TailDF)
		}
		sd := m.share * v.Instruments[m.k].DailySDBp * w.state.sd(m.exposure, w.p.Scale)
		w.state.today[m.k] = sd * m.z(&w.state.draws, own)
		w.told.market(m.k, sd, own, w.state.today[m.k])
	}
}

// compensate offsets the effect of leverage on the mean of equity news. Volatility that
// rises on the day of a fall makes the mean of σ·z negative (Yu 2005). To first order,
// prices grow at the rate of the parameters with
//
//	news_k ← news_k + share_k·sd_k·σ(x_k)·exp(l·z)·l·b_k·√(1 − γ²),   l = ½·x_k·ξ·λ
//
// where z is today's equity news and exp(l·z) takes it out of σ.
func (w *NewsWire) compensate(v *world.View, z float64) {
	for i := range w.at.markets {
		m := &w.at.markets[i]
		if m.load[factorEquity] == 0 || !v.IsOpen(m.k) {
			continue
		}
		lift := m.exposure / 2 * w.p.VolOfVol * w.p.Leverage
		w.state.today[m.k] += float64(m.share * v.Instruments[m.k].DailySDBp * w.state.sd(m.exposure, w.p.Scale) *
			portable.Exp(lift*z) * lift * m.load[factorEquity] * residual(w.p.RateEquity))
	}
}

// fade removes a share of the effect of earlier news from yields and currencies, so that
// their paths over a decade stay within the range of experience; equities keep it and
// grow,
//
//	news_k ← news_k − (1 − 2^(−1/half-life))·Σ news_k before,   equities: news_k + 100·growth·t
func (w *NewsWire) fade(v *world.View) {
	today, level := w.state.today, w.state.level
	back := 1 - portable.Exp2(-1/w.p.HalfLifeDays)
	for k := range today {
		if v.Instruments[k].Class != world.Equity {
			today[k] -= float64(back * level[k])
		} else {
			today[k] += float64(100 * w.p.GrowthPct * v.YearShare)
		}
		level[k] += today[k]
	}
}
