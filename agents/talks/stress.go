package talks

import (
	"math"

	"kirifuda/agents/rules"
	"kirifuda/world"
)

// Stress is the pain that markets cause in Washington:
//
//	Ω = [Δ₅y₃₀/30 bp]₊ + [−r₅/10 %]₊ + [(MOVE − 100)/40]₊
func Stress(v *world.View, m *rules.Markets) float64 {
	long, equity := m.Longest(), m.Equity("US")
	if v.Day <= 1 || long < 0 {
		return 0
	}
	o := math.Max(0, v.Change(long, 5)/30) + math.Max(0, (v.MOVE-100)/40)
	if equity >= 0 {
		o += math.Max(0, -v.Change(equity, 5)/1000)
	}
	return o
}

// meanStress is the mean stress of the days since the last round, so that what
// markets do between rounds counts and not only the eve of one.
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

// SaleStress is the stress that selling so many USD bn a day is expected to bring.
func (t *Game) SaleStress(perDay float64) float64 { return t.P.ImpactBpPerBn * 5 * perDay / 30 }
