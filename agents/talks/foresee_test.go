package talks

import (
	"math"
	"testing"
)

// A little more stress in Washington changes what Tokyo expects by a little,
// although demands come in whole concessions.
func TestForesightDoesNotJump(t *testing.T) {
	k := New(defaultTalks, "stress_sensitive")
	const steps = 2000
	first, last, largest := 0.0, 0.0, 0.0
	for i := range steps {
		x := k.Foresee(Outlook{Day: 66, Round: 7, Tariff: 10, Stress: 4 * float64(i) / steps}, 5.5)
		if i == 0 {
			first = x
		} else {
			largest = math.Max(largest, math.Abs(x-last))
		}
		last = x
	}
	if span := last - first; !(span > 0.01) || !(largest < span/30) {
		t.Errorf("over a gain of %g the largest jump is %g", span, largest)
	}
}
