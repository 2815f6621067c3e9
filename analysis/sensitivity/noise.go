package sensitivity

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"kirifuda/analysis/stats"

	"gonum.org/v1/gonum/stat/distuv"
)

// NoiseOptions are the settings of [Noise].
type NoiseOptions struct {
	Bootstrap
	// PointsOnly resamples the points and keeps all replications. The default
	// resamples both.
	PointsOnly bool
}

// NoiseResult splits the variance of one run of a stochastic model at a random
// point. Variances are in the squared unit of the output.
type NoiseResult struct {
	// Points and Replications are the numbers n and R.
	Points       int `json:"points"`
	Replications int `json:"replications"`
	// Mean is the mean over all runs, in the unit of the output.
	Mean float64 `json:"mean"`
	// Parameters is the variance of the expected output over the points. The
	// estimate is unbiased and may be negative when it is small.
	Parameters Estimate `json:"parameters"`
	// Replication is the variance between replications at the same point,
	// averaged over the points.
	Replication Estimate `json:"replication"`
	// Common is the part of Replication that moves all points together: not zero
	// if replication r uses the same random numbers at every point.
	Common Estimate `json:"common"`
	// Share is Replication / (max(0, Parameters) + Replication), between 0 and 1.
	Share Estimate `json:"share"`
	// PValue is the p-value of the F test that the parameters have no effect: the ratio of
	// the mean squares R/(n-1) Σ_i (Ȳ_i - Ȳ)² and M, see [Noise], against the F
	// distribution with n-1 and (n-1)(R-1) degrees of freedom.
	PValue float64 `json:"p_value"`

	hidden bool // the lower quantile of Parameters over resamples is not above zero
}

// visible is the level of the test and the one-sided level of the interval in
// Detectable.
const visible = 0.025

// Detectable reports whether the variance due to the parameters is significantly
// different from zero: the F test rejects at 2.5 %, and so many resampled estimates, if
// there are any, are above zero, whether or not they make an honest interval. Ratios to an insignificant variance should not be
// reported.
func (r *NoiseResult) Detectable() bool {
	return r.Parameters.Value > 0 && r.PValue < visible && !r.hidden
}

// pValue is NoiseResult.PValue for n points with R equally weighted replications.
func (v variances) pValue(n, reps int) float64 {
	switch {
	case v.excess > 0:
		d := float64(n - 1)
		return distuv.F{D1: d, D2: d * float64(reps-1)}.Survival((v.params + v.excess) / v.excess)
	case v.params > 0: // no noise at all
		return 0
	}
	return 1
}

// Noise splits the variance of a stochastic model into the part due to its
// parameters and the part due to replication noise. y[i][r] is the output of
// replication r at point i. The points must be drawn independently, or as a
// space-filling sample, from the distribution of the parameters (lhs, sobol,
// halton, or random); for a Saltelli design use [SobolNoise]. There must be at
// least two points, and the same number R >= 2 of replications at each.
//
// Write Y_ir = f(x_i) + e_ir, where f(x) = E[Y|x]. By the law of total variance
//
//	Var(Y) = Var(E[Y|X]) + E[Var(Y|X)] = V_f + V_e.
//
// With Ȳ_i the mean of point i, Ȳ_r of replication r, and Ȳ of all runs,
//
//	V̂_e = 1/(n)     Σ_i Σ_r (Y_ir - Ȳ_i)²
//	M    = 1/((n-1)) Σ_i Σ_r (Y_ir - Ȳ_i - Ȳ_r + Ȳ)²
//	V̂_f = 1/(n-1) Σ_i (Ȳ_i - Ȳ)² - M/R
//	V̂_c = 1/(R-1) Σ_r (Ȳ_r - Ȳ)² - M/n
//
// The variance of the point means is too large by the noise left in them; M/R is
// an unbiased estimate of that excess. It is right both if all runs are
// independent (then V_c = 0 and M estimates V_e) and if replication r shares its
// random numbers over all points (then the noise has a common part V_c, which
// shifts all point means alike and does not add to their variance).
//
// The bootstrap draws n points with replacement and, independently, R
// replications with replacement, the same for all points. A drawn replication
// that occurs m_r times has weight w_r = m_r/R; with q = Σ_r w_r² all sums over r
// are weighted, the divisors R-1 become R (1-q) and 1/R becomes q, which keeps
// each resampled estimate free of the bias that repeated draws would bring. Draws
// of one single replication are repeated, since they have no variance. Drawing
// both ways makes the interval wider than drawing points alone and, if all runs
// are independent, a little too wide.
//
// Sources: Searle, Casella and McCulloch (1992), Variance Components, Wiley,
// doi:10.1002/9780470316856, chapter 4 (the estimates from mean squares); Owen
// (2007), The pigeonhole bootstrap, Annals of Applied Statistics 1(2), 386-411,
// doi:10.1214/07-AOAS122 (the bootstrap).
func Noise(y [][]float64, opt NoiseOptions) (*NoiseResult, error) {
	boot, err := opt.Bootstrap.check()
	if err != nil {
		return nil, err
	}
	reps, err := checkReplications(y)
	if err != nil {
		return nil, err
	}
	n := len(y)
	if n < 2 {
		return nil, fmt.Errorf("sensitivity: %d points; allowed: at least 2", n)
	}
	w := equalWeights(reps)
	c := components(y, identity(n), w)
	rng := boot.rng(streamNoise)
	idx := make([]int, n)
	var t componentTally
	for range boot.Resamples {
		indices(rng, idx)
		if !opt.PointsOnly {
			drawWeights(rng, w)
		}
		t.add(components(y, idx, w))
	}
	return t.result(c, boot, n, reps), nil
}

// checkReplications returns the number of replications, at least two and the same
// in each row.
func checkReplications(y [][]float64) (int, error) {
	if len(y) == 0 {
		return 0, fmt.Errorf("sensitivity: there are no outputs; allowed: y[point][replication]")
	}
	reps := len(y[0])
	for i, row := range y {
		if len(row) != reps || reps < 2 {
			return 0, fmt.Errorf("sensitivity: row %d has %d replications and row 0 has %d; allowed: the same number, at least 2, in each row", i, len(row), reps)
		}
		if err := checkFinite(row, fmt.Sprintf("the output of row %d, replication", i)); err != nil {
			return 0, err
		}
	}
	return reps, nil
}

func equalWeights(reps int) []float64 {
	w := make([]float64, reps)
	for r := range w {
		w[r] = 1 / float64(reps)
	}
	return w
}

// drawWeights fills w with the frequencies of len(w) draws with replacement, at
// least two of them positive.
func drawWeights(rng *rand.Rand, w []float64) {
	for {
		clear(w)
		distinct := 0
		for range w {
			r := rng.IntN(len(w))
			if w[r] == 0 {
				distinct++
			}
			w[r]++
		}
		if distinct > 1 {
			break
		}
	}
	for r := range w {
		w[r] /= float64(len(w))
	}
}

// weighted returns Σ w x.
func weighted(w, x []float64) float64 {
	s := 0.0
	for r, v := range x {
		s += w[r] * v
	}
	return s
}

// split of the variance, see Noise.
type variances struct {
	mean, params, noise, common float64
	// residual is M, excess is the noise M Σw² in the variance of point means.
	residual, excess float64
}

func (v variances) share() float64 {
	total := max(v.params, 0) + v.noise
	if total <= 0 {
		return 0
	}
	return v.noise / total
}

// components estimates the split from the points idx and replication weights w.
func components(y [][]float64, idx []int, w []float64) variances {
	n := float64(len(idx))
	q := weighted(w, w)
	column := make([]float64, len(w))
	means := make([]float64, len(idx))
	var v variances
	for p, i := range idx {
		for r, x := range y[i] {
			column[r] += x / n
		}
		means[p] = weighted(w, y[i])
	}
	v.mean = weighted(w, column)
	var within, residual, between float64
	for p, i := range idx {
		d := means[p] - v.mean
		between += d * d
		for r, x := range y[i] {
			e := x - means[p]
			z := e - column[r] + v.mean
			within += w[r] * e * e
			residual += w[r] * z * z
		}
	}
	var shift float64
	for r, c := range column {
		shift += w[r] * (c - v.mean) * (c - v.mean)
	}
	v.noise = within / n / (1 - q)
	v.residual = residual / (n - 1) / (1 - q)
	v.excess = v.residual * q
	v.params = between/(n-1) - v.excess
	v.common = shift/(1-q) - v.residual/n
	return v
}

type componentTally struct{ params, noise, common, share []float64 }

func (t *componentTally) add(v variances) {
	t.params = append(t.params, v.params)
	t.noise = append(t.noise, v.noise)
	t.common = append(t.common, v.common)
	t.share = append(t.share, v.share())
}

func (t *componentTally) result(c variances, b Bootstrap, points, reps int) *NoiseResult {
	within := func(value float64, samples []float64) Estimate {
		return Estimate{value, b.interval(value, samples, points, reps)}
	}
	share := within(c.share(), t.share)
	if i := share.Interval; i != nil {
		i.Lower, i.Upper = max(i.Lower, 0), min(i.Upper, 1)
	}
	lower := 0.0
	if len(t.params) > 1 {
		slices.Sort(t.params)
		lower = stats.Quantile(t.params, visible)
	}
	return &NoiseResult{
		Points: points, Replications: reps, Mean: c.mean,
		Parameters:  within(c.params, t.params),
		Replication: within(c.noise, t.noise),
		Common:      within(c.common, t.common),
		Share:       share,
		PValue:      c.pValue(points, reps),
		hidden:      len(t.params) > 1 && !(lower > 0),
	}
}
