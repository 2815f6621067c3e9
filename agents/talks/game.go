package talks

import "kirifuda/agents/rules"

// Terms is the name under which the game is common knowledge.
const Terms = "talks"

// points is the number of grid points on which the game is solved.
const points = 301

// Game is the negotiation as both sides see it.
type Game struct {
	P        Params
	Strategy string             // Washington's strategy, which is known
	Pressure float64            // addition of a threat or a sale to the cost of yielding under tit_for_tat, % of GDP a year
	Public   rules.BeliefParams // Washington's interpretation of threats
	x        [points]float64
	us, jp   [points]float64 // gain in yearly payoffs from a deal at x
}

// New returns the game with tabulated payoffs.
func New(p Params, strategy string) Game {
	t := Game{P: p, Strategy: strategy}
	u0, j0 := t.P.Washington(p.NoDealPct), t.P.Tokyo(p.NoDealPct)
	for i := range t.x {
		t.x[i] = p.FloorPct + float64((p.NoDealPct-p.FloorPct)*float64(i))/(points-1)
		t.us[i], t.jp[i] = t.P.Washington(t.x[i])-u0, t.P.Tokyo(t.x[i])-j0
	}
	return t
}
