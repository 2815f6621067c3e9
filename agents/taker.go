package agents

import (
	"fmt"
	"math"

	"kirifuda/internal/portable"
	"kirifuda/world"
	"kirifuda/world/market"
)

// taker is a fast position under a risk limit: what a dealer, a fund or an
// intermediary would hold at any price.
//
//	desired   z(x) = Base + Gain·(x − A)
//	held      q(x) = Normal + φ(U(z))·z           φ as in market.Limited
//
// x are price displacements, A the displacements the institution thinks fair.
// Its bid is the change from what it holds to q at the last prices, split by
// what changed since its last bid, and its response to prices.
type taker struct {
	lim    *market.Limited
	normal []float64 // held whatever the price, by position
	base   []float64
	a      []float64 // fair displacement by price
	da     []change

	pos, next []float64
	gap       []float64 // x − A by price
}

// dust, a thousand dollars in USD bn, is the smallest order anybody sends. It
// keeps rounding from trading in a world where nothing happens.
const dust = 1e-6

// change is a revision of a fair displacement since the last bid.
type change struct {
	cause market.Cause
	price int // position in lim.Price
	bp    float64
}

func newTaker(index, price []int) *taker {
	m, p := len(index), len(price)
	return &taker{
		lim: market.NewLimited(index, price), normal: make([]float64, m), base: make([]float64, m),
		a: make([]float64, p), gap: make([]float64, p), pos: make([]float64, m), next: make([]float64, m),
		da: make([]change, 0, 8*p),
	}
}

// revise moves the fair displacement of the price in place j by bp.
func (t *taker) revise(cause market.Cause, j int, bp float64) {
	if bp != 0 {
		t.da = append(t.da, change{cause, j, bp})
	}
}

// at writes the position held at displacement x into q.
func (t *taker) at(v *world.View, q []float64) {
	p := len(t.lim.Price)
	gap := t.gap[:p]
	for j, k := range t.lim.Price {
		gap[j] = v.X[k] - t.a[j]
	}
	for i, z := range t.base {
		row := t.lim.Gain[i*p:][:p]
		for j, x := range gap {
			z += float64(row[j] * x)
		}
		t.lim.Z0[i] = z
	}
	t.lim.Position(q)
	for i := range q {
		q[i] += t.normal[i]
	}
}

// step asks for the difference between the position now wanted and pos.
func (t *taker) step(d *world.Desk, cause market.Cause) {
	t.at(d.View, t.next)
	for i, k := range t.lim.Index {
		if q := t.next[i] - t.pos[i]; math.Abs(q) > dust {
			d.Bid.Want(k, cause, q)
		}
	}
	t.pos, t.next = t.next, t.pos
}

// bid submits the schedule. limits changes risk, capacity or anything else that
// binds; causes of changes of A are those of revise.
func (t *taker) bid(d *world.Desk, limitCause market.Cause, limits func()) {
	for i, k := range t.lim.Index {
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
				t.a[c.price] += c.bp
			} else {
				rest = append(rest, c)
			}
		}
		t.da = rest
		t.step(d, cause)
	}
	d.Bid.Limit(t.lim)
}

// settleBase chooses Base so that the position held at base prices is exactly
// what the books show, Normal apart, although the limit is soft. A position
// beyond its limit is an error: it would be sold on the first day without a cause.
func (t *taker) settleBase(book world.Book) error {
	for i, k := range t.lim.Index {
		t.base[i] = book.Holding(k) - t.normal[i]
	}
	w := t.lim.Norm(t.base) / t.lim.Capacity
	if w <= 0 || t.lim.Knee > 0 || math.IsInf(t.lim.Capacity, 1) {
		return nil
	}
	if w >= 1 {
		return fmt.Errorf("the opening position is %.4g times what its equity allows, so that it would be sold on the first day: a lower haircut or a wider limit opens it", w)
	}
	w = math.Min(w, 0.999)
	scale := portable.Pow(1-portable.Pow(w, 8), -0.125) // inverse of φ·U
	for i := range t.base {
		t.base[i] *= scale
	}
	return nil
}
