package agents

import (
	"kirifuda/agents/rules"
	"kirifuda/agents/talks"
	"kirifuda/world"
)

// JPTrade is Tokyo's negotiator: it answers Washington's offers and proposes in
// every other round. The game is common knowledge: Washington, earlier on the
// roster, declares it. What official dollars have lost since Japan's own
// ministry sells weighs on Tokyo, and Washington knows it.
type JPTrade struct {
	t        *talks.Game
	us       int
	mof      int
	conceded float64
	loss     float64
	selling  bool
}

func newJPTrade(s *world.Setup, _ *NoParams) (world.Institution, error) {
	j := &JPTrade{us: s.Agent("us_trade"), mof: s.Agent("jp_mof")}
	j.t, _ = s.Known("talks").(*talks.Game)
	return j, nil
}

// Act reads what the ministry says of its sales and of their cost.
func (j *JPTrade) Act(d *world.Desk) {
	if j.t == nil {
		return
	}
	for i := range d.View.Bulletin {
		s := &d.View.Bulletin[i]
		if s.Actor != j.mof {
			continue
		}
		switch s.Type {
		case world.SaleStarted:
			j.selling = true
		case world.SaleEnded:
			j.selling = false
		}
	}
	for _, m := range d.Inbox {
		if m.From == j.mof && m.Type == world.SaleStarted {
			j.loss = j.t.SaleLoss(m.Values[0], m.Values[1])
		}
	}
}

// Bid answers the round opened this morning. (Mail sent in the morning is read
// when markets are open.)
func (j *JPTrade) Bid(d *world.Desk) {
	for _, m := range d.Inbox {
		if m.From != j.us || m.Type != world.Offer || j.t == nil {
			continue
		}
		offer, n := m.Values[0], m.Values[1]
		// Stress in Washington is public and its strategy known, so Tokyo solves the
		// same game.
		o := talks.Outlook{Day: d.View.Day, Round: int(n), Stress: m.Values[2], Lasting: j.selling, Loss: j.loss, Tariff: rules.JapanTariff(d.View, d.Self())}
		if j.t.Strategy == "tit_for_tat" {
			o.Pressure = m.Values[3]
		} else {
			o.Fear = m.Values[3]
		}
		middle := j.t.Settlement(o)
		switch {
		case middle == talks.Never: // nothing to agree on
			d.Send(j.us, world.Round, n)
		case offer == 0:
			d.Send(j.us, world.Offer, j.t.Demand(middle, j.conceded, false))
		case d.Rand(1).Float64() < j.t.Accepts(offer-middle):
			d.Send(j.us, world.Deal, offer)
		default:
			d.Send(j.us, world.Round, n)
		}
		j.conceded += j.t.Concession(&o)
	}
}
