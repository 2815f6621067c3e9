package talks

import "kirifuda/agents/rules"

// Terms is the name under which the game is common knowledge.
const Terms = "talks"

// points of the grid on which the game is solved.
const points = 301

// Game is the negotiation as both sides see it.
type Game struct {
	P        Params
	Strategy string             // Washington's: what it feels is known
	Pressure float64            // what a threat or a sale adds to pressure on it if it answers in kind, % of GDP a year
	Public   rules.BeliefParams // how it reads threats
	x        [points]float64
	us, jp   [points]float64 // what a deal at x adds to the yearly payoffs
}

// New tabulates the payoffs.
func New(p Params, strategy string) Game {
	t := Game{P: p, Strategy: strategy}
	u0, j0 := t.P.Washington(p.NoDealPct), t.P.Tokyo(p.NoDealPct)
	for i := range t.x {
		t.x[i] = p.FloorPct + float64((p.NoDealPct-p.FloorPct)*float64(i))/(points-1)
		t.us[i], t.jp[i] = t.P.Washington(t.x[i])-u0, t.P.Tokyo(t.x[i])-j0
	}
	return t
}
