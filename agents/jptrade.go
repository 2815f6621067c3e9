package agents

import "kirifuda/world"

// JPTrade is Tokyo's negotiator: it answers Washington's offers and proposes in
// every other round. The game is common knowledge: Washington, earlier on the
// roster, declares it.
type JPTrade struct {
	t  talks
	us int
}

func newJPTrade(s *world.Setup, _ *NoParams) (world.Institution, error) {
	j := &JPTrade{us: s.Agent("us_trade")}
	if p, ok := s.Known("talks").(TalksParams); ok {
		j.t = talks{p}
	}
	return j, nil
}

// Act does nothing: Tokyo answers on the day of the round.
func (*JPTrade) Act(*world.Desk) {}

// Bid answers the round opened this morning. (Mail sent in the morning is read
// when markets are open.)
func (j *JPTrade) Bid(d *world.Desk) {
	for _, m := range d.Inbox {
		if m.From != j.us || m.Type != world.Offer {
			continue
		}
		offer, n, pain := m.Values[0], int(m.Values[1]), m.Values[2]
		// The pain of markets in Washington is public, so Tokyo solves the same game.
		theirs, mine := j.t.solve(n, pain, j.t.electionPain(d.View.Day))
		if offer > 0 {
			if d.Rand(1).Float64() < j.t.accepts(offer-theirs) {
				d.Send(j.us, world.Deal, offer)
			} else {
				d.Send(j.us, world.Round, float64(n))
			}
		} else {
			d.Send(j.us, world.Offer, j.t.demand(mine, n, false))
		}
	}
}
