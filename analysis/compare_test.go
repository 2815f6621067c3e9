package analysis

import (
	"math"
	"path/filepath"
	"strings"
	"testing"

	"kirifuda/agents"
	"kirifuda/analysis/stats"
	"kirifuda/configs"
	"kirifuda/engine"
	"kirifuda/experiment"
	"kirifuda/experiment/design"
	"kirifuda/experiment/experimenttest"
	"kirifuda/output"
)

// A replication draws the same at every point of a design: standard errors count
// replications, not runs.
func TestPointsOfADesignAreNotIndependent(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	s := experimenttest.Sale(t)
	axes, err := design.ParseAxes([]string{"jp_mof.sale_usd_bn=280,290,300,310"})
	if err != nil {
		t.Fatal(err)
	}
	d, err := experiment.MakeDesign(s, axes, experiment.DesignOptions{Kind: "grid"})
	if err != nil {
		t.Fatal(err)
	}
	e, err := experiment.New(agents.Default(), experiment.Plan{Kind: experiment.KindSweep, Seed: 7, Reps: 3, Trace: output.TracePanel, Design: d}, 1, s, experimenttest.Scenario(t, "baseline"))
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "x")
	execute(t, e, dir, engine.Options{})
	r, err := experiment.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	k, err := r.Outcome("ust_10y_end_bp")
	if err != nil {
		t.Fatal(err)
	}
	a, b := r.Plan.Treatments()[0], r.Plan.Baseline()
	want := make([]float64, 3)
	for i := range r.Arms[a].Y[k] {
		want[i/4] += (r.Arms[a].Y[k][i] - r.Arms[b].Y[k][i]) / 4
	}
	near := func(got *stats.Stat, want *stats.Stat) bool {
		return got != nil && got.N == want.N && math.Abs(float64(got.Mean-want.Mean)) < 1e-9 && math.Abs(float64(got.SE/want.SE)-1) < 1e-9
	}
	c, err := Compare(dir, dir, "sale-300", "baseline")
	if err != nil {
		t.Fatal(err)
	}
	if c.Points != 4 || c.Pairs[k].Name != "y_ust_10y_end_bp" || !near(c.Pairs[k].Diff, stats.Describe(want, stats.Continuous)) {
		t.Errorf("compare: %+v, want %+v", c.Pairs[k].Diff, stats.Describe(want, stats.Continuous))
	}
	if p := Pairs(r, 0)[k]; !near(p.Diff, stats.Describe(want, stats.Continuous)) {
		t.Errorf("pairs: %+v, want %+v", p.Diff, stats.Describe(want, stats.Continuous))
	}
	list, err := Responses(dir, ResponseOptions{Series: []string{"ust_10y_yield_pct"}})
	if err != nil {
		t.Fatal(err)
	}
	// The outcome is the yield of the last day less that of the base date, times 100.
	for i := range want {
		want[i] /= 100
	}
	if got := list[0].Points[len(list[0].Points)-1].Stat; list[0].Averaged != 4 || !near(&got, stats.Describe(want, stats.Continuous)) {
		t.Errorf("irf: %+v, want %+v", got, stats.Describe(want, stats.Continuous))
	}
}

func TestAveragesLeaveOutWhatOneLacks(t *testing.T) {
	d := &design.Design{Points: make([]design.Point, 2)}
	nan := math.NaN()
	// Replications 1 to 3 and 2 to 4 of two points.
	x, y := align(&experiment.Plan{Design: d, Reps: 3, FirstRep: 1}, &experiment.Plan{Design: d, Reps: 3, FirstRep: 2},
		[]float64{1, 10, 2, 20, 3, nan}, []float64{5, 50, 6, 60, 7, 70})
	if len(x) != 2 || x[0] != 11 || y[0] != 27.5 || x[1] != 3 || y[1] != 6 {
		t.Error(x, y)
	}
	x, y = align(&experiment.Plan{Reps: 2}, &experiment.Plan{Reps: 2, FirstRep: 2}, []float64{1, 2}, []float64{3, 4})
	if len(x) != 0 || len(y) != 0 {
		t.Error(x, y)
	}
}

// Only like things are compared, and runs that share their draws are paired.
func TestCompareLikeWithLike(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	tmp := t.TempDir()
	made := func(name string, p experiment.Plan, set ...string) string {
		t.Helper()
		p.Seed, p.Trace, p.Kind = 7, output.TraceRuns, experiment.KindMC
		s, err := experiment.LoadScenario("sale-300", agents.Default(), configs.Options{Set: append([]string{"days=4", "jp_mof.start_day=1"}, set...)})
		if err != nil {
			t.Fatal(err)
		}
		e, err := experiment.New(agents.Default(), p, -1, s)
		if err != nil {
			t.Fatal(err)
		}
		dir := filepath.Join(tmp, name)
		execute(t, e, dir, engine.Options{})
		return dir
	}
	all := made("all", experiment.Plan{Reps: 6}, "metrics.top=max(vix_idx)", "metrics.same=min(vix_idx)")

	// Run 5 of a sweep may be replication 1; its pair is run 1.
	one := made("one", experiment.Plan{Reps: 1, FirstRep: 1, FirstRun: 5})
	c, err := Compare(one, all, "", "")
	if err != nil {
		t.Fatal(err)
	}
	if !c.Paired || len(c.Pairs) == 0 {
		t.Fatalf("%+v", c)
	}
	for _, p := range c.Pairs {
		if p.Diff.N != 1 || p.Diff.Mean != 0 {
			t.Errorf("%s: %+v", p.Name, p.Diff)
		}
	}

	c, err = Compare(all, made("metric", experiment.Plan{Reps: 6}, "metrics.top=max(move_idx)", "metrics.same=min(vix_idx)"), "", "")
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Warnings) != 1 || !strings.Contains(c.Warnings[0], "top is left out") || !strings.Contains(c.Warnings[0], "max(move_idx)") {
		t.Errorf("%q", c.Warnings)
	}
	same := 0
	for _, p := range c.Pairs {
		switch p.Name {
		case "y_top":
			t.Error("two metrics of one name were compared")
		case "y_same":
			same++
		}
	}
	if same != 1 {
		t.Error("a metric of both was left out")
	}

	if _, err := Compare(all, made("days", experiment.Plan{Reps: 6}, "days=5"), "", ""); err == nil || !strings.Contains(err.Error(), "4 days") {
		t.Errorf("other days: %v", err)
	}
}
