package agents

import (
	"math"

	"kirifuda/internal/portable"
	"kirifuda/world"
	"kirifuda/world/market"
)

// FedParams describe the Federal Reserve.
type FedParams struct {
	MeetingDays      int     `yaml:"meeting_days" unit:"days" min:"5" max:"250" default:"32" role:"constant" status:"ASSUMED" source:"eight meetings a year" doc:"business days between meetings"`
	FirstMeetingDay  int     `yaml:"first_meeting_day" unit:"days" min:"1" max:"500" default:"27" role:"constant" status:"READ" source:"meeting of 7 May 2025" doc:"business day of the run on which the first meeting falls"`
	Smoothing        float64 `yaml:"smoothing_per_quarter" unit:"1" min:"0" max:"1" default:"0.85" role:"uncertainty" status:"ASSUMED" source:"inertial Taylor rules" doc:"weight on the last rate"`
	LookThrough      float64 `yaml:"tariff_look_through_sh" unit:"share" min:"0" max:"1" default:"0.7" role:"uncertainty" status:"ASSUMED" source:"model design" doc:"share of first-round tariff inflation that is ignored"`
	PriceLevelPerPP  float64 `yaml:"price_level_pct_per_pp" unit:"% per pp" min:"0" max:"1" default:"0.115" role:"constant" status:"READ" source:"Yale Budget Lab, 7 April 2025" doc:"rise of the price level per pp of average tariff"`
	GDPPerPP         float64 `yaml:"gdp_pp_per_pp" unit:"pp per pp" min:"0" max:"1" default:"0.045" role:"constant" status:"READ" source:"Yale Budget Lab, 7 April 2025" doc:"fall of growth per pp of average tariff"`
	PurchasesOn      bool    `yaml:"market_function" default:"true" role:"lever" status:"ASSUMED" source:"model design" doc:"buy Treasuries when market function fails"`
	TriggerMOVE      float64 `yaml:"trigger_move" unit:"index" min:"50" max:"1000" default:"160" role:"uncertainty" status:"ASSUMED" source:"model design" doc:"rate-volatility gauge that triggers purchases"`
	TriggerYieldBp   float64 `yaml:"trigger_yield_bp" unit:"bp" min:"5" max:"500" default:"55" role:"uncertainty" status:"ASSUMED" source:"model design" doc:"five-day rise of the 10-year yield that triggers purchases, with trigger_spread_bp"`
	TriggerSpreadBp  float64 `yaml:"trigger_spread_bp" unit:"bp" min:"1" max:"200" default:"25" role:"uncertainty" status:"ASSUMED" source:"model design" doc:"five-day cheapening of cash against swaps that must go with it"`
	StartUSDBn       float64 `yaml:"purchases_start_usd_bn" unit:"USD bn/day" min:"0" max:"500" default:"20" role:"uncertainty" status:"ASSUMED" source:"March 2020 pace, first step" doc:"first day's purchases"`
	MaxUSDBn         float64 `yaml:"purchases_max_usd_bn" unit:"USD bn/day" min:"0" max:"500" default:"75" role:"uncertainty" status:"READ" source:"March 2020 pace" doc:"largest daily purchases"`
	RetraceShare     float64 `yaml:"stop_retrace_sh" unit:"share" min:"0" max:"1" default:"0.5" role:"uncertainty" status:"ASSUMED" source:"model design" doc:"share of the spread's widening that must be undone before purchases stop"`
	EmergencyDropPct float64 `yaml:"emergency_equity_pct" unit:"%" min:"5" max:"90" default:"25" role:"uncertainty" status:"ASSUMED" source:"model design" doc:"fall of U.S. equities over 60 days that brings an emergency cut of 50 bp"`
}

// Fed sets the policy rate, buys Treasuries when their market fails, and reports
// official holdings in custody every Thursday.
//
//	i ← .85·i + .15·[i* + 1.5·Δπ + .5·Δgap] a quarter, in steps of 25 bp
//	Δπ = .115·(1 − .7)·ΔATR,  Δgap = −.045·ΔATR
//
// i* is the rate at the start, so that an unchanged economy leaves it alone.
type Fed struct {
	p       FedParams
	m       markets
	desired float64 // continuous rate, before rounding
	start   float64
	atr     float64
	atr0    float64
	pace    float64
	base    float64 // spread when the trouble started
	worst   float64
	custody map[int]float64
	sum     float64
	cut     bool
	ind     int
	total   float64
	indCPI  int
	indGDP  int
	us      int
}

func newFed(s *world.Setup, p *FedParams) (world.Institution, error) {
	f := &Fed{p: *p, m: findMarkets(s), custody: map[int]float64{}, us: s.Agent("us_trade"), atr0: math.NaN()}
	f.start = s.Currencies[0].PolicyRatePct
	f.desired = f.start
	f.ind = s.Indicator("fed_purchases_usd_bn", false)
	f.indCPI = s.Indicator("us_cpi_effect_pct", false)
	f.indGDP = s.Indicator("us_gdp_effect_pct", false)
	return f, nil
}

// spread is the cheapness of the 10-year bucket against swaps, bp.
func (f *Fed) spread(v *world.View, back int) float64 {
	if f.m.ust[2] < 0 || f.m.sw[2] < 0 {
		return 0
	}
	return v.Back(f.m.ust[2], back) - v.Back(f.m.sw[2], back)
}

// tariffRise is the expected average tariff over its first value, pp.
func (f *Fed) tariffRise() float64 {
	if math.IsNaN(f.atr0) {
		return 0
	}
	return f.atr - f.atr0
}

// taylor is the rate towards which the rule moves.
func (f *Fed) taylor() float64 {
	d := f.tariffRise()
	pi := f.p.PriceLevelPerPP * (1 - f.p.LookThrough) * d
	gap := -f.p.GDPPerPP * d
	return f.start + 1.5*pi + 0.5*gap
}

// Act decides on rates and purchases and publishes custody holdings.
func (f *Fed) Act(d *world.Desk) {
	v := d.View
	for i := range v.Bulletin {
		if s := &v.Bulletin[i]; s.Type == world.TariffExpected && (s.Target < 0 || s.Target == f.us) {
			f.atr = s.Value
			if math.IsNaN(f.atr0) {
				f.atr0 = s.Value
			}
		}
	}
	for _, m := range d.Inbox {
		if m.Type == world.CustodyHoldings {
			f.sum += m.Values[0] - f.custody[m.From]
			f.custody[m.From] = m.Values[0]
		}
	}
	if v.Date.Weekday() == 4 && len(f.custody) > 0 {
		d.Say(world.CustodyHoldings, f.sum)
	}
	rate := v.PolicyRatePct[0]
	if (v.Day-f.p.FirstMeetingDay)%f.p.MeetingDays == 0 && v.Day >= f.p.FirstMeetingDay {
		w := portable.Pow(f.p.Smoothing, float64(f.p.MeetingDays)/63)
		f.desired = w*f.desired + (1-w)*f.taylor()
		if step := math.Round((f.desired-rate)/0.25) * 0.25; step != 0 {
			d.Say(world.PolicyRate, rate+step)
		}
	}
	if eq := f.m.eq[0]; eq >= 0 && v.Day > 1 && !f.cut && v.Change(eq, 60) < 1e4*math.Log(1-f.p.EmergencyDropPct/100) {
		f.cut = true
		f.desired -= 0.5
		d.Say(world.PolicyRate, math.Max(0, rate-0.5))
	}
	f.decide(d)
	d.Report(f.indCPI, f.p.PriceLevelPerPP*f.tariffRise())
	d.Report(f.indGDP, -f.p.GDPPerPP*f.tariffRise())
}

// decide starts, raises and stops market-function purchases on last night's
// prices.
func (f *Fed) decide(d *world.Desk) {
	v := d.View
	for b := 1; b < 4; b++ {
		if f.m.ust[b] < 0 || f.m.sw[b] < 0 {
			return
		}
	}
	if !f.p.PurchasesOn || v.Day <= 1 {
		return
	}
	s := f.spread(v, 0)
	if f.pace == 0 {
		widened := s - f.spread(v, 5)
		// A market fails when it sells off: rising prices need no buyer.
		if v.Change(f.m.ust[2], 5) <= 0 {
			return
		}
		if v.MOVE > f.p.TriggerMOVE && widened > f.p.TriggerSpreadBp/2 ||
			v.Change(f.m.ust[2], 5) > f.p.TriggerYieldBp && widened > f.p.TriggerSpreadBp {
			f.pace, f.base, f.worst = f.p.StartUSDBn, f.spread(v, 5), s
			d.Say(world.Purchases, f.pace)
		}
		return
	}
	f.worst = math.Max(f.worst, s)
	// Enough: the spread has come back, or yields have fallen as far as a trigger.
	if s <= f.worst-f.p.RetraceShare*(f.worst-f.base) || v.Change(f.m.ust[2], 5) < -f.p.TriggerYieldBp/2 {
		f.pace = 0
	} else {
		f.pace = math.Min(f.p.MaxUSDBn, f.pace*1.4)
	}
	d.Say(world.Purchases, f.pace)
}

// Bid buys the day's amount in the first round, where cash is cheapest against
// swaps.
func (f *Fed) Bid(d *world.Desk) {
	v := d.View
	if v.Round > 0 {
		return
	}
	if f.pace > 0 {
		var w [4]float64
		var sum float64
		for b := 1; b < 4; b++ {
			w[b] = math.Max(0.1, v.X[f.m.ust[b]]-v.X[f.m.sw[b]])
			sum += w[b]
		}
		for b := 1; b < 4; b++ {
			d.Bid.Want(f.m.ust[b], market.Policy, f.pace*w[b]/sum)
		}
		f.total += f.pace
	}
	for _, k := range f.m.ust {
		if k >= 0 {
			sellAtFloor(d, k, 0)
		}
	}
	d.Report(f.ind, f.total)
}
