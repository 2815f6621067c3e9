package agents

import (
	"math"

	"kirifuda/agents/rules"
	"kirifuda/agents/talks"
	"kirifuda/internal/portable"
	"kirifuda/world"
)

var _ = register("us_trade", Define("Washington's tariff policy and side of the talks", newUSTrade,
	talksRound, dealRate, japanGeneral, japanAuto, averageTariff))

var (
	talksRound    = world.Series{Name: "talks_round_n", Unit: "1", Doc: "rounds of trade talks held so far"}
	dealRate      = world.Series{Name: "deal_rate_pct", Unit: "%", Doc: "tariff agreed in the talks; null without a deal"}
	japanGeneral  = world.Series{Name: "jp_tariff_general_pct", Unit: "%", Doc: "U.S. tariff on goods from Japan, general rate"}
	japanAuto     = world.Series{Name: "jp_tariff_auto_pct", Unit: "%", Doc: "U.S. tariff on cars and parts from Japan"}
	averageTariff = world.Series{Name: "us_tariff_avg_pct", Unit: "%", Doc: "average effective tariff of the United States on goods"}
)

// USTradeParams describe Washington's tariff policy.
type USTradeParams struct {
	// firm ignores markets; stress_sensitive gives way to them; deadline concedes as the deadline
	// nears; tit_for_tat bargains like firm, suspends tariffs when markets break, and yields less
	// readily under threats and sales
	// ASSUMED: model design
	Strategy string `yaml:"strategy" default:"stress_sensitive" enum:"firm|stress_sensitive|deadline|tit_for_tat" role:"lever"`
	// tariff on Japan's goods at the start
	// READ: baseline tariff of 5 April 2025
	GeneralPct float64 `yaml:"general_pct" unit:"%" min:"0" max:"200" default:"10" role:"lever"`
	// tariff on Japanese cars and parts at the start
	// READ: section 232, 3 April 2025
	AutoPct float64 `yaml:"auto_pct" unit:"%" min:"0" max:"200" default:"27.5" role:"lever"`
	// expected average effective tariff of the United States at the start
	// RECALLED: Yale Budget Lab, after the truce of 12 May 2025; taken for the whole spring
	AveragePct float64 `yaml:"average_pct" unit:"%" min:"0" max:"200" default:"17.8" role:"lever"`
	// Japan's share in U.S. goods imports, with which the tariff on its goods moves the average
	// COMPUTED: 148 of 3,270 bn dollars, 2024
	JapanShare float64 `yaml:"japan_import_sh" unit:"share" min:"0" max:"1" default:"0.045" role:"constant"`
	// suspend tariffs when markets break
	// READ: 9 April 2025
	PauseOn bool `yaml:"pause" default:"true" role:"lever"`
	// log odds a day of a pause in calm markets
	// COMPUTED: one event, April 2025
	PauseBase float64 `yaml:"pause_logit" unit:"log odds" min:"-20" max:"5" default:"-6.2" role:"uncertainty"`
	// addition per 10 bp rise of the 30-year yield, the largest over pause_from_days to pause_to_days
	// COMPUTED: one event, April 2025
	PauseYield float64 `yaml:"pause_logit_per_10bp" unit:"log odds per 10 bp" min:"0" max:"5" default:"0.9" role:"uncertainty"`
	// addition per percent fall of equities over pause_to_days
	// COMPUTED: one event, April 2025
	PauseEquity float64 `yaml:"pause_logit_per_pct" unit:"log odds per %" min:"0" max:"5" default:"0.25" role:"uncertainty"`
	// addition per ten points of the rate-volatility gauge above pause_move_from
	// COMPUTED: one event, April 2025
	PauseMOVE float64 `yaml:"pause_logit_per_10move" unit:"log odds per 10 index" min:"0" max:"5" default:"0.5" role:"uncertainty"`
	// level of the rate-volatility gauge from which it counts
	// ASSUMED: quiet months before April 2025
	PauseMOVEFrom float64 `yaml:"pause_move_from" unit:"index" min:"0" max:"1000" default:"110" role:"uncertainty"`
	// fewest days over which moves of markets count
	// ASSUMED: model design
	PauseMinDays int `yaml:"pause_from_days" unit:"days" min:"1" max:"63" default:"2" role:"uncertainty"`
	// most days over which they count
	// ASSUMED: 2 to 9 April 2025
	PauseMaxDays int `yaml:"pause_to_days" unit:"days" min:"1" max:"63" default:"5" role:"uncertainty"`
	// average tariff above which there is something to suspend
	// ASSUMED: model design
	PauseFromPct float64 `yaml:"pause_from_pct" unit:"%" min:"0" max:"200" default:"20" role:"uncertainty"`
	// average tariff that markets expect once tariffs are suspended
	// ASSUMED: estimate after the truce of 12 May 2025; the static estimate of 15 April, tariffs on
	// China included, is 28
	PausedPct float64 `yaml:"paused_average_pct" unit:"%" min:"0" max:"200" default:"17.8" role:"constant"`
	// duration of a suspension of tariffs
	// READ: 9 April 2025
	PauseDays int `yaml:"pause_days" unit:"calendar days" min:"1" max:"3650" default:"90" role:"constant"`
	// public's probability of the return of suspended tariffs, priced in over the last
	// pause_priced_days
	// ASSUMED: model design
	ReturnShare float64 `yaml:"pause_return_sh" unit:"share" min:"0" max:"1" default:"0.5" role:"uncertainty"`
	// business days before the end of a pause over which markets price the return of the tariffs
	// ASSUMED: model design
	ReturnDays int `yaml:"pause_priced_days" unit:"days" min:"1" max:"250" default:"30" role:"uncertainty"`
	// day on which the no-deal rate is announced for the deadline, 0 for never; both sides know the
	// rate all along, so that only a ministry that plays tit for tat answers
	// READ: letter of 7 July 2025
	LetterDay world.When `yaml:"letter_day" min:"0" max:"1000" default:"2025-07-07" role:"constant"`
	// perceived yearly cost to tit_for_tat of being seen to yield to a threat or a sale; it
	// accumulates to at most tit_for_tat_cost_max times this amount and fades with each quiet round
	// ASSUMED: model design
	PressurePct float64 `yaml:"tit_for_tat_cost_pct" unit:"% of GDP" min:"0" max:"1" default:"0.01" role:"uncertainty" needs:"strategy tit_for_tat, and a threat or a sale during talks"`

	talks.Params       `yaml:",inline"`
	rules.BeliefParams `yaml:",inline"`
}

// USTrade is Washington: it sets tariffs, proposes in every other round of the
// talks, escalates at the deadline and may suspend tariffs when markets break,
//
//	logit h = h₀ + h_y·[max_{m ≤ n ≤ M} Δ_n y₃₀/10 bp]₊ + h_e·[−r_M in %]₊ + h_v·[(MOVE − v₀)/10]₊
//
// with h₀ the pause_logit, h_y the pause_logit_per_10bp, h_e the pause_logit_per_pct,
// h_v the pause_logit_per_10move, v₀ the pause_move_from, m the pause_from_days and M
// the pause_to_days; r_M is the return of equities over M days. The coefficients are
// identified by one event and are therefore a prior, not an estimate. Suspended tariffs
// return at the end of the suspension, on Japan's goods only if there is no deal. The day
// is known, and over the R days before it the expected average tariff rises by
//
//	Δ = p·gap/R a day,   and by (1 − p)·gap on the day
//
// with gap the reduction by the suspension, p the pause_return_sh and R the
// pause_priced_days.
//
// It reads threats as markets do and fears Japan's sales (talks.Game.Fear). Rounds, letters,
// deadlines and tariffs come on their business day even if it is a holiday of the United
// States or Japan: a market that is closed answers when it opens.
type USTrade struct {
	p     USTradeParams
	at    usTradePlaces
	state usTradeState
}

// usTradePlaces are its indices, found at set-up.
type usTradePlaces struct {
	m       rules.Markets
	game    *talks.Game
	jp, mof int

	round, deal, general, auto, average int // series
}

// usTradeState is all that changes.
type usTradeState struct {
	standing talks.Standing // of the talks
	middle   float64        // settlement of this round, percent
	waiting  bool           // Japan's answer is outstanding
	done     bool           // talks have ended
	late     bool           // the deadline has passed
	deal     float64        // rate agreed, percent; 0 for none
	loss     float64        // cost of Japan's sales to Tokyo as stated by its ministry, percent of GDP a year
	average  float64        // expected average tariff, percent
	resume   world.Date     // end of a pause, 0 for none
	held     float64        // general rate that returns with it, percent
	gap      float64        // pp of the average tariff that return with it
	priced   int            // business days of return priced in
}

// Declare makes the game of the talks common knowledge.
func (p *USTradeParams) Declare() (name string, value any) {
	game := talks.New(p.Params, p.Strategy)
	game.Pressure, game.Public = p.PressurePct, p.BeliefParams
	return talks.Terms, &game
}

// Idle reports whether nothing happens on the day of a parameter, because there are no
// talks.
func (p *USTradeParams) Idle(string) bool { return !p.On }

func newUSTrade(s *world.Setup, p *USTradeParams) (*USTrade, error) {
	game, ok := s.Known(talks.Terms).(*talks.Game)
	if !ok { // built without an entry of the roster
		_, own := p.Declare()
		game = own.(*talks.Game)
	}
	u := &USTrade{
		p: *p, at: usTradePlaces{m: rules.FindMarkets(s.Instruments), game: game, jp: s.Agent("jp_trade"), mof: s.Agent("jp_mof")},
		state: usTradeState{average: p.AveragePct, standing: talks.NewStanding(game), late: p.DeadlineDay.Day() < 1},
	}
	u.at.round = s.Series(talksRound)
	u.at.deal = s.Series(dealRate)
	u.at.general = s.Series(japanGeneral)
	u.at.auto = s.Series(japanAuto)
	u.at.average = s.Series(averageTariff)
	return u, nil
}

// setJapan sets the tariffs on Japan and announces their average.
func (u *USTrade) setJapan(d *world.Desk, general, auto float64) {
	if u.at.jp < 0 {
		return
	}
	before := rules.JapanTariff(d.View, u.at.jp)
	after := rules.JapanAverage(general, auto)
	if d.View.Day > 1 && after != before {
		u.state.average += float64(u.p.JapanShare * (after - before))
		d.Say(world.TariffExpected, u.state.average)
	}
	d.SayOf(world.TariffGeneral, u.at.jp, general)
	d.SayOf(world.TariffAuto, u.at.jp, auto)
	d.SayOf(world.TariffExpected, u.at.jp, after)
}

// Act runs Washington's day.
func (u *USTrade) Act(d *world.Desk) {
	v := d.View
	if v.Day == 1 {
		u.setJapan(d, u.p.GeneralPct, u.p.AutoPct)
		d.Say(world.TariffExpected, u.state.average)
	}
	u.read(d)
	u.hear(d)
	if u.p.On && !u.state.done && u.at.jp >= 0 {
		u.talk(d)
	}
	u.pause(d)
	u.unpause(d)
}

// Open reports the tariffs with which the run starts: markets know them.
func (u *USTrade) Open(d *world.Desk) { u.report(d, u.p.GeneralPct, u.p.AutoPct) }

// Close reports on the talks and on tariffs, as published until today.
func (u *USTrade) Close(d *world.Desk) {
	u.hearAverage(d)
	u.report(d, d.View.Latest(world.TariffGeneral, u.at.jp), d.View.Latest(world.TariffAuto, u.at.jp))
}

func (u *USTrade) report(d *world.Desk, general, auto float64) {
	d.Report(u.at.round, float64(u.state.standing.Round))
	deal := math.NaN() // no rate without a deal
	if u.state.deal > 0 {
		deal = u.state.deal
	}
	d.Report(u.at.deal, deal)
	d.Report(u.at.general, general)
	d.Report(u.at.auto, auto)
	d.Report(u.at.average, u.state.average)
}

// hearAverage reads the expected average tariff from the day's bulletin.
func (u *USTrade) hearAverage(d *world.Desk) {
	for i := range d.View.Bulletin {
		s := &d.View.Bulletin[i]
		if s.Type == world.TariffExpected && (s.Target < 0 || s.Target == d.Self()) {
			u.state.average = s.Value
		}
	}
}

// read processes the day's statements and the stress of markets.
func (u *USTrade) read(d *world.Desk) {
	v := d.View
	u.state.standing.Read(u.at.game, v, &u.at.m, u.at.mof, u.at.jp)
	for _, m := range d.Inbox {
		if m.From == u.at.mof && m.Type == world.SaleStarted {
			u.state.loss = u.at.game.SaleLoss(m.Values[0], m.Values[1])
		}
	}
}

// talk opens a round on its day and escalates at the deadline.
func (u *USTrade) talk(d *world.Desk) {
	v := d.View
	if since := v.Day - u.p.FirstRoundDay.Day(); since >= 0 && since%u.p.RoundDays == 0 && u.state.standing.Round < u.p.MaxRounds {
		n := u.state.standing.Round + 1
		d.SayOf(world.Round, u.at.jp, float64(n))
		o := u.state.standing.Outlook(u.at.game, v.Day, n, rules.JapanTariff(v, u.at.jp), u.state.loss)
		u.state.middle = u.at.game.Settlement(o)
		ask := u.at.game.Demand(u.state.middle, u.state.standing.Conceded, true)
		u.state.standing.Bargain(u.at.game, &o)
		// Even rounds are Japan's: the message asks for its offer.
		offer := ask
		if n%2 == 0 {
			offer = 0
		}
		if offer > 0 {
			d.SayOf(world.Offer, u.at.jp, offer)
		}
		d.Send(u.at.jp, world.Offer, offer, float64(n), o.Stress, o.Fear+o.Pressure) // at most one is not zero
		u.state.waiting = true
	}
	if v.Day == u.p.LetterDay.Day() && !u.state.late {
		d.SayOf(world.TariffThreat, u.at.jp, u.p.NoDealPct)
	}
	if v.Day >= u.p.DeadlineDay.DayOrNever() && !u.state.late {
		u.state.late = true
		u.setJapan(d, u.p.NoDealPct, math.Max(u.p.NoDealPct, v.Latest(world.TariffAuto, u.at.jp)))
	}
}

// hear reads Japan's answer to the last round.
func (u *USTrade) hear(d *world.Desk) {
	for _, m := range d.Inbox {
		if m.From != u.at.jp || !u.state.waiting {
			continue
		}
		switch m.Type {
		case world.Deal:
			u.agree(d, m.Values[0])
		case world.Offer:
			if u.state.middle != talks.Never && d.Rand(1).Float64() < u.at.game.Accepts(u.state.middle-m.Values[0]) {
				u.agree(d, m.Values[0])
			}
		}
		u.state.waiting = false
		if !u.state.done && d.Rand(2).Float64() < u.p.Breakdown {
			u.state.done = true
			d.SayOf(world.Breakdown, u.at.jp, 0)
			u.setJapan(d, u.p.NoDealPct, math.Max(u.p.NoDealPct, d.View.Latest(world.TariffAuto, u.at.jp)))
		}
	}
}

func (u *USTrade) agree(d *world.Desk, tau float64) {
	u.state.done, u.state.deal = true, tau
	d.SayOf(world.Deal, u.at.jp, tau)
	u.setJapan(d, tau, tau)
}

// pauseLogit is the log odds of a pause today.
func (u *USTrade) pauseLogit(v *world.View) float64 {
	long := u.at.m.Longest()
	rise := 0.0
	for n := u.p.PauseMinDays; n <= u.p.PauseMaxDays; n++ {
		rise = math.Max(rise, v.Change(long, n))
	}
	l := u.p.PauseBase + u.p.PauseYield*rise/10 + float64(u.p.PauseMOVE*math.Max(0, (v.MOVE-u.p.PauseMOVEFrom)/10))
	if e := u.at.m.Equity("US"); e >= 0 {
		l += float64(u.p.PauseEquity * math.Max(0, -v.Change(e, u.p.PauseMaxDays)/100))
	}
	return l
}

// pause suspends tariffs if the draw says so.
func (u *USTrade) pause(d *world.Desk) {
	v := d.View
	if !u.p.PauseOn || u.state.resume != 0 || u.p.Strategy == "firm" || u.state.average < u.p.PauseFromPct || v.Day <= 2 || u.at.m.Longest() < 0 {
		return
	}
	if d.Rand(3).Float64() < 1/(1+portable.Exp(-u.pauseLogit(v))) {
		d.SayOf(world.Pause, -1, float64(u.p.PauseDays))
		u.state.resume, u.state.priced = v.Date+world.Date(u.p.PauseDays), 0
		u.state.gap = math.Max(0, u.state.average-u.p.PausedPct)
		u.state.average = math.Min(u.state.average, u.p.PausedPct)
		d.Say(world.TariffExpected, u.state.average)
		u.state.held = 0
		if u.at.jp >= 0 && v.Latest(world.TariffGeneral, u.at.jp) > u.p.FloorPct {
			u.state.held = v.Latest(world.TariffGeneral, u.at.jp)
			u.setJapan(d, u.p.FloorPct, v.Latest(world.TariffAuto, u.at.jp))
		}
	}
}

// unpause reinstates suspended tariffs at the end of the suspension. The date is known,
// so the expected tariff rises before it in line with the probability of their return.
func (u *USTrade) unpause(d *world.Desk) {
	v := d.View
	if u.state.resume == 0 {
		return
	}
	rise, days := 0.0, u.p.ReturnDays
	if v.Date >= u.state.resume {
		rise = u.state.gap * (1 - u.p.ReturnShare*float64(u.state.priced)/float64(days))
		u.state.resume = 0
		if u.at.jp >= 0 && u.state.deal == 0 && u.state.held > v.Latest(world.TariffGeneral, u.at.jp) {
			u.setJapan(d, u.state.held, v.Latest(world.TariffAuto, u.at.jp))
		}
	} else if v.Calendar.Add(v.Date, days) >= u.state.resume && u.state.priced < days {
		u.state.priced++
		rise = u.state.gap * u.p.ReturnShare / float64(days)
	}
	if rise > 0 {
		u.state.average += rise
		d.Say(world.TariffExpected, u.state.average)
	}
}
