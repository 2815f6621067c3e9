package analysis

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"kirifuda/agents"
	"kirifuda/analysis/stats"
	"kirifuda/engine"
	"kirifuda/experiment"
	"kirifuda/experiment/experimenttest"
	"kirifuda/output"
	"kirifuda/world"
)

// How much is read at a time changes no quantile, response or pair.
func TestReadingInParts(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "x")
	execute(t, experimenttest.Campaign(t, experiment.Plan{Seed: 7, Reps: 3, Trace: output.TracePanel}), dir, engine.Options{})
	defer func(a, b, c, d int) { pathBytes, resultBytes, scratchBytes, blockRuns = a, b, c, d }(pathBytes, resultBytes, scratchBytes, blockRuns)
	type all struct {
		fan, irf  []byte
		responses []Response
		pairs     []Pair
	}
	read := func() (a all) {
		t.Helper()
		if err := Summarise(dir); err != nil {
			t.Fatal(err)
		}
		for name, b := range map[string]*[]byte{"fan": &a.fan, "irf": &a.irf} {
			var err error
			if *b, err = os.ReadFile(filepath.Join(dir, "summary", name, "part-00000.parquet")); err != nil {
				t.Fatal(err)
			}
		}
		var err error
		if a.responses, err = Responses(dir, ResponseOptions{Series: []string{"usdjpy_jpy", "ust_10y_yield_pct"}, Horizon: 10}); err != nil {
			t.Fatal(err)
		}
		if a.pairs, err = LoadPairs(dir, 0); err != nil {
			t.Fatal(err)
		}
		return a
	}
	want := read()
	r, err := experiment.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(want.pairs) == 0 || text(t, want.pairs) != text(t, Pairs(r, 0)) {
		t.Error("pairs differ from those of all outcomes")
	}
	if len(want.responses) != 2 || len(want.responses[0].Points) == 0 {
		t.Fatalf("%+v", want.responses)
	}
	// In memory, one run, two and four at a time, of some series or one.
	for _, x := range []struct{ path, scratch, block int }{
		{1 << 20, 1 << 20, 1}, {1, 1, 1}, {8 * 8 * 4, 1 << 10, 2}, {8 * 8 * 20, 1 << 20, 4},
	} {
		pathBytes, scratchBytes, blockRuns, resultBytes = x.path, x.scratch, x.block, 1
		if got := read(); !bytes.Equal(got.fan, want.fan) || !bytes.Equal(got.irf, want.irf) || text(t, got.responses) != text(t, want.responses) || text(t, got.pairs) != text(t, want.pairs) {
			t.Errorf("limits %+v give other numbers", x)
		}
	}
}

// text is v in JSON, in which missing numbers are equal.
func text(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Series are read in groups whose number does not grow with the runs as long as
// the scratch file has room: 65 series of half a year.
func TestPassesOverThePanel(t *testing.T) {
	for _, x := range []struct{ runs, width int }{{100, 167}, {1000, 32}, {20_000, 32}, {100_000, 10}, {10_000_000, 1}} {
		if got := seriesPerPass(x.runs, 125); got != x.width {
			t.Errorf("%d runs: %d series at a time, want %d", x.runs, got, x.width)
		}
	}
}

func TestExtremesOfPairs(t *testing.T) {
	nan := math.NaN()
	var e extremes
	r := Response{}
	// The third run ends early, the fourth has a value on the last day only.
	for day, v := range [][]float64{{0, 0, 9, nan}, {5, 1, 9, nan}, {1, 7, nan, -2}} {
		e.add(v, day == 2)
		r.Points = append(r.Points, ResponsePoint{Day: day, Stat: *stats.Describe(v, stats.Continuous)})
	}
	r.extremes(&e, &experiment.Plan{Reps: 4}, nil)
	if r.Highest.Day != 1 || r.Highest.Mean != 5 || r.Lowest.Day != 2 || r.Lowest.Mean != 2 {
		t.Errorf("means: highest %+v, lowest %+v", r.Highest, r.Lowest)
	}
	if p := r.PeakOfPairs; p.N != 3 || math.Abs(float64(p.Mean)-10./3) > 1e-15 {
		t.Errorf("highest of each pair %+v", p)
	}
	if p := r.TroughOfPairs; p.N != 3 || math.Abs(float64(p.Mean)+2./3) > 1e-15 {
		t.Errorf("lowest of each pair %+v", p)
	}
}

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
