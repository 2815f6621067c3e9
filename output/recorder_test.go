package output

import (
	"math"
	"slices"
	"strings"
	"testing"

	"kirifuda/world"
	"kirifuda/world/market"
)

// What is read back is what the world showed.
func TestRoundTrip(t *testing.T) {
	dir := t.TempDir()
	const days = 8
	type day struct {
		date                              world.Date
		y510, jpy, spread, vix, rate, ind float64
		values                            map[string]float64 // of all series
		moves                             []float64
		outstanding                       []float64 // par, USD bn
		statements, rounds, limited       int
	}
	var want []day
	var entries int64
	c, err := OpenChunk(dir, 0, testMeta, testOptions(TraceFull))
	if err != nil {
		t.Fatal(err)
	}
	r, err := c.Run("a", 3)
	if err != nil {
		t.Fatal(err)
	}
	w := testWorld(t, 3, days, true, r, observer(func(rec *world.Record) error {
		v := rec.View
		d := day{date: v.Date, y510: v.Level(2), jpy: v.Level(5), spread: v.Deviation[2] - v.Deviation[4], vix: v.VIX, rate: v.PolicyRatePct[0],
			values: map[string]float64{}, moves: slices.Clone(v.Move), rounds: len(rec.Rounds)}
		d.ind = 1 + 2 + 3 + 4 + 5 + 5*float64(v.Day) // what the holders report
		for i := range rec.Series {
			d.values[rec.Series[i].Name] = rec.Values[i]
		}
		for k := range 4 {
			d.outstanding = append(d.outstanding, float64(rec.Books.Outstanding(2+k))/1e11)
		}
		for _, s := range rec.Statements {
			if s.Type != world.Fundamentals {
				d.statements++
			}
		}
		for _, rr := range rec.Rounds {
			for _, s := range rr.States {
				if s != market.Cleared {
					d.limited++
				}
			}
		}
		want = append(want, d)
		return nil
	}))
	defer w.Close()
	r.Attach(w)
	before := w.Books().Entries()
	if err := w.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	entries = w.Books().Entries() - before
	if err := r.Finish(RunRow{DesignID: 4, Rep: 2, Seed: 1 << 40, Params: map[string]any{"p_size": 0.25, "p_mode": "x", "p_count": int64(7)}, Outcomes: map[string]float64{"y_peak_bp": -2}}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Commit(nil); err != nil {
		t.Fatal(err)
	}

	panel := readPanel(t, dir)
	if len(panel) != 1+days {
		t.Fatalf("%d rows", len(panel))
	}
	if b := panel[0]; b.date != int32(want[0].date)-1 || b.day != 0 || *b.values["vix_idx"] != 20 || *b.values["usdjpy_jpy"] != 149.9 || b.values["jp_mof_ust_usd_bn"] != nil {
		t.Errorf("the base date: %+v", b)
	}
	panel = panel[1:]
	for i, p := range panel {
		d := &want[i]
		if p.scenario != "a" || p.run != 3 || p.date != int32(d.date) || int(p.day) != i+1 {
			t.Errorf("keys of day %d: %+v", i, p)
		}
		same := func(name string, want float64) {
			t.Helper()
			if got := p.values[name]; got == nil || *got != want {
				t.Errorf("day %d, %s: %v, want %g", i, name, got, want)
			}
		}
		same("ust_5_10y_yield_pct", d.y510)
		same("usdjpy_jpy", d.jpy)
		same("cash_spread_10y_bp", d.spread)
		same("vix_idx", d.vix)
		same("fed_rate_pct", d.rate)
		same("jp_mof_ust_usd_bn", d.ind)
		missing := 0
		for name, got := range p.values {
			if v, ok := d.values[name]; ok && !math.IsNaN(v) {
				same(name, v)
			} else if missing++; got != nil {
				t.Errorf("day %d, %s: %g, but the world does not have it", i, name, *got)
			}
		}
		if _, ok := p.values["day_n"]; ok || len(p.values) != len(testSeries()) || missing != 2 {
			t.Errorf("day %d: %d columns, %d missing", i, len(p.values), missing)
		}
	}

	// Stocks and flows.
	type key struct{ holder, bucket string }
	last := map[key]HoldingRow{}
	par := map[int32]map[string]float64{}
	sold := map[int32]map[key]float64{}
	if err := Scan(dir, Filter{}, func(h *HoldingRow) error {
		k := key{strings.Clone(h.Holder), strings.Clone(h.Bucket)}
		if b, ok := last[k]; ok {
			if gap := h.ValueUSDBn - (b.ValueUSDBn + h.TransactionsUSDBn + h.ValuationUSDBn + h.OtherUSDBn); math.Abs(gap) > 1e-9 {
				t.Errorf("%s, %s: value does not follow from yesterday's by %g", k, world.Date(h.Date), gap)
			}
		}
		if h.OtherUSDBn != 0 {
			t.Errorf("%s: other %g", k, h.OtherUSDBn)
		}
		last[k] = *h
		if par[h.Date] == nil {
			par[h.Date], sold[h.Date] = map[string]float64{}, map[key]float64{}
		}
		par[h.Date][k.bucket] += h.ParUSDBn
		sold[h.Date][k] = -h.TransactionsUSDBn
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, d := range want {
		for k, b := range []string{"ust_le1y", "ust_1_5y", "ust_5_10y", "ust_gt10y"} {
			if got := par[int32(d.date)][b]; math.Abs(got-d.outstanding[k]) > 1e-6 {
				t.Errorf("%s: par of %s adds up to %g, outstanding is %g", d.date, b, got, d.outstanding[k])
			}
		}
	}
	flows := map[int32]map[key]float64{}
	if err := Scan(dir, Filter{}, func(f *FlowRow) error {
		if flows[f.Date] == nil {
			flows[f.Date] = map[key]float64{}
		}
		if f.ValueUSDBn <= 0 || f.Seller == f.Buyer {
			t.Errorf("flow %+v", f)
		}
		flows[f.Date][key{strings.Clone(f.Seller), strings.Clone(f.Bucket)}] += f.ValueUSDBn
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	n := 0
	for date, s := range sold {
		for k, v := range s {
			if v > 0 {
				n++
				if math.Abs(flows[date][k]-v) > 1e-10 {
					t.Errorf("%s, %s: flows add up to %g, sold %g", world.Date(date), k, flows[date][k], v)
				}
			} else if flows[date][k] != 0 {
				t.Errorf("%s, %s bought and sells", world.Date(date), k)
			}
		}
	}
	if n < days {
		t.Errorf("only %d sellers", n)
	}

	// Attribution adds up to moves.
	moves := map[int32]map[string]float64{}
	if err := Scan(dir, Filter{}, func(a *AttributionRow) error {
		if moves[a.Date] == nil {
			moves[a.Date] = map[string]float64{}
		}
		moves[a.Date][a.Instrument] += a.ContributionBp
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, d := range want {
		if got := moves[int32(d.date)]["usdjpy"]; math.Abs(got-d.moves[5]) > 1e-7 {
			t.Errorf("%s: contributions add up to %g, the move is %g", d.date, got, d.moves[5])
		}
	}

	counts := map[string]int{}
	wantCounts := map[string]int{"trades": int(entries)}
	for _, d := range want {
		wantCounts["events"] += d.statements
		wantCounts["clearing"] += d.rounds + d.limited
	}
	var types []string
	if err := Scan(dir, Filter{}, func(e *EventRow) error {
		counts["events"]++
		types = append(types, e.Type)
		switch e.Type {
		case "tariff_threat":
			if *e.Actor != "herald" || *e.Target != "fed" || *e.Value != 25 || *e.Unit != "%" || *e.Text != "up to 25 %" || e.Instrument != nil {
				t.Errorf("%+v", e)
			}
		case "denial":
			if e.Value != nil || e.Unit != nil || *e.Instrument != "ust_1_5y" || e.Target != nil {
				t.Errorf("%+v", e)
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(types, "denial") {
		t.Error("no denial")
	}
	if err := Scan(dir, Filter{}, func(*ClearingRow) error { counts["clearing"]++; return nil }); err != nil {
		t.Fatal(err)
	}
	if err := Scan(dir, Filter{}, func(*TradeRow) error { counts["trades"]++; return nil }); err != nil {
		t.Fatal(err)
	}
	for k, v := range wantCounts {
		if counts[k] != v {
			t.Errorf("%d rows of %s, want %d", counts[k], k, v)
		}
	}
	runs, err := ReadRuns(dir)
	if err != nil || len(runs) != 1 {
		t.Fatal(runs, err)
	}
	g := runs[0]
	if g.DesignID != 4 || g.Rep != 2 || g.Seed != 1<<40 || g.Params["p_size"] != 0.25 || g.Params["p_mode"] != "x" || g.Params["p_count"] != int32(7) || g.Outcomes["y_peak_bp"] != -2 || g.Status != StatusOK {
		t.Errorf("%+v", g)
	}
}

func TestRounding(t *testing.T) {
	o := testOptions(TracePanel)
	o.Round, o.Digits = true, 2
	dir := t.TempDir()
	m := writeChunk(t, dir, 0, o, 10, runList(1, "a")...)
	for _, p := range readPanel(t, dir) {
		if v := *p.values["ust_10y_yield_pct"] * 100; math.Abs(v-math.Round(v)) > 1e-9 {
			t.Errorf("not rounded: %g", v)
		}
	}
	p, err := openRead(osFS{}, dir+"/"+m.Tables[1].Path)
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	if v, _ := p.file.Lookup(KeyDigits); v != "2" {
		t.Errorf("%s = %q", KeyDigits, v)
	}
	if r, err := Inspect(dir); err != nil || len(r.Violations) > 0 {
		t.Errorf("%v %v", r.Violations, err)
	}
	if _, err := OpenChunk(t.TempDir(), 0, testMeta, Options{Round: true, Digits: -1}); err == nil {
		t.Error("−1 digits were accepted")
	}
}
