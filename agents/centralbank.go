package agents

import (
	"math"

	"kirifuda/agents/rules"
	"kirifuda/internal/portable"
	"kirifuda/world"
	"kirifuda/world/market"
)

// CentralBankParams describe a central bank that sets a rate, backs its bond
// market and may smooth its currency.
type CentralBankParams struct {
	Currency        string       `yaml:"currency" default:"eur" enum:"jpy|eur|gbp|cny|krw|cad|mxn" role:"constant" doc:"currency issued"`
	RateStepBp      float64      `yaml:"rate_step_bp" unit:"bp" min:"-200" max:"200" default:"0" role:"lever" status:"ASSUMED" source:"market expectations of 31 March 2025" doc:"change made at each meeting that steps_n allows, on top of what is expected and of the rule"`
	Steps           int          `yaml:"steps_n" unit:"1" min:"0" max:"40" default:"0" role:"lever" status:"ASSUMED" source:"model design" doc:"number of such changes"`
	Meetings        []world.Date `yaml:"meetings" role:"constant" status:"READ" source:"calendars of 2025, days of announcement" doc:"days of decisions; those up to a run's first day are passed over and nothing is decided before the first; none: every meeting_days from its start"`
	MeetingDays     int          `yaml:"meeting_days" unit:"days" min:"5" max:"250" default:"32" role:"constant" status:"ASSUMED" source:"eight meetings a year" doc:"business days between meetings after the last of meetings"`
	InflationWeight float64      `yaml:"inflation_weight" unit:"pp per pp" min:"0" max:"5" default:"1.5" role:"uncertainty" status:"ASSUMED" source:"Taylor (1993)" doc:"response of the rate to inflation; 0 with gap_weight 0: no rule"`
	GapWeight       float64      `yaml:"gap_weight" unit:"pp per pp" min:"0" max:"5" default:"0.5" role:"uncertainty" status:"ASSUMED" source:"Taylor (1993)" doc:"response of the rate to the output gap"`
	Smoothing       float64      `yaml:"smoothing_per_quarter" unit:"1" min:"0" max:"1" default:"0.85" role:"uncertainty" status:"ASSUMED" source:"inertial Taylor rules" doc:"weight on the last rate"`
	PassThrough     float64      `yaml:"fx_pass_through_sh" unit:"share" min:"0" max:"1" default:"0.07" role:"uncertainty" status:"ASSUMED" source:"order of magnitude of consumer prices' response to the dollar exchange rate, in which most imports are invoiced (Gopinath 2015)" doc:"inflation over a year per percent that the currency has fallen against the dollar"`
	ExportLoss      float64      `yaml:"export_gdp_per_pp" unit:"1" min:"0" max:"5" default:"0.5" role:"uncertainty" status:"ASSUMED" source:"official estimates of 2025: 0.3 to 0.5 % of GDP for Japan and the euro area at 20 to 25 %" doc:"percent of its exports to the United States that a country loses in output per pp of tariff on them"`
	NormalisationPP float64      `yaml:"normalisation_pp" unit:"pp" min:"-10" max:"10" default:"0" role:"uncertainty" status:"ASSUMED" source:"market expectations of 31 March 2025" doc:"how far the expected rate path has still to go: it is in the curve, and only a departure from it is news"`
	RateFloorPct    float64      `yaml:"rate_floor_pct" unit:"%" min:"-2" max:"5" default:"0" role:"uncertainty" status:"ASSUMED" source:"model design" doc:"rate below which the rule does not cut"`
	PauseEquityPct  float64      `yaml:"pause_equity_pct" unit:"%" min:"1" max:"90" default:"15" role:"uncertainty" status:"ASSUMED" source:"Bank of Japan after August 2024" doc:"fall of home equities over 20 days during which rates are not raised"`
	PauseVIX        float64      `yaml:"pause_vix" unit:"index" min:"10" max:"1000" default:"40" role:"uncertainty" status:"ASSUMED" source:"Bank of Japan after August 2024" doc:"equity-volatility gauge above which rates are not raised"`
	TaperSurprise   float64      `yaml:"taper_surprise_usd_bn_per_month" unit:"USD bn/month" min:"-200" max:"200" default:"0" role:"lever" status:"ASSUMED" source:"the announced path, from 4.5 to 2.9 tn yen a month by 2026, is in the curve" doc:"how much less than announced the bank buys of its home bonds from its first meeting on; below zero it buys more"`
	BackstopShortBp float64      `yaml:"backstop_10y_bp" unit:"bp" min:"1" max:"1000" default:"1000" role:"uncertainty" status:"ASSUMED" source:"model design" doc:"five-day rise of the home 10-year yield that brings purchases"`
	BackstopLongBp  float64      `yaml:"backstop_30y_bp" unit:"bp" min:"1" max:"1000" default:"75" role:"uncertainty" status:"ASSUMED" source:"gilt purchases of September 2022: 75 bp" doc:"the same for the longest home yield"`
	BackstopUSDBn   float64      `yaml:"backstop_usd_bn_per_day" unit:"USD bn/day" min:"0" max:"200" default:"5" role:"uncertainty" status:"ASSUMED" source:"model design" doc:"purchases a day while the backstop is open"`
	BackstopDays    int          `yaml:"backstop_days" unit:"days" min:"1" max:"250" default:"10" role:"uncertainty" status:"ASSUMED" source:"gilt purchases of September 2022: 13 days" doc:"days a backstop stays open"`
	UnwindDays      int          `yaml:"unwind_days" unit:"days" min:"0" max:"1000" default:"0" role:"lever" status:"ASSUMED" source:"gilts of autumn 2022 were sold from 29 November to 12 January" doc:"days over which what a backstop bought is sold again; 0: it is kept"`
	UnwindWait      int          `yaml:"unwind_wait_days" unit:"days" min:"0" max:"1000" default:"32" role:"uncertainty" status:"READ" source:"gilt purchases ended on 14 October 2022, sales began on 29 November" doc:"days between the end of purchases and the first sale"`
	SmoothUSDBn     float64      `yaml:"smoothing_usd_bn_per_pct" unit:"USD bn per %" min:"0" max:"500" default:"0" role:"uncertainty" status:"ASSUMED" source:"managed currencies" doc:"dollars sold per percent that the dollar stands above its managed level"`
	BasketShare     float64      `yaml:"basket_sh" unit:"share" min:"0" max:"1" default:"0.35" role:"uncertainty" status:"ASSUMED" source:"model design" doc:"share of the dollar's move against other currencies that the managed level follows"`
	FloorPct        float64      `yaml:"floor_pct" unit:"%" min:"-10" max:"5" default:"-1" role:"uncertainty" status:"ASSUMED" source:"policy rates have not gone below −0.75 %" doc:"home bond yield below which the bank sells bonds for money, a tenth of its holding a day per percentage point"`
}

// Validate checks the dates.
func (p *CentralBankParams) Validate() error { return rules.InOrder("meetings", p.Meetings) }

// CentralBank is the Bank of Japan, ECB, Bank of England, PBoC, Bank of Korea,
// Bank of Canada or Banco de México. It follows an inertial Taylor rule at its
// meetings,
//
//	i ← ρ·i + (1 − ρ)·[i* + 1.5·Δπ + .5·Δgap],   ρ = .85^(days since the last meeting/63)
//	Δπ = pass-through·(rise of the dollar over about a year, %)
//	Δgap = −.5·(exports to the United States/GDP)·Δτ
//
// τ is the average tariff in force on Japan's goods for Japan, the expected U.S.
// average tariff for others. i* includes a normalisation that everybody expects:
// the same rule without shocks gives the path that is in the curve, and the rate
// of the world moves, in steps of 25 bp, by the difference alone. A bank does not
// raise while home equities or the volatility gauge show distress, so that a
// delayed normalisation is an easing.
//
// Purchases of a backstop are temporary where unwind_days says so: they are sold
// in equal parts once yields are quiet. A managed currency follows m =
// share·(mean dollar move against the others); the bank sells S·(e − m) dollars
// for its own money.
type CentralBank struct {
	p       CentralBankParams
	m       rules.Markets
	meets   rules.Calendar
	met     bool // in this run
	c       int
	fx      int
	bonds   []int
	eq      int
	steps   int
	open    int
	reserve float64 // own money held at the start, negative for what it issued

	start    float64 // rate at the start, percent
	expected float64 // path in the curve, percent
	desired  float64 // the rule's rate, before rounding, percent
	said     float64 // sum of the steps the rule has made, pp
	year     float64 // mean of the dollar's price over about a year, bp
	us, jp   int
	exposure float64 // exports to the United States over GDP
	tariff   float64 // first tariff seen, NaN before
	now      float64

	wait   int
	bought []float64 // under the backstop and not yet sold, USD bn
	unwind []float64 // daily sale of it, USD bn
	held   []float64 // after yesterday's trades
	other  []float64 // yesterday's orders that were neither backstop nor unwind
	sells  bool
}

// countryOf is the code of a currency's country in trade statistics.
var countryOf = map[string]string{"jpy": "JP", "eur": "EU", "gbp": "UK", "cny": "CN", "krw": "KR", "cad": "CA", "mxn": "MX"}

func newCentralBank(s *world.Setup, p *CentralBankParams) (world.Institution, error) {
	m := rules.FindMarkets(s)
	b := &CentralBank{
		p: *p, m: m, meets: rules.NewCalendar(s.Start, p.Meetings, p.MeetingDays), c: s.Currency(p.Currency), fx: s.Instrument(p.Currency), eq: -1,
		us: s.Agent("us_trade"), jp: -1, tariff: math.NaN(), now: math.NaN(),
	}
	if b.fx >= 0 {
		b.reserve = s.Book().Holding(b.fx)
	}
	if b.c >= 0 {
		b.start = s.Currencies[b.c].PolicyRatePct
		b.desired, b.expected = b.start, b.start
	}
	code := countryOf[p.Currency]
	if gdp := s.Facts.GDPUSDBn[code]; gdp > 0 {
		b.exposure = s.Facts.ImportsUS[code] / gdp
	}
	switch p.Currency {
	case "jpy":
		b.bonds, b.eq, b.jp = []int{m.JGB[0], m.JGB[1]}, m.EQ[1], s.Agent("jp_trade")
	case "eur":
		b.bonds, b.eq = []int{m.Bund}, m.EQ[2]
	case "gbp":
		b.bonds = []int{m.Gilt}
	}
	n := len(b.bonds)
	b.bought, b.unwind, b.held, b.other = make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	return b, nil
}

// Act decides on the rate, on a backstop and on its end, on last night's prices.
func (b *CentralBank) Act(d *world.Desk) {
	v := d.View
	if b.c < 0 {
		return
	}
	b.listen(v)
	if v.Day <= 1 {
		return
	}
	if days, ok := b.meets.On(v.Date); ok {
		if step := b.meet(v, days); step != 0 {
			d.Say(world.PolicyRate, v.PolicyRatePct[b.c]+step)
		}
		if !b.met && b.p.TaperSurprise != 0 && len(b.bonds) > 0 {
			d.Say(world.Purchases, -b.p.TaperSurprise/21)
		}
		b.met = true
	}
	b.account(d)
	if b.open > 0 {
		b.open--
		if b.open == 0 {
			b.wait = b.p.UnwindWait
			for i, q := range b.bought {
				b.unwind[i] = q / math.Max(1, float64(b.p.UnwindDays))
			}
			d.Say(world.Purchases, 0)
		}
		return
	}
	for i, k := range b.bonds {
		if k >= 0 && v.Change(k, 5) > b.limit(i) {
			b.open = b.p.BackstopDays
			d.Say(world.Purchases, b.p.BackstopUSDBn)
			return
		}
	}
	b.schedule(v)
}

// limit is the five-day rise of home bond i that opens the backstop, bp.
func (b *CentralBank) limit(i int) float64 {
	if i == 0 && len(b.bonds) > 1 {
		return b.p.BackstopShortBp
	}
	return b.p.BackstopLongBp
}

// listen follows tariffs and the currency.
func (b *CentralBank) listen(v *world.View) {
	if b.jp >= 0 {
		if v.Day > 1 { // rates of the first day are known on the second
			b.now = rules.JapanTariff(v, b.jp)
		}
	} else {
		for i := range v.Bulletin {
			if s := &v.Bulletin[i]; s.Type == world.TariffExpected && (s.Target < 0 || s.Target == b.us) {
				b.now = s.Value
			}
		}
	}
	if math.IsNaN(b.tariff) {
		b.tariff = b.now
	}
	if b.fx >= 0 {
		b.year += (v.X[b.fx] - b.year) / 252
	}
}

// rule is what the Taylor rule adds to the neutral rate, pp.
//
//	1.5·pass-through·(e − ē) − .5·loss·exposure·Δτ
func (b *CentralBank) rule(v *world.View) float64 {
	var pi, gap float64
	if b.fx >= 0 {
		pi = b.p.PassThrough * (v.X[b.fx] - b.year) / 100
	}
	if !math.IsNaN(b.tariff) {
		gap = -b.p.ExportLoss * b.exposure * (b.now - b.tariff)
	}
	return float64(b.p.InflationWeight*pi) + float64(b.p.GapWeight*gap)
}

// meet is the change of the rate, pp, at a meeting so many business days after the
// last.
func (b *CentralBank) meet(v *world.View, days int) float64 {
	paused := v.VIX > b.p.PauseVIX || b.eq >= 0 && v.Change(b.eq, 20) < 1e4*portable.Log(1-b.p.PauseEquityPct/100)
	w := portable.Pow(b.p.Smoothing, float64(days)/63)
	neutral := b.start + b.p.NormalisationPP
	b.expected = float64(w*b.expected) + float64((1-w)*neutral)
	next := neutral
	if b.p.InflationWeight != 0 || b.p.GapWeight != 0 {
		next += b.rule(v)
	}
	next = math.Max(math.Min(b.p.RateFloorPct, b.start), float64(w*b.desired)+float64((1-w)*next))
	if !paused || next < b.desired {
		b.desired = next
	}
	step := float64(math.Round((b.desired-b.expected-b.said)/0.25) * 0.25)
	if paused && step > 0 {
		step = 0
	}
	b.said += step
	if b.steps < b.p.Steps && !(paused && b.p.RateStepBp > 0) {
		b.steps++
		step += b.p.RateStepBp / 100
	}
	return step
}

// account books what the backstop bought and the unwind sold yesterday, which
// may be less than was ordered.
func (b *CentralBank) account(d *world.Desk) {
	if b.open > 0 || b.sells {
		for i, k := range b.bonds {
			if k >= 0 {
				b.bought[i] = math.Max(0, b.bought[i]+d.Book.Holding(k)-b.held[i]-b.other[i])
			}
		}
	}
	b.sells = false
}

// schedule decides on today's sale of what a backstop bought: equal parts once
// the wait is over, and none while a yield has risen by half of what would
// reopen the backstop.
func (b *CentralBank) schedule(v *world.View) {
	var left float64
	for _, q := range b.bought {
		left += q
	}
	if b.p.UnwindDays == 0 || left <= rules.Dust {
		return
	}
	if b.wait > 0 {
		b.wait--
		return
	}
	b.sells = true
	for i, k := range b.bonds {
		if k >= 0 && v.Change(k, 5) > b.limit(i)/2 {
			b.sells = false
		}
	}
}

// Bid buys under the backstop, sells what it bought, departs from announced
// purchases and smooths the currency.
func (b *CentralBank) Bid(d *world.Desk) {
	v := d.View
	for i, k := range b.bonds {
		if k < 0 || v.Round > 0 {
			continue
		}
		b.held[i], b.other[i] = d.Book.Holding(k), 0
		if b.open > 0 {
			d.Bid.Want(k, market.Policy, b.p.BackstopUSDBn/float64(len(b.bonds)))
		} else if q := math.Min(b.unwind[i], b.bought[i]); b.sells && q > 0 {
			d.Bid.Want(k, market.Policy, -q)
		}
		if b.p.TaperSurprise != 0 && b.met {
			q := math.Max(-b.p.TaperSurprise/21/float64(len(b.bonds)), -math.Max(0, b.held[i]))
			d.Bid.Want(k, market.Policy, q)
			b.other[i] += q
		}
		b.other[i] += sellAtFloor(d, k, b.p.FloorPct)
	}
	if b.p.SmoothUSDBn > 0 && b.fx >= 0 {
		var level, n float64
		for _, k := range b.m.FX {
			if k >= 0 && k != b.fx {
				level += v.X[k]
				n++
			}
		}
		// The schedule alone trades the difference as prices move; what a limit left
		// over is made up at the next round.
		slope := b.p.SmoothUSDBn / 100
		target := b.reserve + d.Book.Earned(b.fx) + float64(slope*(v.X[b.fx]-b.p.BasketShare*level/math.Max(1, n)))
		if q := target - d.Book.Holding(b.fx); math.Abs(q) > rules.Dust {
			d.Bid.Want(b.fx, market.Policy, q)
		}
		d.Bid.Slope(b.fx, b.fx, slope)
		for _, k := range b.m.FX {
			if k >= 0 && k != b.fx {
				d.Bid.Slope(b.fx, k, -slope*b.p.BasketShare/math.Max(1, n))
			}
		}
	}
}

// sellAtFloor offers bonds against new money once their yield is below what
// holding money costs: the supply that keeps yields from falling without end.
//
//	q = −0.1·holding·(floor − y),  y < floor in percent
func sellAtFloor(d *world.Desk, k int, floorPct float64) float64 {
	gap := floorPct - d.View.Level(k)
	if gap <= 0 {
		return 0
	}
	q := -math.Min(1, 0.1*gap) * math.Max(0, d.Book.Holding(k))
	d.Bid.Want(k, market.Policy, q)
	return q
}
