package experiment_test

import (
	"context"
	"fmt"
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

func TestHeadlineAgreesWithThePanel(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	s := experimenttest.Sale(t, "metrics.top_bp=100*peak(ust_10y_yield_pct)", "metrics.when_n=argmax(ust_10y_yield_pct)", "metrics.span_n=days", "metrics.third_idx=at(vix_idx, 3)")
	e, err := experiment.New(agents.Default(), experiment.Plan{Kind: experiment.KindRun, Seed: 9, ChunkRuns: 1, Trace: output.TraceHoldings}, -1, s)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "x")
	if _, err := e.Attach(dir, false); err != nil {
		t.Fatal(err)
	}
	res, err := engine.RunOne(context.Background(), e, engine.OneOptions{Goroutines: true})
	if err != nil {
		t.Fatal(err)
	}
	store, err := output.OpenStore(dir)
	if err != nil {
		t.Fatal(err)
	}
	var panel []map[string]float64 // by day
	if err := store.ScanColumns("panel", store.Layout.Series, func(c *output.Cells) error {
		row := map[string]float64{}
		for i, s := range store.Layout.Series {
			row[s.Name] = c.Double(i)
		}
		panel = append(panel, row)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	// Every series of the world is a column of the panel, day by day.
	b, err := experiment.NewBuilder(s, agents.Default())
	if err != nil {
		t.Fatal(err)
	}
	if base := panel[0]; base["ust_2y_yield_pct"] != 3.89 || base["jp_mof_sold_usd_bn"] != 0 || base["iterations_n"] == base["iterations_n"] {
		t.Errorf("the base date: %v", base)
	}
	panel = panel[1:]
	day := 0
	watch := observer(func(rec *world.Record) error {
		row := panel[day]
		day++
		if len(row) != len(rec.Series) {
			return fmt.Errorf("%d series, the panel has %d", len(rec.Series), len(row))
		}
		for i, series := range rec.Series {
			got := rec.Values[i]
			if want, ok := row[series.Name]; !ok || got != want && (got == got || want == want) {
				return fmt.Errorf("%s on day %d: %g, the panel has %g", series.Name, day, got, want)
			}
		}
		return nil
	})
	w, err := b.Build(experiment.RunOptions{Seed: 9, Inline: true, Observers: []world.Observer{watch}})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for _, v := range res.Values {
		if v.Value != nil {
			got[v.Name] = *v.Value
		}
	}
	var top, first, at float64
	for i, r := range panel {
		y := r["ust_10y_yield_pct"]
		if i == 0 {
			first, top, at = y, y, 1
		}
		if y > top {
			top, at = y, float64(i+1)
		}
	}
	near := func(name string, want float64) {
		t.Helper()
		if math.Abs(got[name]-want) > 1e-9 {
			t.Errorf("%s is %g, want %g", name, got[name], want)
		}
	}
	near("y_ust_10y_end_bp", 100*(panel[7]["ust_10y_yield_pct"]-4.23))
	near("y_ust_10y_peak_bp", 100*math.Max(0, top-4.23))
	near("y_top_bp", 100*(top-first))
	near("y_when_n", at)
	near("y_span_n", 8)
	near("y_third_idx", panel[2]["vix_idx"])
	near("y_usdjpy_end_pct", 100*(panel[7]["usdjpy_jpy"]/149.9-1))
	last := panel[7]
	near("y_final_tariff_pct", 0.68*last["jp_tariff_general_pct"]+0.32*last["jp_tariff_auto_pct"])
	near("y_deal", 0)
	// All that was sold has a buyer.
	var bought float64
	for _, x := range res.Buyers {
		bought += x.USDBn
	}
	if sold := got["y_jp_mof_sold_usd_bn"]; sold < 100 || math.Abs(bought-sold) > 1e-6*sold {
		t.Errorf("buyers took %g of %g USD bn sold", bought, sold)
	}
}

type observer func(*world.Record) error

func (f observer) Observe(r *world.Record) error { return f(r) }
