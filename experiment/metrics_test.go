package experiment

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/output"
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
		"max(ust_10y_yield_pct, ust_2y_yield_pct)": "arguments",
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
	err = m.eval(3, func(name string) []float64 {
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
