package analysis

import (
	"math"
	"path/filepath"
	"testing"

	"kirifuda/agents"
	"kirifuda/engine"
	"kirifuda/experiment"
	"kirifuda/experiment/experimenttest"
	"kirifuda/output"
	"kirifuda/world"
)

func TestNoShockNoDifference(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	// The same world under another name, with an institution more that does
	// nothing: every series of every day is equal bit for bit.
	base := experimenttest.Scenario(t, "baseline")
	other := experimenttest.Scenario(t, "baseline", "agents.zz_bystander.kind=idle")
	other.Name = "bystander"
	e, err := experiment.New(agents.Default(), experiment.Plan{Kind: experiment.KindMC, Seed: 5, Reps: 3, Trace: output.TracePanel}, 1, other, base)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "x")
	execute(t, e, dir, engine.Options{})
	list, err := Responses(dir, ResponseOptions{Series: seriesNames(e.Store())})
	if err != nil {
		t.Fatal(err)
	}
	points := 0
	for _, r := range list {
		for _, p := range r.Points {
			points++
			if p.Mean != 0 || p.SD != 0 {
				t.Fatalf("%s on %s: %+v", r.Series, p.Date, p)
			}
		}
	}
	if points < 8*40 {
		t.Errorf("only %d points", points)
	}
	r, err := experiment.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range Pairs(r, 0) {
		if p.Diff != nil && (p.Diff.Mean != 0 || p.Diff.SD != 0) {
			t.Errorf("%s: %+v", p.Name, p.Diff)
		}
	}
}

func TestResponseStartsWithTheShock(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	dir := filepath.Join(t.TempDir(), "x")
	execute(t, experimenttest.Campaign(t, experiment.Plan{Seed: 7, Reps: 4, Trace: output.TracePanel}), dir, engine.Options{})
	list, err := Responses(dir, ResponseOptions{Series: []string{"ust_10y_yield_pct"}})
	if err != nil {
		t.Fatal(err)
	}
	p := list[0].Points
	if p[0].Mean != 0 || p[1].Mean != 0 || !(p[7].Mean > 0.01) || p[7].N != 4 {
		t.Errorf("%+v", p)
	}
	per, err := Responses(dir, ResponseOptions{Series: []string{"ust_10y_yield_pct"}, Per100: true})
	if err != nil {
		t.Fatal(err)
	}
	sold, err := experiment.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	i, err := sold.Outcome("jp_mof_sold_usd_bn")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := per[0].Points[7].Mean, 100*p[7].Mean/Pairs(sold, 0)[i].Diff.Mean; math.Abs(float64(got-want)) > 1e-9*float64(want) {
		t.Errorf("per 100 bn: %g, want %g", got, want)
	}
	if err := Summarise(dir); err != nil {
		t.Fatal(err)
	}
	n := 0
	if err := output.Scan(dir, output.Filter{}, func(r *output.IRFRow) error {
		if r.Series == "ust_10y_yield_pct" && r.QSh == 0.5 && r.Date == int32(world.NewDate(2025, 4, 10)) {
			n++
			if r.Value != p[7].Quantiles[2] {
				t.Errorf("summary has %g, want %g", r.Value, p[7].Quantiles[2])
			}
		}
		return nil
	}); err != nil || n != 1 {
		t.Error(n, err)
	}
	rep, err := output.Inspect(dir)
	if err != nil || len(rep.Violations) > 0 {
		t.Error(err, rep.Violations)
	}
	c, err := Compare(dir, dir, "sale-300", "baseline")
	if err != nil || !c.Paired || len(c.Pairs) == 0 {
		t.Error(c, err)
	}
}
