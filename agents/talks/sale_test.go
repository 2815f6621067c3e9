package talks

import (
	"math"
	"testing"

	"kirifuda/agents/rules"
	"kirifuda/world"
)

// What a planned sale is foreseen to do is what a sale of that size does: to
// Washington's fear while it runs and after it, and to Tokyo's loss, weighted once.
func TestAPlannedSaleIsASale(t *testing.T) {
	const mof, q = 7, 150.0
	beliefs := rules.BeliefParams{PriorShare: 0.015, ActionLogOdds: 2.5, HalfLifeDays: 10, CredibilityStart: 1, FearedSaleUSDBn: 300, AnnouncedTrust: 0.9}
	k := New(defaultTalks, "stress_sensitive")
	k.P.On, k.Public = true, beliefs
	ministry := func(h Holder) Sale {
		h.Treasuries, h.Alliance, h.DurationYr, h.YenPct = 800, 10, 3.6, 0.046
		if h.Programme == 0 {
			h.Programme = 300
		}
		h.Pace = h.Programme / 20
		return Sale{Game: &k, Holder: &h, Standing: NewStanding(&k), Day: 30}
	}
	f := ministry(Holder{})
	o := f.Sell(q)
	if want := k.SaleLoss(f.Holder.Believed(&k, q, q), 10); math.Abs(o.Loss-want) > 1e-15 {
		t.Errorf("no deal would cost Tokyo %g %% of GDP a year, by the rule of the talks %g", o.Loss, want)
	}
	// The same sale, played.
	u := Pressure{Belief: rules.NewBelief(beliefs)}
	days := int(q / 15)
	for n := 0; n <= days; n++ {
		s := world.Statement{Actor: mof, Type: world.CustodyHoldings, Target: -1, Value: 3000 - q*float64(n)/float64(days)}
		all := []world.Statement{s}
		switch n {
		case 0:
			all = append(all, world.Statement{Actor: mof, Type: world.SaleStarted, Target: -1})
		case days:
			all = append(all, world.Statement{Actor: mof, Type: world.SaleEnded, Target: -1})
		}
		u.Read(&k, &world.View{Day: 30 + n, Bulletin: all}, mof, -1)
		if n == 0 {
			if x := k.Fear(&u); !(x > 0) || o.Fear != x || !o.Lasting {
				t.Errorf("Washington's fear is foreseen to be %g (lasting: %v) and is %g", o.Fear, o.Lasting, x)
			}
		}
	}
	late := o
	for range 4 {
		late = k.next(late)
	}
	if late.Lasting || late.Loss != k.SaleLoss(f.Holder.Believed(&k, q, q), 0) {
		t.Errorf("after the sale: %+v", late)
	}
	if x := k.Fear(&u); !(x > 0) || math.Abs(o.left.fear-x) > 1e-12 {
		t.Errorf("fear is foreseen to fall to %g and falls to %g", o.left.fear, x)
	}
	// A sale that runs can be stopped: then nobody fears it for long.
	f.Standing.pressure.selling, f.Selling = true, true
	if x := f.Stop(); x.Lasting || x.Fear != 0 || x.Loss != 0 {
		t.Errorf("once a sale has stopped: %+v", x)
	}
	if x := f.Sell(q); !x.Lasting || x.Fear != o.Fear || x.Loss != o.Loss {
		t.Errorf("a sale that goes on: %+v, one that begins: %+v", x, o)
	}
	// In secret nothing is feared; an announced programme as a whole.
	if x := ministry(Holder{Covert: true}).Sell(q); x.Lasting || x.Fear != 0 || x.Loss != o.Loss {
		t.Errorf("in secret: %+v", x)
	}
	if x := ministry(Holder{Announce: true, Programme: 600}).Sell(q); math.Abs(x.Fear-2*o.Fear) > 1e-12 {
		t.Errorf("fear of an announced 600 bn is %g, of 300 bn %g", x.Fear, o.Fear)
	}
}

// Fear is part of what a sale brings: without it less is worth selling.
func TestFearMovesBestResponse(t *testing.T) {
	sold := func(trust float64) float64 {
		k := New(defaultTalks, "stress_sensitive")
		k.P.On, k.P.StressPct, k.P.StressDiscount = true, 0.05, 0.1
		k.Public = rules.BeliefParams{PriorShare: 0.015, HalfLifeDays: 10, CredibilityStart: 1, FearedSaleUSDBn: 300, AnnouncedTrust: trust}
		f := Sale{Game: &k, Holder: &Holder{Programme: 300, Treasuries: 800, Pace: 15, DurationYr: 3.6, YenPct: 0.046}, Standing: NewStanding(&k), Day: 60}
		f.Standing.Round, f.Standing.Conceded = 6, 6
		return f.Best()
	}
	if none, fear := sold(0), sold(1); none != 0 || !(fear > 0) {
		t.Errorf("%g bn are worth selling where sales are not feared, %g where they are", none, fear)
	}
}
