package agents

import (
	"math"
	"slices"
	"time"

	"kirifuda/agents/rules"
	"kirifuda/internal/portable"
	"kirifuda/world"
	"kirifuda/world/market"
)

var _ = register("fed", Define("Federal Reserve", newFed, fedPurchases, cpiEffect, gdpEffect))

var (
	fedPurchases = world.Series{Name: "fed_purchases_usd_bn", Unit: "USD bn", Valuation: world.AtBasePrices,
		Doc: "Treasuries bought by the Federal Reserve since the base date, at base prices, less those sold"}
	cpiEffect = world.Series{Name: "us_cpi_effect_pct", Unit: "%",
		Doc: "effect on the level of U.S. consumer prices of tariffs beyond those at the start of the run"}
	gdpEffect = world.Series{Name: "us_gdp_effect_pct", Unit: "%",
		Doc: "effect on the level of U.S. real GDP of tariffs beyond those at the start of the run"}
)

// FedParams describe the Federal Reserve.
type FedParams struct {
	// days of announcement as far as they are published, then every meeting_days: see Calendar
	// READ: FOMC calendars of 2025 and 2026, press release of August 2024, days of announcement
	Meetings []world.Date `yaml:"meetings" default:"2025-05-07, 2025-06-18, 2025-07-30, 2025-09-17, 2025-10-29, 2025-12-10, 2026-01-28, 2026-03-18, 2026-04-29, 2026-06-17, 2026-07-29, 2026-09-16, 2026-10-28, 2026-12-09" role:"constant" needs:"a meeting for which the rule moves the rate by a step of 25 bp"`
	// business days between meetings after the last of meetings
	// ASSUMED: eight meetings a year
	MeetingDays int `yaml:"meeting_days" unit:"days" min:"5" max:"250" default:"32" role:"constant" needs:"a run beyond the last of meetings"`
	// response of the rate to inflation
	// ASSUMED: Taylor (1993)
	InflationWeight float64 `yaml:"inflation_weight" unit:"pp per pp" min:"0" max:"5" default:"1.5" role:"uncertainty"`
	// response of the rate to the output gap
	// ASSUMED: Taylor (1993)
	GapWeight float64 `yaml:"gap_weight" unit:"pp per pp" min:"0" max:"5" default:"0.5" role:"uncertainty"`
	// weight on the last rate
	// ASSUMED: inertial Taylor rules
	Smoothing float64 `yaml:"smoothing_per_quarter" unit:"1/quarter" min:"0" max:"1" default:"0.85" role:"uncertainty" needs:"a meeting for which the rule moves the rate by a step of 25 bp"`
	// share of tariff inflation that the rule ignores; 1 means all of it
	// COMPUTED: 1 − .5·.045/(1.5·.115), with which tariffs alone leave the rate where it is in
	// their first year: FOMC projections of March and June 2025, with growth of 2025 0.3 pp lower
	// and core inflation 0.3 pp higher at an unchanged federal funds rate; theory of first-round
	// effects: Bernanke and Mishkin (1997)
	LookThrough float64 `yaml:"tariff_look_through_sh" unit:"share" min:"0" max:"1" default:"0.87" role:"uncertainty"`
	// rise of the price level per pp of average tariff
	// READ: Yale Budget Lab, 7 April 2025
	PriceLevelPerPP float64 `yaml:"price_level_pct_per_pp" unit:"% per pp" min:"0" max:"1" default:"0.115" role:"constant"`
	// fall of growth per pp of average tariff
	// READ: Yale Budget Lab, 7 April 2025
	GDPPerPP float64 `yaml:"gdp_pp_per_pp" unit:"pp per pp" min:"0" max:"1" default:"0.045" role:"constant"`
	// lend against Treasuries, buy them and ease dealers' rules when market functioning fails
	// ASSUMED: model design
	PurchasesOn bool `yaml:"market_function" default:"true" role:"lever"`
	// rate-volatility gauge that triggers purchases, with trigger_spread_sh of trigger_spread_bp
	// ASSUMED: model design
	TriggerMOVE float64 `yaml:"trigger_move" unit:"index" min:"50" max:"1000" default:"160" role:"uncertainty"`
	// days over which yields and spreads are compared
	// ASSUMED: model design
	TriggerDays int `yaml:"trigger_days" unit:"days" min:"1" max:"63" default:"5" role:"uncertainty"`
	// rise of the 10-year yield over trigger_days that triggers purchases, with trigger_spread_bp
	// ASSUMED: model design
	TriggerYieldBp float64 `yaml:"trigger_yield_bp" unit:"bp" min:"5" max:"500" default:"55" role:"uncertainty" needs:"a market for Treasuries that fails by this trigger, or stop_yield_sh times it"`
	// cheapening of cash against swaps over trigger_days that must accompany it
	// ASSUMED: model design
	TriggerSpreadBp float64 `yaml:"trigger_spread_bp" unit:"bp" min:"1" max:"200" default:"25" role:"uncertainty"`
	// share of trigger_spread_bp that suffices when dealers' balance sheets are full or volatility
	// is high
	// ASSUMED: model design
	TriggerSpreadShare float64 `yaml:"trigger_spread_sh" unit:"share" min:"0" max:"1" default:"0.5" role:"uncertainty"`
	// first day's purchases
	// ASSUMED: March 2020 pace, first step
	StartUSDBn float64 `yaml:"purchases_start_usd_bn" unit:"USD bn/day" min:"0" max:"500" default:"20" role:"uncertainty" needs:"a market for Treasuries that fails for longer than repo_first_days"`
	// largest daily purchases
	// READ: March 2020 pace
	MaxUSDBn float64 `yaml:"purchases_max_usd_bn" unit:"USD bn/day" min:"0" max:"500" default:"75" role:"uncertainty" needs:"a market for Treasuries that fails for longer than repo_first_days"`
	// factor by which purchases rise from day to day, up to the largest
	// ASSUMED: model design
	Growth float64 `yaml:"purchases_growth" unit:"1" min:"1" max:"10" default:"1.4" role:"uncertainty" needs:"a market for Treasuries that fails for longer than repo_first_days"`
	// fall of the 10-year yield over trigger_days, as a share of trigger_yield_bp, at which
	// purchases stop
	// ASSUMED: model design
	StopYieldShare float64 `yaml:"stop_yield_sh" unit:"share" min:"0" max:"10" default:"0.5" role:"uncertainty" needs:"a market for Treasuries that fails for longer than repo_first_days"`
	// share of the spread's widening that must be undone before purchases stop
	// ASSUMED: model design
	RetraceShare float64 `yaml:"stop_retrace_sh" unit:"share" min:"0" max:"1" default:"0.5" role:"uncertainty" needs:"a market for Treasuries that fails for longer than repo_first_days"`
	// use of dealers' balance sheets that triggers purchases, with trigger_spread_sh of
	// trigger_spread_bp
	// ASSUMED: model design
	TriggerUse float64 `yaml:"trigger_utilisation_sh" unit:"share" min:"0.1" max:"10" default:"0.9" role:"uncertainty" needs:"use of dealers' balance sheets beyond it in a sell-off"`
	// days of repo against Treasuries before purchases begin, if the trigger holds
	// ASSUMED: repo operations of 12 March 2020, purchases from 13 and 15 March
	RepoDays int `yaml:"repo_first_days" unit:"days" min:"0" max:"60" default:"2" role:"uncertainty" needs:"a market for Treasuries that fails"`
	// addition to dealers' capacity while the bank lends in repo
	// ASSUMED: model design
	RepoReliefPct float64 `yaml:"repo_relief_pct" unit:"%" min:"0" max:"100" default:"10" role:"uncertainty"`
	// use of dealers' balance sheets at which the leverage ratio is eased
	// ASSUMED: model design
	ReliefUse float64 `yaml:"leverage_relief_utilisation_sh" unit:"share" min:"0.1" max:"10" default:"0.95" role:"uncertainty"`
	// consecutive days above that level that bring relief
	// ASSUMED: 1 April 2020: two weeks after the worst of March
	ReliefAfter int `yaml:"leverage_relief_after_days" unit:"days" min:"1" max:"250" default:"10" role:"uncertainty" needs:"use of dealers' balance sheets beyond leverage_relief_utilisation_sh"`
	// addition to dealers' capacity through relief; 0: no relief
	// ASSUMED: exclusion of Treasuries and reserves in 2020: 10 to 15 %
	ReliefPct float64 `yaml:"leverage_relief_pct" unit:"%" min:"0" max:"100" default:"12.5" role:"uncertainty" needs:"use of dealers' balance sheets beyond leverage_relief_utilisation_sh"`
	// duration of relief
	// READ: 1 April 2020 to 31 March 2021
	ReliefDays int `yaml:"leverage_relief_days" unit:"days" min:"1" max:"5000" default:"250" role:"uncertainty" needs:"use of dealers' balance sheets beyond leverage_relief_utilisation_sh"`
	// fall of U.S. equities over emergency_days that triggers an emergency cut
	// ASSUMED: model design
	EmergencyDropPct float64 `yaml:"emergency_equity_pct" unit:"%" min:"5" max:"90" default:"25" role:"uncertainty"`
	// days over which that fall is measured
	// ASSUMED: model design
	EmergencyDays int `yaml:"emergency_days" unit:"days" min:"1" max:"63" default:"60" role:"uncertainty" needs:"U.S. equities that fall by emergency_equity_pct"`
	// size of the emergency cut
	// RECALLED: 3 March 2020
	EmergencyCutBp float64 `yaml:"emergency_cut_bp" unit:"bp" min:"0" max:"300" default:"50" role:"uncertainty" needs:"U.S. equities that fall by emergency_equity_pct"`
	// Treasury yield below which the bank sells bonds for money
	// ASSUMED: the policy rate has not gone below zero
	FloorPct float64 `yaml:"floor_pct" unit:"%" min:"-10" max:"5" default:"0" role:"uncertainty" needs:"Treasuries whose yield falls below it"`
	// share of its holding that it sells per day and percentage point below that yield
	// ASSUMED: model design
	FloorShare float64 `yaml:"floor_sale_sh_per_pp" unit:"share/day per pp" min:"0" max:"1" default:"0.1" role:"uncertainty" needs:"Treasuries whose yield falls below floor_pct"`

	OfficialRepoParams `yaml:",inline"`
}

// Validate checks the dates.
func (p *FedParams) Validate() error { return rules.InOrder("meetings", p.Meetings) }

// Fed is the Federal Reserve. It sets the policy rate, buys Treasuries when their market
// fails, and reports official holdings in custody every Thursday.
//
//	i ← ρ·i + (1 − ρ)·[i* + a·(1 − λ)·Δπ + b·Δgap],   ρ = ρ_q^(days since the last meeting/63), in steps of 25 bp
//	Δπ_t = P_t − P_{t − 1 year},   P = c·ΔATR,   Δgap = −g·ΔATR
//
// i* is the rate at the start, so that in an unchanged economy the rate does not move. P
// is the effect of tariffs on the price level, percent: a tariff raises it once, which
// counts as inflation for twelve months. λ, the tariff_look_through_sh, is the share of
// this inflation that the Committee ignores. a is the inflation_weight, b the gap_weight,
// ρ_q the smoothing_per_quarter (of 63 business days), c the price_level_pct_per_pp and g
// the gdp_pp_per_pp.
//
// When the market for Treasuries fails, the Fed first lends against Treasuries, which
// frees dealers' balance sheets, and then buys them. Dealers report the use of their
// balance sheets to it; if use stays high, the leverage ratio is eased for a year.
type Fed struct {
	p     FedParams
	at    fedPlaces
	state fedState

	official officialRepo
}

// fedPlaces are its indices and constants, found at set-up.
type fedPlaces struct {
	m      rules.Markets
	hedged []rules.Bucket // notes and bonds with a swap of their maturity
	ten    rules.Bucket   // ten-year point of the curve
	equity int            // U.S. equities, −1 for none
	us     int            // Washington
	start  float64        // rate at the start, percent

	opening                   float64 // Treasuries held on the base date, USD bn
	purchases, prices, output int     // series
}

// fedState is all that changes.
type fedState struct {
	meets   rules.Calendar // meetings
	desired float64        // continuous rate, before rounding, percent
	atr     float64        // expected average tariff, percent
	atr0    float64        // its first value; NaN before
	level   [365]float64   // P of the last year by date modulo 365, percent
	tariff  float64        // Δπ, percent
	pace    float64        // daily purchases, USD bn
	base    float64        // spread when purchases began, bp
	worst   float64        // widest spread since, bp
	custody []custody      // by holder
	sum     float64        // total of these holdings, USD bn
	cut     bool           // an emergency cut has been made
	use     float64        // capacity that dealers report to be in use today, USD bn
	weight  float64        // capacity of the dealers that report, USD bn
	repo    int            // days of repo so far, 0 when closed
	tight   int            // consecutive days on which dealers' balance sheets were full
	eased   int            // days of leverage relief left
	relief  float64        // relief as last announced, percent
}

func newFed(s *world.Setup, p *FedParams) (*Fed, error) {
	m := rules.FindMarkets(s.Instruments)
	f := &Fed{
		p: *p, at: fedPlaces{m: m, hedged: m.Hedged(), ten: m.TenYear(), equity: m.Equity("US"), us: rules.Negotiator(s, "US")},
		state: fedState{meets: rules.NewCalendar(s.Calendar, s.Start, p.Meetings, p.MeetingDays), custody: make([]custody, 0, 32), atr0: math.NaN()},
	}
	f.official = newOfficialRepo(p.OfficialRepoParams)
	f.at.start = s.Currencies[0].PolicyRatePct
	f.state.desired = f.at.start
	f.at.opening = m.Treasuries(s.Book())
	f.at.purchases = s.Series(fedPurchases)
	f.at.prices = s.Series(cpiEffect)
	f.at.output = s.Series(gdpEffect)
	return f, nil
}

// custody is a foreign official holding in custody at the bank.
type custody struct {
	agent int
	usdBn float64
}

// keep records the holding of an agent in custody, USD bn.
func (s *fedState) keep(agent int, usdBn float64) {
	i := slices.IndexFunc(s.custody, func(c custody) bool { return c.agent == agent })
	if i < 0 {
		i = len(s.custody)
		s.custody = append(s.custody, custody{agent: agent})
	}
	s.sum += usdBn - s.custody[i].usdBn
	s.custody[i].usdBn = usdBn
}

// spread is the cheapness of the 10-year bucket against swaps, bp.
func (f *Fed) spread(v *world.View, back int) float64 {
	if f.at.ten.Cash < 0 {
		return 0
	}
	return v.Back(f.at.ten.Cash, back) - v.Back(f.at.ten.Swap, back)
}

// tariffRise is the rise of the expected average tariff above its first value, pp.
func (s *fedState) tariffRise() float64 {
	if math.IsNaN(s.atr0) {
		return 0
	}
	return s.atr - s.atr0
}

// prices stores a day's price level and computes inflation over the last 365 days. The
// level of a weekend is that before it.
func (s *fedState) prices(p *FedParams, previous, date world.Date) {
	n := world.Date(len(s.level))
	for d := previous + 1; d < date; d++ {
		s.level[d%n] = s.level[previous%n]
	}
	level := float64(p.PriceLevelPerPP * s.tariffRise())
	s.tariff = level - s.level[date%n]
	s.level[date%n] = level
}

// taylor is the rate towards which the rule moves, percent:
//
//	i* + a·(1 − λ)·Δπ + b·Δgap
func (s *fedState) taylor(p *FedParams, start float64) float64 {
	pi := (1 - p.LookThrough) * s.tariff
	gap := -p.GDPPerPP * s.tariffRise()
	return start + float64(p.InflationWeight*pi) + float64(p.GapWeight*gap)
}

// Act decides on rates and purchases and publishes custody holdings.
func (f *Fed) Act(d *world.Desk) {
	v := d.View
	f.official.read(d)
	f.official.say(d)
	f.state.prices(&f.p, v.Previous, v.Date)
	f.state.use, f.state.weight = 0, 0
	for _, m := range d.Inbox {
		switch m.Type {
		case world.CustodyHoldings:
			f.state.keep(m.From, m.Values[0])
		case world.Utilisation:
			f.state.use += float64(m.Values[0] * m.Values[1])
			f.state.weight += m.Values[1]
		}
	}
	// Holdings at the start are known from the second day.
	if (v.Due(time.Thursday, f.at.ten.Cash) || v.Day == 2) && len(f.state.custody) > 0 {
		d.Say(world.CustodyHoldings, f.state.sum)
	}
	rate := v.PolicyRatePct[0]
	if days, ok := f.state.meets.Today(v, f.open(v)); ok {
		w := portable.Pow(f.p.Smoothing, float64(days)/rules.Quarter)
		f.state.desired = float64(w*f.state.desired) + float64((1-w)*f.state.taylor(&f.p, f.at.start))
		if step := float64(math.Round((f.state.desired-rate)/rules.RateStep) * rules.RateStep); step != 0 {
			d.Say(world.PolicyRate, rate+step)
		}
	}
	if eq := f.at.equity; eq >= 0 && v.Day > 1 && !f.state.cut && v.Change(eq, f.p.EmergencyDays) < 1e4*portable.Log(1-f.p.EmergencyDropPct/100) {
		f.state.cut = true
		f.state.desired -= f.p.EmergencyCutBp / 100
		d.Say(world.PolicyRate, math.Max(0, rate-f.p.EmergencyCutBp/100))
	}
	f.decide(d)
}

// hear reads the expected average tariff from the day's bulletin.
func (s *fedState) hear(v *world.View, us int) {
	for i := range v.Bulletin {
		if b := &v.Bulletin[i]; b.Type == world.TariffExpected && (b.Target < 0 || b.Target == us) {
			s.atr = b.Value
			if math.IsNaN(s.atr0) {
				s.atr0 = b.Value
			}
		}
	}
}

// Open reports on the base date.
func (f *Fed) Open(d *world.Desk) { f.report(d) }

// Close takes note of the day's news about tariffs, on which it acts from tomorrow on,
// records what it bought and lent, and reports the effects of tariffs and what it holds
// more than on the base date.
func (f *Fed) Close(d *world.Desk) {
	f.state.hear(d.View, f.at.us)
	for _, b := range f.at.m.Buckets {
		d.DidOf(world.BondsBought, b.Cash, d.Book.PaidUSDBn(b.Cash))
	}
	f.official.record(d)
	f.report(d)
}

func (f *Fed) report(d *world.Desk) {
	d.Report(f.at.prices, f.p.PriceLevelPerPP*f.state.tariffRise())
	d.Report(f.at.output, -f.p.GDPPerPP*f.state.tariffRise())
	d.Report(f.at.purchases, f.at.m.Treasuries(d.Book)-f.at.opening)
}

// open reports whether the market for Treasuries is open today: the desk in New York
// works on its days.
func (f *Fed) open(v *world.View) bool { return f.at.ten.Cash < 0 || v.IsOpen(f.at.ten.Cash) }

// utilisation is the share of dealers' balance sheets in use, by capacity.
func (s *fedState) utilisation() float64 {
	if s.weight <= 0 {
		return 0
	}
	return s.use / s.weight
}

// fails reports whether the market for Treasuries fails:
//
//	Δy₁₀ > 0 and ((u > ū or MOVE > M̄) and Δs > h·s̄, or Δy₁₀ > ȳ and Δs > s̄)
//
// with changes over trigger_days, u the use of dealers' balance sheets, ū the
// trigger_utilisation_sh, M̄ the trigger_move, s the cheapness of cash against swaps,
// s̄ the trigger_spread_bp, h the trigger_spread_sh and ȳ the trigger_yield_bp. The market
// can fail only in a sell-off, because rising prices need no buyer. Full balance sheets
// or high volatility alone are not a failure while cash keeps its price against swaps.
func (f *Fed) fails(v *world.View) bool {
	rise := v.Change(f.at.ten.Cash, f.p.TriggerDays)
	widened := f.spread(v, 0) - f.spread(v, f.p.TriggerDays)
	if rise <= 0 {
		return false
	}
	return (v.MOVE > f.p.TriggerMOVE || f.state.utilisation() > f.p.TriggerUse) && widened > float64(f.p.TriggerSpreadShare*f.p.TriggerSpreadBp) ||
		rise > f.p.TriggerYieldBp && widened > f.p.TriggerSpreadBp
}

// decide operates in the market for Treasuries on days on which it is open, and eases
// dealers' rules.
func (f *Fed) decide(d *world.Desk) {
	if f.at.ten.Cash < 0 || !f.p.PurchasesOn || d.View.Day <= 1 {
		return
	}
	if f.open(d.View) {
		f.operate(d)
	}
	f.ease(d)
}

// operate lends first, then starts, raises and stops purchases, at last night's prices.
// Purchases of Q a day grow by a factor γ,
//
//	Q ← min(Q̄, γ·Q)
//
// and stop when s ≤ s_max − r·(s_max − s₀) or Δy₁₀ < −k·ȳ, with Q̄ the
// purchases_max_usd_bn, γ the purchases_growth, s₀ the spread when purchases began,
// s_max the widest since, r the stop_retrace_sh and k the stop_yield_sh.
func (f *Fed) operate(d *world.Desk) {
	v := d.View
	s := f.spread(v, 0)
	switch {
	case f.state.pace > 0:
		f.state.worst = math.Max(f.state.worst, s)
		// Enough: the spread has come back, or yields have fallen as far as a trigger.
		if s <= f.state.worst-float64(f.p.RetraceShare*(f.state.worst-f.state.base)) ||
			v.Change(f.at.ten.Cash, f.p.TriggerDays) < -f.p.StopYieldShare*f.p.TriggerYieldBp {
			f.state.pace, f.state.repo = 0, 0
		} else {
			f.state.pace = math.Min(f.p.MaxUSDBn, f.state.pace*f.p.Growth)
		}
		d.Say(world.Purchases, f.state.pace)
	case !f.fails(v):
		f.state.repo = 0
	default:
		if f.state.repo == 0 {
			f.state.base, f.state.worst = f.spread(v, f.p.TriggerDays), s
		}
		f.state.worst = math.Max(f.state.worst, s)
		f.state.repo++
		if f.state.repo > f.p.RepoDays {
			f.state.pace = f.p.StartUSDBn
			d.Say(world.Purchases, f.state.pace)
		}
	}
}

// ease announces the relief of dealers' balance sheets: while the bank lends against
// Treasuries, and while the leverage ratio is eased.
func (f *Fed) ease(d *world.Desk) {
	if f.state.utilisation() > f.p.ReliefUse {
		f.state.tight++
	} else {
		f.state.tight = 0
	}
	if f.state.eased > 0 {
		f.state.eased--
	}
	if f.state.eased == 0 && f.state.tight >= f.p.ReliefAfter {
		f.state.eased = f.p.ReliefDays
	}
	relief := 0.0
	if f.state.eased > 0 {
		relief = f.p.ReliefPct
	}
	if f.state.repo > 0 {
		relief += f.p.RepoReliefPct
	}
	if relief != f.state.relief {
		f.state.relief = relief
		d.Say(world.CapacityRelief, relief)
	}
}

// leastCheapBp is the weight, in the split of purchases, of a maturity that is not cheap
// against swaps.
const leastCheapBp = 0.1

// Bid buys the day's amount in the first round, split by the cheapness of each maturity
// against swaps:
//
//	q_k = Q·max(0.1 bp, s_k)/Σ_j max(0.1 bp, s_j)
func (f *Fed) Bid(d *world.Desk) {
	v := d.View
	if v.Round > 0 {
		return
	}
	f.official.lend(d)
	if f.state.pace > 0 && f.open(v) {
		var sum float64
		for _, b := range f.at.hedged {
			sum += cheapness(v, b)
		}
		for _, b := range f.at.hedged {
			d.Bid.Order(b.Cash, market.Policy, f.state.pace*cheapness(v, b)/sum)
		}
	}
	for _, b := range f.at.m.Buckets {
		rules.SellAtFloor(d, b.Cash, f.p.FloorPct, f.p.FloorShare)
	}
}

// cheapness of a maturity against swaps, by which purchases are split, bp.
func cheapness(v *world.View, b rules.Bucket) float64 {
	return math.Max(leastCheapBp, v.Deviation[b.Cash]-v.Deviation[b.Swap])
}
