package world

import (
	"math"

	"kirifuda/internal/portable"
)

// historyDays is the number of past closes kept in the view.
const historyDays = 64

// ewma is λ, the decay of RiskMetrics' daily variance (J.P. Morgan 1996; READ).
const ewma = 0.94

// Constants of the log of implied volatility.
const (
	equityToVIX     = 5.3  // a, response to the return of U.S. equities (COMPUTED: 2015–25)
	volatilityToVIX = 0.35 // c, response to the log of their realised volatility (ASSUMED)
	persistenceVIX  = 0.96 // ρ, share left after a day (ASSUMED)
	leastLogVIX     = -0.8 // l₋, lower bound (ASSUMED)
	mostLogVIX      = 2    // l₊, upper bound (ASSUMED)
)

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
//	variance ← λ·variance + (1 − λ)·(move/normal)²
//	Vol      = √max(1, variance)         margin and risk models have a through-the-cycle floor
//	l        ← ρ·l − a·r_US + c·Δln Vol_US + news
//	VIX      = base·exp(max(l₋, min(l₊, l)))
//	MOVE     = base·mean Vol of Treasuries beyond one year
//
// with λ = 0.94 (RiskMetrics), a = 5.3 (measured, 2015–25), c = 0.35, ρ = 0.96,
// l₋ = −0.8 and l₊ = 2 (ASSUMED). A variance, and the index of equities, waits while its
// market is closed. These are constants of public measures, not of the
// behaviour of an institution. Announced exogenous stress enters Vol at once, before
// it shows in prices.
func (g *gauges) update(w *World) {
	v := &w.view
	var rates, n float64
	for k := range g.variance {
		in := &w.cfg.Instruments[k]
		if in.DailySDBp > 0 && v.IsOpen(k) {
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
	if g.eqUS >= 0 && v.IsOpen(g.eqUS) {
		vol := v.Vol[g.eqUS]
		g.logVIX = float64(persistenceVIX*g.logVIX) - float64(equityToVIX*v.Move[g.eqUS]/1e4) +
			float64(volatilityToVIX*portable.Log(vol/g.vol)) + g.implied/100
		g.vol, g.implied = vol, 0
		v.VIX = w.cfg.VIX * portable.Exp(math.Max(leastLogVIX, math.Min(mostLogVIX, g.logVIX)))
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
