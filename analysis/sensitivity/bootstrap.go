package sensitivity

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"kirifuda/analysis/stats"
	"kirifuda/experiment/design"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// Interval is a bootstrap confidence interval.
type Interval struct {
	// Half is z s, where s is the standard deviation of the resampled estimates
	// (divisor number of resamples minus one) and z the normal quantile at
	// (1 + confidence)/2. The interval is estimate ± Half; SALib reports Half.
	Half float64 `json:"half"`
	// Lower and Upper are the wider limits of two intervals: estimate ± Half, and the
	// quantiles of the resampled estimates at (1 ∓ confidence)/2, interpolated linearly
	// between order statistics. Both are widened by the ratio of Student's quantile with
	// n/8 degrees of freedom to the normal one, because with n points rare ones decide how
	// far estimates spread. Of the indices of five functions, skewed and rarely different
	// from zero ones among them, intervals of 95 % from 64 to 256 base points cover 91 to
	// 99 %; plain quantiles cover 86 to 95 %, and 81 % with 16 points.
	Lower float64 `json:"lower"`
	Upper float64 `json:"upper"`
}

// Estimate is a number with its bootstrap interval. Interval is nil if no
// resamples were asked for, or if no interval would be honest.
type Estimate struct {
	Value    float64   `json:"value"`
	Interval *Interval `json:"interval,omitempty"`
}

// Bootstrap holds the settings of bootstrap intervals.
type Bootstrap struct {
	// Resamples is the number of resamples; 0 for no intervals, otherwise at
	// least 2.
	Resamples int
	// Confidence is the confidence level, between 0 and 1; 0 means 0.95.
	Confidence float64
	// Seed chooses the resamples.
	Seed uint64
	// LeastPoints and LeastReplications are the fewest points (base points,
	// trajectories) and, where replications are resampled, replications for which an
	// interval is given.
	LeastPoints, LeastReplications int
}

// Numbers from which intervals cover what they say. With two replications intervals of 95 %
// of the replication noise cover 23 to 60 %, with ten 86 to 92 %.
const (
	HonestPoints       = 64
	HonestReplications = 20
)

func (b Bootstrap) check() (Bootstrap, error) {
	if b.Confidence == 0 {
		b.Confidence = 0.95
	}
	if !(b.Confidence > 0 && b.Confidence < 1) {
		return b, fmt.Errorf("sensitivity: confidence level %v; allowed: between 0 and 1, ends excluded", b.Confidence)
	}
	if b.Resamples < 0 || b.Resamples == 1 {
		return b, fmt.Errorf("sensitivity: %d resamples; allowed: 0 for no intervals, or at least 2", b.Resamples)
	}
	return b, nil
}

// Stream keys, so that estimators with the same seed do not share draws.
const (
	streamSobol uint64 = iota + 101
	streamMorris
	streamNoise
)

func (b Bootstrap) rng(stream uint64) *rand.Rand {
	return rand.New(design.NewSource(b.Seed, stream))
}

// indices draws n numbers from 0 to n-1 with replacement into dst.
func indices(rng *rand.Rand, dst []int) {
	for i := range dst {
		dst[i] = rng.IntN(len(dst))
	}
}

// interval returns the interval of an estimate from a number of points and, unless it is
// 0, of resampled replications; nil if there are fewer than two resampled estimates, or too
// few points or replications. It sorts samples.
func (b Bootstrap) interval(value float64, samples []float64, points, reps int) *Interval {
	n := len(samples)
	if n < 2 || points < b.LeastPoints || reps > 0 && reps < b.LeastReplications {
		return nil
	}
	mean := average(samples)
	ss := 0.0
	for _, x := range samples {
		ss += (x - mean) * (x - mean)
	}
	slices.Sort(samples)
	z := mathext.NormalQuantile(0.5 + b.Confidence/2)
	half := z * math.Sqrt(ss/float64(n-1))
	wider := distuv.StudentsT{Sigma: 1, Nu: math.Max(1, float64(points)/8)}.Quantile(0.5+b.Confidence/2) / z
	return &Interval{
		Half:  half,
		Lower: value - float64(wider*max(half, value-stats.Quantile(samples, (1-b.Confidence)/2))),
		Upper: value + float64(wider*max(half, stats.Quantile(samples, (1+b.Confidence)/2)-value)),
	}
}

func average(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v
	}
	return s / float64(len(x))
}

// checkFinite rejects numbers that are not finite; what describes them in the error.
func checkFinite(y []float64, what string) error {
	for i, v := range y {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("sensitivity: %s %d is %v; allowed: finite numbers (repeat or replace failed runs)", what, i, v)
		}
	}
	return nil
}
