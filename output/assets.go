package output

import (
	"math"
	"slices"

	"kirifuda/world"
)

// assets are the columns of the ledger as readers of the tables see them.
type assets struct {
	list []asset
}

type asset struct {
	name       string
	in         *world.Instrument // nil for US dollars and loans
	at         int               // its place among the instruments, −1
	money      int               // its place among the currencies, −1 if it is not money
	currency   int               // of payment, a place among the currencies
	issuer     int               // agent, −1 for none
	class      string
	accrual    string
	unitsPerBn float64
}

// newAssets describes the columns of the ledger: the currencies in their order,
// instruments other than currencies, and dollar loans.
func newAssets(rec *world.Record) *assets {
	v := rec.View
	a := &assets{}
	for s := range rec.Books.Assets() {
		x := asset{name: rec.Books.AssetName(s), at: -1, money: -1, issuer: -1}
		x.at = slices.IndexFunc(v.Instruments, func(in world.Instrument) bool { return in.ID == x.name })
		x.money = slices.IndexFunc(v.Currencies, func(c world.Currency) bool { return c.ID == x.name })
		owner := ""
		switch {
		case x.money >= 0:
			x.class, x.currency, x.accrual, owner = "money", x.money, "interest", v.Currencies[x.money].CentralBank
			if x.at >= 0 {
				x.in = &v.Instruments[x.at]
			}
		case x.at >= 0:
			x.in = &v.Instruments[x.at]
			x.currency = slices.IndexFunc(v.Currencies, func(c world.Currency) bool { return c.ID == x.in.Currency })
			x.class, x.accrual, owner = classNames[x.in.Class], accruals[x.in.Class], x.in.Issuer
		default:
			x.class, x.accrual = "loan", "interest"
		}
		x.issuer = slices.Index(rec.Agents, owner)
		x.unitsPerBn = v.Currencies[x.currency].UnitsPerBn
		a.list = append(a.list, x)
	}
	return a
}

var (
	classNames = map[world.Class]string{world.Bond: "bond", world.Swap: "swap", world.FX: "money", world.Equity: "equity"}
	accruals   = map[world.Class]string{world.Bond: "coupon", world.Swap: "swap", world.FX: "interest", world.Equity: "none"}
)

// deviation is the deviation of an asset from base, given those of all instruments.
func (x *asset) deviation(all []float64) float64 {
	if x.at < 0 {
		return 0
	}
	return all[x.at]
}

// quote and price are those at a deviation from base; US dollars and loans have 1.
func (x *asset) quote(d float64) float64 {
	if x.in == nil {
		return 1
	}
	return x.in.Quote(d)
}

func (x *asset) price(d float64) float64 {
	if x.in == nil {
		return 1
	}
	return x.in.Price(d)
}

// worth is the value of units of an asset in USD bn at given deviations.
func (a *assets) worth(s int, units int64, all []float64) float64 {
	x := &a.list[s]
	local := float64(units) / x.unitsPerBn
	switch {
	case x.class == "swap":
		return 0
	case x.class != "money":
		local = float64(local * x.price(x.deviation(all)))
	}
	// The first columns of the ledger are the currencies, in their order.
	money := &a.list[x.currency]
	return local * money.price(money.deviation(all))
}

// outstanding is what the issuer owes of an asset, given its balance.
func (x *asset) outstanding(balance int64) int64 {
	if x.issuer < 0 {
		return 0
	}
	return -balance
}

// addInstruments describes the assets once in a run.
func (r *Recorder) addInstruments(rec *world.Record) error {
	for s := range r.assets.list {
		x := &r.assets.list[s]
		money := &rec.View.Currencies[x.currency]
		row := InstrumentRow{
			Scenario: r.scenario, RunID: r.runID, Instrument: x.name, Name: x.name, Class: x.class, Currency: money.ID,
			Accrual: x.accrual, BasePrice: 1, BaseQuote: x.quote(0), UnitsPerBnN: int64(x.unitsPerBn), UnitsPerBase: x.unitsPerBn * money.BasePerUSD,
		}
		if x.issuer >= 0 {
			row.Issuer = &rec.Agents[x.issuer]
			row.OutstandingN = x.outstanding(rec.Books.Units(x.issuer, s))
		}
		if x.money >= 0 {
			row.BasePrice, row.BaseRatePct = money.BasePerUSD, &money.PolicyRatePct
		}
		switch {
		case x.class == "loan":
			row.Name = "dollars lent against bonds: lenders positive, borrowers negative"
		case x.in == nil:
			row.Name = "US dollar cash"
		}
		if in := x.in; in != nil {
			row.Name, row.DailySDBp, row.UnitsPerBase = in.Name, in.DailySDBp, in.UnitsPerUSDBn
			if x.money < 0 {
				row.BasePrice = in.BasePrice
			}
			if in.Class == world.Bond || in.Class == world.Swap {
				row.DurationYrs = &in.DurationYr
			}
			if in.Class == world.Bond {
				row.CouponPct = &in.CouponPct
			}
			if in.Centre != "" {
				row.Centre = &in.Centre
			}
			if in.LimitBp > 0 && !math.IsInf(in.LimitBp, 1) {
				row.LimitBp = &in.LimitBp
			}
		}
		if err := r.instruments.add(0, row); err != nil {
			return err
		}
	}
	return nil
}
