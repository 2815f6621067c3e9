package stats

import (
	"encoding/json"
	"math"
	"slices"
)

// Bands are the probabilities of quantiles unless others are requested.
var Bands = []float64{0.025, 0.16, 0.5, 0.84, 0.975}

// Stat describes a sample of an outcome.
type Stat struct {
	N         int    `json:"n"`
	Mean      Mean   `json:"mean"`
	SD        Spread `json:"sd"`
	SE        Spread `json:"se"`              // standard error of the mean; null if too few values differ
	HalfWidth Spread `json:"ci95_half_width"` // half the length of the interval of the mean
	// Median is that of the sample; of independent samples the difference of their medians.
	Median Spread `json:"median"`
	Interval
	Quantiles Quantiles `json:"quantiles"`
}

// missing is the spread of what has none.
var missing = Spread(math.NaN())

// Mean is an average or a difference of two averages. It is infinite, and null in
// JSON, if the sum overflows.
type Mean float64

// MarshalJSON implements json.Marshaler.
func (m Mean) MarshalJSON() ([]byte, error) { return Spread(m).MarshalJSON() }

// Quantiles are null in JSON where one is infinite because a difference overflows.
type Quantiles []float64

// MarshalJSON implements json.Marshaler.
func (q Quantiles) MarshalJSON() ([]byte, error) {
	if q == nil {
		return []byte("null"), nil
	}
	list := make([]Spread, len(q))
	for i, v := range q {
		list[i] = Spread(v)
	}
	return json.Marshal(list)
}

// Spread is a measure of dispersion. With fewer than two values it is NaN. NaN and
// infinities are null in JSON.
type Spread float64

// MarshalJSON implements json.Marshaler.
func (s Spread) MarshalJSON() ([]byte, error) {
	if s-s != 0 {
		return []byte("null"), nil
	}
	return json.Marshal(float64(s))
}

// Describe describes the numbers in v that are not NaN, a sample of an outcome of a
// kind; nil if there are none. Quantiles are those at the given probabilities, or at
// Bands.
func Describe(v []float64, kind Kind, probabilities ...float64) *Stat {
	x := sample(v)
	if len(x) == 0 {
		return nil
	}
	s := moments(x)
	slices.Sort(x)
	s.describe(x, intervalOf(x, kind), probabilities)
	return s
}

// sample is a copy of the numbers in v that are not NaN.
func sample(v []float64) []float64 {
	x := make([]float64, 0, len(v))
	for _, a := range v {
		if a == a {
			x = append(x, a)
		}
	}
	return x
}

// moments describes a sample by mean and standard deviation.
func moments(x []float64) *Stat {
	mean, sd := MeanSD(x)
	return &Stat{N: len(x), Mean: Mean(mean), SD: Spread(sd), SE: missing, HalfWidth: missing, Median: missing}
}

// describe adds what needs the sample in order. What has not been seen to vary has no
// standard error: 0 would claim that it cannot; nor has what is rare in the sample.
func (s *Stat) describe(x []float64, i Interval, probabilities []float64) {
	if _, others := modal(x); others > 0 && !rare(s.N, others) {
		s.SE = s.SD / Spread(math.Sqrt(float64(s.N)))
	}
	s.Interval, s.Median = i, Spread(Quantile(x, 0.5))
	if i.Limits != nil && i.Of == OfMean {
		s.HalfWidth = (i.Limits[1] - i.Limits[0]) / 2
	}
	if len(probabilities) == 0 {
		probabilities = Bands
	}
	for _, p := range probabilities {
		s.Quantiles = append(s.Quantiles, Quantile(x, p))
	}
}
