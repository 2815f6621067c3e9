package stats

import (
	"math"
	"sync"

	"gonum.org/v1/gonum/stat/distuv"
)

// MeanSD is the mean and the sample standard deviation, NaN for one value.
func MeanSD(x []float64) (mean, sd float64) {
	for _, a := range x {
		mean += a
	}
	mean /= float64(len(x))
	if len(x) < 2 {
		return mean, math.NaN()
	}
	var q float64
	for _, a := range x {
		q += float64((a - mean) * (a - mean))
	}
	return mean, math.Sqrt(q / float64(len(x)-1))
}

// student is a quantile of Student's t distribution; NaN without degrees of freedom.
func student(df int, p float64) float64 {
	if df < 1 {
		return math.NaN()
	}
	key := studentKey{df, p}
	if q, ok := students.Load(key); ok {
		return q.(float64)
	}
	q := distuv.StudentsT{Sigma: 1, Nu: float64(df)}.Quantile(p)
	students.Store(key, q)
	return q
}

type studentKey struct {
	df int
	p  float64
}

// students caches quantiles: a table of outcomes needs the same one many times, and
// computing it takes milliseconds.
var students sync.Map

// Quantile is a quantile of ascending numbers, interpolated linearly between order
// statistics (type 7 of Hyndman and Fan 1996, the default of NumPy and R); NaN for an
// empty sample.
func Quantile(x []float64, p float64) float64 {
	if len(x) == 0 {
		return math.NaN()
	}
	h := float64(p * float64(len(x)-1))
	i := int(h)
	if i >= len(x)-1 {
		return x[len(x)-1]
	}
	return x[i] + float64((h-float64(i))*(x[i+1]-x[i]))
}
