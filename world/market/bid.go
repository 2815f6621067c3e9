package market

import (
	"fmt"
	"math"

	"kirifuda/internal/portable"
)

// Cause is the reason why a bidder wants to trade at the last price.
type Cause uint8

// Causes to which price moves are attributed.
const (
	Sale       Cause = iota // an official holder's programme: sales, purchases, interventions
	Belief                  // changed expectations: signals, threats, announced supply
	RiskLimit               // a value-at-risk, capacity or stop-loss limit that moved or binds
	Margin                  // haircuts, margin calls, redemptions
	Policy                  // policy rates, central-bank operations, relief
	News                    // exogenous news about fundamentals
	Tariff                  // tariffs imposed, threatened or expected
	Valuation               // slow adjustment of holdings towards their target
	Supply                  // issuance and redemption
	Goods                   // payments for goods and services
	Confidence              // convenience yield: reassessed safety of the dollar and of Treasuries
	Unfilled                // orders that a price limit left unexecuted (assigned by the market)
	NumCauses
)

var causeNames = [NumCauses]string{
	"sale", "belief", "risk_limit", "margin", "policy", "news", "tariff", "valuation", "supply", "goods", "confidence", "unfilled",
}

func (c Cause) String() string { return causeNames[c] }

type shift struct {
	k     int
	cause Cause
	qty   float64
}

type cell struct {
	k, l  int
	slope float64
}

type curve struct {
	k           int
	scale, beta float64
	x, e        float64 // price move evaluated last, and exp(beta·x) − 1 there
}

// Response is a demand response of any form. AddTo adds to q the change in demand
// when prices have moved by dx (zero at dx = 0) and to jac, an n×n row-major matrix,
// its derivatives ∂q_k/∂dx_l; jac may be nil. The response must be continuous,
// depend on nothing but dx, and stay unchanged until the market has cleared.
type Response interface {
	AddTo(dx, q, jac []float64)
}

// Bid is one bidder's demand schedule around the last prices. The zero value is
// an empty bid.
type Bid struct {
	shifts  []shift
	cells   []cell
	curves  []curve
	limited []*RiskLimited
	other   []Response
}

// Reserve makes room in each bid for the given numbers of shifts, cells, curves
// and risk-limited positions, so that bids of usual size allocate no memory later.
func Reserve(bids []*Bid, shifts, cells, curves, limits int) {
	n := len(bids)
	a, b, c, d := make([]shift, n*shifts), make([]cell, n*cells), make([]curve, n*curves), make([]*RiskLimited, n*limits)
	for i, bid := range bids {
		bid.shifts = a[i*shifts : i*shifts : (i+1)*shifts]
		bid.cells = b[i*cells : i*cells : (i+1)*cells]
		bid.curves = c[i*curves : i*curves : (i+1)*curves]
		bid.limited = d[i*limits : i*limits : (i+1)*limits]
	}
}

// Reset empties the bid and keeps its memory.
func (b *Bid) Reset() {
	b.shifts = b.shifts[:0]
	b.cells = b.cells[:0]
	b.curves = b.curves[:0]
	b.limited = b.limited[:0]
	b.other = b.other[:0]
}

// Order orders qty USD bn of instrument k at the last price (negative to sell), for
// a cause.
func (b *Bid) Order(k int, cause Cause, qty float64) {
	if qty != 0 {
		b.shifts = append(b.shifts, shift{k, cause, qty})
	}
}

// Slope adds a linear response: demand for instrument k changes by slope USD bn
// for each bp that the price of instrument l moves.
func (b *Bid) Slope(k, l int, slope float64) {
	if slope != 0 {
		b.cells = append(b.cells, cell{k, l, slope})
	}
}

// SemiElastic adds the response of semi-elastic demand: scale·(exp(beta·dx_k) − 1)
// USD bn, with beta per bp.
func (b *Bid) SemiElastic(k int, scale, beta float64) {
	if scale != 0 && beta != 0 {
		b.curves = append(b.curves, curve{k: k, scale: scale, beta: beta})
	}
}

// Limit adds a risk-limited position, which must stay unchanged until the market
// has cleared.
func (b *Bid) Limit(l *RiskLimited) { b.limited = append(b.limited, l) }

// Respond adds a response of any other form.
func (b *Bid) Respond(r Response) { b.other = append(b.other, r) }

// Ordered is the sum of the bid's orders for instrument k at the last price.
func (b *Bid) Ordered(k int) float64 {
	var q float64
	for _, s := range b.shifts {
		if s.k == k {
			q += s.qty
		}
	}
	return q
}

// growth is exp(beta·x) − 1, kept because the solver evaluates a point several times.
func (c *curve) growth(x float64) float64 {
	if x != c.x {
		c.x, c.e = x, portable.Expm1(float64(c.beta*x))
	}
	return c.e
}

// at adds the demand of the curve at a price move of x to q and, unless d is nil,
// its derivative to d.
func (c *curve) at(x float64, q, d *float64) {
	if x == 0 {
		if d != nil {
			*d += float64(c.scale * c.beta)
		}
		return
	}
	e := c.growth(x)
	*q += float64(c.scale * e)
	if d != nil {
		*d += float64(float64(c.scale*c.beta) * (1 + e))
	}
}

// secant is the mean derivative of the curve between 0 and x.
func (c *curve) secant(x float64) float64 {
	t := float64(c.beta * x)
	if math.Abs(t) < 1e-300 {
		return float64(c.scale * c.beta)
	}
	return float64(c.scale*c.growth(x)) / x
}

// trade writes the bid's total demand at dx into q. The risk-limited positions
// must be anchored. curves are the bid's own or a copy of them.
func (b *Bid) trade(dx, q []float64, curves []curve) {
	clear(q)
	for i := range b.shifts {
		s := &b.shifts[i]
		q[s.k] += s.qty
	}
	for i := range b.cells {
		c := &b.cells[i]
		q[c.k] += float64(c.slope * dx[c.l])
	}
	for i := range curves {
		c := &curves[i]
		c.at(dx[c.k], &q[c.k], nil)
	}
	for _, l := range b.limited {
		l.addTo(dx, q, nil)
	}
	for _, r := range b.other {
		r.AddTo(dx, q, nil)
	}
}

// Demand writes into q what the bid demands when prices have moved by dx and,
// unless jac is nil, its derivatives ∂q_k/∂dx_l into jac, n×n row-major. It is the
// bidder's contribution to excess demand, for inspection and tests.
func (b *Bid) Demand(dx, q, jac []float64) {
	for _, l := range b.limited {
		l.anchor()
	}
	b.trade(dx, q, b.curves)
	if jac == nil {
		return
	}
	n := len(q)
	clear(jac)
	for i := range b.cells {
		c := &b.cells[i]
		jac[c.k*n+c.l] += c.slope
	}
	unused := make([]float64, n)
	for i := range b.curves {
		c := &b.curves[i]
		c.at(dx[c.k], &unused[c.k], &jac[c.k*n+c.k])
	}
	for _, l := range b.limited {
		l.addTo(dx, unused, jac)
	}
	for _, r := range b.other {
		r.AddTo(dx, unused, jac)
	}
}

// ErrNotFinite is the error of a bid that holds an infinity or a NaN, so that
// demand for the instrument is not defined.
type ErrNotFinite struct {
	Bid        int // position in the list of bids
	Instrument int
}

func (e ErrNotFinite) Error() string {
	return fmt.Sprintf("market: bid %d holds a number for instrument %d that is not finite", e.Bid, e.Instrument)
}

// Check returns an ErrNotFinite for the first bid that holds an infinity or a NaN
// (an infinite Capacity is allowed), and nil if there is none. Responses of other
// forms are not checked. Clear does not call Check: it does not trade an
// instrument whose demand is not finite.
func Check(bids []*Bid) error {
	for i, b := range bids {
		if k := b.notFinite(); k >= 0 {
			return ErrNotFinite{Bid: i, Instrument: k}
		}
	}
	return nil
}

// ErrNoInstrument is the error of a bid for an instrument that does not exist.
type ErrNoInstrument struct {
	Bid        int // position in the list of bids
	Instrument int
}

func (e ErrNoInstrument) Error() string {
	return fmt.Sprintf("market: bid %d names instrument %d, which does not exist", e.Bid, e.Instrument)
}

// CheckIndex returns an ErrNoInstrument for the first bid that names an
// instrument outside 0…n−1, and nil if there is none. Responses of other forms
// are not checked.
func CheckIndex(bids []*Bid, n int) error {
	for i, b := range bids {
		if k, found := b.outside(n); found {
			return ErrNoInstrument{Bid: i, Instrument: k}
		}
	}
	return nil
}

// outside finds the first instrument of the bid outside 0…n−1.
func (b *Bid) outside(n int) (k int, found bool) {
	for i := range b.shifts {
		if k := b.shifts[i].k; uint(k) >= uint(n) {
			return k, true
		}
	}
	for i := range b.cells {
		if k := b.cells[i].k; uint(k) >= uint(n) {
			return k, true
		}
		if k := b.cells[i].l; uint(k) >= uint(n) {
			return k, true
		}
	}
	for i := range b.curves {
		if k := b.curves[i].k; uint(k) >= uint(n) {
			return k, true
		}
	}
	for _, l := range b.limited {
		for _, k := range l.Index {
			if uint(k) >= uint(n) {
				return k, true
			}
		}
		for _, k := range l.Price {
			if uint(k) >= uint(n) {
				return k, true
			}
		}
	}
	return 0, false
}

// finite reports whether x is neither an infinity nor a NaN.
func finite(x float64) bool { return x-x == 0 }

// notFinite returns the first instrument for which the bid holds a number that
// is not finite, and −1 if there is none.
func (b *Bid) notFinite() int {
	for i := range b.shifts {
		if s := &b.shifts[i]; !finite(s.qty) {
			return s.k
		}
	}
	for i := range b.cells {
		if c := &b.cells[i]; !finite(c.slope) {
			return c.k
		}
	}
	for i := range b.curves {
		if c := &b.curves[i]; !finite(c.scale) || !finite(c.beta) {
			return c.k
		}
	}
	for _, l := range b.limited {
		if k := l.notFinite(); k >= 0 {
			return k
		}
	}
	return -1
}
