package rules

import (
	"fmt"
	"math"
)

// SumsToOne checks a list of shares.
func SumsToOne(name string, v []float64, n int) error {
	if err := HasLength(name, v, n); err != nil {
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

// HasLength checks that a list has one value for each of n markets.
func HasLength(name string, v []float64, n int) error {
	if len(v) != n {
		return fmt.Errorf("%s has %d values, want %d", name, len(v), n)
	}
	return nil
}
