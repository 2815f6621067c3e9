package output

import (
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"unsafe"

	"github.com/parquet-go/parquet-go"
	"pgregory.net/rapid"

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
		d := day{date: v.Date, y510: v.Level(2), jpy: v.Level(5), spread: v.X[2] - v.X[4], vix: v.VIX, rate: v.PolicyRatePct[0],
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
	if len(panel) != days {
		t.Fatalf("%d days", len(panel))
	}
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

// The hash of the tables is that of the manifests, whatever the chunk length,
// and changes with any value.
func TestDatasetHash(t *testing.T) {
	runs := runList(4, "a", "bb")
	var want string
	for _, length := range []int{8, 3, 1} {
		dir := t.TempDir()
		var ms []*Manifest
		for i := 0; i*length < len(runs); i++ {
			ms = append(ms, writeChunk(t, dir, i, testOptions(TraceFull), 4, runs[i*length:min((i+1)*length, len(runs))]...))
		}
		slices.Reverse(ms)
		a, err := DatasetHash(ms)
		if err != nil {
			t.Fatal(err)
		}
		b, err := Hash(dir)
		if err != nil {
			t.Fatal(err)
		}
		if a != b {
			t.Errorf("chunks of %d: manifests say %s, tables %s", length, a, b)
		}
		if want == "" {
			want = a
		}
		if a != want {
			t.Errorf("chunks of %d: %s, want %s", length, a, want)
		}
	}
	dir := t.TempDir()
	if h, _ := DatasetHash([]*Manifest{writeChunk(t, dir, 0, testOptions(TraceFull), 3, runs...)}); h == want {
		t.Error("fewer days, same hash")
	}
	if _, err := DatasetHash([]*Manifest{{Runs: []ManifestRun{{Scenario: "a", Content: strings.Repeat("00", 32)}, {Scenario: "a", Content: strings.Repeat("00", 32)}}}}); err == nil {
		t.Error("a run was counted twice")
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
	p, err := openRead(dir + "/" + m.Tables[1].Path)
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

func TestEvery(t *testing.T) {
	o := testOptions(TraceHoldings)
	o.Every, o.EventDay = 4, 2
	dir := t.TempDir()
	m := writeChunk(t, dir, 0, o, 10, runList(1, "a")...)
	var days []int32
	for _, p := range readPanel(t, dir) {
		days = append(days, p.day)
	}
	if !slices.Equal(days, []int32{-1, 3, 7}) {
		t.Errorf("days %v", days)
	}
	if m.Tables[2].Rows != 9 { // events are not thinned
		t.Errorf("%d events", m.Tables[2].Rows)
	}
}

// Cells are whole units, add up to the seller's sales exactly and differ from
// their share by less than a unit.
func TestAllocate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total := rapid.Int64Range(1, 1e15).Draw(t, "total")
		n := rapid.IntRange(1, 40).Draw(t, "buyers")
		var buyers []stake
		var all float64
		for range n {
			v := rapid.Int64Range(1, 1e14).Draw(t, "bought")
			buyers = append(buyers, stake{"x", v})
			all += float64(v)
		}
		var sum int64
		if err := allocate(total, buyers, func(j int, amount int64) error {
			sum += amount
			share := float64(total) * (float64(buyers[j].value) / all)
			if amount < 0 || math.Abs(float64(amount)-share) > 1.001+1e-15*float64(total) {
				t.Fatalf("buyer %d of %d gets %d, share %g", j, n, amount, share)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if sum != total {
			t.Fatalf("cells add up to %d, not %d", sum, total)
		}
	})
}

// Any row, once prepared, is written, read and hashed alike: the canonical form
// of the struct is that of the Parquet row.
func TestCodec(t *testing.T) {
	number := rapid.OneOf(rapid.Float64(), rapid.SampledFrom([]float64{0, math.Copysign(0, -1), math.NaN(), math.Inf(1), 1e300, 5e-324}))
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.IntRange(-1, 6).Draw(t, "digits")
		c := codecOf[EventRow](eventsTable, digits)
		row := EventRow{
			Scenario: rapid.String().Draw(t, "scenario"), RunID: rapid.Int32().Draw(t, "run"), Date: rapid.Int32().Draw(t, "date"),
			Type: rapid.String().Draw(t, "type"), Actor: rapid.Ptr(rapid.String(), true).Draw(t, "actor"), Text: rapid.Ptr(rapid.String(), true).Draw(t, "text"),
		}
		if rapid.Bool().Draw(t, "has value") {
			v := number.Draw(t, "value")
			row.Value = &v
		}
		var given float64
		if row.Value != nil {
			given = *row.Value
		}
		b, err := c.prepare(nil, unsafe.Pointer(&row))
		if err != nil {
			t.Fatal(err)
		}
		if row.Value != nil {
			v := *row.Value
			if !finite(v) || (v == 0 && math.Signbit(v)) {
				t.Fatalf("%g passed", v)
			}
			if digits < 0 && v != given {
				t.Fatalf("%g became %g", given, v)
			}
			if digits >= 0 && math.Abs(v-given) > 0.5*math.Pow10(-digits)+1e-15*math.Abs(v) {
				t.Fatalf("%g became %g with %d digits", given, v, digits)
			}
		}
		again, err := c.prepare(nil, unsafe.Pointer(&row))
		if err != nil || string(again) != string(b) {
			t.Fatalf("preparing twice differs: %x, %x", b, again)
		}
		values := eventsTable.schema.Deconstruct(nil, &row)
		if got := encodeRow(nil, eventsTable, values); string(got) != string(b) {
			t.Fatalf("struct %x, Parquet row %x", b, got)
		}
	})
}

func TestCodecRefuses(t *testing.T) {
	h := HoldingRow{Scenario: "a", ValueUSDBn: math.NaN()}
	if _, err := codecOf[HoldingRow](holdingsTable, -1).prepare(nil, unsafe.Pointer(&h)); err == nil || !strings.Contains(err.Error(), "table holdings, column value_usd_bn") {
		t.Errorf("error %v", err)
	}
	e := TradeRow{UnitsN: 1 << 54}
	if _, err := codecOf[TradeRow](tradesTable, -1).prepare(nil, unsafe.Pointer(&e)); err == nil || !strings.Contains(err.Error(), "table trades, column units_n") {
		t.Errorf("error %v", err)
	}
}

// More rows than a row group; a long name, whose statistics readers use.
func TestManyRows(t *testing.T) {
	dir := t.TempDir()
	long := "a_scenario_with_a_name_much_longer_than_sixteen_letters"
	c, err := OpenChunk(dir, 0, testMeta, testOptions(TracePanel))
	if err != nil {
		t.Fatal(err)
	}
	rec := record(t)
	perRun := 3 * RowGroupRows / 4 / len(rec.Rounds)
	for i := range 4 {
		r, _ := c.Run(long, int32(i))
		for range perRun {
			if err := r.addClearing(rec); err != nil {
				t.Fatal(err)
			}
			if err := r.pass(); err != nil {
				t.Fatal(err)
			}
		}
		if err := r.Finish(RunRow{}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.Commit(nil); err != nil {
		t.Fatal(err)
	}
	rows := 0
	if err := Scan(dir, Filter{Scenario: long, OneRun: true, RunID: 2}, func(r *ClearingRow) error { rows++; return nil }); err != nil {
		t.Fatal(err)
	}
	if rows != perRun*len(rec.Rounds) {
		t.Errorf("%d rows of run 2, want %d", rows, perRun*len(rec.Rounds))
	}
	report, err := Inspect(dir)
	if err != nil || len(report.Violations) > 0 {
		t.Errorf("%v %v", report.Violations, err)
	}
	p, err := openRead(dir + "/tables/clearing/part-00000.parquet")
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	if n := len(p.file.RowGroups()); n != 3 {
		t.Errorf("%d row groups", n)
	}
	if got := p.file.RowGroups()[0].NumRows(); got != RowGroupRows {
		t.Errorf("%d rows in the first group", got)
	}
	b, ok := bounds(p.file, 0)
	if !ok || b != long {
		t.Errorf("statistics of scenario say %q", b)
	}
}

func bounds(f *parquet.File, column int) (string, bool) {
	_, hi, ok := f.RowGroups()[0].ColumnChunks()[column].(*parquet.FileColumnChunk).Bounds()
	return string(hi.ByteArray()), ok
}

func TestFirstDifference(t *testing.T) {
	a, b, c := t.TempDir(), t.TempDir(), t.TempDir()
	runs := runList(3, "a", "b")
	writeChunk(t, a, 0, testOptions(TraceHoldings), 5, runs...)
	for i, k := range runs {
		writeChunk(t, b, i, testOptions(TraceHoldings), 5, k)
	}
	if d, err := FirstDifference(a, b, Filter{}); d != nil || err != nil {
		t.Fatalf("cut differently: %v %v", d, err)
	}
	writeChunk(t, c, 0, testOptions(TraceHoldings), 6, Key{Scenario: "b", RunID: 1})
	d, err := FirstDifference(a, c, Filter{Scenario: "b", OneRun: true, RunID: 1}, "panel")
	if err != nil || d == nil || d.Table != "panel" || d.Row != 5 || d.A != "no row" || d.Key != (Key{Scenario: "b", RunID: 1, Date: "2025-04-08"}) {
		t.Errorf("a longer run: %+v %v", d, err)
	}
	d, err = FirstDifference(a, c, Filter{}, "panel")
	if err != nil || d == nil || d.Row != 0 || d.Column != "scenario" || d.A != `"a"` || d.B != `"b"` {
		t.Errorf("another run: %+v %v", d, err)
	}
	if s := d.String(); s != `table panel, row 0 (a, run 0, 2025-04-01), column scenario: "a" in the first, "b" in the second` {
		t.Error(s)
	}
	e := t.TempDir()
	writeChunk(t, e, 0, testOptions(TracePanel), 5, runs...)
	if d, err = FirstDifference(a, e, Filter{}); err != nil || d == nil || d.Table != "attribution" || d.B != "no table" {
		t.Errorf("a missing table: %+v %v", d, err)
	}
}

// Nulls are written as nulls, whatever their pattern: see tables.go.
func TestNullPatterns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "nulls")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = os.RemoveAll(dir) }()
		if err := os.Mkdir(dir+"/tmp", 0o777); err != nil {
			t.Fatal(err)
		}
		w, err := newWriter[EventRow](eventsTable, osFS{}, dir, 0, testMeta, &Options{})
		if err != nil {
			t.Fatal(err)
		}
		one, name := 1.0, "x"
		var rows []EventRow
		for _, bits := range rapid.SliceOfN(rapid.IntRange(0, 3), 1, 700).Draw(t, "present") {
			row := EventRow{Scenario: "a"}
			if bits&1 != 0 {
				row.Value = &one
			}
			if bits&2 != 0 {
				row.Text = &name
			}
			rows = append(rows, row)
		}
		if err := w.appendChecked(rows); err != nil {
			t.Fatal(err)
		}
		if err := w.close(); err != nil {
			t.Fatal(err)
		}
		p, err := openRead(w.tmp)
		if err != nil {
			t.Fatal(err)
		}
		defer p.close()
		value, text, i := p.table.column("value"), p.table.column("text"), 0
		if err := p.eachRow(func(row parquet.Row) error {
			if row[value].IsNull() != (rows[i].Value == nil) || row[text].IsNull() != (rows[i].Text == nil) {
				t.Fatalf("row %d of %d: %v", i, len(rows), row)
			}
			i++
			return nil
		}); err != nil || i != len(rows) {
			t.Fatal(i, err)
		}
	})
}
