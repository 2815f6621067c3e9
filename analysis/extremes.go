package analysis

import (
	"math"
	"slices"
	"sync"

	"kirifuda/analysis/stats"
	"kirifuda/experiment"
)

// extremes holds the highest and the lowest value of each run on the days added so
// far, in any order, and the value on the last day.
type extremes struct {
	mu              sync.Mutex
	high, low, last []float64
}

func (e *extremes) add(day []float64, last bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.high == nil {
		e.high, e.low = make([]float64, len(day)), make([]float64, len(day))
		for i := range day {
			e.high[i], e.low[i] = math.NaN(), math.NaN()
		}
	}
	for i, v := range day {
		if v == v {
			v += 0 // turns −0 into 0, so that the order of days does not matter
			if !(v <= e.high[i]) {
				e.high[i] = v
			}
			if !(v >= e.low[i]) {
				e.low[i] = v
			}
		}
	}
	if last {
		e.last = slices.Clone(day)
	}
}

func (r *Response) extremes(e *extremes, plan *experiment.Plan, quantiles []float64) {
	for i := range r.Points {
		p := &r.Points[i]
		if r.Highest == nil || p.Mean > r.Highest.Mean {
			r.Highest = p
		}
		if r.Lowest == nil || p.Mean < r.Lowest.Mean {
			r.Lowest = p
		}
	}
	for i, v := range e.last {
		if v != v {
			e.high[i], e.low[i] = v, v
		}
	}
	r.PeakOfPairs = stats.Describe(overPoints(plan, e.high), stats.Extreme, quantiles...)
	r.TroughOfPairs = stats.Describe(overPoints(plan, e.low), stats.Extreme, quantiles...)
}
