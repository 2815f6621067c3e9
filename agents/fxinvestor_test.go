package agents

import (
	"math"
	"testing"
)

// The rounds of a calm day close κ of the gap, however many there are; of one twice
// as volatile as much as half a day.
func TestAdjustment(t *testing.T) {
	for _, rounds := range []int{1, 2, 4, 10} {
		left, half := 1.0, 1.0
		for range rounds {
			left *= 1 - adjustment(0.3, rounds, 1)
			half *= 1 - adjustment(0.3, rounds, 2)
		}
		if math.Abs(left-0.7) > 1e-12 || math.Abs(half-math.Sqrt(0.7)) > 1e-12 {
			t.Errorf("%d rounds leave %g of the gap, %g when volatile", rounds, left, half)
		}
	}
}
