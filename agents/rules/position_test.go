package rules

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"kirifuda/world"
)

// A position holds at fair prices what it wants, beyond them what its gain adds,
// and never more than its limit bears.
func TestPositionRespondsToPricesWithinItsLimit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gain := rapid.Float64Range(0.1, 5).Draw(t, "gain")
		capacity := rapid.Float64Range(1, 100).Draw(t, "capacity")
		p := NewPosition([]int{1}, []int{1})
		p.Limit.Gain[0], p.Limit.Risk[0], p.Limit.Capacity = gain, 1, capacity
		p.Normal[0], p.Fair[0] = 7, 3
		q := make([]float64, 1)
		held := func(x float64) float64 {
			p.at(&world.View{Deviation: []float64{0, x}}, q)
			return q[0]
		}
		if got := held(3); got != 7 {
			t.Fatalf("at fair prices %g are held, want 7", got)
		}
		last := math.Inf(-1)
		for x := -200.0; x <= 200; x += 10 {
			got := held(x)
			if got < last-1e-9 {
				t.Fatalf("at %g bp %g are held, less than at a lower yield", x, got)
			}
			if math.Abs(got-7) > capacity*(1+1e-9) {
				t.Fatalf("at %g bp %g are held, the limit is %g beside 7", x, got, capacity)
			}
			last = got
		}
		small := 0.01 * capacity / gain
		if got, want := held(3+small), 7+gain*small; math.Abs(got-want) > 1e-6*capacity {
			t.Fatalf("far from the limit %g are held, want %g", got, want)
		}
	})
}

// A revision waits for the next bid, and none of nothing is kept.
func TestRevisionsOfNothingAreNone(t *testing.T) {
	p := NewPosition([]int{0}, []int{0})
	p.Revise(0, 0, 0)
	if len(p.da) != 0 {
		t.Errorf("a revision by nothing is kept: %v", p.da)
	}
	if p.Revise(0, 0, 5); len(p.da) != 1 || p.Fair[0] != 0 {
		t.Errorf("revisions %v, fair displacement %g", p.da, p.Fair[0])
	}
}
