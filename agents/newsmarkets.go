package agents

import (
	"math"
	"math/rand/v2"
	"slices"

	"kirifuda/world"
)

// Factors of the news, in the order in which markets add them up.
const (
	factorLevel     = iota // of the yield curve
	factorSlope            // of the yield curve
	factorCurvature        // of the yield curve
	factorJapan            // Japanese yields
	factorDollar           // against all currencies
	factorEquity           // of all regions
	numFactors
)

// newsFactors are a day's draws that several markets share.
type newsFactors struct {
	z          [numFactors]float64
	world      float64 // news about equities that is none about growth
	volatility float64 // innovation of volatility
}

// draw draws the day's factors. Growth, g, moves yields and equities together;
// all draws have unit variance, and so have the factors,
//
//	level = γ·g + √(1 − γ²)·ε₁        equity = γ·g + √(1 − γ²)·ε₂        Japan = φ·level + √(1 − φ²)·ε₃
//
// with γ the rate_equity_corr and φ the foreign_rate_corr.
func (p *NewsParams) draw(r *rand.Rand) (f newsFactors) {
	growth, level := student(r, p.TailDF), student(r, p.TailDF)
	f.z[factorSlope], f.z[factorCurvature] = student(r, p.TailDF), student(r, p.TailDF)
	f.world, f.z[factorDollar] = student(r, p.TailDF), student(r, p.TailDF)
	f.volatility = world.Normal(r)
	g := p.RateEquity
	f.z[factorLevel] = mixed(growth, level, g)
	f.z[factorEquity] = mixed(growth, f.world, g)
	f.z[factorJapan] = mixed(f.z[factorLevel], student(r, p.TailDF), p.Foreign)
	return f
}

// mixed has correlation rho with common and unit variance, as both have,
//
//	ρ·common + √(1 − ρ²)·own
func mixed(common, own, rho float64) float64 {
	return float64(rho*common) + float64(residual(rho)*own)
}

// residual is the weight √(1 − ρ²) of what is not common.
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

// newsMarket says what news about one instrument is made of.
type newsMarket struct {
	k        int     // instrument, −1 for none
	share    float64 // of the normal standard deviation of changes that is news
	exposure float64 // to the common variance
	load     [numFactors]float64
	own      float64 // weight of a draw of its own
	draws    bool    // whether there is one
}

// z is the market's news in standard deviations, the sum of its factors and of
// what is its own,
//
//	z_k = Σ_f b_kf·factor_f + c_k·ε_k
func (m *newsMarket) z(f *newsFactors, own float64) float64 {
	var z float64
	for i, b := range m.load {
		z += float64(b * f.z[i])
	}
	return z + float64(m.own*own)
}

// curveLoadings are the level, slope and curvature loadings of dollar yields up to
// 1, of 1–5, 5–10 and over 10 years: correlations between the last three of .86,
// .68 and .86 in news; arbitrage between maturities adds the rest (ASSUMED).
var curveLoadings = [4][3]float64{
	{0.5, 0.5, 0.707},
	{0.9, 0.4, 0.173},
	{0.985, -0.02, -0.17},
	{0.9, -0.4, 0.173},
}

// What European yields and U.S. equities have in common with others (ASSUMED).
const (
	bundToForeign  = 1.8  // correlation of the Bund with dollar yields over that of Japan's
	giltToForeign  = 1.6  // the same of gilts
	longJGBOnShort = 0.8  // of long with short Japanese yields
	longJGBOwn     = 0.6  // and what is its own
	usEquityCorr   = 0.95 // of U.S. with world equity news
)

// markets lists the markets in the order in which they draw. A market draws
// whether or not a world has it, so that the others' news is the same without it.
func (p *NewsParams) markets(s []world.Instrument) newsMarkets {
	var all newsMarkets
	at := func(id string) int { return slices.IndexFunc(s, func(in world.Instrument) bool { return in.ID == id }) }
	for b, c := range curveLoadings {
		exposure := p.RateVol
		if b < 2 {
			exposure = p.ShortVol
		}
		for _, id := range [...]string{[...]string{"ust_le1y", "ust_1_5y", "ust_5_10y", "ust_gt10y"}[b], [...]string{"", "usdsw_1_5y", "usdsw_5_10y", "usdsw_gt10y"}[b]} {
			all = append(all, newsMarket{k: at(id), share: p.RateShare, exposure: exposure, load: [numFactors]float64{factorLevel: c[0], factorSlope: c[1], factorCurvature: c[2]}})
		}
	}
	all = append(all, newsMarket{k: at("jgb_le10y"), share: p.RateShare, exposure: p.JGBVol, load: [numFactors]float64{factorJapan: 1}})
	add := func(k int, share, exposure float64, factor int, rho, own float64) {
		a := newsMarket{k: k, share: share, exposure: exposure, own: own, draws: true}
		a.load[factor] = rho
		all = append(all, a)
	}
	add(at("jgb_gt10y"), p.RateShare, p.JGBVol, factorJapan, longJGBOnShort, longJGBOwn)
	bund, gilt := math.Min(1, bundToForeign*p.Foreign), math.Min(1, giltToForeign*p.Foreign)
	add(at("bund"), p.RateShare, p.RateVol, factorLevel, bund, residual(bund))
	add(at("gilt"), p.RateShare, p.RateVol, factorLevel, gilt, residual(gilt))
	for _, id := range [...]string{"jpy", "eur", "gbp", "cny", "krw", "cad", "mxn"} {
		exposure := p.FXVol
		if id == "jpy" {
			exposure = p.YenVol
		}
		add(at(id), p.FXShare, exposure, factorDollar, p.DollarCommon, residual(p.DollarCommon))
	}
	for i, id := range [...]string{"eq_us", "eq_jp", "eq_eu", "eq_row"} {
		rho, exposure := p.WorldEquity, p.EquityVol
		switch i {
		case 0: // U.S.
			rho = usEquityCorr
		case 1: // Japanese
			exposure = p.JapanVol
		}
		add(at(id), p.EquityShare, exposure, factorEquity, rho, residual(rho))
	}
	return all
}
