package experiment

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kirifuda/agents"
	"kirifuda/analysis/stats"
	"kirifuda/configs"
	"kirifuda/output"
	"kirifuda/world"
)

// What cannot be evaluated is refused before a run, what is documented can be.
func TestMetricLanguage(t *testing.T) {
	for _, m := range MetricExamples {
		if _, err := NewMetrics(panelColumns(t), scenario(t, "baseline", "metrics."+m[0]+"="+m[1])); err != nil {
			t.Errorf("example %s: %v", m[0], err)
		}
	}
	for text, want := range map[string]string{
		"ust_10y_yield_pct":                        "one value for each day",
		"ust_10y_yield_pct - ust_2y_yield_pct":     "one value for each day",
		"max(ust_10y_yield_pct % 2)":               "invalid operation",
		"max(-ust_10y_yield_pct)":                  "invalid operation",
		"max(ust_10y_yield_pct - nosuch)":          "unknown name nosuch",
		"max(ust_10y_yield_pct > 4)":               "max",
		`"words"`:                                  "not a number",
		"ust_10y_yield_pct[100]":                   "out of range",
		"mean(ust_10y_yield_pct) + usdjpy_jpy":     "one value for each day",
		"max(map(ust_10y_yield_pct, # * days))":    "max",
		"max(ust_10y_yield_pct, ust_2y_yield_pct)": "the last argument must be a window",
	} {
		_, err := NewMetrics(panelColumns(t), scenario(t, "baseline", "metrics.a="+text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	m, err := NewMetrics(panelColumns(t), scenario(t, "baseline", "metrics.a=max(2*ust_10y_yield_pct - ust_2y_yield_pct/2 + 1)", "metrics.b=mean(1 - ust_10y_yield_pct*ust_2y_yield_pct)"))
	if err != nil {
		t.Fatal(err)
	}
	nan := math.NaN()
	got := map[string]float64{}
	err = m.eval(3, []int32{20179, 20180, 20181}, func(name string) []float64 {
		return map[string][]float64{"ust_10y_yield_pct": {4, 5, nan}, "ust_2y_yield_pct": {2, 6, 3}}[name]
	}, func(c string, v float64) { got[c] = v })
	if err != nil || got["y_a"] != 8 || got["y_b"] != -18 {
		t.Errorf("%v, %v", got, err)
	}
}

func TestMetricsProblems(t *testing.T) {
	s := scenario(t, "baseline", "metrics.a=ust_10y_yield", "metrics.b=max(", "metrics.c_bp=max(ust_10y_yield_pct) + 1", "metrics.d=max(ust_10y)", "metrics.e=let x = days; x * 2")
	_, err := NewMetrics(panelColumns(t), s)
	var ce *configs.Error
	if !errors.As(err, &ce) || len(ce.Problems) != 3 {
		t.Fatal(err)
	}
	if p := ce.Problems[0]; p.Key != "metrics.a" || !strings.Contains(p.Message, "ust_10y_yield_pct") {
		t.Errorf("%+v", p)
	}
}

// What is no number, or depends on more than the run, is refused before it.
func TestMetricsAreNumbersOfTheRun(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	for text, want := range map[string]string{
		`"x"`:                              "gives a string, not a number",
		`vix_idx`:                          "gives one value for each day",
		`map(vix_idx, # * 2)`:              "gives one value for each day",
		`{"a": 1}`:                         "gives a map, not a number",
		`now().Unix()`:                     "unknown name now",
		`float(date("2025-04-01").Unix())`: "unknown name date",
		`duration("1h").Hours()`:           "unknown name duration",
		`sum(values({"a": 0.1, "b": 0.2, "c": 0.3}))`: "unknown name values",
		`$env["vix_idx"]`: "unknown name",
	} {
		_, err := NewMetrics(panelColumns(t), scenario(t, "baseline", "metrics.a="+text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	for _, text := range []string{"days", "max(vix_idx)", "max(vix_idx) > 60", "count(vix_idx, # > 30)", "len(vix_idx)", "sum(vix_idx)", "argmax(vix_idx) > 3 ? 1 : 0", "median(vix_idx)", "round(sd(vix_idx))", "let x = last(vix_idx); x - first(vix_idx)", "any(vix_idx, # > 60)", "int(days)"} {
		if _, err := NewMetrics(panelColumns(t), scenario(t, "baseline", "metrics.a="+text)); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// Messages about metrics and events name the file with its folder.
func TestProblemsNameTheFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "m1.yaml")
	if err := os.WriteFile(file, []byte("name: m1\nextends: baseline\nmetrics:\n  a: '\"x\"'\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := LoadScenario(file, agents.Default(), configs.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := NewMetrics(panelColumns(t), s); err == nil || !strings.Contains(err.Error(), file+":4") {
		t.Error(err)
	}
	if o := s.Origin("metrics.a").String(); o != "m1.yaml:4" {
		t.Errorf("%s would be stored", o)
	}
}

// panelColumns are the series of the model's own kinds.
func panelColumns(t testing.TB) []output.Column {
	t.Helper()
	columns, err := SeriesOf(agents.Default())
	if err != nil {
		t.Fatal(err)
	}
	return columns
}

// Quantiles, days of extremes and windows, in numbers of days and in dates.
func TestMetricWindows(t *testing.T) {
	path := []float64{3, 9, 1, math.NaN(), 5}
	dates := []int32{} // Tuesday, 1 April 2025, to Monday: the weekend is left out
	for _, d := range []int{1, 2, 3, 4, 7} {
		dates = append(dates, int32(world.NewDate(2025, 4, d)))
	}
	for text, want := range map[string]float64{
		"quantile(vix_idx, 0.5)":                              4,
		"quantile(vix_idx, 1, 3..5)":                          5,
		"argmin(vix_idx)":                                     3,
		"argmax(vix_idx, 3..5)":                               5,
		"argmin(vix_idx, 4..5)":                               5,
		"max(vix_idx, 3..400)":                                5,
		"max(vix_idx, 5..5)":                                  5,
		"mean(vix_idx, 1..2)":                                 6,
		`min(vix_idx, "2025-04-02".."2025-04-06")`:            1,
		`last(vix_idx, "2025-04-05".."2025-04-07")`:           5,
		`quantile(vix_idx, 0, "2025-04-01".."2025-04-02")`:    3,
		`argmax(vix_idx - 1, "2025-04-03".."2025-04-30")`:     5,
		`at(vix_idx, "2025-04-02")`:                           9,
		`at(vix_idx, "2025-04-05")`:                           math.NaN(),
		`max(vix_idx, 1..2) - max(vix_idx, 3..5) > 3 ? 1 : 0`: 1,
		"max(vix_idx, 4..4)":                                  math.NaN(),
	} {
		m, err := NewMetrics(panelColumns(t), scenario(t, "baseline", "metrics.a="+text))
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		err = m.eval(5, dates, func(string) []float64 { return path }, func(_ string, v float64) {
			if v != want && v == v || (v == v) != (want == want) {
				t.Errorf("%s is %g, want %g", text, v, want)
			}
		})
		if err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	for text, want := range map[string]string{
		"max(vix_idx, 5..2)":                       "ends before it begins",
		"max(vix_idx, 0..2)":                       "the run has days 1 to",
		"max(vix_idx, -3..2)":                      "the run has days 1 to",
		"max(vix_idx, 4000..5000)":                 "the run has days 1 to",
		`max(vix_idx, "2025-05-02".."2025-04-02")`: "ends before it begins",
		`max(vix_idx, "1990-01-01".."1990-04-02")`: "outside the run",
		`max(vix_idx, "2090-01-01".."2090-04-02")`: "outside the run",
		`max(vix_idx, "2. April".."2025-04-02")`:   "not a date",
		`max(vix_idx, "2025-04-02"..5)`:            "both ends must be dates",
		`at(vix_idx, "tomorrow")`:                  "not a date",
		"quantile(vix_idx, 95)":                    "from 0 to 1",
		"quantile(vix_idx)":                        "arguments",
		"quantil(vix_idx, 0.5)":                    "unknown name quantil",
		"max(vix_idx, 5)":                          "must be a window",
	} {
		if _, err := NewMetrics(panelColumns(t), scenario(t, "baseline", "metrics.a="+text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}

// The kind of a metric follows from its expression.
func TestMetricKinds(t *testing.T) {
	for text, want := range map[string]stats.Kind{
		"max(vix_idx) > 40":                     stats.Share,
		"not (max(vix_idx) > 40)":               stats.Share,
		"max(vix_idx) > 40 and days > 3":        stats.Share,
		"max(vix_idx) > 40 ? 1 : 0":             stats.Share,
		"max(vix_idx) > 40 ? 1 : last(vix_idx)": stats.Extreme,
		"argmax(vix_idx, 1..3)":                 stats.Count,
		"100*peak(vix_idx)":                     stats.Extreme,
		"quantile(vix_idx, 0.95)":               stats.Extreme,
		"last(vix_idx) - first(vix_idx)":        stats.Continuous,
	} {
		if got := metricKind(text); got != want {
			t.Errorf("%s is %s, want %s", text, got, want)
		}
	}
}
