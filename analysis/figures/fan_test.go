package figures

import (
	"strings"
	"testing"

	"gonum.org/v1/plot"
)

// The baseline of one run is a line and no median.
func TestFanOfOneRun(t *testing.T) {
	s := example()
	svg := func() string {
		p, err := s.fan()
		if err != nil {
			t.Fatal(err)
		}
		b, err := (&Page{Panels: []*plot.Plot{p}}).encode("svg")
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	if !strings.Contains(svg(), "calm, median") {
		t.Error("the median of the baseline is not named")
	}
	s.base.runs = map[int32][]float64{0: s.base.runs[0]}
	s.with.runs = map[int32][]float64{0: s.with.runs[0]}
	if got := svg(); strings.Contains(got, "median") || !strings.Contains(got, "calm") {
		t.Error("one run has no median")
	}
}
