package audit

import (
	"context"
	"fmt"
	"time"

	"kirifuda/output"
)

// Report is the result of an audit.
type Report struct {
	Runs     int     `json:"runs"`
	Days     int     `json:"days"` // closes compared, opening balances included
	Balances int     `json:"balances"`
	Entries  int     `json:"entries"`
	Breach   *Breach `json:"breach,omitempty"` // the first one; nil if all balances agree
}

// Breach is a balance of the trace that the entries do not give.
type Breach struct {
	Scenario string `json:"scenario"`
	RunID    int32  `json:"run_id"`
	Day      int    `json:"day"` // of the run; 0 is the base date
	Date     string `json:"date"`
	Holder   string `json:"holder,omitempty"`
	Asset    string `json:"asset,omitempty"`
	Got      int64  `json:"got"`  // in the trace
	Want     int64  `json:"want"` // rebuilt from opening balances and entries
	Table    string `json:"table"`
	Text     string `json:"text"` // what is wrong
}

func (b *Breach) Error() string {
	who := ""
	if b.Holder != "" {
		who = b.Holder + " in "
	}
	return fmt.Sprintf("%s, run %d, day %d (%s), table %s, %s%s: got %d, want %d: %s",
		b.Scenario, b.RunID, b.Day, b.Date, b.Table, who, b.Asset, b.Got, b.Want, b.Text)
}

// Run audits the finished runs in an experiment directory. A breach is in the
// report and is no error.
func Run(ctx context.Context, dir string) (*Report, error) {
	a := &auditor{ctx: ctx, report: &Report{}}
	if err := a.open(dir); err != nil {
		return nil, err
	}
	defer a.close()
	for a.report.Breach == nil && (a.balances.more || a.trades.more) {
		if err := a.run(); err != nil {
			return nil, err
		}
	}
	return a.report, a.failed()
}

// auditor goes through the tables of an experiment in step.
type auditor struct {
	ctx    context.Context
	report *Report

	assets   map[string]assetFacts
	balances *cursor[balanceRow]
	trades   *cursor[tradeRow]
	holdings *cursor[holdingRow]
	prices   *cursor[priceRow]
	digits   int  // decimals to which floats are rounded, −1 for all
	thinned  bool // the tables of days do not hold all days

	// Of the run.
	at       key
	day      int
	books    books
	sequence sequence
}

// run audits the next run.
func (a *auditor) run() error {
	a.at = a.nextRun()
	a.day, a.books, a.sequence = 0, books{}, sequence{}
	a.report.Runs++
	opening := true
	for a.report.Breach == nil && a.balances.more && a.balances.now.key.sameRun(a.at) {
		if err := a.ctx.Err(); err != nil {
			return err
		}
		a.at.date = a.balances.now.key.date
		if !opening {
			a.post()
		}
		a.compare(opening)
		opening = false
	}
	if err := a.failed(); err != nil {
		return err
	}
	a.leftovers()
	return nil
}

// nextRun is the run of the next row.
func (a *auditor) nextRun() key {
	switch {
	case !a.trades.more:
		return a.balances.now.key
	case !a.balances.more:
		return a.trades.now.key
	}
	b, t := a.balances.now.key, a.trades.now.key
	if t.scenario < b.scenario || t.scenario == b.scenario && t.runID < b.runID {
		return t
	}
	return b
}

// post applies the entries up to the date of the balances.
func (a *auditor) post() {
	first := true
	last := int32(0)
	for a.trades.more && a.trades.now.key.sameRun(a.at) && a.trades.now.key.date <= a.at.date {
		t := &a.trades.now
		if first || t.key.date != last {
			first, last = false, t.key.date
			a.day++
		}
		a.sequence.see(t)
		a.books.post(&t.entry)
		a.report.Entries++
		a.trades.step()
	}
	if last != a.at.date { // a day without entries
		a.day++
	}
}

// breach reports a breach; the first one counts.
func (a *auditor) breach(table string, at account, got, want int64, format string, args ...any) {
	if a.report.Breach == nil {
		a.report.Breach = &Breach{
			Scenario: a.at.scenario, RunID: a.at.runID, Day: a.day, Date: dateText(a.at.date),
			Holder: at.holder, Asset: at.asset, Got: got, Want: want, Table: table, Text: fmt.Sprintf(format, args...),
		}
	}
}

func dateText(days int32) string { return time.Unix(int64(days)*86400, 0).UTC().Format(time.DateOnly) }

// open opens the tables.
func (a *auditor) open(dir string) error {
	a.balances = openCursor(dir, "balances", append(keys[:3:3], text("holder"), text("asset"), whole("units_n"), real("value_usd_bn")), readBalance)
	a.trades = openCursor(dir, "trades",
		append(keys[:3:3], output.Column{Name: "seq_n", Type: output.Int32}, text("seller"), text("buyer"), text("asset"), whole("units_n"), text("money"), whole("cash_n")),
		readTrade)
	a.holdings = openCursor(dir, "holdings", append(keys[:3:3], text("holder"), text("bucket"), real("par_usd_bn")), readHolding)
	a.prices = openCursor(dir, "prices", append(keys[:3:3], text("instrument"), whole("outstanding_n")), readPrice)
	if err := a.failed(); err != nil {
		a.close()
		return err
	}
	a.digits, a.thinned = output.Reduced(dir)
	var err error
	if a.assets, err = readAssets(dir); err != nil {
		a.close()
	}
	return err
}

// failed is the first error of reading. A table that is missing counts before
// others.
func (a *auditor) failed() error {
	for _, err := range []error{a.balances.err, a.trades.err, a.holdings.err, a.prices.err} {
		if err != nil {
			return err
		}
	}
	return nil
}

func (a *auditor) close() {
	a.balances.stop()
	a.trades.stop()
	a.holdings.stop()
	a.prices.stop()
}
