package talks

import (
	"math"

	"kirifuda/agents/rules"
	"kirifuda/world"
)

// Pressure is the effect of threats and sales by Japan's ministry on Washington. It follows
// from public information, so the ministry knows it as well as Washington does.
type Pressure struct {
	Belief  rules.Belief
	selling bool    // a sale is known to be under way
	cost    float64 // cost of yielding now, % of GDP a year
}

// Read reads the day's statements by mof and trade, Japan's two voices. What other holders
// of Treasuries say or sell does not concern the talks.
func (u *Pressure) Read(t *Game, v *world.View, mof, trade int) {
	u.Belief.ReadOf(v, mof, trade)
	for i := range v.Bulletin {
		s := &v.Bulletin[i]
		if s.Actor != mof && s.Actor != trade {
			continue
		}
		switch s.Type {
		case world.SaleStarted:
			u.selling = true
			u.press(t)
		case world.SaleEnded:
			u.selling = false
		case world.VeiledThreat, world.Preparation:
			u.press(t)
		case world.Denial:
			u.cost = 0
		}
	}
}

// press adds c, a unit, to the cost of yielding,
//
//	cost ← min(cost + c, m·c)
//
// with c the tit_for_tat_cost_pct and m the tit_for_tat_cost_max.
func (u *Pressure) press(t *Game) { u.cost = math.Min(u.cost+t.Pressure, t.P.CostMax*t.Pressure) }

// fade reduces the cost of yielding after a quiet round.
func (u *Pressure) fade(t *Game) {
	if !u.selling {
		u.cost *= t.P.CostDecay
	}
}

// Fear is the stress that Washington expects from future sales,
//
//	E[Ω] = p·stress(what is left of the feared sale/n a day)
//
// with n the fear_days and p the belief above the prior or, once a sale is under way, the
// trust in announcements.
func (t *Game) Fear(u *Pressure) float64 {
	p, b := 0.0, &u.Belief
	switch {
	case u.selling:
		p = b.P.AnnouncedTrust
	case b.Excess > 0:
		p = b.Hawk() - b.P.PriorShare
	}
	if p == 0 {
		return 0
	}
	left := math.Max(0, math.Max(b.P.FearedSaleUSDBn, b.Announced)-b.Gone())
	return p * t.SaleStress(left/float64(t.P.FearDays))
}
