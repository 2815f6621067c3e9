package analysis

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"kirifuda/analysis/stats"
	"kirifuda/engine"
	"kirifuda/experiment"
	"kirifuda/experiment/experimenttest"
	"kirifuda/output"
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
	if len(want.pairs) == 0 || !reflect.DeepEqual(want.pairs, Pairs(r, 0)) {
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
		if got := read(); !bytes.Equal(got.fan, want.fan) || !bytes.Equal(got.irf, want.irf) || !reflect.DeepEqual(got.responses, want.responses) || !reflect.DeepEqual(got.pairs, want.pairs) {
			t.Errorf("limits %+v give other numbers", x)
		}
	}
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
		r.Points = append(r.Points, ResponsePoint{Day: day, Stat: *stats.Describe(v)})
	}
	r.extremes(&e, &experiment.Plan{Reps: 4})
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
