package experiment

import (
	"encoding/json"
	"math"
	"slices"
	"sync"

	"gonum.org/v1/gonum/stat/distuv"
)

// Bands are the probabilities of the reported quantiles.
var Bands = []float64{0.025, 0.16, 0.5, 0.84, 0.975}

// Stat describes a sample of an outcome.
type Stat struct {
	N         int       `json:"n"`
	Mean      Mean      `json:"mean"`
	SD        Spread    `json:"sd"`
	SE        Spread    `json:"se"` // of the mean
	HalfWidth Spread    `json:"ci95_half_width"`
	Quantiles Quantiles `json:"quantiles"` // at Bands
}

// Mean is an average, or a difference of two. Where values come near the largest
// number it is infinite, which is null in JSON.
type Mean float64

// MarshalJSON implements json.Marshaler.
func (m Mean) MarshalJSON() ([]byte, error) { return Spread(m).MarshalJSON() }

// Quantiles are infinite where differences of values overflow; null in JSON.
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

// Spread is a measure of dispersion. It needs two values: of one it is NaN, which
// is null in JSON, as is what is infinite.
type Spread float64

// MarshalJSON implements json.Marshaler.
func (s Spread) MarshalJSON() ([]byte, error) {
	if s-s != 0 {
		return []byte("null"), nil
	}
	return json.Marshal(float64(s))
}

// Describe sums up the numbers of v that are not NaN; nil if there are none.
// The interval is that of Student's t; standard errors need two values.
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
	mean, sd := meanSD(x)
	s := &Stat{N: len(x), Mean: Mean(mean), SD: Spread(sd)}
	s.SE = Spread(sd / math.Sqrt(float64(s.N)))
	s.HalfWidth = s.SE * Spread(student(s.N-1))
	slices.Sort(x)
	for _, p := range Bands {
		s.Quantiles = append(s.Quantiles, quantile(x, p))
	}
	return s
}

// meanSD is the mean and the sample standard deviation, NaN for one value.
func meanSD(x []float64) (mean, sd float64) {
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

// student is the 97.5 % quantile of Student's t, NaN without a degree of freedom.
func student(df int) float64 {
	if df < 1 {
		return math.NaN()
	}
	if q, ok := students.Load(df); ok {
		return q.(float64)
	}
	q := distuv.StudentsT{Sigma: 1, Nu: float64(df)}.Quantile(0.975)
	students.Store(df, q)
	return q
}

// students are quantiles by degrees of freedom: a table of outcomes asks for the
// same one many times, and finding it takes milliseconds.
var students sync.Map

// quantile of sorted numbers, linear between order statistics (Hyndman and Fan's
// type 7).
func quantile(x []float64, p float64) float64 {
	h := float64(p * float64(len(x)-1))
	i := int(h)
	if i >= len(x)-1 {
		return x[len(x)-1]
	}
	return x[i] + float64((h-float64(i))*(x[i+1]-x[i]))
}

// Pair compares an outcome of two arms in runs with the same number. Where Diff is
// given for paired runs, A and B are over the same pairs: an outcome that is
// missing in some runs, such as the tariff agreed, would otherwise have means of
// different runs.
type Pair struct {
	Name string `json:"name"`
	Unit string `json:"unit"`
	Doc  string `json:"description,omitempty"`
	A    *Stat  `json:"scenario"`           // nil if no run has the outcome
	B    *Stat  `json:"baseline,omitempty"` // nil without a baseline
	Diff *Stat  `json:"difference,omitempty"`
	// VarianceRemoved is 1 − var(a−b)/(var(a)+var(b)) over the pairs: the share of
	// the variance of a difference of independent runs that pairing removed.
	VarianceRemoved *float64 `json:"variance_removed_by_pairing,omitempty"`
}

// paired fills in the difference of two samples of equal runs.
func (p *Pair) paired(a, b []float64) {
	var x, y, d []float64
	for i := range min(len(a), len(b)) {
		if a[i] == a[i] && b[i] == b[i] {
			x, y, d = append(x, a[i]), append(y, b[i]), append(d, a[i]-b[i])
		}
	}
	if p.Diff = Describe(d); p.Diff == nil {
		p.A, p.B = Describe(a), Describe(b)
		return
	}
	p.A, p.B = Describe(x), Describe(y)
	if len(d) < 2 {
		return
	}
	_, sx := meanSD(x)
	_, sy := meanSD(y)
	// Below rounding there is no variance to remove.
	size := 1e-9 * (math.Abs(float64(p.A.Mean)) + math.Abs(float64(p.B.Mean)))
	if v := float64(sx*sx) + float64(sy*sy); v > size*size && v-v == 0 {
		share := 1 - float64(p.Diff.SD*p.Diff.SD)/v
		p.VarianceRemoved = &share
	}
}

// Pairs compares the first arm that is not the baseline with the baseline, if
// there is one, outcome by outcome over the first n replications (0 for all).
// With a design each replication is averaged over the points; see Compare.
func (r *Results) Pairs(n int) []Pair {
	a, b := r.Plan.Treatment(), r.Plan.Baseline()
	var out []Pair
	for i, c := range r.Columns {
		p := Pair{Name: c.Name, Unit: c.Unit, Doc: c.Doc}
		cut := func(y []float64) []float64 {
			if n > 0 && n < len(y) {
				return y[:n]
			}
			return y
		}
		switch {
		case b < 0:
			p.A = Describe(cut(r.Plan.overPoints(r.Arms[a].Y[i])))
		default:
			x, y := align(r.Plan, r.Plan, r.Arms[a].Y[i], r.Arms[b].Y[i])
			p.paired(cut(x), cut(y))
		}
		out = append(out, p)
	}
	return out
}
