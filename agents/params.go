package agents

import (
	"fmt"
	"math"
)

// sumsToOne checks a list of shares.
func sumsToOne(name string, v []float64, n int) error {
	if err := hasLength(name, v, n); err != nil {
		return err
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

// hasLength checks that a list has one value for each of n markets.
func hasLength(name string, v []float64, n int) error {
	if len(v) != n {
		return fmt.Errorf("%s has %d values, want %d", name, len(v), n)
	}
	return nil
}
