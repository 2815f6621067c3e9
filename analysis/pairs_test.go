package analysis

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"kirifuda/analysis/stats"
)

func TestStat(t *testing.T) {
	s := stats.Describe([]float64{4, math.NaN(), 1, 3, 2}, stats.Continuous)
	if s.N != 4 || s.Mean != 2.5 || math.Abs(float64(s.SD)-1.2909944487358056) > 1e-15 || s.Quantiles[2] != 2.5 || math.Abs(s.Quantiles[0]-1.075) > 1e-12 {
		t.Errorf("%+v", s)
	}
	if math.Abs(float64(s.HalfWidth/s.SE)-3.182446305284263) > 1e-9 { // t, 3 degrees of freedom
		t.Errorf("half width %g standard errors", s.HalfWidth/s.SE)
	}
	var p Pair
	p.paired([]float64{1, 2, 3, math.NaN()}, []float64{2, 3, 4, 5})
	if p.Diff.N != 3 || p.Diff.Mean != -1 || *p.VarianceRemoved != 1 {
		t.Errorf("%+v", p.Diff)
	}
	if p.A.Mean != 2 || p.B.Mean != 3 || p.B.N != 3 {
		t.Errorf("means of the arms are %g and %g, want those of the three pairs", p.A.Mean, p.B.Mean)
	}
	p = Pair{}
	if p.paired([]float64{1, math.NaN()}, []float64{math.NaN(), 5}); p.Diff != nil || p.A.N != 1 || p.B.Mean != 5 {
		t.Errorf("no pair: %+v", p)
	}
	if stats.Describe([]float64{math.NaN()}, stats.Continuous) != nil {
		t.Error("a sample without numbers")
	}
	large := math.MaxFloat64
	p = Pair{}
	p.paired([]float64{large, -large, large}, []float64{-large, large, -large})
	if b, err := json.Marshal(&p); err != nil || !strings.Contains(string(b), `"mean":null`) {
		t.Errorf("sums and differences beyond the largest number: %s, %v", b, err)
	}
	b, err := json.Marshal(stats.Describe([]float64{7}, stats.Continuous))
	if err != nil || !strings.Contains(string(b), `"sd":null,"se":null,"ci95_half_width":null`) {
		t.Errorf("one value has no spread: %s, %v", b, err)
	}
}
