package agents

import (
	"math"

	"kirifuda/agents/rules"
	"kirifuda/internal/portable"
	"kirifuda/world"
	"kirifuda/world/market"
)

var _ = register("central_bank", Define("other central bank", newCentralBank))

// CentralBankParams describe a central bank that sets a rate, backs its bond
// market and may smooth its currency.
type CentralBankParams struct {
	// currency issued
	Currency string `yaml:"currency" default:"eur" enum:"@foreign_currencies" role:"constant"`
	// change made at each meeting that steps_n allows, on top of what is expected and of the rule
	// ASSUMED: market expectations of 31 March 2025
	RateStepBp float64 `yaml:"rate_step_bp" unit:"bp" min:"-200" max:"200" default:"0" role:"lever" needs:"steps_n above 0"`
	// number of such changes
	// ASSUMED: model design
	Steps int `yaml:"steps_n" unit:"1" min:"0" max:"40" default:"0" role:"lever" needs:"a rate_step_bp other than 0"`
	// days of announcement as far as they are published, then every meeting_days: see Calendar
	// READ: calendars of 2025 and 2026, days of announcement
	Meetings []world.Date `yaml:"meetings" role:"constant" needs:"a rule that moves the rate by a step of 25 bp, or a rate_step_bp"`
	// business days between meetings after the last of meetings
	// ASSUMED: eight meetings a year
	MeetingDays int `yaml:"meeting_days" unit:"days" min:"5" max:"250" default:"32" role:"constant" needs:"a run beyond the last of meetings"`
	// response of the rate to inflation; if this and gap_weight are 0, there is no rule
	// ASSUMED: Taylor (1993)
	InflationWeight float64 `yaml:"inflation_weight" unit:"pp per pp" min:"0" max:"5" default:"1.5" role:"uncertainty" needs:"a meeting for which the rule moves the rate by a step of 25 bp"`
	// response of the rate to the output gap
	// ASSUMED: Taylor (1993)
	GapWeight float64 `yaml:"gap_weight" unit:"pp per pp" min:"0" max:"5" default:"0.5" role:"uncertainty" needs:"a meeting for which the rule moves the rate by a step of 25 bp"`
	// weight on the last rate
	// ASSUMED: inertial Taylor rules
	Smoothing float64 `yaml:"smoothing_per_quarter" unit:"1/quarter" min:"0" max:"1" default:"0.85" role:"uncertainty" needs:"a meeting for which the rule moves the rate by a step of 25 bp"`
	// inflation over a year per percent that the currency has fallen against the dollar
	// ASSUMED: order of magnitude of consumer prices' response to the dollar exchange rate, in
	// which most imports are invoiced (Gopinath 2015)
	PassThrough float64 `yaml:"fx_pass_through_sh" unit:"share" min:"0" max:"1" default:"0.07" role:"uncertainty" needs:"an inflation_weight above 0, and a rule that moves the rate by a step of 25 bp"`
	// loss of output per pp of tariff on the country's exports to the United States, percent of these
	// exports
	// ASSUMED: official estimates of 2025: 0.3 to 0.5 % of GDP for Japan and the euro area at 20 to
	// 25 %
	ExportLoss float64 `yaml:"export_gdp_per_pp" unit:"% per pp" min:"0" max:"5" default:"0.5" role:"uncertainty" needs:"a gap_weight above 0, and a rule that moves the rate by a step of 25 bp"`
	// remaining rise of the expected rate path, which is in the curve, so that only a departure from
	// it is news
	// ASSUMED: market expectations of 31 March 2025
	NormalisationPP float64 `yaml:"normalisation_pp" unit:"pp" min:"-10" max:"10" default:"0" role:"uncertainty" needs:"a rise of rates that is paused or limited by rate_floor_pct: as such it is in the curve"`
	// rate below which the rule does not cut
	// ASSUMED: model design
	RateFloorPct float64 `yaml:"rate_floor_pct" unit:"%/yr" min:"-2" max:"5" default:"0" role:"uncertainty" needs:"a rule that lowers the rate to it"`
	// fall of home equities over pause_equity_days beyond which rates are not raised
	// ASSUMED: Bank of Japan after August 2024
	PauseEquityPct float64 `yaml:"pause_equity_pct" unit:"%" min:"1" max:"90" default:"15" role:"uncertainty" needs:"home equities that fall by as much before a meeting that would raise the rate"`
	// days over which that fall is measured
	// ASSUMED: model design
	PauseEquityDays int `yaml:"pause_equity_days" unit:"days" min:"1" max:"63" default:"20" role:"uncertainty" needs:"home equities that fall by pause_equity_pct before a meeting that would raise the rate"`
	// equity-volatility gauge above which rates are not raised
	// ASSUMED: Bank of Japan after August 2024
	PauseVIX float64 `yaml:"pause_vix" unit:"index" min:"10" max:"1000" default:"40" role:"uncertainty" needs:"a meeting that would raise the rate at such a level of the VIX"`
	// shortfall of the bank's purchases of home bonds from the announced amount, from its first
	// meeting on; if negative, it buys more
	// ASSUMED: the announced path, from 4.5 to 2.9 tn yen a month by 2026, is in the curve
	TaperSurprise float64 `yaml:"taper_surprise_usd_bn_per_month" unit:"USD bn/month" min:"-200" max:"200" default:"0" role:"lever" needs:"home bonds and a meeting"`
	// days over which rises of home yields are measured
	// ASSUMED: model design
	BackstopRiseDays int `yaml:"backstop_rise_days" unit:"days" min:"1" max:"63" default:"5" role:"uncertainty" needs:"home bonds whose yield rises by the limit of the backstop"`
	// rise of the home 10-year yield over backstop_rise_days that triggers purchases
	// ASSUMED: model design
	BackstopShortBp float64 `yaml:"backstop_10y_bp" unit:"bp" min:"1" max:"1000" default:"1000" role:"uncertainty" needs:"home bonds of two maturities, of which the shorter has this limit, and such a rise"`
	// the same for the longest home yield
	// ASSUMED: gilt purchases of September 2022: 75 bp
	BackstopLongBp float64 `yaml:"backstop_30y_bp" unit:"bp" min:"1" max:"1000" default:"75" role:"uncertainty" needs:"home bonds whose yield rises by as much"`
	// purchases a day while the backstop is open
	// ASSUMED: model design
	BackstopUSDBn float64 `yaml:"backstop_usd_bn_per_day" unit:"USD bn/day" min:"0" max:"200" default:"5" role:"uncertainty" needs:"home bonds whose yield rises by the limit of the backstop"`
	// days a backstop stays open
	// ASSUMED: gilt purchases of September 2022: 13 days
	BackstopDays int `yaml:"backstop_days" unit:"days" min:"1" max:"250" default:"10" role:"uncertainty" needs:"home bonds whose yield rises by the limit of the backstop"`
	// days over which the bonds bought under a backstop are sold again; 0: they are kept
	// ASSUMED: gilts of autumn 2022 were sold from 29 November to 12 January
	UnwindDays int `yaml:"unwind_days" unit:"days" min:"0" max:"1000" default:"0" role:"lever" needs:"home bonds that were bought under the backstop"`
	// rise of a home yield over backstop_rise_days beyond which nothing is sold, as a share of the
	// rise that would reopen the backstop
	// ASSUMED: model design
	UnwindQuiet float64 `yaml:"unwind_quiet_sh" unit:"share" min:"0" max:"1" default:"0.5" role:"uncertainty" needs:"unwind_days above 0, and home bonds that were bought under the backstop"`
	// days between the end of purchases and the first sale
	// READ: gilt purchases ended on 14 October 2022, sales began on 29 November
	UnwindWait int `yaml:"unwind_wait_days" unit:"days" min:"0" max:"1000" default:"32" role:"uncertainty" needs:"unwind_days above 0, and home bonds that were bought under the backstop"`
	// dollars sold per percent that the dollar is above its managed level
	// ASSUMED: managed currencies
	SmoothUSDBn float64 `yaml:"smoothing_usd_bn_per_pct" unit:"USD bn per %" min:"0" max:"500" default:"0" role:"uncertainty"`
	// share of the dollar's move against other currencies that the managed level follows
	// ASSUMED: model design
	BasketShare float64 `yaml:"basket_sh" unit:"share" min:"0" max:"1" default:"0.35" role:"uncertainty" needs:"smoothing_usd_bn_per_pct above 0"`
	// home bond yield below which the bank sells bonds for money
	// ASSUMED: policy rates have not gone below −0.75 %
	FloorPct float64 `yaml:"floor_pct" unit:"%/yr" min:"-10" max:"5" default:"-1" role:"uncertainty" needs:"home bonds whose yield falls below it"`
	// share of its holding that it sells per day and percentage point below that yield
	// ASSUMED: model design
	FloorShare float64 `yaml:"floor_sale_sh_per_pp" unit:"share/day per pp" min:"0" max:"1" default:"0.1" role:"uncertainty" needs:"home bonds whose yield falls below floor_pct"`
}

// Validate checks the dates.
func (p *CentralBankParams) Validate() error { return rules.InOrder("meetings", p.Meetings) }

// CentralBank is the Bank of Japan, ECB, Bank of England, PBoC, Bank of Korea,
// Bank of Canada or Banco de México. It follows an inertial Taylor rule at its
// meetings,
//
//	i ← ρ·i + (1 − ρ)·[i* + a·Δπ + b·Δgap],   ρ = ρ_q^(days since the last meeting/63)
//	Δπ = pass-through·(e − ē),   ē ← ē + (e − ē)·t
//	Δgap = −l·(exports to the United States/GDP)·Δτ
//
// with a the inflation_weight, b the gap_weight, ρ_q the smoothing_per_quarter (of 63
// business days), e the dollar's price in percent over its base, ē its mean of about
// a year and l the export_gdp_per_pp. τ is the average tariff in force on Japan's goods
// for Japan, and the expected U.S. average tariff for others. i* includes a
// normalisation that is generally expected: the same rule without shocks gives the path
// in the curve, and the policy rate moves only by the difference, in steps of 25 bp. A
// bank does not raise its rate while home equities or the volatility gauge show
// distress, so that a delayed normalisation is an easing.
//
// Backstop purchases are temporary if unwind_days is not 0: the bonds are sold in equal
// parts once yields are quiet. A managed currency follows m = share·(mean dollar move
// against the others); the bank sells S·(e − m) dollars for its own money. Dollars that it
// does not have it borrows at the policy rate, as everybody does.
type CentralBank struct {
	p     CentralBankParams
	at    centralBankPlaces
	state centralBankState
}

// centralBankPlaces are its indices and constants, found at set-up.
type centralBankPlaces struct {
	c        int     // its currency
	fx       int     // market for it
	others   []int   // markets of the other currencies
	bonds    []int   // home bonds, the longest last
	eq       int     // home equities
	us, own  int     // negotiators of tariffs: Washington's and, if there is one, the country's own
	reserve  float64 // own money held at the start, USD bn; negative, because the bank has issued it
	start    float64 // rate at the start, percent
	exposure float64 // exports to the United States over GDP
}

// centralBankState is all that changes.
type centralBankState struct {
	meets    rules.Calendar // meetings
	met      bool           // in this run
	steps    int            // changes made under steps_n
	open     int            // days left for which a backstop stays open
	expected float64        // path in the curve, percent
	desired  float64        // the rule's rate, before rounding, percent
	said     float64        // sum of the steps the rule has made, pp
	year     float64        // mean of the dollar's price over about a year, bp
	tariff   float64        // first tariff seen, percent; NaN before
	now      float64        // last tariff seen, percent; NaN before
	wait     int            // days until the bonds bought under the backstop are sold
	bought   []float64      // bought under the backstop and not yet sold, by home bond, USD bn
	unwind   []float64      // daily sales of these bonds, USD bn
	held     []float64      // holdings after yesterday's trades, USD bn
	other    []float64      // yesterday's orders other than backstop and unwind, USD bn
	sells    bool           // some of these bonds are sold today
	acted    float64        // dollars sold today by acts of the scenario, USD bn
}

func newCentralBank(s *world.Setup, p *CentralBankParams) (*CentralBank, error) {
	m := rules.FindMarkets(s.Instruments)
	b := &CentralBank{
		p:     *p,
		at:    centralBankPlaces{c: s.Currency(p.Currency), fx: m.FX(p.Currency), bonds: m.Bonds(p.Currency), eq: -1, us: rules.Negotiator(s, "US"), own: -1},
		state: centralBankState{meets: rules.NewCalendar(s.Calendar, s.Start, p.Meetings, p.MeetingDays), tariff: math.NaN(), now: math.NaN()},
	}
	for _, k := range m.Currencies() {
		if k != b.at.fx {
			b.at.others = append(b.at.others, k)
		}
	}
	if b.at.fx >= 0 {
		b.at.reserve = s.Book().Holding(b.at.fx)
	}
	if b.at.c >= 0 {
		home := &s.Currencies[b.at.c]
		b.at.eq, b.at.own = m.Equity(home.Country), rules.Negotiator(s, home.Country)
		b.at.start = home.PolicyRatePct
		b.state.desired, b.state.expected = b.at.start, b.at.start
		if gdp := s.Facts.GDPUSDBn[home.Country]; gdp > 0 {
			b.at.exposure = s.Facts.ImportsUS[home.Country] / gdp
		}
	}
	n := len(b.at.bonds)
	b.state.bought, b.state.unwind = make([]float64, n), make([]float64, n)
	b.state.held, b.state.other = make([]float64, n), make([]float64, n)
	return b, nil
}

// Act decides on the rate and on opening and closing the backstop, at last night's
// prices.
func (b *CentralBank) Act(d *world.Desk) {
	v := d.View
	b.state.acted = 0
	if b.at.c < 0 {
		return
	}
	b.listen(v)
	days, meets := b.state.meets.Today(v, b.open(v))
	if v.Day <= 1 {
		return
	}
	if meets {
		if step := b.state.meet(&b.p, b.at.start, b.shock(v), b.p.paused(v, b.at.eq), days); step != 0 {
			d.Say(world.PolicyRate, v.PolicyRatePct[b.at.c]+step)
		}
		if !b.state.met && b.p.TaperSurprise != 0 && len(b.at.bonds) > 0 {
			d.Say(world.Purchases, -b.p.TaperSurprise*12*v.YearShare)
		}
		b.state.met = true
	}
	b.account(d)
	if !b.open(v) {
		return
	}
	if b.state.open > 0 {
		b.state.open--
		if b.state.open == 0 {
			b.state.wait = b.p.UnwindWait
			for i, q := range b.state.bought {
				b.state.unwind[i] = q / math.Max(1, float64(b.p.UnwindDays))
			}
			d.Say(world.Purchases, 0)
		}
		return
	}
	for i, k := range b.at.bonds {
		if v.Change(k, b.p.BackstopRiseDays) > b.limit(i) {
			b.state.open = b.p.BackstopDays
			d.Say(world.Purchases, b.p.BackstopUSDBn)
			return
		}
	}
	b.schedule(v)
}

// open reports whether its home market is open today; a bank without one is always at work.
func (b *CentralBank) open(v *world.View) bool {
	return len(b.at.bonds) == 0 || v.IsOpen(b.at.bonds[0])
}

// limit is the rise of the yield of home bond i that opens the backstop, bp; the longest
// bond has a limit of its own.
func (b *CentralBank) limit(i int) float64 {
	if i < len(b.at.bonds)-1 {
		return b.p.BackstopShortBp
	}
	return b.p.BackstopLongBp
}

// listen follows tariffs and the currency.
func (b *CentralBank) listen(v *world.View) {
	if b.at.own >= 0 {
		if v.Day > 1 { // rates of the first day are known on the second
			b.state.now = rules.JapanTariff(v, b.at.own)
		}
	} else {
		for i := range v.Bulletin {
			if s := &v.Bulletin[i]; s.Type == world.TariffExpected && (s.Target < 0 || s.Target == b.at.us) {
				b.state.now = s.Value
			}
		}
	}
	if math.IsNaN(b.state.tariff) {
		b.state.tariff = b.state.now
	}
	if b.at.fx >= 0 {
		b.state.year += float64((v.Deviation[b.at.fx] - b.state.year) * v.YearShare)
	}
}

// rule is the term that the Taylor rule adds to the neutral rate, pp, when the dollar is
// dollarBp above its mean of a year and tariffs have risen by tariffPP on exports that
// are a share exposure of GDP:
//
//	a·pass-through·(e − ē) − b·l·exposure·Δτ
func (p *CentralBankParams) rule(dollarBp, tariffPP, exposure float64) float64 {
	pi := p.PassThrough * dollarBp / 100
	gap := -p.ExportLoss * exposure * tariffPP
	return float64(p.InflationWeight*pi) + float64(p.GapWeight*gap)
}

// paused reports whether markets at home are in distress, so that rates are not raised;
// eq is the index of home equities, −1 for none.
func (p *CentralBankParams) paused(v *world.View, eq int) bool {
	return v.VIX > p.PauseVIX || eq >= 0 && v.Change(eq, p.PauseEquityDays) < 1e4*portable.Log(1-p.PauseEquityPct/100)
}

// shock is the effect of the currency and of tariffs on the rule, pp.
func (b *CentralBank) shock(v *world.View) float64 {
	var dollar, tariff float64
	if b.at.fx >= 0 {
		dollar = v.Deviation[b.at.fx] - b.state.year
	}
	if !math.IsNaN(b.state.tariff) {
		tariff = b.state.now - b.state.tariff
	}
	return b.p.rule(dollar, tariff, b.at.exposure)
}

// meet is the change in the rate, pp, at a meeting days business days after the last one,
// given the rate at the start and the term that the rule adds to the neutral rate.
func (s *centralBankState) meet(p *CentralBankParams, start, rule float64, paused bool, days int) float64 {
	w := portable.Pow(p.Smoothing, float64(days)/rules.Quarter)
	neutral := start + p.NormalisationPP
	s.expected = float64(w*s.expected) + float64((1-w)*neutral)
	next := neutral
	if p.InflationWeight != 0 || p.GapWeight != 0 {
		next += rule
	}
	next = math.Max(math.Min(p.RateFloorPct, start), float64(w*s.desired)+float64((1-w)*next))
	if !paused || next < s.desired {
		s.desired = next
	}
	step := float64(math.Round((s.desired-s.expected-s.said)/rules.RateStep) * rules.RateStep)
	if paused && step > 0 {
		step = 0
	}
	s.said += step
	if s.steps < p.Steps && !(paused && p.RateStepBp > 0) {
		s.steps++
		step += p.RateStepBp / 100
	}
	return step
}

// account records yesterday's purchases under the backstop and sales of the unwind,
// which may be smaller than the orders.
func (b *CentralBank) account(d *world.Desk) {
	if b.state.open > 0 || b.state.sells {
		for i, k := range b.at.bonds {
			b.state.bought[i] = math.Max(0, b.state.bought[i]+d.Book.Holding(k)-b.state.held[i]-b.state.other[i])
		}
	}
	b.state.sells = false
}

// schedule decides on today's sales of bonds bought under the backstop: equal parts once
// the wait is over, but none while a yield has risen by unwind_quiet_sh of the rise that
// would reopen the backstop.
func (b *CentralBank) schedule(v *world.View) {
	var left float64
	for _, q := range b.state.bought {
		left += q
	}
	if b.p.UnwindDays == 0 || left <= rules.Dust {
		return
	}
	if b.state.wait > 0 {
		b.state.wait--
		return
	}
	b.state.sells = true
	for i, k := range b.at.bonds {
		if v.Change(k, b.p.BackstopRiseDays) > b.p.UnwindQuiet*b.limit(i) {
			b.state.sells = false
		}
	}
}

// Bid buys under the backstop, sells what it bought, departs from announced
// purchases and smooths the currency.
func (b *CentralBank) Bid(d *world.Desk) {
	v := d.View
	for i, k := range b.at.bonds {
		if v.Round > 0 {
			break
		}
		if !v.IsOpen(k) {
			b.state.held[i], b.state.other[i] = d.Book.Holding(k), 0
			continue
		}
		b.state.held[i], b.state.other[i] = d.Book.Holding(k), 0
		if b.state.open > 0 {
			d.Bid.Order(k, market.Policy, b.p.BackstopUSDBn/float64(len(b.at.bonds)))
		} else if q := math.Min(b.state.unwind[i], b.state.bought[i]); b.state.sells && q > 0 {
			d.Bid.Order(k, market.Policy, -q)
		}
		if b.p.TaperSurprise != 0 && b.state.met {
			q := math.Max(-b.p.TaperSurprise*12*v.OpenShare[k]/float64(len(b.at.bonds)), -math.Max(0, b.state.held[i]))
			d.Bid.Order(k, market.Policy, q)
			b.state.other[i] += q
		}
		b.state.other[i] += rules.SellAtFloor(d, k, b.p.FloorPct, b.p.FloorShare)
	}
	if b.p.SmoothUSDBn > 0 && b.at.fx >= 0 {
		var level, n float64
		for _, k := range b.at.others {
			level += v.Deviation[k]
			n++
		}
		// Only the schedule trades the difference as prices move; orders left unexecuted at a
		// limit are repeated in the next round.
		slope := b.p.SmoothUSDBn / 100
		target := b.at.reserve + d.Book.Earned(b.at.fx) + float64(slope*(v.Deviation[b.at.fx]-b.p.BasketShare*level/math.Max(1, n)))
		if q := target - d.Book.Holding(b.at.fx); math.Abs(q) > rules.Dust {
			d.Bid.Order(b.at.fx, market.Policy, q)
		}
		d.Bid.Slope(b.at.fx, b.at.fx, slope)
		for _, k := range b.at.others {
			d.Bid.Slope(b.at.fx, k, -slope*b.p.BasketShare/math.Max(1, n))
		}
	}
}

// Close records the bonds that were bought or sold today, and the dollars that were sold
// for the bank's own money by its own rule.
func (b *CentralBank) Close(d *world.Desk) {
	for _, k := range b.at.bonds {
		d.DidOf(world.BondsBought, k, d.Book.PaidUSDBn(k))
	}
	if b.at.fx >= 0 {
		if own := d.Book.PaidBn(b.at.fx) - b.state.acted; b.state.acted == 0 || math.Abs(own) > rules.Dust {
			d.DidOf(world.Intervention, b.at.fx, own)
		}
	}
}

// Adjust changes the reserve that it wants to hold, and keeps bonds apart from those of
// the backstop, by what an act of the scenario has bought.
func (b *CentralBank) Adjust(k int, bought, paid float64) {
	if k == b.at.fx {
		b.at.reserve += bought
		b.state.acted += paid
	}
	for i := range b.at.bonds {
		if b.at.bonds[i] == k {
			b.state.other[i] += bought
		}
	}
}
