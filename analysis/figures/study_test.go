package figures

import (
	"encoding/json"
	"errors"
	"io/fs"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kirifuda/output"
	"kirifuda/world"
	"kirifuda/world/ledger"
)

// someSeries are columns of the panel.
var someSeries = []output.Column{
	{Name: "ust_10y_yield_pct", Type: output.Double, Unit: "%/yr", Doc: "yield of the 10-year Treasury"},
	{Name: "usdjpy_jpy", Type: output.Double, Unit: "JPY per USD", Doc: "yen per US dollar"},
	{Name: "vix_idx", Type: output.Double, Unit: "index", Doc: "gauge of equity volatility"},
}

// create makes the directory of an experiment of two scenarios with two runs each.
func create(t *testing.T, series []output.Column) *output.Store {
	t.Helper()
	plan, err := json.Marshal(output.Layout{
		SchemaVersion: output.SchemaVersion, ID: "x", Seed: 7, Trace: output.TracePanel, Series: series, ChunkLength: 4,
		Runs: []output.RunRange{{Scenario: "calm", First: 0, Count: 2}, {Scenario: "sale-300", First: 0, Count: 2}},
	})
	if err != nil {
		t.Fatal(err)
	}
	sum, err := output.PlanDigest(plan)
	if err != nil {
		t.Fatal(err)
	}
	plan = append(plan[:len(plan)-1], `,"plan_sha256":"`+sum+`"}`...)
	store, err := output.CreateStore(filepath.Join(t.TempDir(), "x"), plan, nil)
	if err != nil {
		t.Fatal(err)
	}
	return store
}

// fill writes three days of every run, on which the first series is what value says.
func fill(t *testing.T, store *output.Store, value func(scenario string, run, day int) float64) {
	t.Helper()
	c, err := store.OpenChunk(0)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range store.ChunkRuns(0) {
		r, err := c.Run(k.Scenario, k.RunID)
		if err != nil {
			t.Fatal(err)
		}
		for day := 1; day <= 3; day++ {
			if err := r.Observe(&world.Record{
				View: &world.View{Day: day, Date: world.Date(20178 + day)}, Books: ledger.New(nil, nil),
				Series: []world.Series{{Name: store.Layout.Series[0].Name}}, Values: []float64{value(k.Scenario, int(k.RunID), day)},
			}); err != nil {
				t.Fatal(err)
			}
		}
		if err := r.Finish(output.RunRow{DesignID: k.RunID, Seed: 7, EventDay: 2}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.Commit(nil); err != nil {
		t.Fatal(err)
	}
}

// A study has the series of both arms by run and day, NaN where there is none.
func TestLoad(t *testing.T) {
	store := create(t, someSeries)
	fill(t, store, func(scenario string, run, day int) float64 {
		if run == 1 && day == 3 {
			return math.NaN()
		}
		return float64(100*len(scenario) + 10*run + day)
	})
	src := Source{Dir: store.Dir, Baseline: "calm"}
	s, err := load(src, Values{}, "ust_10y_yield_pct")
	if err != nil {
		t.Fatal(err)
	}
	if s.scenario != "sale-300" || s.baseline != "calm" || s.series != someSeries[0] || s.seed != 7 || s.points != 2 || s.eventDate != 20180 {
		t.Errorf("%+v", s)
	}
	for level, p := range map[float64]*paths{400: s.base, 800: s.with} {
		if !slices.Equal(p.dates, []int32{20179, 20180, 20181}) || len(p.runs) != 2 || !slices.Equal(p.runs[0], []float64{level + 1, level + 2, level + 3}) ||
			!slices.Equal(p.runs[1][:2], []float64{level + 11, level + 12}) || len(p.runs[1]) != 3 || !math.IsNaN(p.runs[1][2]) {
			t.Errorf("paths %+v", p)
		}
	}
	if s, err = load(src, Values{}, "vix_idx"); err != nil || !math.IsNaN(s.with.runs[0][0]) {
		t.Errorf("a series that runs do not have: %+v, %v", s, err)
	}
	if got, want := seriesNames(store.Dir), []string{"ust_10y_yield_pct", "usdjpy_jpy", "vix_idx"}; !slices.Equal(got, want) {
		t.Errorf("series %q", got)
	}
	for want, series := range map[string]string{
		`table panel has no series "usdjpy"; did you mean usdjpy_jpy?`:                             "usdjpy",
		`table panel has no series "day"; the nearest are usdjpy_jpy, ust_10y_yield_pct, vix_idx`:  "day",
		`table panel has no series "gold"; the nearest are ust_10y_yield_pct, vix_idx, usdjpy_jpy`: "gold",
	} {
		if _, err := load(src, Values{}, series); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// What cannot be drawn is an error that says why.
func TestNothingToLoad(t *testing.T) {
	if _, err := load(Source{Dir: t.TempDir()}, Values{}, "vix_idx"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no experiment: %v", err)
	}
	if names := seriesNames("nosuch"); names != nil {
		t.Errorf("series of nothing: %q", names)
	}
	store := create(t, someSeries)
	if _, err := load(Source{Dir: store.Dir}, Values{}, "vix_idx"); err == nil || !strings.Contains(err.Error(), "no rows in table panel") {
		t.Errorf("no rows: %v", err)
	}
}

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
	if q := d.median(); q[0] != 0 || q[1] != 150 {
		t.Errorf("medians %v", q)
	}
}

func TestArms(t *testing.T) {
	have := []string{"calm", "sale-300", "threat"}
	for _, c := range []struct{ scenario, vs, planned, drawn, base, wrong string }{
		{planned: "calm", wrong: "there are the arms calm, sale-300 and threat: choose the one to draw with --arm, or draw all with sim figure scenarios"},
		{vs: "threat", planned: "calm", drawn: "sale-300", base: "threat"},
		{wrong: "there are the arms calm, sale-300 and threat: choose the one to draw with --arm, or draw all with sim figure scenarios"},
		{scenario: "calm", planned: "calm", drawn: "calm"},
		{scenario: "sale-300", vs: "threat", planned: "calm", drawn: "sale-300", base: "threat"},
		{scenario: "calm", vs: "calm", wrong: "arm and vs are both calm: they must differ"},
		{scenario: "sale", wrong: `there is no scenario "sale"; there are calm, sale-300, threat; did you mean sale-300?`},
	} {
		drawn, base, err := arms(c.scenario, c.vs, c.planned, have)
		if drawn != c.drawn || base != c.base || (err == nil) != (c.wrong == "") || err != nil && err.Error() != c.wrong {
			t.Errorf("%+v: %q less %q, %v", c, drawn, base, err)
		}
	}
	if drawn, base, err := arms("", "", "calm", have[:2]); drawn != "sale-300" || base != "calm" || err != nil {
		t.Errorf("two arms: %q less %q, %v", drawn, base, err)
	}
	if drawn, base, err := arms("", "", "calm", have[:1]); drawn != "calm" || base != "" || err != nil {
		t.Errorf("a baseline alone: %q less %q, %v", drawn, base, err)
	}
}
