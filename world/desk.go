package world

import (
	"fmt"
	"math"
	"math/rand/v2"

	"kirifuda/internal/rng"
	"kirifuda/world/ledger"
	"kirifuda/world/market"
)

// Desk is what an institution sees and acts through in a phase. Its memory is
// reused in the next phase.
type Desk struct {
	View  *View
	Book  Book
	Inbox []Message   // in Bid: mail sent in the preceding phase; in Act: all mail since the last Act
	Bid   *market.Bid // to be filled in by Bid; nil for an institution that is not a Bidder

	self   int
	w      *World
	stream *rng.Stream
	word   uint64

	said     []Statement
	sent     []Message
	payments []payment
	reports  []report
	did      []Statement
	bid      market.Bid
	wake     chan turn
	err      error
	_        [64]byte
}

// Self is the institution's own number.
func (d *Desk) Self() int { return d.self }

// Rand is the institution's random stream for a purpose on this day, always at
// its first draw. It is valid until the next call.
func (d *Desk) Rand(purpose uint64) *rand.Rand {
	return d.stream.Reset(rng.Key{
		Seed: d.w.cfg.Seed, Run: d.w.cfg.Run, Agent: d.word, Purpose: purpose, Step: uint64(d.View.Day),
	})
}

// Purpose is the number of a named purpose, for [Desk.Rand] and [Setup.Rand]: the same
// on every computer and different for every name.
func Purpose(name string) uint64 { return rng.Word(name) }

// Normal draws from the standard normal distribution. Agents use it instead of
// r.NormFloat64, whose tails differ in their last bits between processors.
func Normal(r *rand.Rand) float64 { return rng.Normal(r) }

// Publish makes a statement, which appears on the next bulletin. It panics, and
// so ends the run, if the statement has an unknown target or instrument or a value
// that is not finite.
func (d *Desk) Publish(s Statement) {
	s.Actor, s.Day = d.self, d.View.Day
	if err := d.w.checkStatement(&s); err != nil {
		panic(err)
	}
	d.said = append(d.said, s)
}

// Say publishes a statement that has neither target nor instrument.
func (d *Desk) Say(t StatementType, value float64) {
	d.Publish(Statement{Type: t, Target: -1, Instrument: -1, Value: value})
}

// SayOf publishes a statement about a target.
func (d *Desk) SayOf(t StatementType, target int, value float64) {
	d.Publish(Statement{Type: t, Target: target, Instrument: -1, Value: value})
}

// Did records, in Close, what the institution has done on the day, read from its
// books: an entry of the day's events, which nobody in the world reads. It panics
// as Publish does.
func (d *Desk) Did(s Statement) {
	s.Actor, s.Day = d.self, d.View.Day
	if err := d.w.checkStatement(&s); err != nil {
		panic(err)
	}
	if !s.Type.Done() {
		panic(fmt.Sprintf("%s does not record what was done", s.Type))
	}
	d.did = append(d.did, s)
}

// DidOf records what was done in an instrument, unless that is nothing.
func (d *Desk) DidOf(t StatementType, k int, value float64) {
	if value != 0 {
		d.Did(Statement{Type: t, Target: -1, Instrument: k, Value: value})
	}
}

// Send mails another agent. Mail to −1, nobody, is dropped.
func (d *Desk) Send(to int, t StatementType, values ...float64) {
	if to == -1 {
		return
	}
	if to < 0 || to >= len(d.w.names) {
		panic(fmt.Sprintf("mail to agent %d, which does not exist", to))
	}
	m := Message{From: d.self, To: to, Type: t}
	copy(m.Values[:], values)
	d.sent = append(d.sent, m)
}

// Pay instructs a payment of amountBn bn of currency c to another agent. A payment
// to −1, nobody, is dropped.
func (d *Desk) Pay(kind ledger.Kind, to, c int, amountBn float64) {
	d.pay(kind, to, c, amountBn, d.w.cfg.Currencies[c].asset)
}

// PayLoanInterest instructs a payment of interest on dollars borrowed, USD bn, to
// the lender.
func (d *Desk) PayLoanInterest(to int, amountBn float64) {
	d.pay(ledger.Interest, to, d.w.usd, amountBn, d.w.loans)
}

func (d *Desk) pay(kind ledger.Kind, to, c int, amountBn float64, on int) {
	amount := amountBn * d.w.cfg.Currencies[c].UnitsPerBn
	switch {
	case to == -1:
		return
	case to < 0 || to >= len(d.w.names) || to == d.w.house:
		panic(fmt.Sprintf("payment to agent %d, which has no account", to))
	case amount < 0:
		panic(fmt.Sprintf("payment of %g bn %s: the amount must not be negative", amountBn, d.w.cfg.Currencies[c].ID))
	case !(math.Abs(amount) < 1<<62):
		panic(fmt.Sprintf("payment of %g bn %s: the amount is too large", amountBn, d.w.cfg.Currencies[c].ID))
	}
	if units := nearest(amount); units != 0 {
		d.payments = append(d.payments, payment{kind: kind, to: to, currency: c, units: units, on: on})
	}
}

// Levy collects a tax of amountBn bn of currency c from another agent. Only a government
// may do so: an agent that has issued bonds in that currency.
func (d *Desk) Levy(from, c int, amountBn float64) {
	w, before := d.w, len(d.payments)
	if !w.governs(d.self, c) {
		panic(fmt.Sprintf("a tax in %s by an agent that has no bonds in it", w.cfg.Currencies[c].ID))
	}
	if d.Pay(ledger.Transfer, from, c, amountBn); len(d.payments) > before {
		d.payments[before].tax = true
	}
}

// Filled is the share of what the institution demanded of instrument k in the last round
// that was traded: 1 in a market that cleared, less on the long side of one whose price
// stopped at its limit, 0 where nothing was traded.
func (d *Desk) Filled(k int) float64 {
	c := d.w.cleared
	if c == nil {
		return 0
	}
	return c.Filled[d.self*len(c.Dx)+k]
}

// Redeem returns amount USD bn, at base prices, of bonds k that mature to their issuer,
// which pays the price of the last clearing: accretion has been paid as it accrued. A
// negative amount is received of the issuer instead, as what has come down from a longer
// maturity is. It panics, and so ends the run, if the bonds have no issuer.
func (d *Desk) Redeem(k int, amountUSDBn float64) {
	in := &d.w.cfg.Instruments[k]
	if in.Class != Bond || d.w.issuer[k] < 0 || d.w.issuer[k] == d.self {
		panic(fmt.Sprintf("%s cannot be redeemed", in.ID))
	}
	if u := nearest(amountUSDBn * in.UnitsPerUSDBn); u != 0 {
		d.payments = append(d.payments, payment{kind: ledger.Redemption, to: d.w.issuer[k], units: u, on: k, bonds: true})
	}
}

// Lend lends dollars, USD bn, to another agent against the dollar bonds that the
// borrower holds, at most their value in excess of the borrower's debt. The
// borrower keeps the bonds and must hold enough of them until it repays.
func (d *Desk) Lend(to int, amountBn float64) { d.lend(to, amountBn) }

// Repay returns dollars, USD bn, to the lender.
func (d *Desk) Repay(to int, amountBn float64) { d.lend(to, -amountBn) }

func (d *Desk) lend(to int, amountBn float64) {
	units := amountBn * d.w.cfg.Currencies[d.w.usd].UnitsPerBn
	if to < 0 || to >= len(d.w.names) || to == d.w.house || to == d.self || !(math.Abs(units) < 1<<62) {
		panic(fmt.Sprintf("loan of %g bn usd to agent %d is not possible", amountBn, to))
	}
	if u := nearest(units); u != 0 {
		d.payments = append(d.payments, payment{kind: ledger.Loan, to: to, currency: d.w.usd, units: u, loan: true})
	}
}

// Report gives today's value of a series, see [Setup.Series]; a second report of
// the day replaces the first.
func (d *Desk) Report(series int, value float64) {
	for i := range d.reports {
		if d.reports[i].series == series {
			d.reports[i].value = value
			return
		}
	}
	d.reports = append(d.reports, report{series, value})
}
