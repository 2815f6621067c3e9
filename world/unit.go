package world

import (
	"fmt"
	"slices"
	"strings"
)

// Unit is a base unit, or a way in which base units combine: how it is written,
// and what it means.
type Unit struct {
	Symbol, Meaning string

	alone bool // does not combine
}

// units are the base units, in which parameters, loadings, columns, series,
// outcomes, statements and targets are given. One thing has one spelling.
var units = []Unit{
	{"%", "percent; of a change, percent of the value before it", false},
	{"pp", "percentage points: the difference of two percentages", false},
	{"bp", "basis points, hundredths of a percentage point; of exchange rates and equities, of the logarithm of the price", false},
	{"1", "a plain number: a count, a ratio, a weight, a power", false},
	{"share", "part of a whole, so that 0.25 is a quarter; also a probability", false},
	{"log odds", "natural logarithm of the odds", false},
	{"sd", "standard deviations", false},
	{"index", "points of an index or a gauge; the description says what its base is", false},
	{"days", "business days; of a date, the day of the run", false},
	{"calendar days", "days, weekends and holidays included", false},
	{"years", "years", false},
	{"ms", "milliseconds", false},
	{"USD", "an amount of money, by the three letters of its currency", false},
	{"USD m", "millions", false},
	{"USD bn", "billions: thousands of millions", false},
	{"USD tn", "trillions: thousands of billions", false},
	{"minor units", "smallest units of a currency: cents, yen; of a security, as much of its par", true},
	{"id", "a number that names something and measures nothing", true},
	{"as described", "what the description says, because it differs between rows or follows from an expression", true},
}

// combinations are the ways in which base units combine.
var combinations = []Unit{
	{"A of GDP", "a part of a year's gross domestic product: % of GDP", false},
	{"A/day", "in a business day; likewise /month, /quarter, /yr (of yields and policy rates: %/yr) and /round (of talks)", false},
	{"A per B", "for every unit of B, which may have a number before it: USD bn per %, % per 100 bp; of currencies, an exchange rate: JPY per USD", false},
}

// periods stand after a slash.
var periods = []string{"day", "month", "quarter", "yr", "round"}

// endings are units by what the names of numbers end in. An ending comes before
// those that it ends in.
var endings = []struct{ ending, unit string }{
	{"_usd_bn", "USD bn"}, {"_jpy_tn", "JPY tn"}, {"_pct", "%"}, {"_pp", "pp"}, {"_bp", "bp"}, {"_idx", "index"}, {"_sh", "share"},
	{"_day_n", "days"}, {"_n", "1"}, {"_day", "days"}, {"_days", "days"}, {"_yr", "years"}, {"_yrs", "years"}, {"_years", "years"},
	{"_log_odds", "log odds"}, {"_jpy", "JPY per USD"}, {"_ms", "ms"},
}

// divisors are units by what stands after "per" in the names of numbers.
var divisors = map[string]string{"pct": "%", "pp": "pp", "bp": "bp", "bn": "USD bn", "dv01": "USD m"}

// otherwise are spellings that are often met, with that of the list.
var otherwise = strings.NewReplacer(
	"share, 0 to 1", "share", "unit of the series", "as described", "as column unit says", "as described", "day of the run", "days", "percent per annum", "%/yr", "percentage points", "pp", "percentage point", "pp", "basis points", "bp", "basis point", "bp",
	"percent", "%", "pct", "%", "number", "1", "ratio", "1", "weight", "1", "count", "1",
	"probability", "share", "fraction", "share", "standard deviations", "sd", "business days", "days", "calendar days", "calendar days",
	"usd_bn", "USD bn", "$", "USD", "billion", "bn", "million", "m", "trillion", "tn", "milliseconds", "ms",
	" a year", "/yr", "/year", "/yr", " per year", "/yr", " a day", "/day", " per day", "/day", " a month", "/month", " per month", "/month",
	" per round", "/round",
)

// Units lists the base units and the ways in which they combine.
func Units() (base, combined []Unit) { return slices.Clone(units), slices.Clone(combinations) }

// CheckUnit says whether a unit is one of the list or a combination of them, and
// if not, what is allowed and what was probably meant.
func CheckUnit(text string) error {
	if isUnit(text) {
		return nil
	}
	meant := ""
	if s := respellUnit(text); s != text {
		meant = fmt.Sprintf("; did you mean %q?", s)
	}
	var names []string
	for _, u := range slices.Concat(units, combinations) {
		names = append(names, u.Symbol)
	}
	return fmt.Errorf("unit %q is not in the list%s (units are %s)", text, meant, strings.Join(names, ", "))
}

// respellUnit writes a unit in another spelling, such as "basis points", as in the list.
// A unit that it does not know stays as it is.
func respellUnit(text string) string {
	if isUnit(text) {
		return text
	}
	if s := otherwise.Replace(text); isUnit(s) {
		return s
	}
	return text
}

// WithUnit is a number's text with its unit behind it: nothing behind a plain number.
func WithUnit(number, unit string) string {
	if unit == "" || unit == "1" {
		return number
	}
	return number + " " + unit
}

// UnitOf is the unit that a name ends in, "USD bn per %" of depth_usd_bn_per_pct;
// empty if it ends in none. A number of this name may be in a more special unit
// that begins so: "%/yr" if the name ends in _pct.
func UnitOf(name string) string {
	name, per, divided := strings.Cut(name, "_per_")
	unit := ""
	for _, e := range endings {
		if strings.HasSuffix(name, e.ending) {
			unit = e.unit
			break
		}
	}
	if unit == "" || !divided {
		return unit
	}
	of := strings.TrimLeft(per, "0123456789")
	switch number := strings.TrimSuffix(per, of); {
	case slices.Contains(periods, per):
		return unit + "/" + per
	case divisors[of] == "":
		return ""
	case number == "":
		return unit + " per " + divisors[of]
	default:
		return unit + " per " + number + " " + divisors[of]
	}
}

// isUnit says whether a text is A per B per …, with a number before any unit but
// the first, or a unit that stands alone.
func isUnit(text string) bool {
	if slices.ContainsFunc(units, func(u Unit) bool { return u.alone && u.Symbol == text }) {
		return true
	}
	for i, t := range strings.Split(text, " per ") {
		if number, of, ok := strings.Cut(t, " "); ok && i > 0 && strings.Trim(number, "0123456789") == "" {
			t = of
		}
		if !isTerm(t) {
			return false
		}
	}
	return true
}

// isTerm says whether a text is a base unit, of GDP or not, a period or not.
func isTerm(t string) bool {
	if a, period, ok := strings.Cut(t, "/"); ok {
		if !slices.Contains(periods, period) {
			return false
		}
		t = a
	}
	t = strings.TrimSuffix(t, " of GDP")
	if slices.ContainsFunc(units, func(u Unit) bool { return !u.alone && u.Symbol == t }) {
		return true
	}
	currency, size, sized := strings.Cut(t, " ")
	return len(currency) == 3 && strings.Trim(currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" &&
		(!sized || size == "m" || size == "bn" || size == "tn")
}
