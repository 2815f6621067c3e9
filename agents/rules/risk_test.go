package rules

import (
	"testing"
)

func TestIndefiniteMatrixHasNoInverse(t *testing.T) {
	if _, err := Inverse([]float64{1, 1, 1, 1}, 2); err == nil {
		t.Error("a singular matrix was inverted")
	}
	if _, err := Inverse([]float64{1, -0.9, -0.9, -0.9, 1, -0.9, -0.9, -0.9, 1}, 3); err == nil {
		t.Error("correlations that no three variables can have were inverted")
	}
}
