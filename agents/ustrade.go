package agents

import (
	"math"

	"kirifuda/internal/portable"
	"kirifuda/world"
)

// USTradeParams describe Washington's tariff policy.
type USTradeParams struct {
	Strategy     string  `yaml:"strategy" default:"stress_sensitive" enum:"firm|stress_sensitive|deadline|tit_for_tat" role:"lever" status:"ASSUMED" source:"model design" doc:"firm ignores markets; stress_sensitive gives way to them; deadline concedes as the deadline nears; tit_for_tat hardens after threats and sales"`
	GeneralPct   float64 `yaml:"general_pct" unit:"%" min:"0" max:"200" default:"10" role:"lever" status:"READ" source:"baseline tariff of 5 April 2025" doc:"tariff on Japan's goods at the start"`
	AutoPct      float64 `yaml:"auto_pct" unit:"%" min:"0" max:"200" default:"27.5" role:"lever" status:"READ" source:"section 232, 3 April 2025" doc:"tariff on Japanese cars and parts at the start"`
	AveragePct   float64 `yaml:"average_pct" unit:"%" min:"0" max:"200" default:"17.8" role:"lever" status:"READ" source:"Yale Budget Lab" doc:"expected average effective tariff of the United States at the start"`
	PauseOn      bool    `yaml:"pause" default:"true" role:"lever" status:"READ" source:"9 April 2025" doc:"suspend tariffs when markets break"`
	PauseBase    float64 `yaml:"pause_logit" unit:"log odds" min:"-20" max:"5" default:"-6.2" role:"uncertainty" status:"COMPUTED" source:"one event, April 2025" doc:"log odds a day of a pause in calm markets"`
	PauseYield   float64 `yaml:"pause_logit_per_10bp" unit:"log odds" min:"0" max:"5" default:"0.9" role:"uncertainty" status:"COMPUTED" source:"one event, April 2025" doc:"per 10 bp rise of the 30-year yield over two to five days"`
	PauseEquity  float64 `yaml:"pause_logit_per_pct" unit:"log odds" min:"0" max:"5" default:"0.25" role:"uncertainty" status:"COMPUTED" source:"one event, April 2025" doc:"per percent fall of equities over five days"`
	PauseMOVE    float64 `yaml:"pause_logit_per_10move" unit:"log odds" min:"0" max:"5" default:"0.5" role:"uncertainty" status:"COMPUTED" source:"one event, April 2025" doc:"per ten points of the rate-volatility gauge above 110"`
	PauseFromPct float64 `yaml:"pause_from_pct" unit:"%" min:"0" max:"200" default:"20" role:"uncertainty" status:"ASSUMED" source:"model design" doc:"average tariff above which there is something to suspend"`
	PausedPct    float64 `yaml:"paused_average_pct" unit:"%" min:"0" max:"200" default:"17.8" role:"constant" status:"READ" source:"Yale Budget Lab" doc:"expected average tariff once suspended"`
	PenaltyPP    float64 `yaml:"tit_for_tat_pp" unit:"pp" min:"0" max:"50" default:"3" role:"uncertainty" status:"ASSUMED" source:"model design" doc:"by how much tit_for_tat hardens after a threat or a sale"`

	TalksParams `yaml:",inline"`
}

// USTrade is Washington: it sets tariffs, proposes in every other round of the
// talks, escalates at the deadline and may suspend tariffs when markets break,
//
//	logit h = −6.2 + .9·[Δ₂₋₅y₃₀/10 bp]₊ + .25·[−r₅ in %]₊ + .5·[(MOVE − 110)/10]₊
//
// identified by one event, so a prior and not an estimate.
type USTrade struct {
	p        USTradeParams
	t        talks
	m        markets
	jp       int
	round    int
	waiting  bool
	done     bool
	late     bool
	penalty  float64
	lastTau  float64
	average  float64
	indRound int
	indDeal  int
	indGen   int
	indAuto  int
	indAvg   int
	deal     float64
}

func newUSTrade(s *world.Setup, p *USTradeParams) (world.Institution, error) {
	s.Declare("talks", p.TalksParams)
	u := &USTrade{p: *p, t: talks{p.TalksParams}, m: findMarkets(s), jp: s.Agent("jp_trade"), average: p.AveragePct}
	u.indRound = s.Indicator("talks_round_n", false)
	u.indDeal = s.Indicator("deal_rate_pct", false)
	u.indGen = s.Indicator("jp_tariff_general_pct", false)
	u.indAuto = s.Indicator("jp_tariff_auto_pct", false)
	u.indAvg = s.Indicator("us_tariff_avg_pct", false)
	return u, nil
}

// Bid does nothing: governments do not trade.
func (*USTrade) Bid(*world.Desk) {}

// setJapan puts tariffs on Japan in force and says what they average to.
func (u *USTrade) setJapan(d *world.Desk, general, auto float64) {
	if u.jp < 0 {
		return
	}
	before := japanAverage(d.View.Latest(world.TariffGeneral, u.jp), d.View.Latest(world.TariffAuto, u.jp))
	after := japanAverage(general, auto)
	if d.View.Day > 1 && after != before {
		u.average += japanShare * (after - before)
		d.Say(world.TariffExpected, u.average)
	}
	d.SayOf(world.TariffGeneral, u.jp, general)
	d.SayOf(world.TariffAuto, u.jp, auto)
	d.SayOf(world.TariffExpected, u.jp, after)
}

// japanShare is Japan's share in U.S. goods imports, 2024.
const japanShare = 0.045

// japanAverage is the trade-weighted tariff on Japan's goods; cars and parts are
// 32 % of its exports to the United States.
func japanAverage(general, auto float64) float64 { return 0.68*general + 0.32*auto }

// Act runs Washington's day.
func (u *USTrade) Act(d *world.Desk) {
	v := d.View
	if v.Day == 1 {
		u.setJapan(d, u.p.GeneralPct, u.p.AutoPct)
		d.Say(world.TariffExpected, u.average)
	}
	for i := range v.Bulletin {
		s := &v.Bulletin[i]
		switch s.Type {
		case world.TariffExpected:
			if s.Target < 0 || s.Target == d.Self() {
				u.average = s.Value
			}
		case world.VeiledThreat, world.SaleStarted:
			if u.p.Strategy == "tit_for_tat" {
				u.penalty += u.p.PenaltyPP
			}
		}
	}
	u.hear(d)
	if u.p.On && !u.done && u.jp >= 0 {
		u.talk(d)
	}
	u.pause(d)
	d.Report(u.indRound, float64(u.round))
	deal := math.NaN() // no rate without a deal
	if u.done && u.deal > 0 {
		deal = u.deal
	}
	d.Report(u.indDeal, deal)
	d.Report(u.indGen, v.Latest(world.TariffGeneral, u.jp))
	d.Report(u.indAuto, v.Latest(world.TariffAuto, u.jp))
	d.Report(u.indAvg, u.average)
}

// pain is what having no deal costs Washington a year, by its strategy.
func (u *USTrade) pain(v *world.View) float64 {
	switch u.p.Strategy {
	case "firm", "tit_for_tat":
		return 0
	case "deadline":
		left := float64(u.p.DeadlineDay-v.Day) / 40
		return u.p.StressPct * math.Max(0, 1-left)
	}
	return u.p.StressPct * stress(v, &u.m)
}

// talk opens a round on its day and escalates at the deadline.
func (u *USTrade) talk(d *world.Desk) {
	v := d.View
	if v.Day >= u.p.FirstRoundDay && (v.Day-u.p.FirstRoundDay)%u.p.RoundDays == 0 && u.round < u.p.MaxRounds {
		u.round++
		d.SayOf(world.Round, u.jp, float64(u.round))
		mine, theirs := u.t.solve(u.round, u.pain(v), u.t.electionPain(v.Day))
		ask := math.Min(u.p.NoDealPct, u.t.demand(mine, u.round, true)+u.penalty)
		u.lastTau = theirs + u.penalty // the lowest worth taking
		// Even rounds are Japan's: the message asks for its offer.
		offer := ask
		if u.round%2 == 0 {
			offer = 0
		}
		if offer > 0 {
			d.SayOf(world.Offer, u.jp, offer)
		}
		d.Send(u.jp, world.Offer, offer, float64(u.round), u.pain(v))
		u.waiting = true
	}
	if v.Day >= u.p.DeadlineDay && !u.late {
		u.late = true
		u.setJapan(d, u.p.NoDealPct, math.Max(u.p.NoDealPct, v.Latest(world.TariffAuto, u.jp)))
	}
}

// hear reads Japan's answer to the last round.
func (u *USTrade) hear(d *world.Desk) {
	for _, m := range d.Inbox {
		if m.From != u.jp || !u.waiting {
			continue
		}
		switch m.Type {
		case world.Deal:
			u.agree(d, m.Values[0])
		case world.Offer:
			gap := u.lastTau - m.Values[0]
			d.SayOf(world.Offer, d.Self(), m.Values[0])
			if d.Rand(1).Float64() < u.t.accepts(gap) {
				u.agree(d, m.Values[0])
			}
		}
		u.waiting = false
		if !u.done && d.Rand(2).Float64() < u.p.Breakdown {
			u.done = true
			d.SayOf(world.Breakdown, u.jp, 0)
			u.setJapan(d, u.p.NoDealPct, math.Max(u.p.NoDealPct, d.View.Latest(world.TariffAuto, u.jp)))
		}
	}
}

func (u *USTrade) agree(d *world.Desk, tau float64) {
	u.done, u.deal = true, tau
	d.SayOf(world.Deal, u.jp, tau)
	u.setJapan(d, tau, tau)
}

// pauseLogit is the log odds of a pause today.
func (u *USTrade) pauseLogit(v *world.View) float64 {
	k := u.m.ust[3]
	rise := 0.0
	for n := 2; n <= 5; n++ {
		rise = math.Max(rise, v.Change(k, n))
	}
	l := u.p.PauseBase + u.p.PauseYield*rise/10 + u.p.PauseMOVE*math.Max(0, (v.MOVE-110)/10)
	if e := u.m.eq[0]; e >= 0 {
		l += u.p.PauseEquity * math.Max(0, -v.Change(e, 5)/100)
	}
	return l
}

// pause suspends tariffs if the draw says so.
func (u *USTrade) pause(d *world.Desk) {
	v := d.View
	if !u.p.PauseOn || u.p.Strategy == "firm" || u.average < u.p.PauseFromPct || v.Day <= 2 || u.m.ust[3] < 0 {
		return
	}
	if d.Rand(3).Float64() < 1/(1+portable.Exp(-u.pauseLogit(v))) {
		d.SayOf(world.Pause, -1, 90)
		u.average = u.p.PausedPct
		d.Say(world.TariffExpected, u.average)
		if u.jp >= 0 && v.Latest(world.TariffGeneral, u.jp) > u.p.FloorPct {
			u.setJapan(d, u.p.FloorPct, v.Latest(world.TariffAuto, u.jp))
		}
	}
}
