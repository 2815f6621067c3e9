package talks

import (
	"math"

	"kirifuda/agents/rules"
	"kirifuda/world"
)

// Stress is the pressure of markets on Washington:
//
//	Ω = [Δy₃₀/s_y]₊ + [−r/s_e]₊ + [(MOVE − s₀)/s_v]₊
//
// with the change of the 30-year yield and the return of U.S. equities over
// stress_days, s_y the stress_yield_bp, s_e the stress_equity_pct, s₀ the
// stress_move_from and s_v the stress_move_points.
func (t *Game) Stress(v *world.View, m *rules.Markets) float64 {
	long, equity := m.Longest(), m.Equity("US")
	if v.Day <= 1 || long < 0 {
		return 0
	}
	o := math.Max(0, v.Change(long, t.P.StressDays)/t.P.StressYieldBp) + math.Max(0, (v.MOVE-t.P.StressMOVEFrom)/t.P.StressMOVE)
	if equity >= 0 {
		o += math.Max(0, -v.Change(equity, t.P.StressDays)/(100*t.P.StressEquityPct))
	}
	return o
}

// meanStress is the mean stress over the days since the last round, so that all days
// between rounds count and not only the last.
type meanStress struct {
	sum float64
	n   int
}

func (g *meanStress) add(x float64) {
	g.sum += x
	g.n++
}

func (g *meanStress) mean() float64 {
	if g.n == 0 {
		return 0
	}
	return g.sum / float64(g.n)
}

// SaleStress is the expected stress from selling q USD bn a day,
//
//	i·n·q/s_y
//
// with i the expected_impact_bp_per_bn and n the stress_days.
func (t *Game) SaleStress(perDay float64) float64 {
	return t.P.ImpactBpPerBn * float64(t.P.StressDays) * perDay / t.P.StressYieldBp
}
