package rules

import (
	"math"

	"kirifuda/internal/portable"
	"kirifuda/world"
)

// BeliefParams say what the public makes of threats.
type BeliefParams struct {
	// probability, before any signal, that the holder will sell
	// ASSUMED: threats of 1997 and 1998
	PriorShare float64 `yaml:"prior_sh" unit:"share" min:"0.0001" max:"0.5" default:"0.015" role:"uncertainty"`
	// update on a veiled threat
	// ASSUMED: threats of 1997, 1998, 2025
	ThreatLogOdds float64 `yaml:"threat_log_odds" unit:"log odds" min:"0" max:"5" default:"1.2" role:"uncertainty"`
	// update on a denial
	// ASSUMED: statements of 1997, 2009, 2025
	DenialLogOdds float64 `yaml:"denial_log_odds" unit:"log odds" min:"0" max:"5" default:"1.0" role:"uncertainty"`
	// update on preparations or a small sale
	// ASSUMED: model design
	ActionLogOdds float64 `yaml:"action_log_odds" unit:"log odds" min:"0" max:"8" default:"2.5" role:"uncertainty"`
	// decay of log odds towards the prior
	// ASSUMED: threats of 1997, 1998, 2025
	HalfLifeDays float64 `yaml:"half_life_days" unit:"days" min:"1" max:"250" default:"10" role:"uncertainty"`
	// weight that threats carry at the start; 0: nobody believes them
	// ASSUMED: model design
	CredibilityStart float64 `yaml:"credibility_sh" unit:"share" min:"0" max:"1" default:"1" role:"lever"`
	// business days after which a threat that no action followed was empty
	// ASSUMED: model design
	ThreatWaitDays int `yaml:"threat_wait_days" unit:"days" min:"1" max:"1000" default:"20" role:"uncertainty"`
	// share of credibility lost with each empty threat
	// ASSUMED: model design
	CredibilityLoss float64 `yaml:"credibility_loss_sh" unit:"share" min:"0" max:"1" default:"0.15" role:"uncertainty"`
	// size of the sale that a hawk would make
	// ASSUMED: scale of a hostile programme
	FearedSaleUSDBn float64 `yaml:"feared_sale_usd_bn" unit:"USD bn" min:"0" max:"1200" default:"300" role:"uncertainty"`
	// duration of what would be sold
	// ASSUMED: MoF maturity mix
	FearedDurationYr float64 `yaml:"feared_duration_yr" unit:"years" min:"0" max:"20" default:"3.6" role:"uncertainty"`
	// weight on an announced programme
	// ASSUMED: model design
	AnnouncedTrust float64 `yaml:"announced_trust_sh" unit:"share" min:"0" max:"1" default:"0.9" role:"uncertainty"`
}

// Belief is one institution's probability that the holder is a hawk.
//
//	logit p ← logit p₀ + (logit p − logit p₀)·2^(−1/half-life) + credibility·Λ(signal)
//
// Credibility falls with each threat that nothing followed, and returns with
// deeds.
type Belief struct {
	P           BeliefParams
	Excess      float64 // log odds above the prior
	credibility float64 // weight that threats carry
	threatDay   int     // of a threat still waiting for a deed, 0 for none
	Announced   float64 // USD bn of a programme still to come
	Custody     float64 // official holdings last reported, USD bn
	custody0    float64 // and when first reported
	sold        float64 // of the announced programme, as far as known, USD bn
	selling     bool    // a programme is under way in public
	attributed  float64 // official sales put down to the holder, USD bn
}

// NewBelief is the prior.
func NewBelief(p BeliefParams) Belief { return Belief{P: p, credibility: p.CredibilityStart} }

func logit(p float64) float64 { return portable.Log(p / (1 - p)) }

// Hawk is the probability of a sale.
func (b *Belief) Hawk() float64 {
	return 1 / (1 + portable.Exp(-(logit(b.P.PriorShare) + b.Excess)))
}

// Read updates the belief from today's bulletin.
func (b *Belief) Read(v *world.View) {
	b.Excess *= portable.Exp2(-1 / b.P.HalfLifeDays)
	if b.threatDay > 0 && v.Day-b.threatDay > b.P.ThreatWaitDays {
		b.credibility *= 1 - b.P.CredibilityLoss
		b.threatDay = 0
	}
	for i := range v.Bulletin {
		s := &v.Bulletin[i]
		switch s.Type {
		case world.VeiledThreat:
			if b.threatDay > 0 { // the last one was empty
				b.credibility *= 1 - b.P.CredibilityLoss
			}
			b.Excess += float64(b.credibility * b.P.ThreatLogOdds)
			b.threatDay = v.Day
		case world.Denial:
			b.Excess -= b.P.DenialLogOdds
		case world.Preparation:
			b.Excess += float64(b.credibility * b.P.ActionLogOdds)
		case world.SaleStarted:
			b.Excess += b.P.ActionLogOdds
			b.credibility = 1
			b.threatDay = 0
			b.selling = true
		case world.SaleAnnounced:
			b.Announced = s.Value
			b.sold = 0
			b.selling = true
		case world.SaleEnded:
			b.Announced = 0
			b.sold = 0
			b.selling = false
		case world.CustodyHoldings:
			if b.custody0 == 0 {
				b.custody0 = s.Value
			}
			if fall := b.Custody - s.Value; b.Custody > 0 && fall > 0 {
				share := b.Hawk() // custody figures do not say who sold
				if b.selling {
					share = 1
				}
				b.sold += float64(share * fall)
				b.attributed += float64(share * fall)
			}
			b.Custody = s.Value
		}
	}
	// A belief that has come back to the prior is the prior, so that a calm world
	// stays exactly still.
	if math.Abs(b.Excess) < 1e-6 {
		b.Excess = 0
	}
}

// ExpectedDV01 is the DV01, in USD m per bp, that the public must expect to have
// to hold for good beyond the calm world's: what has been sold, what an
// announced programme still has to sell, and the feared sale by its probability
// above the prior, less what the holder is thought to have sold already.
//
//	E = (sold + trust·max(0, announced − sold of it) + (p − p₀)·max(0, feared − attributed))·0.1·D
func (b *Belief) ExpectedDV01() float64 {
	gone := b.Gone()
	to := float64(b.P.AnnouncedTrust * math.Max(0, b.Announced-b.sold))
	fear := float64((b.Hawk() - b.P.PriorShare) * math.Max(0, b.P.FearedSaleUSDBn-b.attributed))
	if b.Announced > 0 {
		fear = 0 // the programme has taken the place of the fear
	}
	return float64((gone + to + fear) * 0.1 * b.P.FearedDurationYr)
}

// Gone is what officials are known to have sold, USD bn.
func (b *Belief) Gone() float64 { return math.Max(0, b.custody0-b.Custody) }

// monthOverLongRun is m.
const monthOverLongRun = 0.26 / 0.078

// SupplyPremium is by how much expected supply raises fair yields, bp,
//
//	B_LR·E + premium·(m − 1)·B_LR·(E still to come)
//
// with m the impact at the peak of a month's sale over that in the long run, 0.26
// over 0.078 bp per USD m (COMPUTED).
func (b *Belief) SupplyPremium(longRun, premium float64) float64 {
	e := b.ExpectedDV01()
	gone := float64(b.Gone() * 0.1 * b.P.FearedDurationYr)
	return longRun * (e + float64(premium*(monthOverLongRun-1)*math.Max(0, e-gone)))
}
