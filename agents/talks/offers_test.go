package talks

import (
	"math"
	"testing"
)

// Hurry speeds up talks: Washington's in stressed markets or before its deadline,
// Tokyo's before an election or when tariffs have risen.
func TestConcessions(t *testing.T) {
	k := New(defaultTalks, "stress_sensitive")
	calm := k.Concession(&Outlook{Day: 10, Round: 1, Tariff: 10})
	if math.Abs(calm-1) > 1e-12 {
		t.Errorf("in calm times %g pp are conceded", calm)
	}
	for name, o := range map[string]Outlook{
		"stress":         {Day: 10, Tariff: 10, Stress: 1},
		"an election":    {Day: k.P.ElectionDay.Day() - 1, Tariff: 10},
		"tariffs of 25%": {Day: 10, Tariff: 25},
	} {
		if x := k.Concession(&o); !(x > calm+0.05 && x < 3) {
			t.Errorf("under %s %g pp are conceded", name, x)
		}
	}
	d := New(defaultTalks, "deadline")
	early, late := d.Concession(&Outlook{Day: 10, Tariff: 10}), d.Concession(&Outlook{Day: d.P.DeadlineDay.Day() - 1, Tariff: 10})
	if math.Abs(early-1) > 1e-12 || !(late > 1.5) {
		t.Errorf("a Washington with a deadline concedes %g pp at first and %g pp at the end", early, late)
	}
}

func TestAcceptance(t *testing.T) {
	k := New(defaultTalks, "stress_sensitive")
	if got := k.Accepts(0.5); got != 0.5 {
		t.Errorf("half a concession beyond the solution is taken with probability %g", got)
	}
	last := 1.0
	for gap := -5.0; gap <= 5; gap += 0.25 {
		if p := k.Accepts(gap); p >= last || p < 0 {
			t.Errorf("a gap of %g is taken with probability %g", gap, p)
		} else {
			last = p
		}
	}
	if us, jp := k.Demand(15, 0, true), k.Demand(15, 0, false); us != 20 || jp != 10 {
		t.Errorf("first demands are %g and %g", us, jp)
	}
	if us, jp := k.Demand(15, 5, true), k.Demand(15, 5, false); us != 15 || jp != 15 {
		t.Errorf("after five concessions demands are %g and %g", us, jp)
	}
}
