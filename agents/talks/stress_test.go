package talks

import (
	"math"
	"testing"

	"kirifuda/agents/rules"
	"kirifuda/world"
)

func TestStress(t *testing.T) {
	k := New(defaultTalks, "stress_sensitive")
	m := rules.FindMarkets([]world.Instrument{
		{ID: "ust_long", Class: world.Bond, Currency: "usd", DurationYr: 15}, {ID: "spx", Class: world.Equity, Country: "US"},
		{ID: "ust_short", Class: world.Bond, Currency: "usd", DurationYr: 2}, {ID: "nikkei", Class: world.Equity, Country: "JP"},
	})
	v := &world.View{Day: 10, MOVE: 100}
	for range 7 {
		v.History = append(v.History, []float64{0, 0, 0, 0})
	}
	if got := k.Stress(v, &m); got != 0 {
		t.Errorf("calm markets cause a stress of %g", got)
	}
	v.History[0] = []float64{30, -1000, 500, -5000}
	v.MOVE = 140
	if got := k.Stress(v, &m); math.Abs(got-3) > 1e-12 {
		t.Errorf("30 bp, −10 %% and 40 points are a stress of %g, want 3", got)
	}
	v.History[0] = []float64{-60, 500, 500, -5000}
	v.MOVE = 60
	if got := k.Stress(v, &m); got != 0 {
		t.Errorf("a rally is a stress of %g", got)
	}
}
