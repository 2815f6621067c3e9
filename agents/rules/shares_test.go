package rules

import "testing"

func TestSumsToOne(t *testing.T) {
	for _, c := range []struct {
		v    []float64
		n    int
		good bool
	}{
		{[]float64{0.25, 0.75}, 2, true},
		{[]float64{0.25, 0.75}, 3, false},
		{[]float64{0.25, 0.7}, 2, false},
		{[]float64{0.1, 0.2, 0.7}, 3, true}, // not exactly one in floating point
		{nil, 1, false},
	} {
		if err := SumsToOne("issue_sh", c.v, c.n); (err == nil) != c.good {
			t.Errorf("%v over %d: %v", c.v, c.n, err)
		}
	}
}
