package acts

import (
	"math"

	"kirifuda/world"
)

// redeem lets a day pass for what is held. Of the bonds of maturity k, held to h_k,
//
//	m_k = h_k·a_k·t
//
// come down to the next shorter maturity, or are redeemed if there is none, with a_k the
// share that does so in a year and t the share of the year since the market was last open.
// Nothing is sold in the market; the issuer is told what it has to refinance.
func (p *performer) redeem(a *act, d *world.Desk) {
	v := d.View
	for i, k := range a.What {
		t := &a.trades[i]
		down := float64(max(0, d.Book.Holding(k)) * p.profile[k] * v.OpenShare[k])
		if i == 0 { // a bond that is pledged is rolled over
			down = math.Min(down, p.free(d, k))
		}
		if down <= 0 {
			continue
		}
		value := float64(down * worth(v, k))
		p.mature(d, k, down, value)
		t.paid -= value
		if i == 0 {
			a.done += down
			continue
		}
		// The value of what comes down buys the shorter maturity of the issuer.
		next := a.What[i-1]
		up := float64(value / worth(v, next))
		p.mature(d, next, -up, -value)
		a.trades[i-1].paid += value
	}
}

// mature gives bonds back to their issuer for their value, or takes them from it, and tells
// both.
func (p *performer) mature(d *world.Desk, k int, amount, value float64) {
	d.Redeem(k, amount)
	d.Send(p.issuer[k], world.ActDone, float64(k), amount)
	p.adjust(k, -amount, -value)
}
