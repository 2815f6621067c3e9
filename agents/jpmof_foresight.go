package agents

import (
	"math"

	"kirifuda/internal/portable"
	"kirifuda/world"
)

// outlook is the next round of the talks as both negotiators see it, given what
// official dollars have lost and the strain in the alliance, USD bn.
func (f *JPMoF) outlook(v *world.View, u *unease, loss, strain float64) outlook {
	o := outlook{day: v.Day, n: f.state.round + 1, stress: f.state.stress.mean(), loss: f.at.talks.saleLoss(loss, strain), tariff: japanTariff(v, f.at.jp)}
	f.at.talks.burden(&o, u)
	return o
}

// stop is the outlook if nothing more is sold: a sale that runs ends today.
func (f *JPMoF) stop(v *world.View) outlook {
	u := f.state.unease
	u.selling, u.belief.announced = false, 0
	return f.outlook(v, &u, f.state.loss, 0)
}

// sell is the outlook if so much more is sold from today on. Washington expects
// what it would of any sale it knows of.
func (f *JPMoF) sell(v *world.View, q float64) outlook {
	t, u, gone, pace := f.at.talks, f.state.unease, f.state.sold+q, f.p.daily()
	if !f.p.Covert && !u.selling {
		u.selling = true
		u.press(t)
		u.belief.excess += u.belief.p.ActionLogOdds
		if f.p.Announce && f.state.sales == 0 {
			u.belief.announced = f.p.SaleUSDBn
		}
	}
	loss := math.Min(f.state.loss+f.believed(q, gone), f.believed(gone, gone))
	o := f.outlook(v, &u, loss, f.p.AllianceUSDBn*float64(1+f.state.sales))
	o.sale, o.rounds = t.saleStress(pace), q/pace/float64(t.p.RoundDays)
	o.left.loss = t.saleLoss(loss, 0)
	if t.strategy == "stress_sensitive" && u.selling {
		const quarter = 63
		o.relief = u.belief.p.AnnouncedTrust * t.saleStress(pace*float64(t.p.RoundDays)/quarter)
		u.selling, u.belief.announced = false, 0
		u.belief.excess *= portable.Exp2(-q / pace / u.belief.p.HalfLifeDays)
		u.belief.custody -= q
		o.left.fear = t.fear(&u)
	}
	return o
}

// weigh is best_response's weekly decision: the size, among none, a quarter, a
// half and all of what is left, whose expected net gain is largest.
func (f *JPMoF) weigh(v *world.View) (size float64) {
	t, left := f.at.talks, math.Max(0, f.p.SaleUSDBn-f.state.sold)
	if t == nil || !t.p.On || f.state.round >= t.p.MaxRounds || left <= 0 {
		return 0
	}
	without := t.foresee(f.stop(v), f.state.conceded)
	best := 0.0
	for _, share := range [...]float64{0.25, 0.5, 1} {
		q := share * left
		u := t.foresee(f.sell(v, q), f.state.conceded)
		if net := float64(t.p.HorizonYears*japanGDP/100*(u-without)) - f.cost(q); net > best {
			best, size = net, q
		}
	}
	return size
}

// cost of selling so much more, USD bn.
func (f *JPMoF) cost(q float64) float64 {
	t := f.at.talks
	impact := t.p.ImpactBpPerBn * q / 1e4
	loss := float64(t.p.LossShare*f.believed(q, f.state.sold+q)) + float64(reserveDuration*impact*q/2)
	if !f.state.selling {
		loss += float64(f.p.AllianceUSDBn * float64(1+f.state.sales))
	}
	return loss
}

// reserveDuration of the ministry's Treasuries, years.
const reserveDuration = 3.6

// lastingFall is the share by which the dollar stays lower for each USD bn that is
// converted to yen (0.046 % per bn: Adler, Lisack and Mano 2015).
const lastingFall = 0.00046

// believed is what selling q in all is believed to lose on the dollars kept once
// so much is gone, USD bn: in Treasuries and, if proceeds are converted, in yen.
func (f *JPMoF) believed(q, gone float64) float64 {
	kept := math.Max(0, f.at.start-gone)
	loss := float64(reserveDuration * f.at.talks.p.ImpactBpPerBn * q / 1e4 * kept)
	if f.p.Proceeds == "convert" {
		loss += float64(lastingFall * q * (kept + f.at.deposits))
	}
	return loss
}

// strain in the alliance while a sale runs, USD bn.
func (f *JPMoF) strain() float64 {
	if !f.state.selling {
		return 0
	}
	return f.p.AllianceUSDBn * float64(1+f.state.sales)
}

// mark measures what official dollars have lost since the first sale began,
//
//	loss = min{[Δ(Σ units·(P₀ − P)) + dollars·(−Δln e)]₊, believed}
//
// in Treasuries and in yen, and lets the negotiators of both sides know. What a
// deal would undo is no more than what the sales are believed to have caused;
// news moves the yen by more than that within days.
func (f *JPMoF) mark(d *world.Desk) {
	s := &f.state
	bonds, dollars := f.marked(d.Book), d.Book.CashUSDBn()+d.Book.LentUSDBn()
	for _, k := range f.at.m.ust {
		if k >= 0 {
			dollars += d.Book.ValueUSDBn(k)
		}
	}
	yen := 0.0
	if k := f.at.m.fx[jpy]; k >= 0 {
		yen = -d.View.X[k] / 1e4
	}
	if !s.selling && s.sales == 0 {
		s.before = [2]float64{bonds, yen}
		return
	}
	if f.at.talks == nil {
		return
	}
	s.loss = math.Min(math.Max(0, bonds-s.before[0]+float64(dollars*(yen-s.before[1]))), f.believed(s.sold, s.sold))
	d.Send(f.at.us, world.SaleStarted, s.loss, f.strain())
	d.Send(f.at.jp, world.SaleStarted, s.loss, f.strain())
}
