package market

import "math"

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
		b.curves = append(b.curves, curve{k, scale, beta})
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

// addResponse adds everything but the shifts at dx to q, and derivatives to
// jac unless it is nil.
func (b *Bid) addResponse(dx, q, jac []float64) {
	n := len(q)
	for _, c := range b.cells {
		q[c.k] += float64(c.slope * dx[c.l])
		if jac != nil {
			jac[c.k*n+c.l] += c.slope
		}
	}
	b.addNonlinear(dx, q, jac)
}

func (b *Bid) addNonlinear(dx, q, jac []float64) {
	n := len(q)
	for _, c := range b.curves {
		e := math.Exp(float64(c.beta * dx[c.k]))
		q[c.k] += float64(c.scale * (e - 1))
		if jac != nil {
			jac[c.k*n+c.k] += float64(c.scale * c.beta * e)
		}
	}
	for _, l := range b.limited {
		l.AddTo(dx, q, jac)
	}
	for _, r := range b.other {
		r.AddTo(dx, q, jac)
	}
}

// trade writes the bid's total demand at dx into q.
func (b *Bid) trade(dx, q []float64) {
	clear(q)
	for _, s := range b.shifts {
		q[s.k] += s.qty
	}
	b.addResponse(dx, q, nil)
}
