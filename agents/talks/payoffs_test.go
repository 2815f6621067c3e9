package talks

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// The contract curve runs from all that can be pledged at the floor to nothing at
// the no-deal rate.
func TestPledge(t *testing.T) {
	p := defaultTalks
	for _, c := range []struct{ tau, investment, purchases float64 }{
		{10, 825, 16.5}, {25, 0, 0}, {15, 550, 11}, {5, 825, 16.5}, {40, 0, 0},
	} {
		if k, a := p.Pledge(c.tau); math.Abs(k-c.investment) > 1e-9 || math.Abs(a-c.purchases) > 1e-9 {
			t.Errorf("at %g %% Japan pledges %g and %g, want %g and %g", c.tau, k, a, c.investment, c.purchases)
		}
	}
}

// Tokyo prefers a lower tariff at given pledges; Washington's gain is concave.
func TestPayoffs(t *testing.T) {
	p := defaultTalks
	p.MaxInvestment, p.MaxPurchases = 0, 0
	rapid.Check(t, func(t *rapid.T) {
		tau := rapid.Float64Range(10, 25).Draw(t, "tariff")
		d := rapid.Float64Range(0.1, 5).Draw(t, "step")
		if !(p.Tokyo(tau) > p.Tokyo(tau+d)) {
			t.Fatalf("Tokyo does not mind %g instead of %g %%", tau+d, tau)
		}
		if !(p.Washington(tau)-p.Washington(tau-d) > p.Washington(tau+d)-p.Washington(tau)) {
			t.Fatalf("at %g %% Washington's gain is not concave", tau)
		}
	})
	k := New(defaultTalks, "firm")
	if got, want := k.SaleLoss(100, 10), 100*0.1*110/(4*4030.); math.Abs(got-want) > 1e-15 {
		t.Errorf("a loss of 100 bn and a strain of 10 bn cost %g %% of GDP a year, want %g", got, want)
	}
}
