package figures

import (
	"bytes"
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"gonum.org/v1/plot/vg"

	"kirifuda/output"
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

// A day on which most runs have no value is left out, and the caption says so.
func TestThinDays(t *testing.T) {
	nan := math.NaN()
	p := &paths{dates: []int32{1, 2, 3}, runs: map[int32][]float64{0: {nan, nan, 7}, 1: {nan, 3, 8}, 2: {5, 4, 9}, 3: {nan, nan}}}
	q := p.quantiles()
	for i := range q {
		if !math.IsNaN(q[i][0]) {
			t.Errorf("quantile %g of one run in four is %g", quantiles[i], q[i][0])
		}
	}
	if q[2][1] != 3.5 || q[2][2] != 8 {
		t.Errorf("medians %v", q[2])
	}
	if s := (&study{with: p, points: 1}); !strings.Contains(s.caption("deal_rate"), "days on which most have none") {
		t.Error(s.caption("deal_rate"))
	}
	p.runs[0][0] = 6
	if p.thin() {
		t.Error("half of the runs are not fewer than half")
	}
}

// A figure of a series that hardly any run has is drawn without lines.
func TestNothingToDraw(t *testing.T) {
	nan := math.NaN()
	thin := &paths{dates: []int32{20179, 20180}, runs: map[int32][]float64{0: {nan, nan}, 1: {nan, nan}, 2: {nan, 15}}}
	s := &study{
		scenario: "sale-300", baseline: "calm", base: thin, with: thin, seed: 1, points: 1,
		series: output.Column{Name: "deal_rate_pct", Unit: "percent", Doc: "tariff agreed in the talks; null without a deal"},
	}
	b, err := s.encode("svg")
	if err != nil || !bytes.Contains(b, []byte("too few runs have a value")) {
		t.Error("an empty figure does not say why", err)
	}
}

func TestTicks(t *testing.T) {
	for _, c := range []struct{ lo, hi float64 }{{4.1, 4.6}, {-120, 37}, {0, 108}, {-0.003, 0.002}, {99, 100}} {
		got := ticks{}.Ticks(c.lo, c.hi)
		if len(got) < 4 || len(got) > 10 {
			t.Errorf("%d ticks from %g to %g", len(got), c.lo, c.hi)
		}
		for i := 1; i < len(got); i++ {
			if got[i].Label == got[i-1].Label {
				t.Errorf("two ticks are labelled %s", got[i].Label)
			}
		}
	}
}

func TestMonths(t *testing.T) {
	lo, hi := float64(date(20179).Unix()), float64(date(20354).Unix()) // 1 April to 23 September 2025
	got := months{}.Ticks(lo, hi)
	if len(got) != 6 || got[0].Label != "Apr 2025" || got[5].Label != "Sep" {
		t.Errorf("ticks %v", got)
	}
}

func TestCaption(t *testing.T) {
	s := &study{with: &paths{runs: map[int32][]float64{0: {1}}}, seed: 7, points: 1}
	if got, want := s.caption("ust_10y_yield"), "Simulated, not a forecast. ust_10y_yield. One run, seed 7."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	s.with.dates = []int32{1}
	s.with.runs[1], s.points, s.allSold = []float64{2}, 2, 3
	if got, want := s.caption("vix"), "Simulated, not a forecast. vix. Lines are medians, bands hold 68 and 95 % of 2 runs at 2 points of the design, seed 7. Bars are means."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	s.with.runs[1][0], s.allSold = math.NaN(), 0
	if got, want := s.caption("vix"), "Simulated, not a forecast. vix. Lines are medians, bands hold 68 and 95 % of 2 runs at 2 points of the design, seed 7. Runs without a value are left out."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// A study with bands, a baseline and buyers, in every format.
func TestFormats(t *testing.T) {
	s := &study{
		scenario: "sale-300", baseline: "calm", series: output.Column{Name: "ust_10y_yield_pct", Unit: "percent per annum", Doc: "yield of the 10-year Treasury"},
		base: &paths{dates: []int32{20179, 20180, 20181}, runs: map[int32][]float64{0: {4, 4.1, 4.2}, 1: {4, 4.2, 4.1}}},
		with: &paths{dates: []int32{20179, 20180, 20181}, runs: map[int32][]float64{0: {4, 4.3, 4.4}, 1: {4, 4.2, 4.3}}},
		sold: map[string]float64{"Dealers": 2}, kept: map[string]float64{"Dealers": 1}, allSold: 2, eventDate: 20180, seed: 1, points: 1,
	}
	for format, want := range map[string][]string{
		"png": {"\x89PNG\r\n", "IEND"},
		"svg": {"<svg", "font-weight:bold", "sale-300 less calm"},
		"pdf": {"%PDF-", "LiberationSans-Bold", "%%EOF"},
	} {
		b, err := s.encode(format)
		if err != nil {
			t.Errorf("%s: %v", format, err)
		}
		for _, part := range want {
			if !bytes.Contains(b, []byte(part)) {
				t.Errorf("%s has no %q", format, part)
			}
		}
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
