package agents

import (
	"fmt"
	"math"
)

// sumsToOne checks a list of shares.
func sumsToOne(name string, v []float64, n int) error {
	if len(v) != n {
		return fmt.Errorf("%s has %d values, want %d", name, len(v), n)
	}
	var sum float64
	for _, x := range v {
		sum += x
	}
	if math.Abs(sum-1) > 1e-9 {
		return fmt.Errorf("%s sums to %g, must sum to 1", name, sum)
	}
	return nil
}
