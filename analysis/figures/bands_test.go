package figures

import (
	"bytes"
	"math"
	"testing"

	"kirifuda/output"
)

// A figure of a series that hardly any run has is drawn without lines.
func TestNothingToDraw(t *testing.T) {
	nan := math.NaN()
	thin := &paths{dates: []int32{20179, 20180}, runs: map[int32][]float64{0: {nan, nan}, 1: {nan, nan}, 2: {nan, 15}}}
	s := &study{
		scenario: "sale-300", baseline: "calm", base: thin, with: thin, seed: 1, points: 1,
		series: output.Column{Name: "deal_rate_pct", Unit: "%", Doc: "tariff agreed in the talks; null without a deal"},
	}
	g, err := s.overview(&taken{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := g.encode("svg")
	if err != nil || !bytes.Contains(b, []byte("too few runs have a value")) {
		t.Error("an empty figure does not say why", err)
	}
}

// A limit of a band has at least five runs beyond it, and the caption says what the band
// holds.
func TestBandsNeedRuns(t *testing.T) {
	for runs, want := range map[int]string{
		2: "the band spans all", 31: "the band spans all", 32: "the band holds 68 % of", 50: "bands hold 68 and 80 % of", 100: "bands hold 68 and 90 % of",
		199: "bands hold 68 and 90 % of", 200: "bands hold 68 and 95 % of",
	} {
		if got := tailsText(runs); got != want {
			t.Errorf("%d runs: %q, want %q", runs, got, want)
		}
		for _, p := range tails(runs) {
			if p > 0 && p*float64(runs) < 5 {
				t.Errorf("%d runs: a band rests on %.1f", runs, p*float64(runs))
			}
		}
	}
}

// Quantiles that are asked for limit the bands, also where they rest on few runs.
func TestBandsOfOnesOwn(t *testing.T) {
	for text, want := range map[string]string{
		"5,95":         "the band lies between the quantiles of 5 and 95 % (2 of these limits rest on fewer than 5 runs) of",
		"90,10,50":     "the band lies between the quantiles of 10 and 90 % (2 of these limits rest on fewer than 5 runs) of",
		"0,25,75,100":  "bands lie between the quantiles of 0 and 100 and of 25 and 75 % of",
		"2.5,20,80,95": "bands lie between the quantiles of 2.5 and 95 and of 20 and 80 % (2 of these limits rest on fewer than 5 runs) of",
	} {
		b, err := parseBands(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := (&study{chosen: b}).bandsText(40); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	for _, text := range []string{"50", "5", "5,50,90,95", "x,95", "-1,95", "5,101", ",", "1,2,3,4,5,6", "NaN,5"} {
		if b, err := parseBands(text); err == nil {
			t.Errorf("%s: %v", text, b)
		}
	}
	of := &paths{dates: []int32{20179}, runs: map[int32][]float64{}}
	for i := range 101 {
		of.runs[int32(i)] = []float64{float64(i)}
	}
	s := &study{chosen: []band{{0.05, 0.9}}}
	if b := s.bands(101); len(b) != 1 || of.quantiles(b[0].lower, b[0].upper)[0][0] != 5 || of.quantiles(b[0].lower, b[0].upper)[1][0] != 90 {
		t.Errorf("bands %v", b)
	}
}
