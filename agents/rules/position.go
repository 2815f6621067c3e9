package rules

import (
	"fmt"
	"math"
	"slices"

	"kirifuda/internal/portable"
	"kirifuda/world"
	"kirifuda/world/market"
)

// Position is a fast risk-limited position: what a dealer, a fund or an intermediary would
// hold at any price.
//
//	desired   z(x) = Base + Gain·(x − A)
//	held      q(x) = Normal + φ(U(z))·z           φ as in market.RiskLimited
//
// x are deviations of prices from base and A those that the institution considers fair.
// Its bid is the change from its holding to q at the last prices, split by the causes of
// changes since its last bid, together with its response to prices.
type Position struct {
	Limit  *market.RiskLimited
	Normal []float64 // part that does not depend on prices, by position
	Base   []float64 // desired position at fair prices, before the limit
	Fair   []float64 // fair deviation from base, by price
	da     []change  // revisions of Fair since the last bid

	pos, next []float64
	gap       []float64
}

// Dust is the smallest order that an institution sends, a thousand dollars in USD bn. It
// prevents trades due to rounding in a world in which nothing happens.
const Dust = 1e-6

// change is a revision of a fair value since the last bid.
type change struct {
	cause market.Cause
	price int // index in Limit.Price
	bp    float64
}

// NewPosition returns a position in the instruments in index that depends on the prices of
// those in price.
func NewPosition(index, price []int) *Position {
	m, p := len(index), len(price)
	return &Position{
		Limit: market.NewRiskLimited(index, price), Normal: make([]float64, m), Base: make([]float64, m),
		Fair: make([]float64, p), gap: make([]float64, p), pos: make([]float64, m), next: make([]float64, m),
		da: make([]change, 0, 24*p),
	}
}

// Revise changes the fair deviation of price number j from base by bp.
func (t *Position) Revise(cause market.Cause, j int, bp float64) {
	if bp != 0 {
		t.da = append(t.da, change{cause, j, bp})
	}
}

// at writes the position held at the last prices into q.
func (t *Position) at(v *world.View, q []float64) {
	p := len(t.Limit.Price)
	gap := t.gap[:p]
	for j, k := range t.Limit.Price {
		gap[j] = v.Deviation[k] - t.Fair[j]
	}
	for i, z := range t.Base {
		row := t.Limit.Gain[i*p:][:p]
		for j, x := range gap {
			z += float64(row[j] * x)
		}
		t.Limit.Z0[i] = z
	}
	t.Limit.Position(q)
	for i := range q {
		q[i] += t.Normal[i]
	}
}

// Utilisation is the use of the limit by the position held at the last prices.
func (t *Position) Utilisation(v *world.View) float64 {
	t.at(v, t.next)
	return t.Limit.Utilisation()
}

// step orders the difference between the position now desired and pos.
func (t *Position) step(d *world.Desk, cause market.Cause) {
	t.at(d.View, t.next)
	for i, k := range t.Limit.Index {
		if q := t.next[i] - t.pos[i]; math.Abs(q) > Dust && d.View.IsOpen(k) {
			d.Bid.Order(k, cause, q)
		}
	}
	t.pos, t.next = t.next, t.pos
}

// Bid submits the schedule. limits updates risk, capacity and other limits, whose orders
// have the cause limitCause; changes in A have the causes given to Revise. A change of the
// fair value of an instrument whose market is closed waits until it is open, and nothing is
// ordered there.
func (t *Position) Bid(d *world.Desk, limitCause market.Cause, limits func()) {
	for i, k := range t.Limit.Index {
		t.pos[i] = d.Book.Holding(k)
	}
	t.step(d, market.Valuation)
	if limits != nil {
		limits()
		t.step(d, limitCause)
	}
	open := func(c change) bool { return d.View.IsOpen(t.Limit.Price[c.price]) }
	for first := slices.IndexFunc(t.da, open); first >= 0; first = slices.IndexFunc(t.da, open) {
		cause := t.da[first].cause
		rest := t.da[:0]
		for _, c := range t.da {
			if c.cause == cause && open(c) {
				t.Fair[c.price] += c.bp
			} else {
				rest = append(rest, c)
			}
		}
		t.da = rest
		t.step(d, cause)
	}
	d.Bid.Limit(t.Limit)
}

// Open chooses Base so that the position held at base prices is exactly that of the books
// less Normal, although the limit is soft. A position beyond its limit is an error,
// because it would be sold on the first day without a cause.
func (t *Position) Open(book world.Book) error {
	for i, k := range t.Limit.Index {
		t.Base[i] = book.Holding(k) - t.Normal[i]
	}
	w := t.Limit.Norm(t.Base) / t.Limit.Capacity
	if w <= 0 || t.Limit.Knee > 0 || math.IsInf(t.Limit.Capacity, 1) {
		return nil
	}
	if w >= 1 {
		return fmt.Errorf("the opening position is %.4g times the limit and would be sold on the first day: lower the haircut or widen the limit", w)
	}
	w = math.Min(w, 0.999)
	scale := portable.Pow(1-portable.Pow(w, 8), -0.125) // inverse of φ·U
	for i := range t.Base {
		t.Base[i] *= scale
	}
	return nil
}

// Adjust changes the part of the position in instrument k that does not depend on prices
// by bought, USD bn: what an act of the scenario has bought, or sold if negative, is not
// traded back.
func (t *Position) Adjust(k int, bought float64) {
	for i := range t.Limit.Index {
		if t.Limit.Index[i] == k {
			t.Normal[i] += bought
		}
	}
}
