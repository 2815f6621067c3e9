package rules

import (
	"fmt"
	"math"

	"kirifuda/internal/portable"
	"kirifuda/world"
	"kirifuda/world/market"
)

// Position is a fast position under a risk limit: what a dealer, a fund or an
// intermediary would hold at any price.
//
//	desired   z(x) = Base + Gain·(x − A)
//	held      q(x) = Normal + φ(U(z))·z           φ as in market.RiskLimited
//
// x are price displacements, A the displacements the institution thinks fair.
// Its bid is the change from what it holds to q at the last prices, split by
// what changed since its last bid, and its response to prices.
type Position struct {
	Limit  *market.RiskLimited
	Normal []float64 // held whatever the price, by position
	Base   []float64 // wanted when prices are fair, before the limit
	Fair   []float64 // fair displacement by price
	da     []change  // revisions of fair displacements since the last bid

	pos, next []float64
	gap       []float64
}

// Dust, a thousand dollars in USD bn, is the smallest order anybody sends. It
// keeps rounding from trading in a world where nothing happens.
const Dust = 1e-6

// change is a revision of a fair displacement since the last bid.
type change struct {
	cause market.Cause
	price int // place in Limit.Price
	bp    float64
}

// NewPosition is a position in the instruments index that looks at the prices of
// the instruments price.
func NewPosition(index, price []int) *Position {
	m, p := len(index), len(price)
	return &Position{
		Limit: market.NewRiskLimited(index, price), Normal: make([]float64, m), Base: make([]float64, m),
		Fair: make([]float64, p), gap: make([]float64, p), pos: make([]float64, m), next: make([]float64, m),
		da: make([]change, 0, 8*p),
	}
}

// Revise moves the fair displacement of the price in place j by bp.
func (t *Position) Revise(cause market.Cause, j int, bp float64) {
	if bp != 0 {
		t.da = append(t.da, change{cause, j, bp})
	}
}

// at writes the position held at displacement x into q.
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

// step asks for the difference between the position now wanted and pos.
func (t *Position) step(d *world.Desk, cause market.Cause) {
	t.at(d.View, t.next)
	for i, k := range t.Limit.Index {
		if q := t.next[i] - t.pos[i]; math.Abs(q) > Dust {
			d.Bid.Order(k, cause, q)
		}
	}
	t.pos, t.next = t.next, t.pos
}

// Bid submits the schedule. limits changes risk, capacity or anything else that
// binds; causes of changes of A are those of Revise.
func (t *Position) Bid(d *world.Desk, limitCause market.Cause, limits func()) {
	for i, k := range t.Limit.Index {
		t.pos[i] = d.Book.Holding(k)
	}
	t.step(d, market.Valuation)
	if limits != nil {
		limits()
		t.step(d, limitCause)
	}
	for len(t.da) > 0 {
		cause := t.da[0].cause
		rest := t.da[:0]
		for _, c := range t.da {
			if c.cause == cause {
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

// Open chooses Base so that the position held at base prices is exactly
// what the books show, Normal apart, although the limit is soft. A position
// beyond its limit is an error: it would be sold on the first day without a cause.
func (t *Position) Open(book world.Book) error {
	for i, k := range t.Limit.Index {
		t.Base[i] = book.Holding(k) - t.Normal[i]
	}
	w := t.Limit.Norm(t.Base) / t.Limit.Capacity
	if w <= 0 || t.Limit.Knee > 0 || math.IsInf(t.Limit.Capacity, 1) {
		return nil
	}
	if w >= 1 {
		return fmt.Errorf("the opening position is %.4g times what its equity allows, so that it would be sold on the first day: a lower haircut or a wider limit opens it", w)
	}
	w = math.Min(w, 0.999)
	scale := portable.Pow(1-portable.Pow(w, 8), -0.125) // inverse of φ·U
	for i := range t.Base {
		t.Base[i] *= scale
	}
	return nil
}
