package agents

import (
	"math"

	"kirifuda/world"
)

// strain is the cost in the alliance while a sale is under way, USD bn.
func (f *JPMoF) strain() float64 {
	if !f.selling() {
		return 0
	}
	return f.at.holder.Strain(f.state.sales)
}

// mark measures the loss on official dollars since the first sale began,
//
//	loss = min{[Δ(Σ units·(P₀ − P)) + dollars·(−Δln e)]₊, believed}
//
// in Treasuries and in yen, and tells the negotiators of both sides. It is limited to the
// loss that the sales are believed to have caused, because a deal would undo no more and
// news moves the yen by more within days.
func (f *JPMoF) mark(d *world.Desk) {
	s := &f.state
	bonds, dollars := f.marked(d.Book), d.Book.CashUSDBn()+d.Book.LentUSDBn()
	for _, b := range f.at.m.Buckets {
		dollars += d.Book.ValueUSDBn(b.Cash)
	}
	yen := 0.0
	if k := f.at.yen; k >= 0 {
		yen = -d.View.Deviation[k] / 1e4
	}
	if !f.selling() && s.sales == 0 {
		s.before = [2]float64{bonds, yen}
		return
	}
	if f.at.game == nil {
		return
	}
	s.loss = math.Min(math.Max(0, bonds-s.before[0]+float64(dollars*(yen-s.before[1]))), f.at.holder.Believed(f.at.game, s.sold+s.acts.sold, s.sold))
	d.Send(f.at.us, world.SaleStarted, s.loss, f.strain())
	d.Send(f.at.jp, world.SaleStarted, s.loss, f.strain())
}

// marked is the loss on the Treasuries held since the base date, USD bn:
//
//	loss = Σ units·(P₀ − P)
func (f *JPMoF) marked(b world.Book) float64 {
	var loss float64
	for _, u := range f.at.m.Buckets {
		loss += b.Holding(u.Cash) - b.ValueUSDBn(u.Cash)
	}
	return loss
}
