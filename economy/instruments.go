package economy

import (
	"fmt"
	"slices"
	"strings"

	"kirifuda/world"
)

// InstrumentRow is one row of instruments.csv.
type InstrumentRow struct {
	ID           string
	Name         string
	Class        string  // bond, swap, fx or equity
	Currency     string  // currency of settlement
	BasePrice    float64 // per unit of par; for fx, USD per unit of the currency
	DurationYr   float64 // modified duration; 0 for fx and equity
	BaseYieldPct float64 // yield on the base date; for fx, the policy rate
	CouponPct    float64 // yearly coupon in % of par
	// OutstandingBn is par in billions of the local currency; market value for
	// equities, central-bank money for fx, 0 for swaps.
	OutstandingBn float64
	DailySDBp     float64 // standard deviation of a daily move in normal times; 0 for the dollar
	Centre        string  // place of holidays.csv where it is traded; empty: open whenever any is
	Bucket        string  // maturity shared by a Treasury and the swap against it
	Country       string  // country of equities; empty for other classes, which have that of the currency
	NewsGroup     string  // exposure of its news to the common variance; empty for the dollar
	ShortRate     string  // for equities: bond whose yield is the short rate that discounts them
	LongRate      string  // and the one whose yield is the long rate
	// UnitsPerBn is the number of smallest units in one billion of the instrument. A
	// currency is counted in its own units although it settles in dollars.
	UnitsPerBn     float64
	Status, Source string
}

// newsGroups are the words allowed in the column news_group.
var newsGroups = []string{"short_rate", "rate", "jgb", "fx", "yen", "equity", "japan_equity"}

var classes = map[string]world.Class{"bond": world.Bond, "swap": world.Swap, "fx": world.FX, "equity": world.Equity}

// instruments reads instruments.csv after the currencies.
func (l *loader) instruments() error {
	t, err := openTable(l.fsys, "instruments.csv", "id", "name", "class", "currency", "base_price", "duration_yr", "base_yield_pct", "coupon_pct",
		"outstanding_bn",
		"daily_sd_bp", "daily_sd_status", "daily_sd_source", "centre", "bucket", "country", "news_group", "short_rate", "long_rate")
	if err != nil {
		return err
	}
	for t.next() {
		r := InstrumentRow{
			ID: t.str("id"), Name: t.str("name"), Class: t.str("class"), Currency: t.str("currency"),
			BasePrice: t.num("base_price"), DurationYr: t.num("duration_yr"), BaseYieldPct: t.num("base_yield_pct"),
			CouponPct: t.num("coupon_pct"), OutstandingBn: t.num("outstanding_bn"),
			Centre: t.opt("centre"), Bucket: t.opt("bucket"), Country: t.opt("country"), NewsGroup: t.opt("news_group"), ShortRate: t.opt("short_rate"), LongRate: t.opt("long_rate"),
			Status: t.str("status"), Source: t.str("source"),
		}
		if _, ok := classes[r.Class]; !ok {
			t.fail("class", "is not bond, swap, fx or equity")
		}
		if r.Centre != "" && !slices.ContainsFunc(l.centres, func(c world.Centre) bool { return c.Name == r.Centre }) {
			t.fail("centre", "is not a centre of holidays.csv")
		}
		r.UnitsPerBn = l.currencyOf(t, "currency").UnitsPerBn
		if r.Class == "fx" {
			r.UnitsPerBn = l.currencyOf(t, "id").UnitsPerBn
		}
		if r.BasePrice <= 0 {
			t.fail("base_price", "must be positive")
		}
		if r.OutstandingBn < 0 || r.Class == "swap" && r.OutstandingBn != 0 {
			t.fail("outstanding_bn", "must not be negative, and 0 for a swap")
		}
		if r.ID != baseCurrency {
			if r.DailySDBp = t.num("daily_sd_bp"); r.DailySDBp <= 0 {
				t.fail("daily_sd_bp", "must be positive")
			}
			t.status("daily_sd_status")
			t.str("daily_sd_source")
			if !slices.Contains(newsGroups, r.NewsGroup) {
				t.fail("news_group", "is not "+strings.Join(newsGroups, ", "))
			}
		}
		for _, column := range []string{"country", "short_rate", "long_rate"} {
			if (t.opt(column) != "") != (r.Class == "equity") {
				t.fail(column, "must be given for equities and only for them")
			}
		}
		for _, column := range []string{"short_rate", "long_rate"} {
			if r.Class == "equity" && l.instr[t.opt(column)].Class != "bond" {
				t.fail(column, "is not a bond in a row above")
			}
		}
		if _, ok := l.instr[r.ID]; ok {
			t.fail("id", "appears twice")
		}
		l.instr[r.ID] = r
		l.b.Instruments = append(l.b.Instruments, r)
	}
	for _, id := range slices.Concat(ustBuckets[:], ustSwaps[1:]) {
		if _, ok := l.instr[id]; !ok {
			return t.end(fmt.Errorf("%s: instrument %q is missing", t.file, id))
		}
	}
	for _, c := range l.b.Currencies {
		if l.instr[c.ID].Class != "fx" {
			return t.end(fmt.Errorf("%s: currency %q is missing", t.file, c.ID))
		}
	}
	for _, h := range l.b.Holidays {
		if t.err == nil && !slices.ContainsFunc(l.b.Instruments, func(r InstrumentRow) bool { return r.Centre == h.Centre }) {
			return newFault("holidays.csv", h.line, "centre", h.Centre, "is not the centre of any instrument of instruments.csv")
		}
	}
	return t.err
}

// instrument is the instrument described by the row. Exchange rates are given in units per
// dollar, and countries by currency.
func (r *InstrumentRow) instrument(issuer, taxpayer string, perUSD map[string]float64, country map[string]string) world.Instrument {
	in := world.Instrument{
		ID: r.ID, Name: r.Name, Class: classes[r.Class], Currency: r.Currency, BasePrice: r.BasePrice, DurationYr: r.DurationYr,
		BaseYieldPct: r.BaseYieldPct, CouponPct: r.CouponPct, DailySDBp: r.DailySDBp, Issuer: issuer, Taxpayer: taxpayer,
		Centre: r.Centre, Bucket: r.Bucket, Country: r.Country, NewsGroup: r.NewsGroup, ShortRate: r.ShortRate, LongRate: r.LongRate,
	}
	if in.Class == world.FX {
		in.Currency, in.BasePrice = r.ID, perUSD[r.ID]
	}
	if in.Country == "" {
		in.Country = country[in.Currency]
	}
	return in
}

// outstandingUSDBn is the amount outstanding at base prices and exchange rates, USD bn.
func (r *InstrumentRow) outstandingUSDBn(perUSD map[string]float64) float64 {
	if r.Class == "fx" {
		return r.OutstandingBn * r.BasePrice
	}
	return r.OutstandingBn * r.BasePrice / perUSD[r.Currency]
}

// currencyOf returns the currency named in a column, which must exist.
func (l *loader) currencyOf(t *csvTable, column string) CurrencyRow {
	c, ok := l.currency[t.str(column)]
	if !ok {
		t.fail(column, "is not a currency of currencies.csv")
	}
	return c
}

// assetOf returns the asset named in a column, which must exist.
func (l *loader) assetOf(t *csvTable, column string) string {
	id := t.str(column)
	if _, ok := l.instr[id]; !ok {
		t.fail(column, "is not an instrument of instruments.csv")
	}
	return id
}
