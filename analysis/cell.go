package analysis

import (
	"slices"

	"kirifuda/analysis/stats"
)

// cell holds the values of a series on a day in all runs of some arms; NaN is
// missing.
type cell struct {
	runs  int   // number of runs per arm
	order []int // place in v of each requested arm
	v     []float64
	spare [2][]float64 // room for the runs of an arm
}

// at returns the values of the runs of a requested arm.
func (c *cell) at(arm int) []float64 { return c.v[c.order[arm]*c.runs : (c.order[arm]+1)*c.runs] }

// difference returns the differences of two arms, run by run.
func (c *cell) difference(a, b int) []float64 {
	x, y, d := c.at(a), c.at(b), c.spare[0][:c.runs]
	for i := range d {
		d[i] = x[i] - y[i]
	}
	return d
}

// quantiles returns the quantiles at probabilities of the numbers in v that are not
// NaN, and their count.
func (c *cell) quantiles(v, probabilities []float64) (q []float64, n int) {
	x := c.spare[1][:0]
	for _, a := range v {
		if a == a {
			x = append(x, a)
		}
	}
	if len(x) == 0 {
		return nil, 0
	}
	slices.Sort(x)
	for _, p := range probabilities {
		q = append(q, stats.Quantile(x, p))
	}
	return q, len(x)
}
