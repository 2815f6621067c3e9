package world

import (
	"strings"
	"testing"

	"kirifuda/world/ledger"
	"kirifuda/world/market"
)

// A loan makes nobody richer, is limited by what the borrower's bonds are worth,
// and is repaid by who owes it.
func TestLoans(t *testing.T) {
	var lent [2]float64
	cfg := small(
		agent("lender", func(d *Desk) {
			if d.View.Day == 1 {
				d.Lend(5, 2)
			}
			if d.View.Day == 3 {
				d.Lend(5, 1e4)
			}
			lent[0] = d.Book.LentUSDBn()
		}, nil),
		agent("borrower", func(d *Desk) {
			if d.View.Day == 2 {
				d.Repay(4, 0.5)
			}
			lent[1] = d.Book.LentUSDBn()
		}, nil), maker("m", 1))
	noCarry(&cfg)
	w := build(t, cfg)
	b := w.Books()
	cash, equity := b.Units(5, 0), b.Equity(5, 0)
	steps(t, w, 1)
	if d := b.Units(5, 0) - cash; d != 2e11 || b.Equity(5, 0) != equity || b.Units(4, w.loans) != 2e11 || b.Units(5, w.loans) != -2e11 {
		t.Errorf("borrowed %d cents, equity changed by %d, claims %d and %d", d, b.Equity(5, 0)-equity, b.Units(4, w.loans), b.Units(5, w.loans))
	}
	steps(t, w, 1)
	if lent != [2]float64{2, -2} || b.Units(5, 0)-cash != 1.5e11 || b.Units(4, w.loans) != 1.5e11 {
		t.Errorf("books show %v; after repayment %d cents are left of the loan and %d claimed", lent, b.Units(5, 0)-cash, b.Units(4, w.loans))
	}
	steps(t, w, 1)
	if got, want := b.Units(4, w.loans), b.Value(5, w.cfg.Instruments[tBond].asset); got != want || want <= 1.5e11 {
		t.Errorf("a loan of %d against bonds worth %d", got, want)
	}
	if b.Turnover(ledger.Loan, w.loans) != b.Units(4, w.loans)+1e11 {
		t.Errorf("loans and repayments of %d", b.Turnover(ledger.Loan, w.loans))
	}
	// Who sells what it has pledged stops the run.
	sells := small(agent("lender", func(d *Desk) {
		if d.View.Day == 1 {
			d.Lend(5, 2)
		}
	}, nil), agent("seller", nil, func(d *Desk) { d.Bid.Order(tBond, market.Sale, -d.Book.Holding(tBond)) }), maker("m", 10))
	if err := build(t, sells).Step(); err == nil || !strings.Contains(err.Error(), `"seller" owes`) {
		t.Errorf("the pledge is sold: %v", err)
	}
}
