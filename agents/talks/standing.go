package talks

import (
	"kirifuda/agents/rules"
	"kirifuda/world"
)

// Standing is the public state of the talks, as recorded by each institution that follows
// them. It is determined by public statements and prices.
type Standing struct {
	Round    int        // rounds opened so far
	Conceded float64    // each side's concessions from its first position, pp
	stress   meanStress // stress of markets since the last round
	pressure Pressure   // pressure on Washington
}

// NewStanding is the state before the talks.
func NewStanding(t *Game) Standing {
	return Standing{pressure: Pressure{Belief: rules.NewBelief(t.Public)}}
}

// Read updates the state with a day's statements and prices.
func (s *Standing) Read(t *Game, v *world.View, m *rules.Markets, mof, trade int) {
	s.pressure.Read(t, v, mof, trade)
	s.stress.add(t.Stress(v, m))
}

// Outlook is the common information in round n, given the average tariff on Japan's goods
// in force, percent, and Tokyo's cost of having no deal due to its sales, percent of GDP a
// year.
func (s *Standing) Outlook(t *Game, day, n int, tariff, loss float64) Outlook {
	o := Outlook{Day: day, Round: n, Stress: s.stress.mean(), Loss: loss, Tariff: tariff}
	t.burden(&o, &s.pressure)
	return o
}

// Bargain updates the state after a round: both sides concede, stress is measured afresh,
// and pressure fades unless it is renewed.
func (s *Standing) Bargain(t *Game, o *Outlook) {
	s.Round = o.Round
	s.Conceded += t.Concession(o)
	s.stress = meanStress{}
	s.pressure.fade(t)
}
