package agents

import (
	"kirifuda/agents/rules"
	"kirifuda/agents/talks"
	"kirifuda/world"
)

var _ = register("jp_trade", Define("Tokyo's side of the talks", newJPTrade))

// JPTrade is Tokyo's negotiator: it answers Washington's offers and proposes in every
// other round. The game, which Washington declares, is common knowledge. The loss on
// official dollars due to the sales of Japan's own ministry is a cost to Tokyo, and
// Washington knows it.
type JPTrade struct {
	at    jpTradePlaces
	state jpTradeState
}

// jpTradePlaces are its indices, found at set-up.
type jpTradePlaces struct {
	game    *talks.Game // nil where there are no talks
	us, mof int
}

// jpTradeState is all that changes.
type jpTradeState struct {
	conceded float64 // concessions from the first position, pp
	loss     float64 // cost of its sales while there is no deal, percent of GDP a year
	selling  bool    // the ministry is known to sell
}

func newJPTrade(s *world.Setup, _ *NoParams) (*JPTrade, error) {
	j := &JPTrade{at: jpTradePlaces{us: s.Agent("us_trade"), mof: s.Agent("jp_mof")}}
	j.at.game, _ = s.Known(talks.Terms).(*talks.Game)
	return j, nil
}

// Act reads the ministry's statements on its sales and their cost.
func (j *JPTrade) Act(d *world.Desk) {
	if j.at.game == nil {
		return
	}
	for i := range d.View.Bulletin {
		s := &d.View.Bulletin[i]
		if s.Actor != j.at.mof {
			continue
		}
		switch s.Type {
		case world.SaleStarted:
			j.state.selling = true
		case world.SaleEnded:
			j.state.selling = false
		}
	}
	for _, m := range d.Inbox {
		if m.From == j.at.mof && m.Type == world.SaleStarted {
			j.state.loss = j.at.game.SaleLoss(m.Values[0], m.Values[1])
		}
	}
}

// Bid answers the round opened this morning: mail sent in Act is read in Bid.
func (j *JPTrade) Bid(d *world.Desk) {
	for _, m := range d.Inbox {
		if m.From != j.at.us || m.Type != world.Offer || j.at.game == nil {
			continue
		}
		offer, n := m.Values[0], m.Values[1]
		// Stress in Washington is public and its strategy known, so Tokyo solves the
		// same game.
		o := talks.Outlook{Day: d.View.Day, Round: int(n), Stress: m.Values[2], Lasting: j.state.selling, Loss: j.state.loss,
			Tariff: rules.JapanTariff(d.View, d.Self())}
		if j.at.game.Strategy == "tit_for_tat" {
			o.Pressure = m.Values[3]
		} else {
			o.Fear = m.Values[3]
		}
		middle := j.at.game.Settlement(o)
		switch {
		case middle == talks.Never: // nothing to agree on
			d.Send(j.at.us, world.Round, n)
		case offer == 0:
			demand := j.at.game.Demand(middle, j.state.conceded, false)
			d.SayOf(world.Offer, j.at.us, demand) // heard tomorrow, when Washington answers
			d.Send(j.at.us, world.Offer, demand)
		case d.Rand(1).Float64() < j.at.game.Accepts(offer-middle):
			d.Send(j.at.us, world.Deal, offer)
		default:
			d.Send(j.at.us, world.Round, n)
		}
		j.state.conceded += j.at.game.Concession(&o)
	}
}
