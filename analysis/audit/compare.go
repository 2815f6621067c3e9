package audit

import (
	"fmt"
	"math"
)

// compare compares the balances, holdings and amounts outstanding of a day with the
// books. On the base date, the books are opened with the balances.
func (a *auditor) compare(opening bool) {
	rows, count := map[account]int64{}, map[account]int{}
	for a.balances.more && a.balances.now.key == a.at {
		b := &a.balances.now
		rows[b.at] += b.units
		count[b.at]++
		a.report.Balances++
		a.balances.step()
	}
	a.report.Days++
	if opening {
		for at, units := range rows {
			a.books[at] = units
		}
		if asset, sum, ok := a.books.open(); ok {
			a.breach("balances", account{"", asset}, sum, 0, "the opening balances of all agents do not add up to zero")
			return
		}
	}
	hint := ""
	if s := &a.sequence; s.fault != "" {
		hint = fmt.Sprintf("; %s: number %d of %s", s.fault, s.n, dateText(s.date))
	}
	if g := a.books.first(rows, count); g != nil {
		what := "the balance differs from opening balance and entries"
		switch {
		case g.rows == 0:
			what = "there is no such balance in the trace"
		case g.rows > 1:
			what = fmt.Sprintf("the balance occurs %d times", g.rows)
		}
		a.breach("balances", g.at, g.got, g.want, "%s%s", what, hint)
	}
	if s := &a.sequence; s.fault != "" {
		got, want := int64(0), int64(1)
		if s.fault != "an entry is missing" {
			got = 2
		}
		a.breach("trades", s.at, got, want, "%s: number %d of the day", s.fault, s.n)
	}
	a.compareOutstanding()
	a.compareHoldings()
}

// compareOutstanding compares what issuers owe with the table prices.
func (a *auditor) compareOutstanding() {
	before := func(k key) bool { return k.sameRun(a.at) && k.date < a.at.date }
	for a.prices.more && (before(a.prices.now.key) || a.prices.now.key == a.at) {
		p := &a.prices.now
		if before(p.key) {
			a.breach("balances", account{"", p.asset}, 0, 1, "there are prices of %s, but no balances", dateText(p.key.date))
		}
		if issuer := a.assets[p.asset].issuer; issuer != "" {
			at := account{issuer, p.asset}
			if owed := -a.books[at]; owed != p.outstanding {
				a.breach("prices", at, p.outstanding, owed, "the amount outstanding differs from what the issuer owes")
			}
		}
		a.prices.step()
	}
}

// compareHoldings compares Treasuries with the table holdings, which has par in USD
// bn and a row for whoever held or traded a bucket.
func (a *auditor) compareHoldings() {
	buckets, count := map[string]bool{}, map[account]int{}
	for a.holdings.more && a.holdings.now.key == a.at {
		h := &a.holdings.now
		buckets[h.at.asset] = true
		count[h.at]++
		per, units := a.assets[h.at.asset].unitsPerBn, a.books[h.at]
		if count[h.at] > 1 {
			a.breach("holdings", h.at, int64(count[h.at]), 1, "the holding occurs more than once")
		} else if h.parBn != a.round(float64(units)/per) {
			a.breach("holdings", h.at, int64(math.RoundToEven(h.parBn*per)), units, "the holding differs from opening balance and entries")
		}
		a.holdings.step()
	}
	var missing *gap
	for at, units := range a.books {
		if units == 0 || !buckets[at.asset] || count[at] > 0 || at.holder == a.assets[at.asset].issuer {
			continue
		}
		if missing == nil || compareAccounts(at, missing.at) < 0 {
			missing = &gap{at: at, want: units}
		}
	}
	if missing != nil {
		a.breach("holdings", missing.at, 0, missing.want, "there is no such holding in the trace")
	}
}

// round rounds an amount as the trace does.
func (a *auditor) round(v float64) float64 {
	if a.digits < 0 {
		return v
	}
	scale := math.Pow10(a.digits)
	return math.RoundToEven(v*scale) / scale
}

// leftovers reports rows of the run for days that have no balances.
func (a *auditor) leftovers() {
	see := func(table string, k key, at account) {
		if a.at.sameRun(k) {
			a.at.date = k.date
			a.day++
			a.breach("balances", at, 0, 1, "there are rows of %s for this day, but no balances", table)
		}
	}
	for a.thinned && a.trades.more && a.at.sameRun(a.trades.now.key) {
		a.trades.step() // entries after the last day that was kept
	}
	if t := a.trades; t.more {
		see(t.table, t.now.key, account{t.now.seller, t.now.asset})
	}
	if h := a.holdings; h.more {
		see(h.table, h.now.key, h.now.at)
	}
	if p := a.prices; p.more {
		see(p.table, p.now.key, account{"", p.now.asset})
	}
}
