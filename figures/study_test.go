package figures

import (
	"math"
	"testing"
)

func TestDifferencePairsRuns(t *testing.T) {
	nan := math.NaN()
	s := &study{
		base: &paths{dates: []int32{1, 2}, runs: map[int32][]float64{0: {1, 2}, 1: {3, 4}, 2: {5}}},
		with: &paths{dates: []int32{1, 2}, runs: map[int32][]float64{0: {1, 5}, 1: {nan, 4}, 2: {7, 7}, 3: {0, 0}}},
	}
	d := s.difference(100)
	if len(d.runs) != 2 {
		t.Fatalf("%d pairs, want the two runs that both arms have in full", len(d.runs))
	}
	if d.runs[0][0] != 0 || d.runs[0][1] != 300 || !math.IsNaN(d.runs[1][0]) || d.runs[1][1] != 0 {
		t.Errorf("differences %v", d.runs)
	}
	if q := d.quantiles(); q[2][0] != 0 || q[2][1] != 150 {
		t.Errorf("medians %v", q[2])
	}
}

func TestArms(t *testing.T) {
	have := []string{"calm", "sale-300", "threat"}
	for _, c := range []struct{ scenario, vs, planned, drawn, base, wrong string }{
		{drawn: "sale-300", planned: "calm", base: "calm"},
		{drawn: "calm"},
		{scenario: "calm", planned: "calm", drawn: "calm"},
		{scenario: "sale-300", vs: "threat", planned: "calm", drawn: "sale-300", base: "threat"},
		{scenario: "calm", vs: "calm", wrong: "scenario and vs are both calm"},
		{scenario: "sale", wrong: `there is no scenario "sale"; there are calm, sale-300, threat; did you mean sale-300?`},
	} {
		drawn, base, err := arms(c.scenario, c.vs, c.planned, have)
		if drawn != c.drawn || base != c.base || (err == nil) != (c.wrong == "") || err != nil && err.Error() != c.wrong {
			t.Errorf("%+v: %q less %q, %v", c, drawn, base, err)
		}
	}
	if drawn, base, err := arms("", "", "calm", have[:1]); drawn != "calm" || base != "" || err != nil {
		t.Errorf("a baseline alone: %q less %q, %v", drawn, base, err)
	}
}
