package world

import (
	"fmt"
	"math"
	"math/rand/v2"

	"kirifuda/internal/rng"
	"kirifuda/world/ledger"
	"kirifuda/world/market"
)

// Institution is an agent of the world. Both methods are called once per phase
// by the scheduler, never at the same time for one institution, and must use
// nothing but the desk and the institution's own state.
type Institution interface {
	// Act is called once a day before markets open: read yesterday's bulletin and
	// mail, decide, publish, send, pay.
	Act(d *Desk)
	// Bid is called once per round: read today's bulletin and submit a demand
	// schedule through d.Bid.
	Bid(d *Desk)
}

// Closer may be implemented by an institution that reports on the day's end.
// Close is called after settlement, on the books and prices of the close; it may
// only read and Report.
type Closer interface {
	Close(d *Desk)
}

// Constructor builds an institution from its set-up.
type Constructor func(s *Setup) (Institution, error)

// AgentSpec is one line of the roster.
type AgentSpec struct {
	ID  string
	New Constructor
	// Declares is what the agent makes common knowledge, by name: all that is
	// declared is known before the first institution is built.
	Declares map[string]any
}

// Setup is what an institution knows when the world is built.
type Setup struct {
	ID          string
	Self        int
	Instruments []Instrument
	Currencies  []Currency
	Facts       *Facts
	Start       Date
	Days        int
	Rounds      int

	world *World
}

// Agent is the number of an agent by its identifier, −1 if there is none.
func (s *Setup) Agent(id string) int { return s.world.agentIndex(id) }

// Instrument is the number of an instrument by its identifier, −1 if there is none.
func (s *Setup) Instrument(id string) int {
	for i := range s.Instruments {
		if s.Instruments[i].ID == id {
			return i
		}
	}
	return -1
}

// Currency is the number of a currency by its identifier, −1 if there is none.
func (s *Setup) Currency(id string) int {
	for i := range s.Currencies {
		if s.Currencies[i].ID == id {
			return i
		}
	}
	return -1
}

// Known is what an agent of the roster declares under a name, nil if none does.
func (s *Setup) Known(name string) any { return s.world.common[name] }

// Book is the institution's opening book.
func (s *Setup) Book() Book { return Book{s.world, s.Self} }

// Indicator registers a diagnostic that the institution reports for the trace
// and returns its number. Institutions that register the same name share it:
// their values are added, or averaged if mean is set. Nobody can read it.
func (s *Setup) Indicator(name string, mean bool) int { return s.world.indicator(name, mean) }

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

// Earned is the interest received so far in the currency of FX instrument k, in
// USD bn at the base exchange rate.
func (b Book) Earned(k int) float64 {
	in := &b.w.cfg.Instruments[k]
	return float64(b.w.books.Income(b.self, in.asset)) / in.UnitsPerUSDBn
}

// CashUSDBn is the balance in US dollars, USD bn; negative when borrowed.
func (b Book) CashUSDBn() float64 { return b.CashBn(b.w.usd) }

// CashBn is the balance in currency c, bn of that currency.
func (b Book) CashBn(c int) float64 {
	cur := &b.w.cfg.Currencies[c]
	return float64(b.w.books.Units(b.self, cur.asset)) / cur.UnitsPerBn
}

// ValueUSDBn is what the holding of instrument k is worth now, USD bn.
func (b Book) ValueUSDBn(k int) float64 {
	w := b.w
	in := &w.cfg.Instruments[k]
	if in.Class == FX {
		return float64(b.w.books.Units(b.self, in.asset)) / w.currencyOf(in).UnitsPerBn * in.Price(w.view.X[k])
	}
	return float64(w.books.Value(b.self, in.asset)) / w.currencyOf(in).UnitsPerBn * w.usdPer(w.currencyOf(in))
}

// LentUSDBn is what the institution has lent in dollars, USD bn; negative when it
// has borrowed against its securities.
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

// Desk is an institution's window on the world in a phase. Its memory is reused.
type Desk struct {
	View  *View
	Book  Book
	Inbox []Message   // in Bid: mail sent in the phase before; in Act: all mail since the last Act
	Bid   *market.Bid // to be filled in Bid

	self   int
	w      *World
	stream *rng.Stream
	word   uint64

	said     []Statement
	sent     []Message
	payments []payment
	reports  []report
	bid      market.Bid
	wake     chan phase
	err      error
	_        [64]byte
}

type payment struct {
	kind     ledger.Kind
	to       int
	currency int
	units    int64
	loan     bool // to is the borrower; negative units repay the lender to
}

type report struct {
	indicator int
	value     float64
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

// Normal draws from the standard normal distribution. Agents use it in place of
// r.NormFloat64, whose tails have other bits on another processor.
func Normal(r *rand.Rand) float64 { return rng.Normal(r) }

// Publish makes a statement; it is on the bulletin from the next publication
// on. A statement about nothing (an unknown target or instrument, a value that
// is not finite) fails the institution.
func (d *Desk) Publish(s Statement) {
	s.Actor, s.Day = d.self, d.View.Day
	if err := d.w.checkStatement(&s); err != nil {
		panic(err)
	}
	d.said = append(d.said, s)
}

// Say publishes a statement without target or instrument.
func (d *Desk) Say(t StatementType, value float64) {
	d.Publish(Statement{Type: t, Target: -1, Instrument: -1, Value: value})
}

// SayOf publishes a statement about a target.
func (d *Desk) SayOf(t StatementType, target int, value float64) {
	d.Publish(Statement{Type: t, Target: target, Instrument: -1, Value: value})
}

// Send mails another agent; mail to −1, nobody, is not sent.
func (d *Desk) Send(to int, t StatementType, values ...float64) {
	if to == -1 {
		return
	}
	if to < 0 || to >= len(d.w.names) {
		panic(fmt.Sprintf("mail to %d, who does not exist", to))
	}
	m := Message{From: d.self, To: to, Type: t}
	copy(m.Values[:], values)
	d.sent = append(d.sent, m)
}

// Pay instructs a payment of amount bn of currency c to another agent; to −1,
// nobody, nothing is paid.
func (d *Desk) Pay(kind ledger.Kind, to, c int, amountBn float64) {
	amount := amountBn * d.w.cfg.Currencies[c].UnitsPerBn
	switch {
	case to == -1:
		return
	case to < 0 || to >= len(d.w.names) || to == d.w.house:
		panic(fmt.Sprintf("payment to %d, who keeps no account", to))
	case amount < 0:
		panic(fmt.Sprintf("payment of %g bn %s: nobody draws on another's account", amountBn, d.w.cfg.Currencies[c].ID))
	case !(math.Abs(amount) < 1<<62):
		panic(fmt.Sprintf("payment of %g bn %s", amountBn, d.w.cfg.Currencies[c].ID))
	}
	if units := round(amount); units != 0 {
		d.payments = append(d.payments, payment{kind: kind, to: to, currency: c, units: units})
	}
}

// Lend gives another agent dollars, USD bn, against dollar bonds on its sheet, at
// most what they are worth beyond what it owes. The borrower keeps the bonds and
// must keep enough of them.
func (d *Desk) Lend(to int, amountBn float64) { d.lend(to, amountBn) }

// Repay returns dollars, USD bn, to who has lent them.
func (d *Desk) Repay(to int, amountBn float64) { d.lend(to, -amountBn) }

func (d *Desk) lend(to int, amountBn float64) {
	units := amountBn * d.w.cfg.Currencies[d.w.usd].UnitsPerBn
	if to < 0 || to >= len(d.w.names) || to == d.w.house || to == d.self || !(math.Abs(units) < 1<<62) {
		panic(fmt.Sprintf("loan of %g bn to %d", amountBn, to))
	}
	if u := round(units); u != 0 {
		d.payments = append(d.payments, payment{kind: ledger.Loan, to: to, currency: d.w.usd, units: u, loan: true})
	}
}

// Report gives the value of an indicator for today's trace; a second report of
// the day replaces the first.
func (d *Desk) Report(indicator int, value float64) {
	for i := range d.reports {
		if d.reports[i].indicator == indicator {
			d.reports[i].value = value
			return
		}
	}
	d.reports = append(d.reports, report{indicator, value})
}
