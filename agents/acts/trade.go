package acts

import (
	"math"

	"kirifuda/agents/rules"
	"kirifuda/world"
)

// sign is +1 for acts that buy and −1 for those that sell.
func (v Verb) sign() float64 {
	if v == Buy || v == BuyBack || v == Intervene {
		return 1
	}
	return -1
}

// worth is the price of instrument k relative to that of the base date.
func worth(v *world.View, k int) float64 {
	in := &v.Instruments[k]
	return in.Price(v.Deviation[k]) / in.Price(0)
}

// atMarket reports whether the amount of the verb is one of money at the prices of the day.
func (v Verb) atMarket() bool { return v == RaiseCash || v == Intervene }

// order orders what is due by today and has not been done,
//
//	q_k = ±w_k·(due − done),   Σ w_k = 1
//
// of sales at most what is free and not yet offered, and converts. An amount of money is
// divided by the price relative to that of the base date.
func (p *performer) order(a *act, d *world.Desk) {
	left := a.due - a.done
	if a.today(d.View.Day) < 0 || math.Abs(left) <= rules.Dust {
		p.convert(a, d, 0)
		return
	}
	v, cause, money := d.View, a.Verb.cause(a.CentralBank), 0.0
	for i, w := range a.weights(d, left) {
		k := a.What[i]
		q := a.Verb.sign() * w * left
		if a.Verb.atMarket() {
			q /= worth(v, k)
		}
		if q < 0 && a.Verb != Issue && !a.CentralBank {
			q = math.Max(q, -math.Max(0, p.free(d, k)+math.Min(0, d.Bid.Ordered(k))))
		}
		if math.Abs(q) <= rules.Dust || !v.IsOpen(k) {
			continue
		}
		d.Bid.Order(k, cause, q)
		a.trades[i].ordered, a.trades[i].size = q, a.Verb.sign()*q
		if a.Verb.atMarket() {
			a.trades[i].size *= worth(v, k)
		}
		money -= float64(q * worth(v, k))
	}
	p.convert(a, d, money)
}

// free is what is held of instrument k and can be sold, USD bn at base prices. Of Treasuries
// the same share of each maturity is pledged.
func (p *performer) free(d *world.Desk, k int) float64 {
	held := math.Max(0, d.Book.Holding(k))
	if p.debtor == nil || !d.View.Instruments[k].Treasury() {
		return held
	}
	pledged, value := p.debtor.Pledged(), 0.0
	for j := range d.View.Instruments {
		if d.View.Instruments[j].Treasury() {
			value += float64(math.Max(0, d.Book.Holding(j)) * worth(d.View, j))
		}
	}
	if pledged <= 0 || value <= 0 {
		return held
	}
	return held * math.Max(0, 1-pledged/value)
}

// convert exchanges what today's orders bring at the last prices with what earlier ones
// have brought, less what has been exchanged: a price limit may have stopped either.
// Amounts are dollars, negative if they are paid.
func (p *performer) convert(a *act, d *world.Desk, money float64) {
	k := a.Convert
	if k < 0 || !d.View.IsOpen(k) {
		return
	}
	if money += a.received - a.exchanged; math.Abs(money) > rules.Dust {
		a.fx = money / worth(d.View, k)
		d.Bid.Order(k, a.Verb.cause(a.CentralBank), a.fx)
	}
}

// weights are the shares of the instruments in an amount: sales in proportion to holdings,
// money raised from the shortest first, and otherwise in proportion to what is outstanding.
func (a *act) weights(d *world.Desk, amount float64) []float64 {
	out := a.shares
	if len(out) == 1 {
		out[0] = 1
		return out
	}
	var sum float64
	for i, k := range a.What {
		if a.Verb == Sell || a.Verb == RaiseCash {
			out[i] = math.Max(0, d.Book.Holding(k))
		} else {
			out[i] = math.Max(0, d.View.Outstanding[k])
		}
		if a.Verb == RaiseCash {
			out[i] = math.Min(out[i]*worth(d.View, k), math.Max(0, math.Abs(amount)-sum))
		}
		sum += out[i]
	}
	if a.Verb == RaiseCash {
		sum = math.Abs(amount)
	}
	if sum == 0 {
		return out
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}

// book finds out what of the orders of the last round was executed, and tells the
// institution.
func (p *performer) book(a *act, d *world.Desk) {
	for i, k := range a.What {
		t := &a.trades[i]
		if t.ordered == 0 {
			continue
		}
		got := t.ordered * d.Filled(k)
		t.ordered = 0
		paid := float64(got * worth(d.View, k))
		t.paid += paid
		a.received -= paid
		a.done += float64(t.size * d.Filled(k))
		p.adjust(k, got, paid)
	}
	if k := a.Convert; a.fx != 0 {
		got := a.fx * d.Filled(k)
		paid := float64(got * worth(d.View, k))
		a.fx = 0
		a.exchanged += paid
		a.exchangedToday += paid
		p.adjust(k, got, paid)
	}
}

func (p *performer) adjust(k int, bought, paid float64) {
	if p.self != nil && bought != 0 {
		p.self.Adjust(k, bought, paid)
	}
}
