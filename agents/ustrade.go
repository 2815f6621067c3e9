package agents

import (
	"math"

	"kirifuda/agents/rules"
	"kirifuda/agents/talks"
	"kirifuda/internal/portable"
	"kirifuda/world"
)

// USTradeParams describe Washington's tariff policy.
type USTradeParams struct {
	Strategy     string  `yaml:"strategy" default:"stress_sensitive" enum:"firm|stress_sensitive|deadline|tit_for_tat" role:"lever" status:"ASSUMED" source:"model design" doc:"firm ignores markets; stress_sensitive gives way to them; deadline concedes as the deadline nears; tit_for_tat bargains like firm, suspends tariffs when markets break, and yields less readily under threats and sales"`
	GeneralPct   float64 `yaml:"general_pct" unit:"%" min:"0" max:"200" default:"10" role:"lever" status:"READ" source:"baseline tariff of 5 April 2025" doc:"tariff on Japan's goods at the start"`
	AutoPct      float64 `yaml:"auto_pct" unit:"%" min:"0" max:"200" default:"27.5" role:"lever" status:"READ" source:"section 232, 3 April 2025" doc:"tariff on Japanese cars and parts at the start"`
	AveragePct   float64 `yaml:"average_pct" unit:"%" min:"0" max:"200" default:"17.8" role:"lever" status:"RECALLED" source:"Yale Budget Lab, after the truce of 12 May 2025; taken for the whole spring" doc:"expected average effective tariff of the United States at the start"`
	PauseOn      bool    `yaml:"pause" default:"true" role:"lever" status:"READ" source:"9 April 2025" doc:"suspend tariffs when markets break"`
	PauseBase    float64 `yaml:"pause_logit" unit:"log odds" min:"-20" max:"5" default:"-6.2" role:"uncertainty" status:"COMPUTED" source:"one event, April 2025" doc:"log odds a day of a pause in calm markets"`
	PauseYield   float64 `yaml:"pause_logit_per_10bp" unit:"log odds" min:"0" max:"5" default:"0.9" role:"uncertainty" status:"COMPUTED" source:"one event, April 2025" doc:"per 10 bp rise of the 30-year yield over two to five days"`
	PauseEquity  float64 `yaml:"pause_logit_per_pct" unit:"log odds" min:"0" max:"5" default:"0.25" role:"uncertainty" status:"COMPUTED" source:"one event, April 2025" doc:"per percent fall of equities over five days"`
	PauseMOVE    float64 `yaml:"pause_logit_per_10move" unit:"log odds" min:"0" max:"5" default:"0.5" role:"uncertainty" status:"COMPUTED" source:"one event, April 2025" doc:"per ten points of the rate-volatility gauge above 110"`
	PauseFromPct float64 `yaml:"pause_from_pct" unit:"%" min:"0" max:"200" default:"20" role:"uncertainty" status:"ASSUMED" source:"model design" doc:"average tariff above which there is something to suspend"`
	PausedPct    float64 `yaml:"paused_average_pct" unit:"%" min:"0" max:"200" default:"17.8" role:"constant" status:"ASSUMED" source:"estimate after the truce of 12 May 2025; the static estimate of 15 April, tariffs on China included, is 28" doc:"average tariff that markets expect once tariffs are suspended"`
	PauseDays    int     `yaml:"pause_days" unit:"calendar days" min:"1" max:"3650" default:"90" role:"constant" status:"READ" source:"9 April 2025" doc:"for how long tariffs are suspended"`
	ReturnShare  float64 `yaml:"pause_return_sh" unit:"share" min:"0" max:"1" default:"0.5" role:"uncertainty" status:"ASSUMED" source:"model design" doc:"probability that the public gives the return of suspended tariffs, priced in over the last thirty business days"`
	LetterDay    int     `yaml:"letter_day" unit:"days" min:"0" max:"1000" default:"70" role:"constant" status:"READ" source:"letter of 7 July 2025" doc:"business day on which the no-deal rate is announced for the deadline, 0 for never; both sides know the rate all along, so that only a ministry that plays tit for tat answers"`
	PressurePct  float64 `yaml:"tit_for_tat_cost_pct" unit:"% of GDP" min:"0" max:"1" default:"0.01" role:"uncertainty" status:"ASSUMED" source:"model design" doc:"what tit_for_tat thinks it costs a year to be seen to yield to a threat or a sale; adds up to twice that, halves with each round of quiet"`

	talks.Params       `yaml:",inline"`
	rules.BeliefParams `yaml:",inline"`
}

// USTrade is Washington: it sets tariffs, proposes in every other round of the
// talks, escalates at the deadline and may suspend tariffs when markets break,
//
//	logit h = −6.2 + .9·[Δ₂₋₅y₃₀/10 bp]₊ + .25·[−r₅ in %]₊ + .5·[(MOVE − 110)/10]₊
//
// identified by one event, so a prior and not an estimate. Suspended tariffs
// return when the time is up, on Japan's goods only without a deal.
//
// It reads threats as markets do and fears Japan's sales (talks.Game.Fear).
type USTrade struct {
	p        USTradeParams
	t        *talks.Game
	m        rules.Markets
	jp       int
	mof      int
	waiting  bool
	done     bool
	late     bool
	standing talks.Standing
	loss     float64 // what Japan's sales cost Tokyo, as its ministry says
	middle   float64 // settlement of this round
	average  float64
	resume   world.Date // end of a pause, 0 for none
	held     float64    // general rate that returns with it
	gap      float64    // pp of the average tariff that return with it
	priced   int        // business days of return priced in
	indRound int
	indDeal  int
	indGen   int
	indAuto  int
	indAvg   int
	deal     float64
}

func newUSTrade(s *world.Setup, p *USTradeParams) (world.Institution, error) {
	t := talks.New(p.Params, p.Strategy)
	t.Pressure, t.Public = p.PressurePct, p.BeliefParams
	s.Declare("talks", &t)
	u := &USTrade{p: *p, t: &t, m: rules.FindMarkets(s), jp: s.Agent("jp_trade"), mof: s.Agent("jp_mof"), average: p.AveragePct, standing: talks.NewStanding(&t)}
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
	before := rules.JapanTariff(d.View, u.jp)
	after := rules.JapanAverage(general, auto)
	if d.View.Day > 1 && after != before {
		u.average += float64(rules.JapanShare * (after - before))
		d.Say(world.TariffExpected, u.average)
	}
	d.SayOf(world.TariffGeneral, u.jp, general)
	d.SayOf(world.TariffAuto, u.jp, auto)
	d.SayOf(world.TariffExpected, u.jp, after)
}

// Act runs Washington's day.
func (u *USTrade) Act(d *world.Desk) {
	v := d.View
	if v.Day == 1 {
		u.setJapan(d, u.p.GeneralPct, u.p.AutoPct)
		d.Say(world.TariffExpected, u.average)
	}
	u.read(d)
	u.hear(d)
	if u.p.On && !u.done && u.jp >= 0 {
		u.talk(d)
	}
	u.pause(d)
	u.unpause(d)
	d.Report(u.indRound, float64(u.standing.Round))
	deal := math.NaN() // no rate without a deal
	if u.deal > 0 {
		deal = u.deal
	}
	d.Report(u.indDeal, deal)
	general, auto := v.Latest(world.TariffGeneral, u.jp), v.Latest(world.TariffAuto, u.jp)
	if v.Day == 1 { // published tomorrow
		general, auto = u.p.GeneralPct, u.p.AutoPct
	}
	d.Report(u.indGen, general)
	d.Report(u.indAuto, auto)
	d.Report(u.indAvg, u.average)
}

// read takes in the day's statements and the stress of markets.
func (u *USTrade) read(d *world.Desk) {
	v := d.View
	u.standing.Read(u.t, v, &u.m, u.mof, u.jp)
	for i := range v.Bulletin {
		s := &v.Bulletin[i]
		if s.Type == world.TariffExpected && (s.Target < 0 || s.Target == d.Self()) {
			u.average = s.Value
		}
	}
	for _, m := range d.Inbox {
		if m.From == u.mof && m.Type == world.SaleStarted {
			u.loss = u.t.SaleLoss(m.Values[0], m.Values[1])
		}
	}
}

// talk opens a round on its day and escalates at the deadline.
func (u *USTrade) talk(d *world.Desk) {
	v := d.View
	if v.Day >= u.p.FirstRoundDay && (v.Day-u.p.FirstRoundDay)%u.p.RoundDays == 0 && u.standing.Round < u.p.MaxRounds {
		n := u.standing.Round + 1
		d.SayOf(world.Round, u.jp, float64(n))
		o := u.standing.Outlook(u.t, v.Day, n, rules.JapanTariff(v, u.jp), u.loss)
		u.middle = u.t.Settlement(o)
		ask := u.t.Demand(u.middle, u.standing.Conceded, true)
		u.standing.Bargain(u.t, &o)
		// Even rounds are Japan's: the message asks for its offer.
		offer := ask
		if n%2 == 0 {
			offer = 0
		}
		if offer > 0 {
			d.SayOf(world.Offer, u.jp, offer)
		}
		d.Send(u.jp, world.Offer, offer, float64(n), o.Stress, o.Fear+o.Pressure) // at most one is not zero
		u.waiting = true
	}
	if v.Day == u.p.LetterDay && !u.late {
		d.SayOf(world.TariffThreat, u.jp, u.p.NoDealPct)
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
			d.SayOf(world.Offer, d.Self(), m.Values[0])
			if u.middle != talks.Never && d.Rand(1).Float64() < u.t.Accepts(u.middle-m.Values[0]) {
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
	k := u.m.UST[3]
	rise := 0.0
	for n := 2; n <= 5; n++ {
		rise = math.Max(rise, v.Change(k, n))
	}
	l := u.p.PauseBase + u.p.PauseYield*rise/10 + float64(u.p.PauseMOVE*math.Max(0, (v.MOVE-110)/10))
	if e := u.m.EQ[0]; e >= 0 {
		l += float64(u.p.PauseEquity * math.Max(0, -v.Change(e, 5)/100))
	}
	return l
}

// pause suspends tariffs if the draw says so.
func (u *USTrade) pause(d *world.Desk) {
	v := d.View
	if !u.p.PauseOn || u.resume != 0 || u.p.Strategy == "firm" || u.average < u.p.PauseFromPct || v.Day <= 2 || u.m.UST[3] < 0 {
		return
	}
	if d.Rand(3).Float64() < 1/(1+portable.Exp(-u.pauseLogit(v))) {
		d.SayOf(world.Pause, -1, float64(u.p.PauseDays))
		u.resume, u.priced = v.Date+world.Date(u.p.PauseDays), 0
		u.gap = math.Max(0, u.average-u.p.PausedPct)
		u.average = math.Min(u.average, u.p.PausedPct)
		d.Say(world.TariffExpected, u.average)
		u.held = 0
		if u.jp >= 0 && v.Latest(world.TariffGeneral, u.jp) > u.p.FloorPct {
			u.held = v.Latest(world.TariffGeneral, u.jp)
			u.setJapan(d, u.p.FloorPct, v.Latest(world.TariffAuto, u.jp))
		}
	}
}

// returnDays is the number of business days before the end of a pause over which
// markets price the return of the tariffs.
const returnDays = 30

// unpause brings suspended tariffs back when the time is up. The date is known,
// so the expected tariff rises to the probability of their return before it.
func (u *USTrade) unpause(d *world.Desk) {
	v := d.View
	if u.resume == 0 {
		return
	}
	rise := 0.0
	if v.Date >= u.resume {
		rise = u.gap * (1 - u.p.ReturnShare*float64(u.priced)/returnDays)
		u.resume = 0
		if u.jp >= 0 && u.deal == 0 && u.held > v.Latest(world.TariffGeneral, u.jp) {
			u.setJapan(d, u.held, v.Latest(world.TariffAuto, u.jp))
		}
	} else if v.Date.AddBusiness(returnDays) >= u.resume && u.priced < returnDays {
		u.priced++
		rise = u.gap * u.p.ReturnShare / returnDays
	}
	if rise > 0 {
		u.average += rise
		d.Say(world.TariffExpected, u.average)
	}
}
