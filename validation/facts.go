package validation

import (
	"math"
	"slices"
	"sort"

	"kirifuda/analysis/stats"
)

// Mean is the mean of a series.
func Mean(x []float64) float64 {
	var s float64
	for _, v := range x {
		s += v
	}
	return s / float64(len(x))
}

// SD is the sample standard deviation.
func SD(x []float64) float64 {
	m, q := Mean(x), 0.0
	for _, v := range x {
		q += float64((v - m) * (v - m))
	}
	return math.Sqrt(q / float64(len(x)-1))
}

// ExcessKurtosis is m₄/m₂² − 3 with central moments mₖ = Σ(x − x̄)ᵏ/n; a normal
// variable has 0.
func ExcessKurtosis(x []float64) float64 {
	m, m2, m4 := Mean(x), 0.0, 0.0
	for _, v := range x {
		d := (v - m) * (v - m)
		m2 += d
		m4 += float64(d * d)
	}
	n := float64(len(x))
	return m4/n/(m2/n*m2/n) - 3
}

// Hill is the tail index of |x| from its k = share·n largest values,
//
//	1/α = (1/k)·Σ ln(x₍ᵢ₎/x₍ₖ₊₁₎),   i = 1…k, largest first
//
// (Hill 1975). Zeros are left out; NaN if there are not enough other values.
func Hill(x []float64, share float64) float64 {
	a := make([]float64, len(x))
	for i, v := range x {
		a[i] = math.Abs(v)
	}
	sort.Float64s(a)
	n := len(a)
	k := int(share * float64(n))
	if k < 1 || k >= n || a[n-k-1] <= 0 {
		return math.NaN()
	}
	var s float64
	for i := n - k; i < n; i++ {
		s += math.Log(a[i] / a[n-k-1])
	}
	return float64(k) / s
}

// ACF is the autocorrelation at a lag,
//
//	ρ(h) = Σ(x_t − x̄)(x_{t+h} − x̄)/Σ(x_t − x̄)²
func ACF(x []float64, lag int) float64 {
	m := Mean(x)
	var c, v float64
	for t := range x {
		v += float64((x[t] - m) * (x[t] - m))
		if t+lag < len(x) {
			c += float64((x[t] - m) * (x[t+lag] - m))
		}
	}
	return c / v
}

// AbsACF is the autocorrelation of |x| at a lag: the memory of volatility.
func AbsACF(x []float64, lag int) float64 {
	a := make([]float64, len(x))
	for i, v := range x {
		a[i] = math.Abs(v)
	}
	return ACF(a, lag)
}

// Corr is the correlation of two series.
func Corr(x, y []float64) float64 {
	mx, my := Mean(x), Mean(y)
	var xy, xx, yy float64
	for t := range x {
		xy += float64((x[t] - mx) * (y[t] - my))
		xx += float64((x[t] - mx) * (x[t] - mx))
		yy += float64((y[t] - my) * (y[t] - my))
	}
	return xy / math.Sqrt(xx*yy)
}

// Leverage is the mean over h = 1…n of corr(x_t, |x_{t+h}|). It is negative if falls are
// followed by larger moves than rises.
func Leverage(x []float64, n int) float64 {
	a := make([]float64, len(x))
	for i, v := range x {
		a[i] = math.Abs(v)
	}
	var s float64
	for h := 1; h <= n; h++ {
		s += Corr(x[:len(x)-h], a[h:])
	}
	return s / float64(n)
}

// Quantile is a quantile of a sample in any order (see stats.Quantile). Missing values
// are left out; NaN if there are no others.
func Quantile(x []float64, p float64) float64 {
	s := make([]float64, 0, len(x))
	for _, v := range x {
		if v == v {
			s = append(s, v)
		}
	}
	slices.Sort(s)
	return stats.Quantile(s, p)
}

// traded are the changes of the days on which the market is open: on others the price is
// that of the day before to the last bit.
func traded(x []float64) []float64 {
	return slices.DeleteFunc(slices.Clone(x), func(v float64) bool { return v == 0 })
}

// bothTraded are the changes in two markets on the days on which both are open.
func bothTraded(a, b []float64) (x, y []float64) {
	for t := range a {
		if a[t] != 0 && b[t] != 0 {
			x, y = append(x, a[t]), append(y, b[t])
		}
	}
	return x, y
}

// changes are x_t − x_{t−1}, times a scale.
func changes(x []float64, scale float64) []float64 {
	out := make([]float64, 0, len(x))
	for t := 1; t < len(x); t++ {
		out = append(out, scale*(x[t]-x[t-1]))
	}
	return out
}

// logChanges are 100·ln(x_t/x_{t−1}), percent.
func logChanges(x []float64) []float64 {
	out := make([]float64, 0, len(x))
	for t := 1; t < len(x); t++ {
		out = append(out, 100*math.Log(x[t]/x[t-1]))
	}
	return out
}

// weekRises are percentiles of five-day changes in the data, bp.
var weekRises = []struct {
	id, name       string
	percentile, bp float64
}{
	{"ust10y", "UST 10-year", 95, 20},
	{"ust10y", "UST 10-year", 99, 29},
	{"ust30y", "UST 30-year", 99, 27},
}

// Sums are the sums over n successive values, overlapping.
func Sums(x []float64, n int) []float64 {
	var out []float64
	for i := n; i <= len(x); i++ {
		var s float64
		for _, v := range x[i-n : i] {
			s += v
		}
		out = append(out, s)
	}
	return out
}
