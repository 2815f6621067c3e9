package sensitivity

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"kirifuda/analysis/stats"
	"kirifuda/experiment/design"

	"gonum.org/v1/gonum/mathext"
)

// Interval is a bootstrap confidence interval.
type Interval struct {
	// Half is z s, where s is the standard deviation of the resampled estimates
	// (divisor number of resamples minus one) and z the normal quantile at
	// (1 + confidence)/2. The interval is estimate ± Half; SALib reports Half.
	Half float64 `json:"half"`
	// Lower and Upper are the quantiles of the resampled estimates at
	// (1 ∓ confidence)/2, interpolated linearly between order statistics.
	Lower float64 `json:"lower"`
	Upper float64 `json:"upper"`
}

// Estimate is a number with its bootstrap interval. Interval is nil if no
// resamples were asked for.
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
}

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

// interval returns the interval of resampled estimates, nil if there are fewer
// than two. It sorts samples.
func (b Bootstrap) interval(samples []float64) *Interval {
	n := len(samples)
	if n < 2 {
		return nil
	}
	mean := average(samples)
	ss := 0.0
	for _, x := range samples {
		ss += (x - mean) * (x - mean)
	}
	slices.Sort(samples)
	return &Interval{
		Half:  mathext.NormalQuantile(0.5+b.Confidence/2) * math.Sqrt(ss/float64(n-1)),
		Lower: stats.Quantile(samples, (1-b.Confidence)/2),
		Upper: stats.Quantile(samples, (1+b.Confidence)/2),
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
