package talks

import (
	"kirifuda/agents/rules"
	"kirifuda/world"
)

// Standing is how the talks stand: what both sides can know, kept by everyone who
// follows them. All of it follows from public statements and prices.
type Standing struct {
	Round    int        // rounds opened so far
	Conceded float64    // what each side has given up of its first position, pp
	stress   meanStress // stress of markets since the last round
	pressure Pressure   // on Washington
}

// NewStanding is the state before the talks.
func NewStanding(t *Game) Standing {
	return Standing{pressure: Pressure{Belief: rules.NewBelief(t.Public)}}
}

// Read takes in a day.
func (s *Standing) Read(t *Game, v *world.View, m *rules.Markets, mof, trade int) {
	s.pressure.Read(t, v, mof, trade)
	s.stress.add(t.Stress(v, m))
}

// Outlook is what both sides know in round n, given the average tariff on Japan's
// goods in force, percent, and what no deal costs Tokyo for its sales, percent of
// GDP a year.
func (s *Standing) Outlook(t *Game, day, n int, tariff, loss float64) Outlook {
	o := Outlook{Day: day, Round: n, Stress: s.stress.mean(), Loss: loss, Tariff: tariff}
	t.burden(&o, &s.pressure)
	return o
}

// Bargain is what a round changes: both concede, stress is measured anew, and
// pressure fades unless it is kept up.
func (s *Standing) Bargain(t *Game, o *Outlook) {
	s.Round = o.Round
	s.Conceded += t.Concession(o)
	s.stress = meanStress{}
	s.pressure.fade(t)
}
