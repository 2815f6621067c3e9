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
