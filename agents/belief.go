package agents

import (
	"math"

	"kirifuda/internal/portable"
	"kirifuda/world"
)

// BeliefParams say what the public makes of threats.
type BeliefParams struct {
	PriorShare       float64 `yaml:"prior_sh" unit:"share" min:"0.0001" max:"0.5" default:"0.015" role:"uncertainty" status:"ASSUMED" source:"threats of 1997 and 1998" doc:"probability, before any signal, that the holder will sell"`
	ThreatLogOdds    float64 `yaml:"threat_log_odds" unit:"log odds" min:"0" max:"5" default:"1.2" role:"uncertainty" status:"ASSUMED" source:"threats of 1997, 1998, 2025" doc:"update on a veiled threat"`
	DenialLogOdds    float64 `yaml:"denial_log_odds" unit:"log odds" min:"0" max:"5" default:"1.0" role:"uncertainty" status:"ASSUMED" source:"statements of 1997, 2009, 2025" doc:"update on a denial"`
	ActionLogOdds    float64 `yaml:"action_log_odds" unit:"log odds" min:"0" max:"8" default:"2.5" role:"uncertainty" status:"ASSUMED" source:"model design" doc:"update on preparations or a small sale"`
	HalfLifeDays     float64 `yaml:"half_life_days" unit:"days" min:"1" max:"250" default:"10" role:"uncertainty" status:"ASSUMED" source:"threats of 1997, 1998, 2025" doc:"decay of log odds towards the prior"`
	CredibilityStart float64 `yaml:"credibility_sh" unit:"share" min:"0" max:"1" default:"1" role:"lever" status:"ASSUMED" source:"model design" doc:"weight that threats carry at the start; 0: nobody believes them"`
	CredibilityLoss  float64 `yaml:"credibility_loss_sh" unit:"share" min:"0" max:"1" default:"0.15" role:"uncertainty" status:"ASSUMED" source:"model design" doc:"share of credibility lost with each threat that no action follows within 20 days"`
	FearedSaleUSDBn  float64 `yaml:"feared_sale_usd_bn" unit:"USD bn" min:"0" max:"1200" default:"300" role:"uncertainty" status:"ASSUMED" source:"scale of a hostile programme" doc:"size of the sale that a hawk would make"`
	FearedDurationYr float64 `yaml:"feared_duration_yr" unit:"years" min:"0" max:"20" default:"3.6" role:"uncertainty" status:"ASSUMED" source:"MoF maturity mix" doc:"duration of what would be sold"`
	AnnouncedTrust   float64 `yaml:"announced_trust_sh" unit:"share" min:"0" max:"1" default:"0.9" role:"uncertainty" status:"ASSUMED" source:"model design" doc:"weight on an announced programme"`
}

// belief is one institution's probability that the holder is a hawk.
//
//	logit p ← logit p₀ + (logit p − logit p₀)·2^(−1/half-life) + credibility·Λ(signal)
//
// Credibility falls with each threat that nothing followed, and returns with
// deeds.
type belief struct {
	p           BeliefParams
	excess      float64 // log odds above the prior
	credibility float64
	threatDay   int     // of a threat still waiting for a deed, 0 for none
	announced   float64 // USD bn of a programme still to come
	custody     float64 // official holdings last reported
	custody0    float64
	sold        float64 // of the announced programme, as far as known
	selling     bool    // a programme is under way in public
	his         float64 // USD bn of official sales laid at the holder's door
}

func newBelief(p BeliefParams) belief { return belief{p: p, credibility: p.CredibilityStart} }

func logit(p float64) float64 { return portable.Log(p / (1 - p)) }

// hawk is the probability of a sale.
func (b *belief) hawk() float64 {
	return 1 / (1 + portable.Exp(-(logit(b.p.PriorShare) + b.excess)))
}

// read updates the belief from today's bulletin.
func (b *belief) read(v *world.View) {
	b.excess *= portable.Exp2(-1 / b.p.HalfLifeDays)
	if b.threatDay > 0 && v.Day-b.threatDay > 20 {
		b.credibility *= 1 - b.p.CredibilityLoss
		b.threatDay = 0
	}
	for i := range v.Bulletin {
		s := &v.Bulletin[i]
		switch s.Type {
		case world.VeiledThreat:
			if b.threatDay > 0 { // the last one was empty
				b.credibility *= 1 - b.p.CredibilityLoss
			}
			b.excess += float64(b.credibility * b.p.ThreatLogOdds)
			b.threatDay = v.Day
		case world.Denial:
			b.excess -= b.p.DenialLogOdds
		case world.Preparation:
			b.excess += float64(b.credibility * b.p.ActionLogOdds)
		case world.SaleStarted:
			b.excess += b.p.ActionLogOdds
			b.credibility = 1
			b.threatDay = 0
			b.selling = true
		case world.SaleAnnounced:
			b.announced = s.Value
			b.sold = 0
			b.selling = true
		case world.SaleEnded:
			b.announced = 0
			b.sold = 0
			b.selling = false
		case world.CustodyHoldings:
			if b.custody0 == 0 {
				b.custody0 = s.Value
			}
			if fall := b.custody - s.Value; b.custody > 0 && fall > 0 {
				share := b.hawk() // custody figures do not say who sold
				if b.selling {
					share = 1
				}
				b.sold += float64(share * fall)
				b.his += float64(share * fall)
			}
			b.custody = s.Value
		}
	}
	// A belief that has come back to the prior is the prior, so that a calm world
	// stays exactly still.
	if math.Abs(b.excess) < 1e-6 {
		b.excess = 0
	}
}

// expectedDV01 is the DV01, in USD m per bp, that the public must expect to have
// to hold for good beyond the calm world's: what has been sold, what an
// announced programme still has to sell, and the feared sale by its probability
// above the prior, less what he is thought to have sold already.
//
//	E = (sold + trust·max(0, announced − sold of it) + (p − p₀)·max(0, feared − his))·0.1·D
func (b *belief) expectedDV01() float64 {
	gone := b.gone()
	to := float64(b.p.AnnouncedTrust * math.Max(0, b.announced-b.sold))
	fear := float64((b.hawk() - b.p.PriorShare) * math.Max(0, b.p.FearedSaleUSDBn-b.his))
	if b.announced > 0 {
		fear = 0 // the programme has taken the place of the fear
	}
	return float64((gone + to + fear) * 0.1 * b.p.FearedDurationYr)
}

// gone is what officials are known to have sold, USD bn.
func (b *belief) gone() float64 { return math.Max(0, b.custody0-b.custody) }
