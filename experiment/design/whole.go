package design

import (
	"math"

	"gonum.org/v1/gonum/mathext"

	"kirifuda/internal/portable"
)

// share is the number, from 0, of the k-th part of [0, 1] that holds u: floor(u k), the
// last one at u = 1. On a grid of levels u is a rounded fraction, so that a product a
// few units of the last place below a whole number counts as that number.
func share(u float64, k int) int {
	return min(int(float64(u*float64(k))*(1+0x1p-50)), k-1)
}

// wholeEnds are the outermost whole numbers of the interval.
func (a Axis) wholeEnds() (lo, hi float64) { return math.Ceil(a.Lower), math.Floor(a.Upper) }

// wholeAt is the quantile of an axis of whole numbers.
func (a Axis) wholeAt(u float64) float64 {
	lo, hi := a.wholeEnds()
	switch {
	case a.Scale == NormalScale:
		return math.Floor(a.Mean+float64(a.SD*mathext.NormalQuantile(u))+0.5) + 0
	case a.Scale == LogScale:
		from, to := portable.Log(lo), portable.Log(hi+1)
		x := portable.Exp(from+float64(u*(to-from))) * (1 + 0x1p-50)
		return min(max(math.Floor(x), lo), hi)
	case hi-lo < 1<<52:
		return lo + min(math.Floor(float64(u*(hi+1-lo))*(1+0x1p-50)), hi-lo) + 0
	}
	return min(max(math.Floor(lo+float64(u*(hi-lo))), lo), hi)
}

// count is the number of values that an axis can take, 0 if it is not known.
func (a Axis) count() int {
	lo, hi := a.wholeEnds()
	switch {
	case a.Scale == ListScale:
		return len(a.Values)
	case a.Whole && a.Scale != NormalScale && hi-lo < maxLevels:
		return int(hi-lo) + 1
	}
	return 0
}
