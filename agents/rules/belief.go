package rules

import (
	"math"
	"slices"

	"kirifuda/internal/portable"
	"kirifuda/world"
)

// BeliefParams describe how the public interprets threats.
type BeliefParams struct {
	// probability, before any signal, that the holder will sell
	// ASSUMED: threats of 1997 and 1998
	PriorShare float64 `yaml:"prior_sh" unit:"share" min:"0.0001" max:"0.5" default:"0.015" role:"uncertainty" needs:"a statement about a sale"`
	// update on a veiled threat
	// ASSUMED: threats of 1997, 1998, 2025
	ThreatLogOdds float64 `yaml:"threat_log_odds" unit:"log odds" min:"0" max:"5" default:"1.2" role:"uncertainty" needs:"a threat"`
	// update on a denial
	// ASSUMED: statements of 1997, 2009, 2025
	DenialLogOdds float64 `yaml:"denial_log_odds" unit:"log odds" min:"0" max:"5" default:"1.0" role:"uncertainty" needs:"a denial"`
	// update on preparations or a small sale
	// ASSUMED: model design
	ActionLogOdds float64 `yaml:"action_log_odds" unit:"log odds" min:"0" max:"8" default:"2.5" role:"uncertainty" needs:"a preparation, or a sale that is not announced"`
	// half-life of the decay of log odds towards the prior
	// ASSUMED: threats of 1997, 1998, 2025
	HalfLifeDays float64 `yaml:"half_life_days" unit:"days" min:"1" max:"250" default:"10" role:"uncertainty" needs:"a statement about a sale"`
	// weight of threats at the start; 0: threats are not believed
	// ASSUMED: model design
	CredibilityStart float64 `yaml:"credibility_sh" unit:"share" min:"0" max:"1" default:"1" role:"lever" needs:"a threat or a preparation"`
	// business days after which a threat without a subsequent action counts as empty
	// ASSUMED: model design
	ThreatWaitDays int `yaml:"threat_wait_days" unit:"days" min:"1" max:"1000" default:"20" role:"uncertainty" needs:"a threat, and after that time a new threat, a preparation or a sale"`
	// share of credibility lost with each empty threat
	// ASSUMED: model design
	CredibilityLoss float64 `yaml:"credibility_loss_sh" unit:"share" min:"0" max:"1" default:"0.15" role:"uncertainty" needs:"a threat without action, and then another"`
	// size of the sale that a hawk would make
	// ASSUMED: scale of a hostile programme
	FearedSaleUSDBn float64 `yaml:"feared_sale_usd_bn" unit:"USD bn" min:"0" max:"1200" default:"300" role:"uncertainty"`
	// duration of the bonds that would be sold
	// ASSUMED: MoF maturity mix
	FearedDurationYr float64 `yaml:"feared_duration_yr" unit:"years" min:"0" max:"20" default:"3.6" role:"uncertainty" needs:"a belief that Treasuries will be sold, of dealers, macro funds and reserve managers"`
	// weight on an announced programme
	// ASSUMED: model design
	AnnouncedTrust float64 `yaml:"announced_trust_sh" unit:"share" min:"0" max:"1" default:"0.9" role:"uncertainty" needs:"an announced sale, which dealers, macro funds and, once it runs, Washington rely on"`
}

// Belief is one institution's probability that the holder is a hawk, one that carries
// out its threats, and what it thinks of other official holders of Treasuries that speak.
//
//	logit p ← logit p₀ + (logit p − logit p₀)·2^(−1/half-life) + c·Λ(signal)
//
// The weight c is the credibility for threats and preparations, and 1 for denials and for
// sales that have begun. Credibility falls with each threat that is not followed by an
// action and is restored by actions. The holder is Japan's Ministry of Finance; of any
// other holder the same is thought once it has spoken, and the sale that is feared of it
// is to the holder's as their holdings are to each other. Statements of agents that
// neither hold reserves nor speak for those who do say nothing about a sale.
type Belief struct {
	P BeliefParams
	suspicion
	Custody  float64 // official holdings in the last report, USD bn
	custody0 float64 // official holdings in the first report, USD bn
	voices   voices
	self     int         // whose belief it is, −1 for the public
	others   []suspicion // of other holders, in the order in which they spoke
}

// NewBelief returns the prior belief of somebody who takes every statement for one of the
// holder.
func NewBelief(p BeliefParams) Belief {
	return Belief{P: p, suspicion: newSuspicion(-1, 1, &p), self: -1}
}

// NewBeliefs returns the prior belief of somebody who knows who speaks.
func NewBeliefs(s *world.Setup, p BeliefParams) Belief {
	b := NewBelief(p)
	b.voices, b.self = newVoices(s), s.Self
	if b.voices.known() {
		b.holder = b.voices.main
		b.others = make([]suspicion, 0, 4)
	}
	return b
}

func logit(p float64) float64 { return portable.Log(p / (1 - p)) }

// Hawk is the probability of a sale by the holder.
func (b *Belief) Hawk() float64 { return b.hawk(&b.P) }

// OthersSell is the probability above the prior, weighted by the size of what is feared,
// that holders other than oneself sell.
func (b *Belief) OthersSell() float64 {
	x := b.Hawk() - b.P.PriorShare
	for i := range b.others {
		if o := &b.others[i]; o.holder != b.self {
			x += float64(o.size * (o.hawk(&b.P) - b.P.PriorShare))
		}
	}
	return math.Min(1, x)
}

// whom finds what is thought of the holder that an agent speaks for, nil if it speaks for
// none.
func (b *Belief) whom(actor int) *suspicion {
	if !b.voices.known() {
		return &b.suspicion
	}
	holder := b.voices.holder[actor]
	switch {
	case holder < 0:
		return nil
	case holder == b.holder:
		return &b.suspicion
	}
	for i := range b.others {
		if b.others[i].holder == holder {
			return &b.others[i]
		}
	}
	b.others = append(b.others, newSuspicion(holder, b.voices.size[holder], &b.P))
	return &b.others[len(b.others)-1]
}

// Read updates the belief from today's bulletin.
func (b *Belief) Read(v *world.View) { b.read(v, nil) }

// ReadOf is Read for somebody who listens to two agents only.
func (b *Belief) ReadOf(v *world.View, agent, other int) { b.read(v, []int{agent, other}) }

func (b *Belief) read(v *world.View, only []int) {
	decay := portable.Exp2(-1 / b.P.HalfLifeDays)
	b.pass(&b.P, v.Day, decay)
	for i := range b.others {
		b.others[i].pass(&b.P, v.Day, decay)
	}
	for i := range v.Bulletin {
		switch s := &v.Bulletin[i]; {
		case s.Type.AboutSales():
			if only != nil && !slices.Contains(only, s.Actor) {
				continue
			}
			if x := b.whom(s.Actor); x != nil {
				x.hear(&b.P, s, v.Day)
			}
		case s.Type == world.CustodyHoldings:
			b.count(s.Value)
		}
	}
	b.rest()
	for i := range b.others {
		b.others[i].rest()
	}
}

// count reads a custody report. Custody figures do not identify the seller: a fall is
// attributed to each holder by the probability that it sells, and to those who sell in
// public.
func (b *Belief) count(holdings float64) {
	if b.custody0 == 0 {
		b.custody0 = holdings
	}
	if fall := b.Custody - holdings; b.Custody > 0 && fall > 0 {
		all := b.share(&b.P)
		for i := range b.others {
			all += b.others[i].share(&b.P)
		}
		fall /= math.Max(1, all)
		b.attribute(fall, &b.P)
		for i := range b.others {
			b.others[i].attribute(fall, &b.P)
		}
	}
	b.Custody = holdings
}

// ExpectedDV01 is the DV01, USD m per bp, that the public expects to hold permanently in
// addition to that of a calm world: past sales, the rest of announced programmes, and
// feared sales, net of past sales attributed to the holder, weighted by their probability
// above the prior.
//
//	E = (sold + Σ_h [trust·max(0, announced − sold of it) + (p − p₀)·max(0, feared − attributed)])·0.1·D
func (b *Belief) ExpectedDV01() float64 {
	sum := b.Gone() + b.toCome(&b.P)
	for i := range b.others {
		sum += b.others[i].toCome(&b.P)
	}
	return float64(sum * 0.1 * b.P.FearedDurationYr)
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
