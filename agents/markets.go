package agents

import "kirifuda/world"

// markets holds the numbers of the instruments that the model's institutions
// trade; −1 where a world has no such market.
type markets struct {
	ust  [4]int // by remaining maturity: up to 1, 1–5, 5–10, over 10 years
	sw   [4]int // dollar swaps; none up to 1 year
	jgb  [2]int // up to 10 years, over 10 years
	bund int
	gilt int
	fx   [7]int
	eq   [4]int // US, Japan, Europe, rest of the world
}

var (
	ustIDs  = [4]string{"ust_le1y", "ust_1_5y", "ust_5_10y", "ust_gt10y"}
	swapIDs = [4]string{"", "usdsw_1_5y", "usdsw_5_10y", "usdsw_gt10y"}
	jgbIDs  = [2]string{"jgb_le10y", "jgb_gt10y"}
	fxIDs   = [7]string{"jpy", "eur", "gbp", "cny", "krw", "cad", "mxn"}
	eqIDs   = [4]string{"eq_us", "eq_jp", "eq_eu", "eq_row"}
)

const (
	jpy = 0
	eur = 1
	gbp = 2
	cny = 3
	krw = 4
	cad = 5
	mxn = 6
)

func findMarkets(s *world.Setup) markets {
	var m markets
	for i, id := range ustIDs {
		m.ust[i] = s.Instrument(id)
	}
	for i, id := range swapIDs {
		m.sw[i] = -1
		if id != "" {
			m.sw[i] = s.Instrument(id)
		}
	}
	for i, id := range jgbIDs {
		m.jgb[i] = s.Instrument(id)
	}
	m.bund, m.gilt = s.Instrument("bund"), s.Instrument("gilt")
	for i, id := range fxIDs {
		m.fx[i] = s.Instrument(id)
	}
	for i, id := range eqIDs {
		m.eq[i] = s.Instrument(id)
	}
	return m
}

// safety is the share of a loss of convenience yield that each Treasury bucket
// bears: bills none, the longest all (model: loadings of the cash-spread
// factor, 0, .4, .85, 1, from the swap spreads of 2–8 April 2025).
var safety = [4]float64{0, 0.4, 0.85, 1}

// correlation of daily yield changes of the 2–5, 5–10 and over-10-year points,
// 2015–25 (2y-10y, 2y-30y and 10y-30y of the Treasury par curve, read at 5, 10
// and 30 years).
var curveCorrelation = [3][3]float64{
	{1, 0.93, 0.79},
	{0.93, 1, 0.93},
	{0.79, 0.93, 1},
}

// idle takes no part; it is the conformance suite's smallest agent and the
// tool for minimally different worlds.
type idle struct{}

func (idle) Act(*world.Desk) {}
func (idle) Bid(*world.Desk) {}
