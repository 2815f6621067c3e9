package agents

import (
	"math"

	"kirifuda/internal/portable"
	"kirifuda/world"
)

// intervene supports the yen when the dollar has risen by more than the
// intervene_at_pct in intervene_days and stands more than the intervene_above_pct
// above its level at the start. It sells
//
//	operation = min(k·m, m·exp(s·z))
//
// with m the intervene_usd_bn, k the intervene_max, s the intervene_log_sd and z
// standard normal, and not again within intervene_wait_days. An operation scripted for
// today by the scenario replaces it.
func (f *JPMoF) intervene(d *world.Desk) {
	v, s := d.View, &f.state
	s.operate = 0
	if v.Day == f.p.OperationDay.Day() {
		s.operate = f.p.OperationUSDBn
	} else if k := f.at.yen; f.p.InterveneOn && k >= 0 && v.Day > f.p.InterveneDays && s.cool <= 0 && f.p.alarmed(v.Change(k, f.p.InterveneDays), v.Deviation[k]) {
		s.operate = f.p.operation(world.Normal(d.Rand(1)))
		s.cool = f.p.InterveneWait
	}
	s.operate = math.Min(s.operate, math.Max(0, d.Book.CashUSDBn())) // dollars that it has
	s.cool--
}

// operated is the part of the dollars paid for yen today that is an intervention and not
// the conversion of proceeds, USD bn, in proportion to what was ordered for each.
func (f *JPMoF) operated(b world.Book) float64 {
	s := &f.state
	all := s.operate + s.convert
	if f.at.yen < 0 || s.operate == 0 || all == 0 {
		return 0
	}
	return (b.PaidBn(f.at.yen) - s.acts.yen) * s.operate / all
}

// alarmed reports whether a rise of the dollar over intervene_days and its level relative
// to the start, bp, trigger an operation.
func (p *JPMoFParams) alarmed(rise, level float64) bool {
	return rise > 100*p.InterveneAtPct && level > 100*p.InterveneLevel
}

// operation is the size of an operation for a standard normal z, USD bn.
func (p *JPMoFParams) operation(z float64) float64 {
	return math.Min(p.InterveneMax*p.InterveneUSDBn, p.InterveneUSDBn*portable.Exp(p.InterveneLogSD*z))
}
