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
