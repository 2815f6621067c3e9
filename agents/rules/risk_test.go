package rules

import (
	"testing"
)

func TestCurveCorrelations(t *testing.T) {
	for i := range CurveCorrelation {
		for j := range CurveCorrelation {
			if CurveCorrelation[i][j] != CurveCorrelation[j][i] || CurveCorrelation[i][i] != 1 {
				t.Errorf("correlation %d,%d is %g", i, j, CurveCorrelation[i][j])
			}
		}
	}
}

func TestSingularMatrixHasNoInverse(t *testing.T) {
	if _, err := Inverse([]float64{1, 1, 1, 1}, 2); err == nil {
		t.Error("a singular matrix was inverted")
	}
}
