package agents

import (
	"math"

	"kirifuda/world"
	"kirifuda/world/market"
)

// CentralBankParams describe a central bank that sets a rate, backs its bond
// market and may smooth its currency.
type CentralBankParams struct {
	Currency        string  `yaml:"currency" default:"eur" enum:"jpy|eur|gbp|cny|krw|cad|mxn" role:"constant" doc:"currency issued"`
	RateStepBp      float64 `yaml:"rate_step_bp" unit:"bp" min:"-200" max:"200" default:"0" role:"lever" status:"ASSUMED" source:"market expectations of 31 March 2025" doc:"change made at each meeting that steps_n allows, on top of what is expected"`
	Steps           int     `yaml:"steps_n" unit:"1" min:"0" max:"40" default:"0" role:"lever" status:"ASSUMED" source:"model design" doc:"number of such changes"`
	FirstMeetingDay int     `yaml:"first_meeting_day" unit:"days" min:"1" max:"1000" default:"20" role:"constant" status:"ASSUMED" source:"calendars" doc:"business day of the first meeting"`
	MeetingDays     int     `yaml:"meeting_days" unit:"days" min:"5" max:"250" default:"32" role:"constant" status:"ASSUMED" source:"calendars" doc:"business days between meetings"`
	BackstopShortBp float64 `yaml:"backstop_10y_bp" unit:"bp" min:"1" max:"1000" default:"1000" role:"uncertainty" status:"ASSUMED" source:"model design" doc:"five-day rise of the home 10-year yield that brings purchases"`
	BackstopLongBp  float64 `yaml:"backstop_30y_bp" unit:"bp" min:"1" max:"1000" default:"75" role:"uncertainty" status:"ASSUMED" source:"gilt purchases of September 2022: 75 bp" doc:"the same for the longest home yield"`
	BackstopUSDBn   float64 `yaml:"backstop_usd_bn_per_day" unit:"USD bn/day" min:"0" max:"200" default:"5" role:"uncertainty" status:"ASSUMED" source:"model design" doc:"purchases a day while the backstop is open"`
	BackstopDays    int     `yaml:"backstop_days" unit:"days" min:"1" max:"250" default:"10" role:"uncertainty" status:"ASSUMED" source:"gilt purchases of September 2022: 13 days" doc:"days a backstop stays open"`
	SmoothUSDBn     float64 `yaml:"smoothing_usd_bn_per_pct" unit:"USD bn per %" min:"0" max:"500" default:"0" role:"uncertainty" status:"ASSUMED" source:"managed currencies" doc:"dollars sold per percent that the dollar stands above its managed level"`
	BasketShare     float64 `yaml:"basket_sh" unit:"share" min:"0" max:"1" default:"0.35" role:"uncertainty" status:"ASSUMED" source:"model design" doc:"share of the dollar's move against other currencies that the managed level follows"`
	FloorPct        float64 `yaml:"floor_pct" unit:"%" min:"-10" max:"5" default:"-1" role:"uncertainty" status:"ASSUMED" source:"policy rates have not gone below −0.75 %" doc:"home bond yield below which the bank sells bonds for money, a tenth of its holding a day per percentage point"`
	PauseEquityPct  float64 `yaml:"pause_equity_pct" unit:"%" min:"1" max:"90" default:"15" role:"uncertainty" status:"ASSUMED" source:"Bank of Japan after August 2024" doc:"fall of home equities over 20 days that stops rate changes"`
}

// CentralBank is the Bank of Japan, ECB, Bank of England, PBoC, Bank of Korea,
// Bank of Canada or Banco de México. Its rate steps are surprises: what markets
// expect is in today's curve.
//
// A managed currency follows m = share·(mean dollar move against the others);
// the bank sells S·(e − m) dollars for its own money.
type CentralBank struct {
	p       CentralBankParams
	m       markets
	c       int
	fx      int
	bonds   []int
	eq      int
	steps   int
	open    int
	reserve float64 // own money held at the start, negative for what it issued
}

func newCentralBank(s *world.Setup, p *CentralBankParams) (world.Institution, error) {
	m := findMarkets(s)
	b := &CentralBank{p: *p, m: m, c: s.Currency(p.Currency), fx: s.Instrument(p.Currency), eq: -1}
	if b.fx >= 0 {
		b.reserve = s.Book().Holding(b.fx)
	}
	switch p.Currency {
	case "jpy":
		b.bonds, b.eq = []int{m.jgb[0], m.jgb[1]}, m.eq[1]
	case "eur":
		b.bonds, b.eq = []int{m.bund}, m.eq[2]
	case "gbp":
		b.bonds = []int{m.gilt}
	}
	return b, nil
}

// Act decides on the rate and on a backstop, on last night's prices.
func (b *CentralBank) Act(d *world.Desk) {
	v := d.View
	if b.c < 0 || v.Day <= 1 {
		return
	}
	paused := b.eq >= 0 && v.Change(b.eq, 20) < 1e4*math.Log(1-b.p.PauseEquityPct/100)
	if b.steps < b.p.Steps && v.Day >= b.p.FirstMeetingDay && (v.Day-b.p.FirstMeetingDay)%b.p.MeetingDays == 0 && !paused {
		b.steps++
		d.Say(world.PolicyRate, v.PolicyRatePct[b.c]+b.p.RateStepBp/100)
	}
	if b.open > 0 {
		b.open--
		return
	}
	for i, k := range b.bonds {
		limit := b.p.BackstopLongBp
		if i == 0 && len(b.bonds) > 1 {
			limit = b.p.BackstopShortBp
		}
		if k >= 0 && v.Change(k, 5) > limit {
			b.open = b.p.BackstopDays
			d.Say(world.Purchases, b.p.BackstopUSDBn)
			return
		}
	}
}

// Bid buys under the backstop and smooths the currency.
func (b *CentralBank) Bid(d *world.Desk) {
	v := d.View
	if b.open > 0 && v.Round == 0 {
		for _, k := range b.bonds {
			if k >= 0 {
				d.Bid.Want(k, market.Policy, b.p.BackstopUSDBn/float64(len(b.bonds)))
			}
		}
	}
	for _, k := range b.bonds {
		if k >= 0 && v.Round == 0 {
			sellAtFloor(d, k, b.p.FloorPct)
		}
	}
	if b.p.SmoothUSDBn > 0 && b.fx >= 0 {
		var level, n float64
		for _, k := range b.m.fx {
			if k >= 0 && k != b.fx {
				level += v.X[k]
				n++
			}
		}
		// The schedule alone trades the difference as prices move; what a limit left
		// over is made up at the next round.
		slope := b.p.SmoothUSDBn / 100
		target := b.reserve + d.Book.Earned(b.fx) + slope*(v.X[b.fx]-b.p.BasketShare*level/math.Max(1, n))
		if q := target - d.Book.Holding(b.fx); math.Abs(q) > dust {
			d.Bid.Want(b.fx, market.Policy, q)
		}
		d.Bid.Slope(b.fx, b.fx, slope)
		for _, k := range b.m.fx {
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
func sellAtFloor(d *world.Desk, k int, floorPct float64) {
	if gap := floorPct - d.View.Level(k); gap > 0 {
		d.Bid.Want(k, market.Policy, -math.Min(1, 0.1*gap)*math.Max(0, d.Book.Holding(k)))
	}
}
