package rules

import (
	"testing"
)

func TestSingularMatrixHasNoInverse(t *testing.T) {
	if _, err := Inverse([]float64{1, 1, 1, 1}, 2); err == nil {
		t.Error("a singular matrix was inverted")
	}
}
