package agents

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"kirifuda/world"
)

// Factors of the news, in the order in which markets add them up.
const (
	factorLevel     = iota // level of dollar yields
	factorSlope            // slope of dollar yields
	factorCurvature        // curvature of dollar yields
	factorDollar           // dollar against all currencies
	factorEquity           // equities of all regions
	numFactors
)

// Purposes of the random streams of the day's factors. The other streams are named after
// an instrument or a currency, so that no draw depends on the other instruments of a
// world.
const (
	drawImplied = 2 + iota // news about implied volatility
	drawLevel
	drawSlope
	drawCurvature
	drawGrowth
	drawEquity
	drawDollar
	drawVolatility
)

// drawn is the random stream of a purpose, at its first draw.
type drawn func(purpose uint64) *rand.Rand

// newsFactors are a day's draws shared by several markets.
type newsFactors struct {
	z          [numFactors]float64
	world      float64   // news about equities that is not news about growth
	volatility float64   // innovation of volatility
	yields     []float64 // own factor of the yields of each foreign currency
}

// draw draws the day's factors. Growth, g, moves yields and equities together;
// all draws have unit variance, and so have the factors,
//
//	level = γ·g + √(1 − γ²)·ε₁        equity = γ·g + √(1 − γ²)·ε₂
//
// with γ the rate_equity_corr. The own factor of each foreign currency's yields is drawn
// as well.
func (f *newsFactors) draw(p *NewsParams, from drawn, yields []uint64) {
	growth := student(from(drawGrowth), p.TailDF)
	f.world = student(from(drawEquity), p.TailDF)
	f.z[factorLevel] = mixed(growth, student(from(drawLevel), p.TailDF), p.RateEquity)
	f.z[factorSlope] = student(from(drawSlope), p.TailDF)
	f.z[factorCurvature] = student(from(drawCurvature), p.TailDF)
	f.z[factorDollar] = student(from(drawDollar), p.TailDF)
	f.z[factorEquity] = mixed(growth, f.world, p.RateEquity)
	f.volatility = world.Normal(from(drawVolatility))
	for i, purpose := range yields {
		f.yields[i] = student(from(purpose), p.TailDF)
	}
}

// mixed combines two draws of unit variance into one with correlation rho with common,
//
//	ρ·common + √(1 − ρ²)·own
func mixed(common, own, rho float64) float64 {
	return float64(rho*common) + float64(residual(rho)*own)
}

// residual is the weight √(1 − ρ²) of the part that is not common.
func residual(rho float64) float64 { return math.Sqrt(1 - float64(rho*rho)) }

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

// newsMarket describes the composition of news about one instrument.
type newsMarket struct {
	k        int     // instrument
	share    float64 // share of the normal standard deviation of changes that is news
	exposure float64 // exposure to the common variance
	load     [numFactors]float64
	foreign  int     // index of its currency among those whose yields have a factor
	curve    float64 // weight of that factor
	own      float64 // weight of its idiosyncratic draw
	purpose  uint64  // purpose of its random stream
}

// z is the market's news in standard deviations, the sum of common factors, of the own
// factor of its currency's yields and of idiosyncratic news,
//
//	z_k = Σ_f b_kf·factor_f + d_k·yields + c_k·ε_k
//
// The weights of a dollar yield or rate are its loadings news_level, news_slope and
// news_curvature. It has no idiosyncratic news: a bond and the swap of its maturity have
// the same news. A foreign bond has the weights w·ρ on the level, w·√(1 − ρ²) on the own
// factor of its currency's yields and √(1 − w²) on idiosyncratic news, with w its loading
// news_curve and ρ = min(1, n·φ), where n is its loading news_common and φ the
// foreign_rate_corr. A currency has the weight ρ = min(1, n·κ) on the dollar factor, an
// equity on the equity factor, with κ the dollar_corr or the equity_corr, and √(1 − ρ²)
// on idiosyncratic news.
func (m *newsMarket) z(f *newsFactors, own float64) float64 {
	var z float64
	for i, b := range m.load {
		z += float64(b * f.z[i])
	}
	if m.curve != 0 {
		z += float64(m.curve * f.yields[m.foreign])
	}
	return z + float64(m.own*own)
}

// newsPlaces are the instruments about which there is news, and the streams of the
// yield factors of foreign currencies.
type newsPlaces struct {
	gauge      int // U.S. equities, of which implied volatility is that, −1 for none
	markets    []newsMarket
	yields     []uint64
	currencies []string // of yields
}

// places finds the composition of news about each instrument.
func (p *NewsParams) places(instruments []world.Instrument) (newsPlaces, error) {
	at := newsPlaces{gauge: -1}
	for k := range instruments {
		in := &instruments[k]
		m, load := newsMarket{k: k, purpose: world.Purpose(in.ID)}, &in.Loadings
		exposure, ok := p.exposure(in)
		if !ok {
			return at, fmt.Errorf("no parameter gives the exposure of the news group %q of %s", in.NewsGroup, in.ID)
		}
		m.exposure = exposure
		switch {
		case in.Class == world.FX:
			rho := correlation(load.NewsCommon * p.DollarCommon)
			m.share, m.load[factorDollar], m.own = p.FXShare, rho, residual(rho)
		case in.Class == world.Equity:
			if in.Country == "US" {
				at.gauge = k
			}
			rho := correlation(load.NewsCommon * p.WorldEquity)
			m.share, m.load[factorEquity], m.own = p.EquityShare, rho, residual(rho)
		case in.Currency == "usd":
			m.share = p.RateShare
			m.load[factorLevel], m.load[factorSlope], m.load[factorCurvature] = load.NewsLevel, load.NewsSlope, load.NewsCurvature
		default:
			rho, w := correlation(load.NewsCommon*p.Foreign), correlation(load.NewsCurve)
			m.share, m.load[factorLevel], m.curve, m.own = p.RateShare, w*rho, w*residual(rho), residual(w)
			m.foreign = at.foreign(in.Currency)
		}
		at.markets = append(at.markets, m)
	}
	return at, nil
}

// correlation is x, or the nearest that two variables can have.
func correlation(x float64) float64 { return math.Max(-1, math.Min(1, x)) }

// foreign is the index of a currency among those whose yields have a factor.
func (a *newsPlaces) foreign(currency string) int {
	purpose := world.Purpose("yields of " + currency)
	i := slices.Index(a.yields, purpose)
	if i < 0 {
		i = len(a.yields)
		a.yields, a.currencies = append(a.yields, purpose), append(a.currencies, currency)
	}
	return i
}

// exposure is the exposure of news about an instrument to the common variance: that of
// its group or, if it has none, of its class.
func (p *NewsParams) exposure(in *world.Instrument) (x float64, ok bool) {
	switch in.NewsGroup {
	case "short_rate":
		return p.ShortVol, true
	case "rate":
		return p.RateVol, true
	case "jgb":
		return p.JGBVol, true
	case "fx":
		return p.FXVol, true
	case "yen":
		return p.YenVol, true
	case "equity":
		return p.EquityVol, true
	case "japan_equity":
		return p.JapanVol, true
	case "":
		return map[world.Class]float64{world.Bond: p.RateVol, world.Swap: p.RateVol, world.FX: p.FXVol, world.Equity: p.EquityVol}[in.Class], true
	}
	return 0, false
}
