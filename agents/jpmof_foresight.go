package agents

import (
	"math"

	"kirifuda/agents/rules"
	"kirifuda/agents/talks"
	"kirifuda/world"
)

// best is best_response's weekly decision.
func (f *JPMoF) best(v *world.View) float64 {
	if f.at.game == nil {
		return 0
	}
	return talks.Sale{
		Game: f.at.game, Holder: &f.at.holder, Standing: f.state.standing, Day: v.Day, Tariff: rules.JapanTariff(v, f.at.jp),
		Sold: f.state.sold, Loss: f.state.loss, Sales: f.state.sales, Selling: f.state.selling,
	}.Best()
}

// strain in the alliance while a sale runs, USD bn.
func (f *JPMoF) strain() float64 {
	if !f.state.selling {
		return 0
	}
	return f.at.holder.Strain(f.state.sales)
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
	for _, k := range f.at.m.UST {
		if k >= 0 {
			dollars += d.Book.ValueUSDBn(k)
		}
	}
	yen := 0.0
	if k := f.at.m.FX[rules.JPY]; k >= 0 {
		yen = -d.View.X[k] / 1e4
	}
	if !s.selling && s.sales == 0 {
		s.before = [2]float64{bonds, yen}
		return
	}
	if f.at.game == nil {
		return
	}
	s.loss = math.Min(math.Max(0, bonds-s.before[0]+float64(dollars*(yen-s.before[1]))), f.at.holder.Believed(f.at.game, s.sold, s.sold))
	d.Send(f.at.us, world.SaleStarted, s.loss, f.strain())
	d.Send(f.at.jp, world.SaleStarted, s.loss, f.strain())
}
