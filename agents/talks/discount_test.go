package talks

import "testing"

// Stress, sales and a deadline move the Washington that heeds them, and no other.
func TestFeels(t *testing.T) {
	o := Outlook{Day: 89, Round: 9, Stress: 1, Fear: 0.5, sale: 2, rounds: 0.5}
	for strategy, want := range map[string]float64{"firm": 0, "tit_for_tat": 0, "deadline": 3, "stress_sensitive": 2.5} {
		k := New(defaultTalks, strategy)
		if got := k.Feels(&o); got != want {
			t.Errorf("%s feels %g, want %g", strategy, got, want)
		}
	}
	k := New(defaultTalks, "firm")
	for day, want := range map[int]float64{40: 0, 49: 0, 64: 0.5, 79: 1, 80: 0} {
		if got := k.Election(day); got != want {
			t.Errorf("day %d is %g near the election, want %g", day, got, want)
		}
	}
}
