package stats

import (
	"encoding/json"
	"math"
	"slices"
)

// Bands are the probabilities of the reported quantiles.
var Bands = []float64{0.025, 0.16, 0.5, 0.84, 0.975}

// Stat describes a sample of an outcome.
type Stat struct {
	N         int       `json:"n"`
	Mean      Mean      `json:"mean"`
	SD        Spread    `json:"sd"`
	SE        Spread    `json:"se"` // standard error of the mean
	HalfWidth Spread    `json:"ci95_half_width"`
	Quantiles Quantiles `json:"quantiles"` // at Bands
}

// Mean is an average or a difference of two averages. It is infinite, and null in
// JSON, if the sum overflows.
type Mean float64

// MarshalJSON implements json.Marshaler.
func (m Mean) MarshalJSON() ([]byte, error) { return Spread(m).MarshalJSON() }

// Quantiles are quantiles at Bands. They are null in JSON if one is infinite because
// a difference overflows.
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

// Describe describes the numbers in v that are not NaN; nil if there are none. The
// confidence interval is Student's; standard errors need two values.
func Describe(v []float64) *Stat {
	x := make([]float64, 0, len(v))
	for _, a := range v {
		if a == a {
			x = append(x, a)
		}
	}
	if len(x) == 0 {
		return nil
	}
	mean, sd := MeanSD(x)
	s := &Stat{N: len(x), Mean: Mean(mean), SD: Spread(sd)}
	s.SE = Spread(sd / math.Sqrt(float64(s.N)))
	s.HalfWidth = s.SE * Spread(Student(s.N-1))
	slices.Sort(x)
	for _, p := range Bands {
		s.Quantiles = append(s.Quantiles, Quantile(x, p))
	}
	return s
}
