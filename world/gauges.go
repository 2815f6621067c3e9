package world

import (
	"math"

	"kirifuda/internal/portable"
)

// historyDays is the number of past closes kept in the view.
const historyDays = 64

// ewma is the decay of RiskMetrics' daily variance (J.P. Morgan 1996).
const ewma = 0.94

// Responses of the log of implied volatility to U.S. equity prices and to their
// realised volatility.
const equityToVIX, volatilityToVIX = 5.3, 0.35

// gauges are public measures of volatility.
type gauges struct {
	variance []float64 // of daily moves, in units of the normal variance
	logVIX   float64   // over its base
	implied  float64   // news about implied volatility since the last update, percent
	eqUS     int
	vol      float64 // relative volatility of U.S. equities at the last update
}

func (g *gauges) init(w *World) {
	g.variance = make([]float64, len(w.cfg.Instruments))
	g.eqUS, g.vol = -1, 1
	for k := range g.variance {
		g.variance[k] = 1
		w.view.Vol[k] = 1
		if w.cfg.Instruments[k].ID == "eq_us" {
			g.eqUS = k
		}
	}
}

// update recomputes the gauges from today's moves.
//
//	variance ← 0.94·variance + 0.06·(move/normal)²
//	Vol      = √max(1, variance)         margin and risk models have a through-the-cycle floor
//	ln VIX   ← 0.96·ln(VIX/base) − 5.3·r_US + c·Δln Vol_US + news,   shown between base·e^−0.8 and base·e²
//
// The response to equities is estimated on 2015–25; the reversion of 4 % a day, c
// and the two bounds are ASSUMED.
//
//	MOVE     = base·mean Vol of Treasuries beyond one year
//
// Announced exogenous stress enters Vol at once, before it shows in prices.
func (g *gauges) update(w *World) {
	v := &w.view
	var rates, n float64
	for k := range g.variance {
		in := &w.cfg.Instruments[k]
		if in.DailySDBp > 0 {
			z := v.Move[k] / in.DailySDBp
			g.variance[k] = float64(ewma*g.variance[k]) + float64((1-ewma)*z*z)
		}
		v.Vol[k] = math.Max(math.Sqrt(math.Max(1, g.variance[k])), v.Stress)
		if in.Class == Bond && in.Currency == "usd" && in.DurationYr > 1 {
			rates += v.Vol[k]
			n++
		}
	}
	if n > 0 {
		v.MOVE = w.cfg.MOVE * rates / n
	}
	if g.eqUS >= 0 {
		vol := v.Vol[g.eqUS]
		g.logVIX = float64(0.96*g.logVIX) - float64(equityToVIX*v.Move[g.eqUS]/1e4) +
			float64(volatilityToVIX*portable.Log(vol/g.vol)) + g.implied/100
		g.vol, g.implied = vol, 0
		v.VIX = w.cfg.VIX * portable.Exp(math.Max(-0.8, math.Min(2, g.logVIX)))
	}
}

// gauge updates public statistics with the close.
func (w *World) gauge() error {
	w.gauges.update(w)
	w.view.remember()
	w.refreshOutstanding()
	return nil
}

func (w *World) refreshOutstanding() {
	for k := range w.cfg.Instruments {
		in := &w.cfg.Instruments[k]
		w.view.Outstanding[k] = float64(w.books.Outstanding(in.asset)) / in.UnitsPerUSDBn
	}
}
