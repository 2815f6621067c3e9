package stats

import (
	"sync"

	"gonum.org/v1/gonum/stat/distuv"
)

// leastOfMedian is the size of the smallest sample whose range covers the median with
// a probability of 95 %: 1 − 2·2⁻⁶.
const leastOfMedian = 6

// medianInterval is the narrowest symmetric interval between order statistics of an
// ascending sample that covers the median with at least the given probability, for
// any distribution: each value lies above the median with probability one half at
// most, and below it likewise, so that the number of values on one side has a binomial
// distribution. Ties make it cover more often.
func medianInterval(x []float64, level float64) (lower, upper float64) {
	k := rankOfMedian(len(x), level)
	return x[k], x[len(x)-1-k]
}

// rankOfMedian is the number of values left out on either side.
func rankOfMedian(n int, level float64) int {
	key := rankKey{n, level}
	if k, ok := ranks.Load(key); ok {
		return k.(int)
	}
	b := distuv.Binomial{N: float64(n), P: 0.5}
	k, below := 0, 0.0
	for below += b.Prob(0); 2*k < n; k++ {
		if below += b.Prob(float64(k + 1)); below > (1-level)/2 {
			break
		}
	}
	ranks.Store(key, k)
	return k
}

type rankKey struct {
	n     int
	level float64
}

// ranks caches ranks, as students does quantiles.
var ranks sync.Map
