package figures

import (
	"math"
	"slices"
	"sort"

	"kirifuda/analysis/stats"
)

// paths are one series of one scenario: values by day and run, sorted by run.
type paths struct {
	dates []int32             // days since 1970
	runs  map[int32][]float64 // NaN is missing
}

// thin reports whether there are values on a day on which fewer than half of the
// runs have one.
func (p *paths) thin() bool {
	for t := range p.dates {
		n := 0
		for _, run := range p.runs {
			if t < len(run) && run[t] == run[t] {
				n++
			}
		}
		if n > 0 && 2*n < len(p.runs) {
			return true
		}
	}
	return false
}

// missing reports whether a run lacks a value on some day.
func (p *paths) missing() bool {
	for _, run := range p.runs {
		if len(run) < len(p.dates) || slices.ContainsFunc(run, math.IsNaN) {
			return true
		}
	}
	return false
}

// quantiles returns the quantiles by day. Missing values are left out. So are days on
// which fewer than half of the runs have a value, because the lines would then
// describe other runs than on the remaining days.
func (p *paths) quantiles(probabilities ...float64) [][]float64 {
	out := make([][]float64, len(probabilities))
	var day []float64
	for t := range p.dates {
		day = day[:0]
		for _, run := range p.runs {
			if t < len(run) && run[t] == run[t] {
				day = append(day, run[t])
			}
		}
		if 2*len(day) < len(p.runs) {
			day = day[:0]
		}
		sort.Float64s(day)
		for i, q := range probabilities {
			out[i] = append(out[i], stats.Quantile(day, q))
		}
	}
	return out
}

// median returns the median by day.
func (p *paths) median() []float64 { return p.quantiles(0.5)[0] }
