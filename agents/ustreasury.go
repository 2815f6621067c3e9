package agents

import (
	"math"

	"kirifuda/internal/portable"
	"kirifuda/world"
	"kirifuda/world/ledger"
	"kirifuda/world/market"
)

// USTreasuryParams describe debt management.
type USTreasuryParams struct {
	NetIssuanceUSDBn float64   `yaml:"net_issuance_usd_bn_per_yr" unit:"USD bn/yr" min:"0" max:"10000" default:"1900" role:"lever" status:"ASSUMED" source:"deficit of about 6.5 % of GDP" doc:"net borrowing a year, announced and sold on calendar days"`
	SurpriseUSDBn    float64   `yaml:"surprise_usd_bn_per_yr" unit:"USD bn/yr" min:"-10000" max:"10000" default:"0" role:"lever" status:"ASSUMED" source:"scenario" doc:"net borrowing that nobody expected: it must be placed at a price, as a sale of the same size must"`
	IssueShare       []float64 `yaml:"issue_sh" unit:"share" min:"0" max:"1" default:"0.25, 0.42, 0.2, 0.13" role:"lever" status:"ASSUMED" source:"refunding statements, rounded" doc:"split of net borrowing over the four maturity buckets; must sum to one"`
	RepricingYr      []float64 `yaml:"repricing_yr" unit:"years" min:"0.05" max:"60" default:"0.45, 4.5, 11, 24" role:"uncertainty" status:"ASSUMED" source:"about a third of the debt matures within a year" doc:"mean time after which a bucket's debt is refinanced at current yields"`
	CashTargetUSDBn  float64   `yaml:"cash_target_usd_bn" unit:"USD bn" min:"0" max:"3000" default:"330" role:"constant" status:"RECALLED" source:"Treasury General Account, 31 March 2025" doc:"balance kept; what exceeds it is spent"`
}

// Validate checks that the issue shares sum to one.
func (p *USTreasuryParams) Validate() error { return sumsToOne("issue_sh", p.IssueShare, 4) }

// USTreasury issues debt on a calendar, pays coupon and accretion (through the
// world's paying agent) and spends what exceeds its cash target. The budgetary
// cost of debt follows yields only as debt rolls:
//
//	coupon_k ← coupon_k + (coupon_k⁰ + y_k − y_k⁰ − coupon_k)/(252·T_k)
type USTreasury struct {
	p       USTreasuryParams
	m       markets
	coupon  [4]float64
	base    [4]float64
	pending [4]float64
	par     [4]float64 // USD bn of par at the start
	issue   [4]float64
	spend   int
	ind     int
	indTen  int
}

func newUSTreasury(s *world.Setup, p *USTreasuryParams) (world.Institution, error) {
	t := &USTreasury{p: *p, m: findMarkets(s), spend: s.Agent("us_households")}
	for b, k := range t.m.ust {
		if k >= 0 {
			t.base[b] = s.Instruments[k].RunningPct(0)
			t.coupon[b] = t.base[b]
		}
	}
	t.ind = s.Indicator("us_interest_cost_usd_bn", false)
	t.indTen = s.Indicator("us_interest_cost_10y_usd_bn", false)
	return t, nil
}

// auction reports whether bills, and whether notes and bonds, are settled today:
// bills on Thursdays, notes and bonds on the first business day from the 15th
// and on the last of the month.
func auction(v *world.View) (bills, notes bool) {
	bills = v.Date.Weekday() == 4
	_, day := v.Date.Month()
	_, prev := v.Previous.Month()
	_, next := v.Date.AddBusiness(1).Month()
	return bills, (day >= 15 && (prev < 15 || prev > day)) || next < day
}

// Act announces and funds.
func (t *USTreasury) Act(d *world.Desk) {
	v := d.View
	bills, notes := auction(v)
	var cost, ten float64
	for b, k := range t.m.ust {
		if k < 0 {
			continue
		}
		t.pending[b] += t.p.NetIssuanceUSDBn * t.p.IssueShare[b] / 252
		t.issue[b] = 0
		if (b == 0 && bills) || (b > 0 && notes) {
			t.issue[b], t.pending[b] = t.pending[b], 0
			if b == 0 { // what interest has taken from the account comes back as bills
				t.issue[b] += math.Max(0, t.p.CashTargetUSDBn-d.Book.CashUSDBn())
			}
			if t.issue[b] > 0 {
				d.Publish(world.Statement{Type: world.Issuance, Target: -1, Instrument: k, Value: t.issue[b]})
			}
		}
		if v.Day == 1 {
			t.par[b] = v.Outstanding[k] / v.Instruments[k].BasePrice
		}
		target := t.base[b] + v.X[k]/100*v.Instruments[k].BasePrice
		t.coupon[b] += (target - t.coupon[b]) / (252 * t.p.RepricingYr[b])
		// On the debt of the base date: what new debt costs is not the doing of yields.
		par := t.par[b]
		cost += par * t.coupon[b] / 100
		// Ten years out at today's yields.
		rolled := 1 - portable.Exp(-10/t.p.RepricingYr[b])
		ten += par * (t.coupon[b] + rolled*(target-t.coupon[b])) / 100
	}
	if over := d.Book.CashUSDBn() - t.p.CashTargetUSDBn; over > 0 && t.spend >= 0 {
		d.Pay(ledger.Transfer, t.spend, 0, over)
	}
	d.Report(t.ind, cost)
	d.Report(t.indTen, ten)
}

// Bid offers what was announced for today.
func (t *USTreasury) Bid(d *world.Desk) {
	if d.View.Round > 0 {
		return
	}
	for b, k := range t.m.ust {
		if k >= 0 {
			d.Bid.Want(k, market.Supply, -t.issue[b]-t.p.SurpriseUSDBn*t.p.IssueShare[b]/252)
		}
	}
}
