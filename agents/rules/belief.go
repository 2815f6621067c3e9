package rules

import (
	"math"

	"kirifuda/internal/portable"
	"kirifuda/world"
)

// BeliefParams describe how the public interprets threats.
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
	// half-life of the decay of log odds towards the prior
	// ASSUMED: threats of 1997, 1998, 2025
	HalfLifeDays float64 `yaml:"half_life_days" unit:"days" min:"1" max:"250" default:"10" role:"uncertainty"`
	// weight of threats at the start; 0: threats are not believed
	// ASSUMED: model design
	CredibilityStart float64 `yaml:"credibility_sh" unit:"share" min:"0" max:"1" default:"1" role:"lever"`
	// business days after which a threat without a subsequent action counts as empty
	// ASSUMED: model design
	ThreatWaitDays int `yaml:"threat_wait_days" unit:"days" min:"1" max:"1000" default:"20" role:"uncertainty"`
	// share of credibility lost with each empty threat
	// ASSUMED: model design
	CredibilityLoss float64 `yaml:"credibility_loss_sh" unit:"share" min:"0" max:"1" default:"0.15" role:"uncertainty"`
	// size of the sale that a hawk would make
	// ASSUMED: scale of a hostile programme
	FearedSaleUSDBn float64 `yaml:"feared_sale_usd_bn" unit:"USD bn" min:"0" max:"1200" default:"300" role:"uncertainty"`
	// duration of the bonds that would be sold
	// ASSUMED: MoF maturity mix
	FearedDurationYr float64 `yaml:"feared_duration_yr" unit:"years" min:"0" max:"20" default:"3.6" role:"uncertainty"`
	// weight on an announced programme
	// ASSUMED: model design
	AnnouncedTrust float64 `yaml:"announced_trust_sh" unit:"share" min:"0" max:"1" default:"0.9" role:"uncertainty"`
}

// Belief is one institution's probability that the holder is a hawk, one that carries
// out its threats.
//
//	logit p ← logit p₀ + (logit p − logit p₀)·2^(−1/half-life) + c·Λ(signal)
//
// The weight c is the credibility for threats and preparations, and 1 for denials and for
// sales that have begun. Credibility falls with each threat that is not followed by an
// action and is restored by actions.
type Belief struct {
	P           BeliefParams
	Excess      float64 // log odds above the prior
	credibility float64 // weight of threats
	threatDay   int     // day of a threat not yet followed by an action, 0 for none
	Announced   float64 // size of an announced programme, USD bn
	Custody     float64 // official holdings in the last report, USD bn
	custody0    float64 // official holdings in the first report, USD bn
	sold        float64 // known sales of the announced programme, USD bn
	selling     bool    // a programme is publicly under way
	attributed  float64 // official sales attributed to the holder, USD bn
}

// NewBelief returns the prior belief.
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
			if b.threatDay > 0 { // the previous threat was empty
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
				share := b.Hawk() // custody figures do not identify the seller
				if b.selling {
					share = 1
				}
				b.sold += float64(share * fall)
				b.attributed += float64(share * fall)
			}
			b.Custody = s.Value
		}
	}
	// A belief that has returned to the prior is set to it, so that a calm world
	// does not move at all.
	if math.Abs(b.Excess) < 1e-6 {
		b.Excess = 0
	}
}

// ExpectedDV01 is the DV01, USD m per bp, that the public expects to hold permanently in
// addition to that of a calm world: past sales, the rest of an announced programme, and
// the feared sale, net of past sales attributed to the holder, weighted by its
// probability above the prior.
//
//	E = (sold + trust·max(0, announced − sold of it) + (p − p₀)·max(0, feared − attributed))·0.1·D
func (b *Belief) ExpectedDV01() float64 {
	gone := b.Gone()
	to := float64(b.P.AnnouncedTrust * math.Max(0, b.Announced-b.sold))
	fear := float64((b.Hawk() - b.P.PriorShare) * math.Max(0, b.P.FearedSaleUSDBn-b.attributed))
	if b.Announced > 0 {
		fear = 0 // the programme replaces the feared sale
	}
	return float64((gone + to + fear) * 0.1 * b.P.FearedDurationYr)
}

// Gone is the amount of known official sales, USD bn.
func (b *Belief) Gone() float64 { return math.Max(0, b.custody0-b.Custody) }

// monthOverLongRun is m.
const monthOverLongRun = 0.26 / 0.078

// SupplyPremium is the effect of expected supply on fair yields, bp,
//
//	B_LR·E + premium·(m − 1)·B_LR·(E still to come)
//
// with m the ratio of the peak impact of a month's sale to the long-run impact, 0.26 over
// 0.078 bp per USD m (COMPUTED).
func (b *Belief) SupplyPremium(longRun, premium float64) float64 {
	e := b.ExpectedDV01()
	gone := float64(b.Gone() * 0.1 * b.P.FearedDurationYr)
	return longRun * (e + float64(premium*(monthOverLongRun-1)*math.Max(0, e-gone)))
}
