package rules

import (
	"fmt"
	"math"
)

// SumsToOne checks that a list has n shares that sum to one.
func SumsToOne(name string, v []float64, n int) error {
	if err := HasLength(name, v, n); err != nil {
		return err
	}
	var sum float64
	for _, x := range v {
		sum += x
	}
	if math.Abs(sum-1) > 1e-9 {
		return fmt.Errorf("%s sums to %g; it must sum to 1", name, sum)
	}
	return nil
}

// HasLength checks that a list has n values.
func HasLength(name string, v []float64, n int) error {
	if len(v) != n {
		return fmt.Errorf("%s has %d values instead of %d", name, len(v), n)
	}
	return nil
}
