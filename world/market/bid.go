package market

import (
	"fmt"
	"math"

	"kirifuda/internal/portable"
)

// Cause names why a bidder wants to trade at the last price.
type Cause uint8

// The causes by which price moves are attributed.
const (
	Sale       Cause = iota // an official holder's programme: sales, purchases, interventions
	Belief                  // changed expectations: signals, threats, announced supply
	RiskLimit               // a value-at-risk, capacity or stop-loss limit moved or binds
	Margin                  // haircuts, margin calls, redemptions
	Policy                  // policy rates, central-bank operations, relief
	News                    // exogenous news about fundamentals
	Valuation               // slow adjustment of holdings towards their target
	Supply                  // issuance and redemption
	Goods                   // payments for goods and services
	Confidence              // convenience yield: reassessed safety of the dollar and of Treasuries
	Unfilled                // orders that a price limit left unexecuted (assigned by the market)
	NumCauses
)

var causeNames = [NumCauses]string{
	"sale", "belief", "risk_limit", "margin", "policy", "news", "valuation", "supply", "goods", "confidence", "unfilled",
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
	x, e        float64 // displacement looked at last, and exp(beta·x) − 1 there
}

// Response is a demand response of any form. AddTo adds to q the change of
// demand at displacement dx (zero at dx = 0) and to jac, an n×n row-major
// matrix, its derivatives ∂q_k/∂dx_l. It must be continuous, depend on nothing
// but dx, and stay unchanged until the market has cleared.
type Response interface {
	AddTo(dx, q, jac []float64)
}

// Bid is one bidder's demand schedule around the last prices. The zero value
// is an empty bid; Reset makes it empty again and keeps its memory.
type Bid struct {
	shifts  []shift
	cells   []cell
	curves  []curve
	limited []*Limited
	other   []Response
}

// Reserve makes room for so many shifts, cells and curves and as many limits, so
// that bids of usual size take no memory later.
func Reserve(bids []*Bid, shifts, cells, curves, limits int) {
	n := len(bids)
	a, b, c, d := make([]shift, n*shifts), make([]cell, n*cells), make([]curve, n*curves), make([]*Limited, n*limits)
	for i, bid := range bids {
		bid.shifts = a[i*shifts : i*shifts : (i+1)*shifts]
		bid.cells = b[i*cells : i*cells : (i+1)*cells]
		bid.curves = c[i*curves : i*curves : (i+1)*curves]
		bid.limited = d[i*limits : i*limits : (i+1)*limits]
	}
}

// Reset empties the bid.
func (b *Bid) Reset() {
	b.shifts = b.shifts[:0]
	b.cells = b.cells[:0]
	b.curves = b.curves[:0]
	b.limited = b.limited[:0]
	b.other = b.other[:0]
}

// Want asks for qty USD bn of instrument k at the last price, for a cause.
func (b *Bid) Want(k int, cause Cause, qty float64) {
	if qty != 0 {
		b.shifts = append(b.shifts, shift{k, cause, qty})
	}
}

// Slope adds a linear response: qty_k changes by slope USD bn for each bp that
// price l moves.
func (b *Bid) Slope(k, l int, slope float64) {
	if slope != 0 {
		b.cells = append(b.cells, cell{k, l, slope})
	}
}

// Curve adds the response of semi-elastic demand: scale·(exp(beta·dx_k) − 1)
// USD bn, with beta per bp.
func (b *Bid) Curve(k int, scale, beta float64) {
	if scale != 0 && beta != 0 {
		b.curves = append(b.curves, curve{k: k, scale: scale, beta: beta})
	}
}

// Limit adds a position under a risk limit; l must stay unchanged until the
// market has cleared.
func (b *Bid) Limit(l *Limited) { b.limited = append(b.limited, l) }

// Respond adds a response of any other form.
func (b *Bid) Respond(r Response) { b.other = append(b.other, r) }

// Wanted is the sum of what the bid asks for of instrument k at last prices.
func (b *Bid) Wanted(k int) float64 {
	var q float64
	for _, s := range b.shifts {
		if s.k == k {
			q += s.qty
		}
	}
	return q
}

// growth is exp(beta·x) − 1. A market comes to one point several times.
func (c *curve) growth(x float64) float64 {
	if x != c.x {
		c.x, c.e = x, portable.Expm1(float64(c.beta*x))
	}
	return c.e
}

// at adds the demand that the curve adds at displacement x to q, and its
// derivative to d unless it is nil.
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

// trade writes the bid's total demand at dx into q. The limited positions must
// be anchored. curves are the bid's own or a copy of them.
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

// Demand writes into q what the bid asks for when prices have moved by dx, and
// unless jac is nil its derivatives ∂q_k/∂dx_l into jac, n×n row-major. It is
// what one bidder adds to excess demand, for those who want to look at a bid.
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

// ErrNotFinite says that a bid holds a number that is infinite or not a number,
// so that demand for the instrument is not defined.
type ErrNotFinite struct {
	Bid        int // position in the list of bids
	Instrument int
}

func (e ErrNotFinite) Error() string {
	return fmt.Sprintf("market: bid %d for instrument %d is not finite", e.Bid, e.Instrument)
}

// Check returns an ErrNotFinite for the first bid that holds a number that is
// infinite or not a number (an infinite Capacity is allowed), and nil if there
// is none. Responses of other forms are not looked into. Clear does not call
// it: there, an instrument whose demand is not finite does not trade.
func Check(bids []*Bid) error {
	for i, b := range bids {
		if k := b.notFinite(); k >= 0 {
			return ErrNotFinite{Bid: i, Instrument: k}
		}
	}
	return nil
}

// ErrNoInstrument says that a bid names an instrument that the market does not
// have.
type ErrNoInstrument struct {
	Bid        int // position in the list of bids
	Instrument int
}

func (e ErrNoInstrument) Error() string {
	return fmt.Sprintf("market: bid %d names instrument %d, which does not exist", e.Bid, e.Instrument)
}

// CheckIndex returns an ErrNoInstrument for the first bid that names an
// instrument outside 0…n−1, and nil if there is none. Responses of other forms
// are not looked into.
func CheckIndex(bids []*Bid, n int) error {
	for i, b := range bids {
		if k, found := b.outside(n); found {
			return ErrNoInstrument{Bid: i, Instrument: k}
		}
	}
	return nil
}

// outside finds an instrument of the bid that is not one of n.
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

// finite reports whether x is neither infinite nor not a number.
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
