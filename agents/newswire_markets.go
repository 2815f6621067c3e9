package agents

import (
	"math"
	"math/rand/v2"

	"kirifuda/agents/rules"
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
func (p *NewsParams) markets(m *rules.Markets) newsMarkets {
	var all newsMarkets
	for b, c := range curveLoadings {
		exposure := p.RateVol
		if b < 2 {
			exposure = p.ShortVol
		}
		for _, k := range [...]int{m.UST[b], m.Swap[b]} {
			all = append(all, newsMarket{k: k, share: p.RateShare, exposure: exposure, load: [numFactors]float64{factorLevel: c[0], factorSlope: c[1], factorCurvature: c[2]}})
		}
	}
	all = append(all, newsMarket{k: m.JGB[0], share: p.RateShare, exposure: p.JGBVol, load: [numFactors]float64{factorJapan: 1}})
	add := func(k int, share, exposure float64, factor int, rho, own float64) {
		a := newsMarket{k: k, share: share, exposure: exposure, own: own, draws: true}
		a.load[factor] = rho
		all = append(all, a)
	}
	add(m.JGB[1], p.RateShare, p.JGBVol, factorJapan, longJGBOnShort, longJGBOwn)
	bund, gilt := math.Min(1, bundToForeign*p.Foreign), math.Min(1, giltToForeign*p.Foreign)
	add(m.Bund, p.RateShare, p.RateVol, factorLevel, bund, residual(bund))
	add(m.Gilt, p.RateShare, p.RateVol, factorLevel, gilt, residual(gilt))
	for i, k := range m.FX {
		exposure := p.FXVol
		if i == rules.JPY {
			exposure = p.YenVol
		}
		add(k, p.FXShare, exposure, factorDollar, p.DollarCommon, residual(p.DollarCommon))
	}
	for i, k := range m.EQ {
		rho, exposure := p.WorldEquity, p.EquityVol
		switch i {
		case 0: // U.S.
			rho = usEquityCorr
		case 1: // Japanese
			exposure = p.JapanVol
		}
		add(k, p.EquityShare, exposure, factorEquity, rho, residual(rho))
	}
	return all
}
