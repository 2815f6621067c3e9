package figures

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"kirifuda/output"
)

var update = flag.Bool("update", false, "rewrite the pictures in testdata")

// example is a study with all that a picture can show: bands, a baseline, an event
// day, buyers. Its numbers are fractions with few digits, so that they have the same
// bits everywhere.
func example() *study {
	s := &study{
		scenario: "sale-300", baseline: "calm",
		series: output.Column{Name: "ust_10y_yield_pct", Unit: "%/yr", Doc: "yield of the 10-year Treasury, read off the maturity buckets by duration"},
		base:   &paths{runs: map[int32][]float64{}}, with: &paths{runs: map[int32][]float64{}},
		eventDate: 20200, seed: 1, points: 1,
	}
	for t := range int32(40) {
		s.base.dates, s.with.dates = append(s.base.dates, 20179+2*t), append(s.with.dates, 20179+2*t)
		for run := range int32(5) {
			v := 4 + float64((run+1)*(t*7%16))/256
			effect := 0.0
			if t > 10 {
				effect = float64((run+3)*(t-10)) / 512
			}
			s.base.runs[run] = append(s.base.runs[run], v)
			s.with.runs[run] = append(s.with.runs[run], v+effect)
		}
	}
	return s
}

func exampleTaken() *taken {
	return &taken{
		seller: "jp_mof", all: 240.5,
		sold: map[string]float64{"Dealers": 80, "Foreign private": 120, "U.S. banks": 0.5, "U.S. funds": 40},
		kept: map[string]float64{"Dealers": 10, "Foreign private": 150, "U.S. banks": 0.25, "U.S. funds": -20},
	}
}

// The same data give the same bytes.
func TestGolden(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("the library that draws fuses products where the processor can")
	}
	g, err := example().overview(exampleTaken())
	if err != nil {
		t.Fatal(err)
	}
	got, err := g.encode("svg")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("testdata", "overview.svg")
	if *update {
		if err := os.WriteFile(file, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("the picture differs from %s: look at it, then -update", file)
	}
}
