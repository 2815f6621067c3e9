package figures

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"gonum.org/v1/plot/vg"

	"kirifuda/output"
)

func TestCaption(t *testing.T) {
	s := &study{with: &paths{runs: map[int32][]float64{0: {1}}}, series: output.Column{Name: "ust_10y_yield_pct"}, seed: 7, points: 1}
	if got, want := s.captionOfBands(s.with, "run"), "Simulated, not a forecast. ust_10y_yield_pct. One run, seed 7."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	s.with.dates, s.series.Name = []int32{1}, "vix"
	s.with.runs[1], s.points = []float64{2}, 2
	if got, want := s.captionOfBands(s.with, "run"), "Simulated, not a forecast. vix. Lines are medians, the band spans all 2 runs at 2 points of the design, seed 7."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	s.with.runs[1][0] = math.NaN()
	if got, want := s.captionOfBands(s.with, "run"), "Simulated, not a forecast. vix. Lines are medians, the band spans all 2 runs at 2 points of the design, seed 7. Runs without a value are left out."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	s.eventDate = 20210
	if got, want := s.captionOfEvent(), " Dotted: 2 May 2025, the event day."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestFit(t *testing.T) {
	width := func(s string) vg.Length { return vg.Length(utf8.RuneCountInString(s)) }
	for w, want := range map[vg.Length]string{40: "Treasuries sold by the ministry", 30: "Treasuries sold by the …", 16: "Treasuries …", 3: "Treasuries …"} {
		if got := fit("Treasuries sold by the ministry", w, width); got != want {
			t.Errorf("%v: %q, want %q", w, got, want)
		}
	}
	if got := wrap("Simulated, not a forecast. One run.", 14, width); strings.Join(got, "|") != "Simulated, not|a forecast.|One run." {
		t.Errorf("%q", got)
	}
	if got := title("tariff agreed in the talks; null without a deal"); got != "Tariff agreed in the talks" {
		t.Error(got)
	}
}
