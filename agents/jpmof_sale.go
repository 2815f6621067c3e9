package agents

import (
	"math"

	"kirifuda/agents/rules"
	"kirifuda/world"
)

// stopped reports whether a deal has ended all sales.
func (f *JPMoF) stopped() bool { return f.state.deal && f.p.StopOnDeal }

// pace is the amount that the strategy sells today, USD bn, before limits.
func (f *JPMoF) pace(v *world.View) float64 {
	n := v.Day - f.p.starts()
	if n < 0 || f.p.SaleUSDBn == 0 || f.stopped() {
		return 0
	}
	if f.at.strategy.pace == nil {
		return math.Min(f.state.tranche, f.p.daily())
	}
	return f.at.strategy.pace(&f.p, n)
}

// daily is the largest amount that a strategy without a timetable sells in a day, USD bn.
func (p *JPMoFParams) daily() float64 { return p.SaleUSDBn / float64(p.AnswerDays) }

// open reports whether the market for Treasuries is open today.
func (f *JPMoF) open(v *world.View) bool {
	for _, b := range f.at.m.Buckets {
		if !v.IsOpen(b.Cash) {
			return false
		}
	}
	return true
}

// plan sets today's sale: the strategy's pace plus the amount due because of the repo
// facility, limited by the rest of the programme and by the bonds that are not pledged.
// The amounts of days on which the market is closed are sold when it opens.
func (f *JPMoF) plan(v *world.View) {
	s, pace := &f.state, f.pace(v)
	if f.stopped() {
		s.waiting = 0
	}
	if !f.open(v) {
		if f.at.strategy.pace != nil {
			s.waiting += pace
		}
		s.today = 0
		return
	}
	pace += s.waiting
	s.waiting = 0
	s.today = math.Min(pace+s.due, math.Max(0, f.p.SaleUSDBn-s.sold-s.owed))
	s.due = 0
	if s.owed > 0 {
		s.today = math.Min(s.today, math.Max(0, f.at.holder.Treasuries-s.sold-float64(f.pledged()*s.owed)))
	}
	s.tranche = math.Max(0, s.tranche-s.today)
}

// begin starts a sale on its first day, in public unless it is covert.
func (f *JPMoF) begin(d *world.Desk) {
	if f.state.today <= 0 || f.state.selling {
		return
	}
	f.state.selling = true
	if !f.p.Covert {
		d.SayOf(world.SaleStarted, f.at.us, f.state.today)
	}
	if f.p.Announce && f.state.sales == 0 {
		d.SayOf(world.SaleAnnounced, f.at.us, f.p.SaleUSDBn)
	}
}

// end ends a sale that has nothing left to sell.
func (f *JPMoF) end(d *world.Desk) {
	if !f.state.selling || f.state.today != 0 || !f.done(d.View.Day) {
		return
	}
	f.state.selling = false
	f.state.sales++
	if !f.p.Covert {
		d.SayOf(world.SaleEnded, f.at.us, f.state.sold)
	}
}

// done reports whether the tranche, the programme or the time of a sale is exhausted.
func (f *JPMoF) done(day int) bool {
	if f.at.strategy.answer != nil {
		return f.state.tranche <= 0
	}
	return f.state.sold+f.state.owed >= f.p.SaleUSDBn-1e-3 || f.stopped() || f.state.waiting == 0 && day >= f.p.starts()+f.p.SaleDays
}

// weights are the shares of the maturities, in order of duration, in the present sale.
// They are valid until the next call.
func (f *JPMoF) weights(b world.Book) []float64 {
	held := f.at.held[:0]
	for _, u := range f.at.m.Buckets {
		q := 0.0
		if within(u, f.p.Maturity) {
			q = math.Max(0, b.Holding(u.Cash))
		}
		held = append(held, q)
	}
	split := f.at.strategy.split
	if split == nil {
		split = proRata
	}
	split(f.at.m.Buckets, held, f.state.today)
	return held
}

// within reports whether a maturity is among those that are sold.
func within(b rules.Bucket, maturity string) bool {
	switch maturity {
	case "bills":
		return b.Bill()
	case "notes":
		return b.Note()
	case "long":
		return b.Long()
	}
	return true
}

// proRata splits a sale between maturities in proportion to holdings: it turns holdings
// into shares.
func proRata(_ []rules.Bucket, held []float64, _ float64) {
	sum := total(held)
	if sum == 0 {
		return
	}
	for i := range held {
		held[i] /= sum
	}
}

func total(held []float64) (sum float64) {
	for _, x := range held {
		sum += x
	}
	return sum
}
