package experiment

import (
	"slices"

	"kirifuda/agents"
	"kirifuda/internal/portable"
	"kirifuda/world"
	"kirifuda/world/ledger"
)

const (
	centsPerBn = 1e11
	yenPerBn   = 1e9
)

// Accountant is an Observer that keeps the account of a run of the scenario. It must be
// attached to the world before the first day.
type Accountant struct {
	terms *agents.USTradeParams // nil where there are no talks

	self, trade     int // the ministry and Tokyo's negotiator, −1 if there is none
	usd, jpy, loans int // places in the ledger, −1 if there is none
	bonds           []accountBond
	yen, equities   int // places among the instruments, −1 if there is none
	series          []int

	// Flows since the base date, in cents and yen.
	coupons, interest, exchanged, exchangedJPY, other, otherJPY int64

	// The last day.
	dollars, usdPerJPY, shares, deal float64
	last                             []float64 // of the series
}

// accountBond is a Treasury in the account.
type accountBond struct {
	name        string
	asset, at   int // places in the ledger and among the instruments
	proceeds    int64
	face, price float64
}

// NewAccountant returns the accountant of one run of a scenario.
func NewAccountant(b *Builder) *Accountant {
	a := &Accountant{}
	if t := b.scenario.Agent("us_trade"); t != nil {
		if p, ok := t.Params.(*agents.USTradeParams); ok {
			a.terms = p
		}
	}
	return a
}

// Attach opens the account and shows the accountant every later entry of the books.
func (a *Accountant) Attach(w *world.World) {
	books, v := w.Books(), w.View()
	asset := func(name string) int {
		for s := range books.Assets() {
			if books.AssetName(s) == name {
				return s
			}
		}
		return -1
	}
	a.self, a.trade = slices.Index(w.Agents(), Seller), slices.Index(w.Agents(), "jp_trade")
	a.usd, a.jpy, a.loans, a.yen, a.equities = asset("usd"), asset("jpy"), asset("usd_loans"), -1, -1
	for k := range v.Instruments {
		in := &v.Instruments[k]
		switch {
		case in.Class == world.Bond && in.Currency == "usd":
			a.bonds = append(a.bonds, accountBond{name: in.ID, asset: asset(in.ID), at: k})
		case in.ID == "jpy":
			a.yen = k
		case in.ID == "eq_us":
			a.equities = k
		}
	}
	if a.self >= 0 {
		books.Watch(a.enter)
	}
}

// enter sorts an entry by its effect on the ministry's money. A loan brings cash and a debt
// of the same amount.
func (a *Accountant) enter(e ledger.Entry) {
	if e.From != a.self && e.To != a.self || e.Kind == ledger.Loan {
		return
	}
	given := e.Units // what the ministry gives of the asset, against what it receives
	received := e.Cash
	if e.To == a.self {
		given, received = -given, -received
	}
	var usd, jpy int64
	count := func(money int, cash int64) {
		switch money {
		case a.usd:
			usd += cash
		case a.jpy:
			jpy += cash
		}
	}
	count(e.Asset, -given)
	count(e.Money, received)
	switch e.Kind {
	case ledger.Coupon:
		a.coupons += usd
		a.otherJPY += jpy
		return
	case ledger.Interest:
		a.interest += usd
		a.otherJPY += jpy
		return
	case ledger.Transfer: // taxes: what its bonds cost it remains a cost to Japan
		return
	case ledger.Exchange:
		a.exchanged += usd
		a.exchangedJPY += jpy
		return
	case ledger.Trade, ledger.Redemption:
		for i := range a.bonds {
			if a.bonds[i].asset == e.Asset {
				a.bonds[i].proceeds += usd
				return
			}
		}
	}
	a.other += usd
	a.otherJPY += jpy
}

// Observe implements world.Observer. It keeps what may be the last day.
func (a *Accountant) Observe(r *world.Record) error {
	if a.series == nil {
		for _, d := range AccountDoc {
			at := -1
			if s, ok := accountSeries[d[0]]; ok {
				at = place(r, s)
			}
			a.series = append(a.series, at)
		}
		a.last = make([]float64, len(AccountDoc))
	}
	for i, at := range a.series {
		if at >= 0 {
			a.last[i] = r.Values[at]
		}
	}
	a.deal = r.View.Latest(world.Deal, a.trade)
	if a.equities >= 0 {
		a.shares = portable.Exp(r.View.Deviation[a.equities] / 1e4)
	}
	if a.yen >= 0 {
		a.usdPerJPY = r.View.Instruments[a.yen].Price(r.View.Deviation[a.yen])
	}
	if a.self < 0 {
		return nil
	}
	units := func(asset int) float64 {
		if asset < 0 {
			return 0
		}
		return float64(r.Books.Units(a.self, asset))
	}
	for i := range a.bonds {
		b := &a.bonds[i]
		b.face, b.price = units(b.asset)/centsPerBn, r.View.Instruments[b.at].Price(r.View.Deviation[b.at])
	}
	a.dollars = (units(a.usd) + units(a.loans)) / centsPerBn
	return nil
}

// Account is the account of the run, in the order of AccountDoc.
func (a *Accountant) Account() Account {
	var out Account
	investment, purchases := pledged(a.terms, a.deal)
	for i, d := range AccountDoc {
		add := func(instrument string, v float64) {
			if v-v == 0 {
				out = append(out, AccountItem{Item: d[0], Instrument: instrument, Value: v, Unit: d[1]})
			}
		}
		switch d[0] {
		case "face":
			for _, b := range a.bonds {
				add(b.name, b.face)
			}
		case "price":
			for _, b := range a.bonds {
				add(b.name, b.price)
			}
		case "proceeds":
			for _, b := range a.bonds {
				add(b.name, float64(b.proceeds)/centsPerBn)
			}
		case "coupons":
			add("", float64(a.coupons)/centsPerBn)
		case "interest":
			add("", float64(a.interest)/centsPerBn)
		case "exchanged":
			add("", float64(a.exchanged)/centsPerBn)
		case "exchanged_jpy":
			add("", float64(a.exchangedJPY)/yenPerBn)
		case "other":
			add("", float64(a.other)/centsPerBn)
		case "other_jpy":
			add("", float64(a.otherJPY)/yenPerBn)
		case "dollars":
			add("", a.dollars)
		case "usd_per_jpy":
			add("", a.usdPerJPY)
		case "equities":
			add("", a.shares)
		case "deal":
			add("", a.deal)
		case "investment":
			add("", investment)
		case "purchases":
			add("", purchases)
		default:
			if a.series != nil && a.series[i] >= 0 {
				add("", a.last[i])
			}
		}
	}
	return out
}

// pledged is what Japan pledges in an agreement on a tariff, percent: investment, USD
// bn, and purchases, USD bn a year; both are zero without an agreement.
func pledged(p *agents.USTradeParams, deal float64) (investmentUSDBn, purchasesUSDBnYr float64) {
	if p == nil || deal <= 0 {
		return 0, 0
	}
	return p.Pledge(deal)
}
