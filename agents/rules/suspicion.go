package rules

import (
	"math"

	"kirifuda/internal/portable"
	"kirifuda/world"
)

// suspicion is what somebody thinks of one official holder of Treasuries.
type suspicion struct {
	holder      int     // agent, −1 if unknown
	size        float64 // its holdings relative to those of the holder to which the feared sale belongs
	Excess      float64 // log odds above the prior
	credibility float64 // weight of threats
	threatDay   int     // day of a threat not yet followed by an action, 0 for none
	Announced   float64 // size of an announced programme, USD bn
	sold        float64 // known sales of the announced programme, USD bn
	selling     bool    // a programme is publicly under way
	attributed  float64 // official sales attributed to the holder, USD bn
}

func newSuspicion(holder int, size float64, p *BeliefParams) suspicion {
	return suspicion{holder: holder, size: size, credibility: p.CredibilityStart}
}

// hawk is the probability of a sale.
func (s *suspicion) hawk(p *BeliefParams) float64 {
	return 1 / (1 + portable.Exp(-(logit(p.PriorShare) + s.Excess)))
}

// pass lets a day pass.
func (s *suspicion) pass(p *BeliefParams, day int, decay float64) {
	s.Excess *= decay
	if s.threatDay > 0 && day-s.threatDay > p.ThreatWaitDays {
		s.credibility *= 1 - p.CredibilityLoss
		s.threatDay = 0
	}
}

// hear reads a statement of a day. A threat that is repeated on its day says nothing new.
func (s *suspicion) hear(p *BeliefParams, said *world.Statement, day int) {
	switch said.Type {
	case world.VeiledThreat:
		if s.threatDay == day {
			return
		}
		if s.threatDay > 0 { // the previous threat was empty
			s.credibility *= 1 - p.CredibilityLoss
		}
		s.Excess += float64(s.credibility * (1 - said.Doubt) * p.ThreatLogOdds)
		s.threatDay = day
	case world.Denial:
		s.Excess -= p.DenialLogOdds
	case world.Preparation:
		s.Excess += float64(s.credibility * (1 - said.Doubt) * p.ActionLogOdds)
	case world.SaleStarted:
		s.Excess += p.ActionLogOdds
		s.credibility = 1
		s.threatDay = 0
		s.selling = true
	case world.SaleAnnounced:
		s.Announced = said.Value
		s.sold = 0
		s.selling = true
	case world.SaleEnded:
		s.Announced = 0
		s.sold = 0
		s.selling = false
	}
}

// share is the probability that a fall of official holdings is due to the holder.
func (s *suspicion) share(p *BeliefParams) float64 {
	if s.selling {
		return 1
	}
	return s.hawk(p)
}

// attribute attributes the holder's share of a fall of official holdings to it.
func (s *suspicion) attribute(fall float64, p *BeliefParams) {
	share := s.share(p)
	s.sold += float64(share * fall)
	s.attributed += float64(share * fall)
}

// rest sets a belief that has returned to the prior to it, so that a calm world does not
// move at all.
func (s *suspicion) rest() {
	if math.Abs(s.Excess) < 1e-6 {
		s.Excess = 0
	}
}

// toCome is the sale that is still expected, USD bn. An announced programme replaces the
// feared sale.
func (s *suspicion) toCome(p *BeliefParams) float64 {
	if s.Announced > 0 {
		return float64(p.AnnouncedTrust * math.Max(0, s.Announced-s.sold))
	}
	return float64((s.hawk(p) - p.PriorShare) * math.Max(0, float64(s.size*p.FearedSaleUSDBn)-s.attributed))
}
