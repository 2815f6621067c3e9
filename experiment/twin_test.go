package experiment_test

import (
	"context"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kirifuda/agents"
	"kirifuda/analysis"
	"kirifuda/configs"
	"kirifuda/engine"
	"kirifuda/experiment"
	"kirifuda/experiment/design"
	"kirifuda/experiment/experimenttest"
	"kirifuda/output"
	"kirifuda/world"
)

// carryOut makes all runs of an experiment and its summary.
func carryOut(t *testing.T, e *experiment.Experiment) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "x")
	if _, err := e.Attach(dir, false); err != nil {
		t.Fatal(err)
	}
	if _, err := engine.Execute(context.Background(), e, engine.Options{Jobs: 1}); err != nil {
		t.Fatal(err)
	}
	if err := analysis.Summarise(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// The difference of a run to its twin is what a Monte Carlo of one pair against the twin
// and its impulse response say.
func TestTwinAgreesWithAMonteCarloOfOnePair(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	s := experimenttest.Sale(t)
	twin, err := experiment.Twin(s)
	if err != nil {
		t.Fatal(err)
	}
	single, err := experiment.New(agents.Default(), experiment.Plan{Kind: experiment.KindRun, Seed: 5, ChunkRuns: 1, Trace: output.TracePanel}, -1, s)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := single.Attach(filepath.Join(t.TempDir(), "x"), false); err != nil {
		t.Fatal(err)
	}
	beside, err := experiment.NewBuilder(twin, agents.Default())
	if err != nil {
		t.Fatal(err)
	}
	with, without := &analysis.Path{}, &analysis.Path{}
	res, err := engine.RunOne(context.Background(), single, engine.OneOptions{
		Goroutines: true, Observers: []world.Observer{with}, Twin: beside, TwinObservers: []world.Observer{without},
	})
	if err != nil {
		t.Fatal(err)
	}
	pair, err := experiment.New(agents.Default(), experiment.Plan{Kind: experiment.KindMC, Seed: 5, Reps: 1, Trace: output.TracePanel}, 1, s, twin)
	if err != nil {
		t.Fatal(err)
	}
	dir := carryOut(t, pair)
	near := func(what string, got, want float64) {
		t.Helper()
		if !(math.Abs(got-want) <= 1e-9*math.Max(1, math.Abs(want))) {
			t.Errorf("%s is %g, the Monte Carlo says %g", what, got, want)
		}
	}
	effects := analysis.Effects(with, without)
	moved := 0
	for _, e := range effects {
		list, err := analysis.Responses(dir, analysis.ResponseOptions{Series: []string{e.Series}})
		if err != nil {
			t.Fatal(err)
		}
		scale := 1.0
		switch {
		case e.Unit == "bp":
			scale = 100
		case e.Unit == "%":
			scale = 100 / with.Series[slices.IndexFunc(with.Series, func(x world.Series) bool { return x.Name == e.Series })].Base
		}
		r := list[0]
		last := r.Points[len(r.Points)-1]
		near(e.Series+" at the end", float64(e.End), scale*float64(last.Mean))
		near(e.Series+" highest", e.Highest, math.Max(0, scale*float64(r.Highest.Mean)))
		near(e.Series+" lowest", e.Lowest, math.Min(0, scale*float64(r.Lowest.Mean)))
		if e.PeakAt != nil {
			moved++
			p := r.Highest
			if e.Peak < 0 {
				p = r.Lowest
			}
			if e.PeakAt.Day != p.Day || e.PeakAt.Date != p.Date {
				t.Errorf("%s: peak on day %d, %s; irf says %d, %s", e.Series, e.PeakAt.Day, e.PeakAt.Date, p.Day, p.Date)
			}
		}
	}
	if len(effects) < 10 || moved < 8 {
		t.Errorf("%d series, of which %d move", len(effects), moved)
	}
	pairs, err := analysis.LoadPairs(dir, 0)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range pairs {
		a, b := res.Values[i], res.Twin.Values[i]
		if p.Diff == nil || a.Name != p.Name {
			continue
		}
		near(p.Name, *a.Value-*b.Value, float64(p.Diff.Mean))
	}
	cards, err := analysis.Cards(dir, "", "", 0)
	if err != nil {
		t.Fatal(err)
	}
	card := analysis.Card(res.Account, res.Twin.Account)
	if len(cards) != len(card) {
		t.Fatalf("%d lines, the Monte Carlo has %d", len(card), len(cards))
	}
	for i, l := range card {
		near(l.Item, l.Value, float64(cards[i].Diff.Mean))
	}
	// Who holds more holds what the seller holds less.
	var sum float64
	for _, x := range analysis.HeldMore(with, without) {
		sum += x.USDBn
	}
	near("sum of all holders", sum, 0)
}

// The twin does nothing with the card, and nothing else of the scenario changes; at every
// point of a design it is the twin of that point.
func TestTwin(t *testing.T) {
	cat := agents.Default()
	loadScenario := func(name string, set ...string) *configs.Scenario { return experimenttest.Scenario(t, name, set...) }
	for _, name := range []string{"baseline", "calm", "april-2025", "trade-war"} {
		if twin, err := experiment.Twin(loadScenario(name)); err != nil || twin != nil {
			t.Errorf("%s plays no card, and has the twin %v, %v", name, twin, err)
		}
	}
	for _, name := range []string{"japan-sale-2025", "sale-100", "threat-denied", "veiled-threat", "repo-first", "slow-run-off"} {
		s := loadScenario(name, "days=40")
		twin, err := experiment.Twin(s)
		if err != nil || twin == nil {
			t.Fatalf("%s: %v, %v", name, twin, err)
		}
		again, err := twin.With("market.rounds_per_day=1")
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range []*configs.Scenario{twin, again} {
			b, err := experiment.NewBuilder(x, cat)
			if err != nil {
				t.Fatal(err)
			}
			if day := b.EventDay(); day != 0 {
				t.Errorf("the twin of %s has event day %d", name, day)
			}
			if slices.ContainsFunc(x.Events, func(e configs.Event) bool { return e.Actor == experiment.Seller }) {
				t.Errorf("the twin of %s has the events %v", name, x.Events)
			}
		}
	}
	// Events of others stay.
	s, err := experiment.LoadScenario("april-2025", cat, configs.Options{Set: []string{"jp_mof.strategy=programme"}})
	if err != nil {
		t.Fatal(err)
	}
	twin, err := experiment.Twin(s)
	if err != nil || twin == nil || len(twin.Events) != len(s.Events) {
		t.Errorf("%v, %v", twin, err)
	}
	if !experiment.TwinSets(s, "jp_mof.strategy") || experiment.TwinSets(s, "jp_mof.sale_usd_bn") {
		t.Error("a twin sets the strategy, and not the size of a sale")
	}
}

func TestEventDay(t *testing.T) {
	for _, c := range []struct {
		scenario string
		set      []string
		want     int
	}{
		{"baseline", nil, 0},
		{"calm", nil, 0},
		{"april-2025", nil, 1},
		{"japan-sale-2025", nil, 24},
		{"japan-sale-2025", []string{"jp_mof.start_day=7"}, 7},
		{"japan-sale-2025", []string{"jp_mof.start_day=30", "jp_mof.prepare_days=10"}, 20},
		{"sale-100", nil, 5},
		{"sale-100", []string{"jp_mof.sale_usd_bn=0"}, 0},
		{"sale-100", []string{"jp_mof.start_day=41"}, 0},
		{"slow-run-off", nil, 1},
		{"veiled-threat", nil, 24},
		{"baseline", []string{"jp_mof.strategy=tit_for_tat"}, 0},
		{"baseline", []string{"jp_mof.operation_day=9", "jp_mof.operation_usd_bn=20"}, 9},
		{"baseline", []string{"jp_mof.operation_day=9"}, 0},
	} {
		b, err := experiment.NewBuilder(experimenttest.Scenario(t, c.scenario, append([]string{"days=40"}, c.set...)...), agents.Default())
		if err != nil {
			t.Fatal(err)
		}
		if got := b.EventDay(); got != c.want {
			t.Errorf("%s %v: event day %d, want %d", c.scenario, c.set, got, c.want)
		}
	}
}

// Day 0 is the base date in every table; the event day is a field.
func TestOneCountOfDays(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	dir := carryOut(t, experimenttest.Campaign(t, experiment.Plan{Seed: 5, Reps: 2, Trace: output.TracePanel}))
	day := map[int32]int32{} // by date
	p, store, err := experiment.Stored(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.ScanColumns("panel", []output.Column{{Name: "date", Type: output.Date}, {Name: "day", Type: output.Int32}}, func(c *output.Cells) error {
		day[c.Int32(0)] = c.Int32(1)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if day[int32(world.NewDate(2025, 4, 1))] != 1 || day[int32(world.NewDate(2025, 4, 10))] != 8 {
		t.Errorf("days of the panel: %v", day)
	}
	check := func(table string, date, got int32) {
		if got != day[date] {
			t.Errorf("%s: %s is day %d, in the panel %d", table, world.Date(date), got, day[date])
		}
	}
	if err := output.Scan(dir, output.Filter{}, func(r *output.EventRow) error { check("events", r.Date, r.Day); return nil }); err != nil {
		t.Fatal(err)
	}
	if err := output.Scan(dir, output.Filter{}, func(r *output.FanRow) error { check("fan", r.Date, r.Day); return nil }); err != nil {
		t.Fatal(err)
	}
	if err := output.Scan(dir, output.Filter{}, func(r *output.IRFRow) error {
		check("irf", r.Date, r.Day)
		if r.EventDay == nil || *r.EventDay != 3 {
			t.Errorf("event day of irf %v", r.EventDay)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	runs, err := output.ReadRuns(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range runs {
		if want := map[string]int32{"sale-300": 3, "baseline": 0}[r.Scenario]; r.EventDay != want {
			t.Errorf("run %d of %s has event day %d, want %d", r.RunID, r.Scenario, r.EventDay, want)
		}
	}
	if p.EventDay != 3 {
		t.Errorf("event day of the plan %d", p.EventDay)
	}
	list, err := analysis.Responses(dir, analysis.ResponseOptions{Series: []string{"ust_10y_yield_pct"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range list[0].Points {
		if x.SinceEvent == nil || *x.SinceEvent != x.Day-3 {
			t.Errorf("day %d is %v days after the event", x.Day, x.SinceEvent)
		}
	}
	// A horizon counts from the event.
	if list, err = analysis.Responses(dir, analysis.ResponseOptions{Series: []string{"ust_10y_yield_pct"}, Horizon: 2}); err != nil {
		t.Fatal(err)
	}
	if p := list[0].Points; p[len(p)-1].Day != 5 {
		t.Errorf("two days after the event is day %d", p[len(p)-1].Day)
	}
}

// A sweep over the start of a sale has no event day of its own, each run has one.
func TestEventDayOfASweep(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	s, base := experimenttest.Sale(t), experimenttest.Scenario(t, "baseline")
	list, err := design.ParseAxes([]string{"jp_mof.start_day=3,5"})
	if err != nil {
		t.Fatal(err)
	}
	d, err := experiment.MakeDesign(s, list, experiment.DesignOptions{Kind: "grid"})
	if err != nil {
		t.Fatal(err)
	}
	e, err := experiment.New(agents.Default(), experiment.Plan{Kind: experiment.KindSweep, Seed: 5, Reps: 1, Trace: output.TracePanel, Design: d}, 1, s, base)
	if err != nil {
		t.Fatal(err)
	}
	dir := carryOut(t, e)
	r, err := analysis.Responses(dir, analysis.ResponseOptions{Series: []string{"ust_10y_yield_pct"}})
	if err != nil {
		t.Fatal(err)
	}
	if r[0].EventDay != nil || r[0].Points[0].SinceEvent != nil {
		t.Errorf("event day %d", *r[0].EventDay)
	}
	runs, err := output.ReadRuns(dir)
	if err != nil {
		t.Fatal(err)
	}
	var days []int32
	for _, r := range runs {
		if strings.HasPrefix(r.Scenario, "sale") {
			days = append(days, r.EventDay)
		}
	}
	if !slices.Equal(days, []int32{3, 5}) {
		t.Errorf("event days %v", days)
	}
}
