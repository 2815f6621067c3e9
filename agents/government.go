package agents

import (
	"fmt"
	"math"

	"kirifuda/agents/rules"
	"kirifuda/world"
)

var _ = register("government", Define("third country", newGovernment))

// GovernmentParams describe how a third country responds to U.S. tariffs.
type GovernmentParams struct {
	// stance towards a rise of U.S. tariffs, which sets the value that standing firm is thought to
	// have
	// READ: April 2025: China matched in two days, the EU prepared and suspended, Canada answered
	// in part, Korea, the UK and Mexico negotiated
	Stance string `yaml:"stance" default:"negotiate" enum:"negotiate|prepare|partial|match" role:"lever" needs:"a rise of tariffs or a deal with Japan"`
	// business days before the response
	// READ: China, 4 April 2025
	LagDays int `yaml:"lag_days" unit:"days" min:"1" max:"250" default:"2" role:"uncertainty" needs:"a rise of tariffs for which it retaliates"`
	// share of the rise that retaliation matches, unless the stance is match
	// ASSUMED: model design
	Share float64 `yaml:"retaliation_sh" unit:"share" min:"0" max:"2" default:"0.3" role:"uncertainty" needs:"a stance other than match, and a rise of tariffs for which it retaliates"`
	// smallest rise of the U.S. tariff on its goods that is answered
	// ASSUMED: model design
	TriggerPP float64 `yaml:"trigger_pp" unit:"pp" min:"0" max:"100" default:"5" role:"uncertainty" needs:"a rise of tariffs for which it would retaliate"`
	// value of standing firm as a share of the damage, by stance: above escalation_sh for countries
	// that retaliated in April 2025, barely above for those that prepared, below for those that
	// negotiated
	// ASSUMED: signs after April 2025
	Stances map[string]float64 `yaml:"stance_resolve_sh" unit:"share" min:"-1" max:"2" enum:"match|partial|prepare|negotiate" default:"match: 0.9, partial: 0.7, prepare: 0.55, negotiate: 0.3" role:"uncertainty" needs:"a rise of tariffs; of the entries that of its stance acts"`
	// added to the resolve of the stance
	// ASSUMED: model design
	Resolve float64 `yaml:"resolve_sh" unit:"share" min:"-1" max:"1" default:"0" role:"uncertainty" needs:"a rise of tariffs"`
	// damage expected from Washington's answer to a retaliation by one country alone, over the
	// damage done
	// ASSUMED: April 2025: of those who answered, China was answered in kind
	Escalation float64 `yaml:"escalation_sh" unit:"share" min:"0" max:"2" default:"0.5" role:"uncertainty" needs:"a rise of tariffs"`
	// fall of that expectation when all others, weighted by U.S. exports, have retaliated
	// ASSUMED: countries watch each other
	Company float64 `yaml:"company_sh" unit:"share" min:"0" max:"1" default:"0.5" role:"uncertainty" needs:"a rise of tariffs, and the retaliation of others"`
	// fixed cost of a conflict, which the value of retaliation must exceed
	// ASSUMED: model design
	CostPct float64 `yaml:"conflict_cost_pct" unit:"% of GDP" min:"0" max:"5" default:"0.04" role:"uncertainty" needs:"a rise of tariffs"`
	// highest tariff on U.S. goods
	// READ: China, 11 April 2025: would not answer further rises
	MaxPct float64 `yaml:"max_retaliation_pct" unit:"%" min:"0" max:"1000" default:"125" role:"uncertainty" needs:"a rise of tariffs for which it retaliates by as much"`
	// business days after Japan's deal until a deal at the same rate is announced; 0 for never
	// READ: Korea's deal of 30 July 2025 followed Japan's of 22 July
	DealDays int `yaml:"deal_lag_days" unit:"days" min:"0" max:"1000" default:"6" role:"uncertainty" needs:"a stance of negotiate or prepare, and Japan's deal at a rate below the tariff that the country faces"`
}

// Validate checks that the stance has a resolve.
func (p *GovernmentParams) Validate() error {
	if _, ok := p.Stances[p.Stance]; !ok {
		return fmt.Errorf("stance_resolve_sh has no value for the stance %s", p.Stance)
	}
	return nil
}

// Government is China, the European Union, the United Kingdom, Korea, Canada or
// Mexico. It observes the U.S. tariff on its goods, in force or announced, and the
// responses of others, and chooses the action with the highest value, in percent of its
// GDP:
//
//	comply      0
//	retaliate   U = (ω − π·(1 − κ·O))·h − F,   h = exports to the United States/GDP · rise
//
// ω = stance_resolve_sh + resolve_sh is the resolve of its stance, π the escalation_sh
// expected when alone, κ the company_sh, F the conflict_cost_pct and O the share of
// others that have retaliated, weighted by U.S. exports, so that responses are strategic
// complements: U never falls with O. If U > 0 and the rise is above trigger_pp, it puts
//
//	min(max_retaliation_pct, s·rise)
//
// on U.S. goods, with s the retaliation_sh, or 1 if its stance is match. It withdraws this
// tariff in proportion as the rise is reversed, and entirely when Washington suspends its
// tariffs, unless its stance is match or Washington has named the country, so that the
// suspension does not apply to it.
//
// A country that negotiates or prepares follows Japan: after Japan's deal it announces
// one at the same rate if this is below the tariff that it faces. The other possible
// response, selling Treasuries, is left to reserve managers, which run by the same kind
// of rule when others do.
type Government struct {
	p     GovernmentParams
	at    governmentPlaces
	state governmentState

	book   rules.TariffBook
	budget rules.Budget
}

// governmentPlaces are its indices and constants, found at set-up.
type governmentPlaces struct {
	me       int     // place among partners, −1 for none
	exposure float64 // exports to the United States over GDP
}

// governmentState is all that changes.
type governmentState struct {
	ref      float64 // tariff from which rises are measured, percent; NaN until known
	answered float64 // rise already answered, pp
	heard    float64 // company at the last decision
	rate     float64 // tariff on U.S. goods, percent
	due      int     // day of a response, −1 for none
	dealDay  int     // day of a deal that follows Japan's, −1 for none
	dealRate float64 // its rate, percent
}

func newGovernment(s *world.Setup, p *GovernmentParams) (*Government, error) {
	g := &Government{p: *p, book: rules.NewTariffBook(s), budget: rules.NewBudget(s), state: governmentState{due: -1, dealDay: -1, ref: math.NaN()}}
	if g.at.me = g.book.Of(s.Self); g.at.me >= 0 {
		if a := &g.book.Partners[g.at.me]; a.GDPUSDBn > 0 {
			g.at.exposure = a.ToUSUSDBn / a.GDPUSDBn
		}
	}
	return g, nil
}

// worth is U.
func (p *GovernmentParams) worth(exposure, rise, company float64) float64 {
	return float64((p.Stances[p.Stance]+p.Resolve-float64(p.Escalation*(1-float64(p.Company*company))))*exposure*rise) - p.CostPct
}

// answer is the tariff on U.S. goods in response to a rise, percent.
func (p *GovernmentParams) answer(exposure, rise, company float64) float64 {
	if rise <= p.TriggerPP || p.worth(exposure, rise, company) <= 0 {
		return 0
	}
	share := p.Share
	if p.Stance == "match" {
		share = 1
	}
	return math.Min(p.MaxPct, share*rise)
}

// say announces a tariff on U.S. goods.
func (g *Government) say(d *world.Desk, rate float64) {
	if rate != g.state.rate {
		g.state.rate = rate
		d.SayOf(world.Retaliation, g.book.US, rate)
	}
}

// Act balances the budget, and responds to tariffs after the lag.
func (g *Government) Act(d *world.Desk) {
	g.budget.Balance(d)
	if g.at.me < 0 || g.book.US < 0 {
		return
	}
	v := d.View
	g.book.Read(v)
	paused := false
	for i := range v.Bulletin {
		s := &v.Bulletin[i]
		switch s.Type {
		case world.Pause:
			paused = true
		case world.Deal:
			follows := g.p.Stance == "negotiate" || g.p.Stance == "prepare"
			if s.Target == g.book.JP && g.book.JP >= 0 && follows && g.p.DealDays > 0 {
				g.state.dealDay, g.state.dealRate = v.Day-1+g.p.DealDays, s.Value
			}
		}
	}
	if v.Latest(world.TariffExpected, g.book.US) == 0 && !g.book.Single(g.at.me) {
		return // nothing is known of tariffs
	}
	level := g.book.Expected(g.at.me, g.book.Rise(v))
	if math.IsNaN(g.state.ref) {
		g.state.ref = level
	}
	if paused && g.p.Stance != "match" && !g.book.Single(g.at.me) {
		g.say(d, 0)
		g.state.ref, g.state.answered, g.state.due = level, 0, -1 // what follows starts from the paused level
	}
	if g.state.dealDay >= 0 && v.Day >= g.state.dealDay {
		g.state.dealDay = -1
		if g.state.dealRate < level {
			d.SayOf(world.Deal, d.Self(), g.state.dealRate)
			g.say(d, 0)
			g.state.ref, g.state.answered, g.state.due = g.state.dealRate, 0, -1
			return
		}
	}
	g.decide(d, level-g.state.ref)
}

// decide waits for the lag after a rise, a fall or another country's response, and then
// chooses the best action.
func (g *Government) decide(d *world.Desk, rise float64) {
	company := g.book.Company(g.at.me)
	news := math.Abs(rise-g.state.answered) > g.p.TriggerPP || (g.state.rate == 0 && rise > g.p.TriggerPP && company > g.state.heard)
	if news && g.state.due < 0 {
		g.state.due = d.View.Day - 1 + g.p.LagDays
	}
	if g.state.due < 0 || d.View.Day < g.state.due {
		return
	}
	g.state.due, g.state.answered, g.state.heard = -1, rise, company
	g.say(d, g.p.answer(g.at.exposure, rise, company))
}
