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

// NewStanding is the state at the start of the run. Rounds whose days lie before it count,
// but nothing is known of what was conceded in them.
func NewStanding(t *Game) Standing {
	return Standing{Round: t.P.roundsBefore(), pressure: Pressure{Belief: rules.NewBelief(t.Public)}}
}

// roundsBefore is the number of rounds whose days lie before the run,
//
//	n = min(⌈(1 − first)/step⌉, max_rounds)
//
// with first the first_round_day as a day of the run, and step the round_days. It is 0
// if the first round is in the run.
func (p *Params) roundsBefore() int {
	first := p.FirstRoundDay.Day()
	if _, number := p.FirstRoundDay.Given(); number || first > 0 {
		return 0
	}
	return min(-first/p.RoundDays+1, p.MaxRounds)
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
