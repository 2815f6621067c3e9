package agents

import (
	"errors"
	"math"
	"time"

	"kirifuda/agents/rules"
	"kirifuda/internal/portable"
	"kirifuda/world"
	"kirifuda/world/ledger"
	"kirifuda/world/market"
)

var _ = register("us_treasury", Define("U.S. Treasury: issuance and cost of debt", newUSTreasury, interestCost, interestCost10y))

var (
	interestCost = world.Series{Name: "us_interest_cost_usd_bn", Unit: "USD bn/yr", Valuation: world.AtFace,
		Doc: "interest cost of the U.S. federal debt of the base date, at the rates at which it has been refinanced until the close"}
	interestCost10y = world.Series{Name: "us_interest_cost_10y_usd_bn", Unit: "USD bn/yr", Valuation: world.AtFace,
		Doc: "interest cost of the U.S. federal debt of the base date in ten years, if yields stay where they are at the close"}
)

// USTreasuryParams describe debt management.
type USTreasuryParams struct {
	// net borrowing a year, interest included, announced and sold on calendar days; what it leaves
	// for other purposes after interest and customs is spent, and what is missing is raised in taxes
	// ASSUMED: deficit of about 6.5 % of GDP
	NetIssuanceUSDBn float64 `yaml:"net_issuance_usd_bn_per_yr" unit:"USD bn/yr" min:"0" max:"10000" default:"1900" role:"lever"`
	// unexpected net borrowing, which must be placed at a price like a sale of the same size
	// ASSUMED: scenario
	SurpriseUSDBn float64 `yaml:"surprise_usd_bn_per_yr" unit:"USD bn/yr" min:"-10000" max:"10000" default:"0" role:"lever"`
	// split of net borrowing between the maturities of Treasuries, the shortest first; must sum to one
	// ASSUMED: refunding statements, rounded
	IssueShare []float64 `yaml:"issue_sh" unit:"share" min:"0" max:"1" default:"0.25, 0.42, 0.2, 0.13" role:"lever"`
	// mean time after which the debt of each maturity is refinanced at current yields
	// ASSUMED: about a third of the debt matures within a year
	RepricingYr []float64 `yaml:"repricing_yr" unit:"years" min:"0.05" max:"60" default:"0.45, 4.5, 11, 24" role:"uncertainty"`
	// cash balance kept, as at the start of the run: between auctions the account runs down, and at
	// each it is filled up
	// RECALLED: Treasury General Account, 31 March 2025
	CashTargetUSDBn float64 `yaml:"cash_target_usd_bn" unit:"USD bn" min:"0" max:"3000" default:"330" role:"constant"`
	// days of refunding statements as far as they are published, then every refunding_days: see
	// Calendar
	// READ: quarterly refunding statements
	Refundings []world.Date `yaml:"refundings" default:"2025-04-30, 2025-07-30, 2025-11-05, 2026-02-04" role:"constant"`
	// business days between refundings after the last of refundings
	// READ: thirteen weeks
	RefundingDays int `yaml:"refunding_days" unit:"days" min:"5" max:"250" default:"65" role:"constant" needs:"a run beyond the last of refundings"`
	// share of net borrowing moved to bills at a refunding per 10 bp by which the rise of long yields
	// since the last one exceeds the threshold; moved back when they have fallen
	// ASSUMED: refunding of November 2023: coupon sizes rose by less than expected after yields had
	// risen by some 80 bp
	Response float64 `yaml:"refunding_response_sh_per_10bp" unit:"share per 10 bp" min:"0" max:"0.2" default:"0.005" role:"lever"`
	// change in long yields between refundings that leaves issuance unchanged
	// ASSUMED: regular and predictable issuance
	ResponseFromBp float64 `yaml:"refunding_threshold_bp" unit:"bp" min:"0" max:"500" default:"25" role:"uncertainty"`
	// largest share of net borrowing moved in either direction
	// ASSUMED: bill share advised: 15 to 20 % of debt
	ResponseMaxShare float64 `yaml:"refunding_max_sh" unit:"share" min:"0" max:"0.7" default:"0.1" role:"uncertainty"`
	// buy back notes and bonds that have become cheap against swaps
	// READ: liquidity-support buybacks since May 2024; the regular schedule is in the curve
	BuybackOn bool `yaml:"buybacks" default:"true" role:"lever"`
	// size of a weekly operation
	// READ: largest operation of 2025
	BuybackUSDBn float64 `yaml:"buyback_usd_bn" unit:"USD bn" min:"0" max:"100" default:"4" role:"lever"`
	// days over which cheapening against swaps is measured
	// ASSUMED: model design
	BuybackDays int `yaml:"buyback_days" unit:"days" min:"1" max:"63" default:"20" role:"uncertainty"`
	// cheapening against swaps over buyback_days from which a maturity is bought back
	// ASSUMED: model design
	BuybackFromBp float64 `yaml:"buyback_from_bp" unit:"bp" min:"0.1" max:"500" default:"15" role:"uncertainty"`
}

// Validate checks that the issue shares sum to one, that each maturity that has a share
// has a time to repricing, and the dates.
func (p *USTreasuryParams) Validate() error {
	n := len(p.IssueShare)
	return errors.Join(rules.SumsToOne("issue_sh", p.IssueShare, n), rules.HasLength("repricing_yr", p.RepricingYr, n), rules.InOrder("refundings", p.Refundings))
}

// USTreasury is the U.S. Treasury. It issues debt on a calendar and pays coupon and
// accretion (through the world's paying agent). Net borrowing is what its parameter says,
// so that the primary balance is the remainder: it spends, or collects in taxes if
// negative,
//
//	cash + U − U⁰ − cash target
//
// each day, with U the borrowing since the last auctions and U⁰ its amount at the start. Without borrowing, taxes pay the interest. The budgetary cost of debt follows
// yields only as debt is rolled over:
//
//	coupon_k ← coupon_k + (P_k⁰·y_k − coupon_k)·t/T_k,   coupon_k⁰ = P_k⁰·y_k⁰
//
// in percent of par, with P⁰ the price of the base date, at which a unit of par is
// refinanced, T the repricing_yr and t the share of the year. At each quarterly refunding it may shift net
// borrowing N between bills and the rest,
//
//	m ← m + γ·sign(Δy)·max(0, |Δy| − threshold)/10,   |m| ≤ min(m̄, share of notes and bonds)
//
// with Δy the change in yields beyond five years, bp, γ the refunding_response_sh_per_10bp
// and m̄ the refunding_max_sh. On Wednesdays it may buy back the maturity that is cheapest
// against swaps. Holders are prepared for expected issuance, so that withheld notes and
// bonds raise their price as a purchase would. Bills, whose price hardly responds, raise
// the money instead: total borrowing is always N.
type USTreasury struct {
	p     USTreasuryParams
	at    usTreasuryPlaces
	state usTreasuryState
}

// usTreasuryPlaces are its indices and constants, found at set-up.
type usTreasuryPlaces struct {
	centre          int            // of trading in Treasuries
	taxes           bool           // it is the issuer and may levy taxes
	due             float64        // U⁰, borrowing since the last auctions before the run, USD bn
	buckets         []rules.Bucket // maturities, the shortest first
	base            []float64      // coupon⁰ by maturity, percent
	bills           float64        // share of bills in net borrowing
	spend           int            // agent that receives the spending and pays the taxes
	cost, costIn10y int            // series
}

// usTreasuryState is all that changes.
type usTreasuryState struct {
	refunds  rules.Calendar // refunding statements
	coupon   []float64      // cost of the debt by maturity, percent
	par      []float64      // par outstanding at the start, USD bn
	pending  []float64      // borrowing until the next auction, USD bn
	issue    []float64      // issuance announced for today, USD bn
	ordered  []float64      // sold less bought by order yesterday, USD bn
	held     []float64      // own debt before these orders, USD bn; negative
	unsold   []float64      // part of them that was not executed, USD bn
	shift    float64        // m, share of net borrowing
	owed     []float64      // notes and bonds expected since the last auction that m withholds, USD bn
	kept     []float64      // part of them withheld today, USD bn
	bills    float64        // bills still to be sold to replace withheld or repurchased debt, USD bn
	last     float64        // yields beyond five years at the last refunding, bp
	buy      []float64      // today's buyback, USD bn
	offered  []float64      // new debt offered today, USD bn
	redeemed []float64      // debt that matured today and was not rolled over, USD bn
	acted    []float64      // own debt bought today by acts of the scenario, USD bn
	paid     []float64      // for it at the prices of the day, USD bn
	matured  []float64      // to be sold at the next auction in place of debt that matured, USD bn
	replace  []float64      // the part of it sold today, USD bn
}

func newUSTreasury(s *world.Setup, p *USTreasuryParams) (*USTreasury, error) {
	m := rules.FindMarkets(s.Instruments)
	n := len(m.Buckets)
	if n > 0 { // a world without Treasuries needs no shares
		if err := errors.Join(rules.HasLength("issue_sh", p.IssueShare, n), rules.HasLength("repricing_yr", p.RepricingYr, n)); err != nil {
			return nil, err
		}
	}
	t := &USTreasury{
		p: *p, at: usTreasuryPlaces{centre: -1, buckets: m.Buckets, spend: -1},
		state: usTreasuryState{refunds: rules.NewCalendar(s.Calendar, s.Start, p.Refundings, p.RefundingDays)},
	}
	if n > 0 {
		in := &s.Instruments[m.Buckets[0].Cash]
		t.at.centre, t.at.spend = s.Calendar.Centre(in.Centre), s.Agent(in.Taxpayer)
		t.at.taxes = in.Issuer == s.ID && t.at.spend >= 0
	}
	for _, list := range []*[]float64{&t.state.coupon, &t.state.par, &t.state.pending, &t.state.issue, &t.state.ordered, &t.state.held, &t.state.unsold, &t.state.owed, &t.state.kept, &t.state.buy, &t.state.offered, &t.state.matured, &t.state.replace, &t.state.redeemed, &t.state.acted, &t.state.paid} {
		*list = make([]float64, n)
	}
	for i, b := range m.Buckets {
		t.state.held[i] = s.Book().Holding(b.Cash)
		t.at.base = append(t.at.base, s.Instruments[b.Cash].RunningPct(0))
		t.state.coupon[i] = t.at.base[i]
		if b.Bill() {
			t.at.bills += p.IssueShare[i]
		}
	}
	t.accrue(s.Calendar, s.Start)
	for _, q := range t.state.pending {
		t.at.due += q
	}
	t.at.cost = s.Series(interestCost)
	t.at.costIn10y = s.Series(interestCost10y)
	return t, nil
}

// accrue sets the borrowing since the last auctions before the run.
func (t *USTreasury) accrue(days *world.Calendar, start world.Date) {
	done := [2]bool{}
	for d := start; d > start-40 && !(done[0] && done[1]); d = days.LastOpen(t.at.centre, d) {
		var held [2]bool
		held[0], held[1] = auction(days, t.at.centre, d)
		for i := range held {
			if !held[i] || done[i] {
				continue
			}
			done[i] = true
			for b, u := range t.at.buckets {
				if u.Bill() == (i == 0) {
					t.state.pending[b] = t.p.NetIssuanceUSDBn * t.p.IssueShare[b] * d.YearShare(start)
				}
			}
		}
	}
}

// auction reports whether bills, and whether notes and bonds, are settled on a date:
// bills on Thursdays, notes and bonds on the 15th and at the end of the month; on the
// next, or at the end of the month the last, day on which the market is open.
func auction(days *world.Calendar, centre int, d world.Date) (bills, notes bool) {
	if !days.IsOpen(centre, d) {
		return false, false
	}
	month, day := d.Month()
	last, before := days.LastOpen(centre, d).Month()
	next, _ := days.NextOpen(centre, d).Month()
	return days.Due(time.Thursday, centre, d), day >= 15 && (before < 15 || last != month) || next != month
}

// long is the mean deviation of Treasury yields beyond five years from base, bp.
func (t *USTreasury) long(v *world.View) float64 {
	var sum, n float64
	for _, b := range t.at.buckets {
		if b.Long() {
			sum += v.Deviation[b.Cash]
			n++
		}
	}
	return sum / math.Max(1, n)
}

// refund decides on m.
func (t *USTreasury) refund(d *world.Desk) {
	y := t.long(d.View)
	excess := math.Copysign(math.Max(0, math.Abs(y-t.state.last)-t.p.ResponseFromBp), y-t.state.last)
	t.state.last = y
	most := math.Min(t.p.ResponseMaxShare, 1-t.at.bills)
	m := math.Max(-most, math.Min(most, t.state.shift+t.p.Response*excess/10))
	if m != t.state.shift {
		t.state.shift = m
		d.Say(world.Refunding, m)
	}
}

// buyback chooses today's operation: the maturity whose cash is cheapest against
// swaps, if it is cheap enough.
func (t *USTreasury) buyback(v *world.View) {
	clear(t.state.buy)
	if !t.p.BuybackOn || !v.Calendar.Due(time.Wednesday, t.at.centre, v.Date) {
		return
	}
	at, cheap := -1, t.p.BuybackFromBp
	for i, b := range t.at.buckets {
		if b.Swap < 0 {
			continue
		}
		if x := v.Change(b.Cash, t.p.BuybackDays) - v.Change(b.Swap, t.p.BuybackDays); x > cheap {
			at, cheap = i, x
		}
	}
	if at >= 0 {
		t.state.buy[at] = t.p.BuybackUSDBn
	}
}

// settle finds out which of yesterday's orders were not executed, because a price stopped
// at its limit: they are repeated.
func (t *USTreasury) settle(b world.Book) {
	for i, u := range t.at.buckets {
		now := b.Holding(u.Cash)
		t.state.unsold[i] = t.state.ordered[i] - (t.state.held[i] - now)
		if math.Abs(t.state.unsold[i]) < rules.Dust {
			t.state.unsold[i] = 0
		}
		t.state.ordered[i], t.state.held[i] = 0, now
	}
}

// Act announces and funds.
func (t *USTreasury) Act(d *world.Desk) {
	v := d.View
	clear(t.state.acted)
	clear(t.state.paid)
	bills, notes := auction(v.Calendar, t.at.centre, v.Date)
	if _, ok := t.state.refunds.Today(v, v.Calendar.IsOpen(t.at.centre, v.Date)); ok {
		t.refund(d)
	}
	t.settle(d.Book)
	t.buyback(v)
	for b, u := range t.at.buckets {
		k := u.Cash
		t.state.pending[b] += float64(t.p.NetIssuanceUSDBn * t.p.IssueShare[b] * v.YearShare)
		t.state.issue[b], t.state.kept[b] = 0, 0
		if !u.Bill() && t.at.bills < 1 {
			t.state.owed[b] += t.state.shift * t.p.NetIssuanceUSDBn * v.YearShare * t.p.IssueShare[b] / (1 - t.at.bills)
			if notes {
				t.state.kept[b], t.state.owed[b] = t.state.owed[b], 0
			}
		}
		t.state.replace[b] = 0
		if (u.Bill() && bills) || (!u.Bill() && notes) {
			t.state.replace[b], t.state.matured[b] = t.state.matured[b], 0
			t.state.issue[b], t.state.pending[b] = t.state.pending[b], 0
			if b == 0 && u.Bill() {
				t.state.issue[b] += t.state.bills
				t.state.bills = 0
			}
			if t.state.issue[b] != 0 {
				d.Publish(world.Statement{Type: world.Issuance, Target: -1, Instrument: k, Value: t.state.issue[b]})
			}
		}
	}
	t.balance(d)
}

// Open reports the cost of the debt on the base date.
func (t *USTreasury) Open(d *world.Desk) {
	for b, u := range t.at.buckets {
		t.state.par[b] = d.View.Outstanding[u.Cash] / d.View.Instruments[u.Cash].BasePrice
	}
	t.report(d)
}

// Close records what was sold and bought back today, rolls debt over at the yields of the
// close and reports its cost.
func (t *USTreasury) Close(d *world.Desk) {
	for b, u := range t.at.buckets {
		t.record(d, b, u.Cash)
		t.state.coupon[b] += (t.refinanced(d.View, b, u.Cash) - t.state.coupon[b]) * d.View.YearShare / t.p.RepricingYr[b]
	}
	t.report(d)
}

// record records the debt of maturity b that was sold and bought back today, from the
// books, without what matured and apart from what acts of the scenario did. Of both in one
// maturity on a day the books have the difference only: then as much as was ordered was
// bought back, if the difference allows it.
func (t *USTreasury) record(d *world.Desk, b, k int) {
	in := &d.View.Instruments[k]
	redeemed := t.state.redeemed[b] // before trading, at the prices of the last close
	acted, forIt := t.state.acted[b], t.state.paid[b]
	d.DidOf(world.Buyback, k, math.Max(0, forIt))
	d.DidOf(world.DebtIssued, k, math.Max(0, -forIt))
	bought := d.Book.Bought(k) - redeemed - acted
	paid := d.Book.PaidUSDBn(k) - float64(redeemed*in.Price(d.View.Open[k])/in.BasePrice) - forIt
	if math.Abs(bought) < rules.Dust {
		return
	}
	back := math.Max(bought, 0)
	if t.state.buy[b] > 0 {
		back = math.Max(back, math.Min(t.state.buy[b], bought+t.state.offered[b]))
	}
	d.DidOf(world.Buyback, k, back/bought*paid)
	d.DidOf(world.DebtIssued, k, (back-bought)/bought*paid)
}

// refinanced is P⁰·y of maturity b, percent of par.
func (t *USTreasury) refinanced(v *world.View, b, k int) float64 {
	return t.at.base[b] + float64(v.Deviation[k]/100*v.Instruments[k].BasePrice)
}

// report gives the cost of the debt of the base date, because the cost of new debt is not
// due to yields: now, and in ten years at the yields of the close.
func (t *USTreasury) report(d *world.Desk) {
	var cost, ten float64
	for b, u := range t.at.buckets {
		par, coupon := t.state.par[b], t.state.coupon[b]
		cost += par * coupon / 100
		rolled := 1 - portable.Exp(-10/t.p.RepricingYr[b])
		ten += par * (coupon + float64(rolled*(t.refinanced(d.View, b, u.Cash)-coupon))) / 100
	}
	d.Report(t.at.cost, cost)
	d.Report(t.at.costIn10y, ten)
}

// balance spends the cash above the target, or levies taxes where it is below. Debt still
// to be sold counts as cash: the borrowing of a year is spent evenly. Nothing is spent that
// is not there.
func (t *USTreasury) balance(d *world.Desk) {
	cash := d.Book.CashUSDBn()
	over := cash + t.state.bills - t.at.due - t.p.CashTargetUSDBn
	for b := range t.at.buckets {
		over += t.state.pending[b] + t.state.issue[b] + t.state.unsold[b] + t.state.matured[b] + t.state.replace[b]
	}
	switch {
	case t.at.spend < 0:
	case over > 0:
		d.Pay(ledger.Transfer, t.at.spend, 0, math.Min(over, math.Max(0, cash)))
	case over < 0 && t.at.taxes:
		d.Levy(t.at.spend, 0, -over)
	}
}

// Bid offers today's announced issuance less the withheld part, and buys back.
func (t *USTreasury) Bid(d *world.Desk) {
	v := d.View
	if v.Round > 0 {
		return
	}
	t.refinance(d)
	for b, u := range t.at.buckets {
		k := u.Cash
		if !v.IsOpen(k) {
			t.state.ordered[b], t.state.offered[b] = t.state.unsold[b], 0 // they wait
			continue
		}
		supply := t.state.issue[b] + t.state.unsold[b] + t.state.replace[b] + float64(t.p.SurpriseUSDBn*t.p.IssueShare[b]*v.OpenShare[k])
		d.Bid.Order(k, market.Supply, -supply)
		q := t.state.kept[b] + t.state.buy[b]
		if q != 0 {
			d.Bid.Order(k, market.Policy, q)
			t.state.bills += q * v.Instruments[k].Price(v.Deviation[k]) / v.Instruments[k].BasePrice
		}
		t.state.ordered[b] = supply - q
		t.state.offered[b] = math.Max(0, supply-t.state.kept[b])
	}
}

// Adjust keeps what an act of the scenario has bought of its debt, or sold if negative,
// apart from its own orders.
func (t *USTreasury) Adjust(k int, bought, paid float64) {
	for b, u := range t.at.buckets {
		if u.Cash == k {
			t.state.held[b] += bought
			t.state.acted[b] += bought
			t.state.paid[b] += paid
		}
	}
}

// refinance reads what holders that do not roll over have been paid today for debt that
// matured, at base prices. As much is borrowed again, like all new debt by issue_sh; nobody
// is prepared for it.
func (t *USTreasury) refinance(d *world.Desk) {
	clear(t.state.redeemed)
	paid := 0.0
	for _, m := range d.Inbox {
		if m.Type != world.ActDone {
			continue
		}
		k, amount := int(m.Values[0]), m.Values[1]
		for b, u := range t.at.buckets {
			if u.Cash == k {
				t.state.held[b] += amount
				t.state.redeemed[b] += amount
			}
		}
		paid += amount
	}
	for b := range t.state.matured {
		t.state.matured[b] += float64(paid * t.p.IssueShare[b])
	}
}
