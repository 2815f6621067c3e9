package figures

import (
	"math"
	"strings"
	"testing"
)

// A day on which most runs have no value is left out, and the caption says so.
func TestThinDays(t *testing.T) {
	nan := math.NaN()
	p := &paths{dates: []int32{1, 2, 3}, runs: map[int32][]float64{0: {nan, nan, 7}, 1: {nan, 3, 8}, 2: {5, 4, 9}, 3: {nan, nan}}}
	at := []float64{0.025, 0.16, 0.5, 0.84, 0.975}
	q := p.quantiles(at...)
	for i := range q {
		if !math.IsNaN(q[i][0]) {
			t.Errorf("quantile %g of one run in four is %g", at[i], q[i][0])
		}
	}
	if q[2][1] != 3.5 || q[2][2] != 8 {
		t.Errorf("medians %v", q[2])
	}
	if s := (&study{with: p, points: 1}); !strings.Contains(s.captionOfBands(s.with, "run"), "days on which most have none") {
		t.Error(s.captionOfBands(s.with, "run"))
	}
	p.runs[0][0] = 6
	if p.thin() {
		t.Error("half of the runs are not fewer than half")
	}
}
