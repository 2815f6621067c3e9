package world

// Book shows an institution its own accounts.
type Book struct {
	w    *World
	self int
}

// Holding of instrument k in USD bn at base prices: the unit of bids. For FX it
// is the cash balance in that currency at the base exchange rate.
func (b Book) Holding(k int) float64 {
	in := &b.w.cfg.Instruments[k]
	return float64(b.w.books.Units(b.self, in.asset)) / in.UnitsPerUSDBn
}

// Bought is what has been bought of instrument k on the day less what has been sold,
// USD bn at base prices, as booked.
func (b Book) Bought(k int) float64 {
	in := &b.w.cfg.Instruments[k]
	return float64(b.w.books.Bought(b.self, in.asset)) / in.UnitsPerUSDBn
}

// PaidBn is what has been paid on the day for instrument k less what has been received
// for it: bn of its currency, and of dollars for FX.
func (b Book) PaidBn(k int) float64 {
	in := &b.w.cfg.Instruments[k]
	money := b.w.currencyOf(in)
	if in.Class == FX {
		money = &b.w.cfg.Currencies[b.w.usd]
	}
	return float64(b.w.books.Paid(b.self, in.asset)) / money.UnitsPerBn
}

// PaidUSDBn is PaidBn in US dollars at last exchange rates.
func (b Book) PaidUSDBn(k int) float64 {
	in := &b.w.cfg.Instruments[k]
	if in.Class == FX {
		return b.PaidBn(k)
	}
	return b.PaidBn(k) * b.w.usdPer(b.w.currencyOf(in))
}

// Earned is the interest received so far in the currency of FX instrument k, in
// USD bn at the base exchange rate.
func (b Book) Earned(k int) float64 {
	in := &b.w.cfg.Instruments[k]
	return float64(b.w.books.Income(b.self, in.asset)) / in.UnitsPerUSDBn
}

// IncomeBn is what coupons, interest and variation margin in currency c have brought so far
// less what they have cost, bn of that currency.
func (b Book) IncomeBn(c int) float64 {
	cur := &b.w.cfg.Currencies[c]
	return float64(b.w.books.Income(b.self, cur.asset)) / cur.UnitsPerBn
}

// CashUSDBn is the balance in US dollars, USD bn; negative when borrowed.
func (b Book) CashUSDBn() float64 { return b.CashBn(b.w.usd) }

// CashBn is the balance in currency c, bn of that currency.
func (b Book) CashBn(c int) float64 {
	cur := &b.w.cfg.Currencies[c]
	return float64(b.w.books.Units(b.self, cur.asset)) / cur.UnitsPerBn
}

// ValueUSDBn is the market value of the holding of instrument k, USD bn.
func (b Book) ValueUSDBn(k int) float64 {
	w := b.w
	in := &w.cfg.Instruments[k]
	if in.Class == FX {
		return float64(b.w.books.Units(b.self, in.asset)) / w.currencyOf(in).UnitsPerBn * in.Price(w.view.Deviation[k])
	}
	return float64(w.books.Value(b.self, in.asset)) / w.currencyOf(in).UnitsPerBn * w.usdPer(w.currencyOf(in))
}

// LentUSDBn is the sum of dollars lent, USD bn; negative when the institution has
// borrowed against its securities.
func (b Book) LentUSDBn() float64 {
	return float64(b.w.books.Units(b.self, b.w.loans)) / b.w.cfg.Currencies[b.w.usd].UnitsPerBn
}

// EquityUSDBn is the institution's net worth in all currencies, USD bn.
func (b Book) EquityUSDBn() float64 {
	var t float64
	for c := range b.w.cfg.Currencies {
		cur := &b.w.cfg.Currencies[c]
		t += float64(float64(b.w.books.Equity(b.self, cur.asset)) / cur.UnitsPerBn * b.w.usdPer(cur))
	}
	return t
}
