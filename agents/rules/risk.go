package rules

import (
	"fmt"
	"math"

	"kirifuda/world"
)

// mostVol is the relative volatility beyond which depth falls no further (ASSUMED).
const mostVol = 2.5

// RiskVol is relative volatility as risk-takers use it,
//
//	σ_t/σ₀ = min(Vol, 2.5)
//
// Depth falls with its square up to this ceiling. Beyond it, buyers outside the model
// would enter; without a ceiling, volatility and illiquidity would reinforce each other
// without bound.
func RiskVol(v *world.View, k int) float64 { return math.Min(v.Vol[k], mostVol) }

// Inverse is the inverse of a small symmetric positive definite matrix by Gauss–Jordan
// elimination. Of such a matrix all pivots are positive, so that any other is an error:
// correlations that no three variables could have would make a risk-taker seek risk.
func Inverse(a []float64, n int) ([]float64, error) {
	w := make([]float64, n*2*n)
	for i := range n {
		copy(w[i*2*n:], a[i*n:i*n+n])
		w[i*2*n+n+i] = 1
	}
	for j := range n {
		if !(w[j*2*n+j] > 1e-12) {
			return nil, fmt.Errorf("the matrix is not positive definite at row %d", j)
		}
		d := 1 / w[j*2*n+j]
		for c := range 2 * n {
			w[j*2*n+c] *= d
		}
		for i := range n {
			if i == j {
				continue
			}
			m := w[i*2*n+j]
			for c := range 2 * n {
				w[i*2*n+c] -= float64(m * w[j*2*n+c])
			}
		}
	}
	out := make([]float64, n*n)
	for i := range n {
		copy(out[i*n:i*n+n], w[i*2*n+n:i*2*n+2*n])
	}
	return out, nil
}

// UnitYears is the duration of the bonds in which rates positions and depths are measured,
// years.
const UnitYears = 5.8
