package output

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func testLayout(trace Trace, length int) Layout {
	o := testOptions(trace)
	return Layout{
		SchemaVersion: SchemaVersion, ID: "test", ConfigSHA256: "00ff", Version: "1.2.3", Git: "abc", Seed: 7, Trace: trace,
		Tables: []string{"runs", "panel", "events", "clearing", "holdings", "flows", "attribution", "trades"},
		Series: o.Series, Params: o.Params, Outcomes: o.Outcomes, ChunkLength: length,
		Runs: []RunRange{{"a", 0, 3}, {"a", 10, 2}, {"b", 0, 2}},
	}
}

// planOf is the text of a plan.
func planOf(l Layout) []byte {
	b, err := marshal(l)
	if err != nil {
		panic(err)
	}
	return sealed(b, planDigest)
}

// sealed is the text of a JSON object with its digest; a text that is none is unchanged.
func sealed(text []byte, member string) []byte {
	var v map[string]json.RawMessage
	sum, err := digestOf(text, member)
	if err != nil || json.Unmarshal(text, &v) != nil {
		return text
	}
	v[member] = json.RawMessage(`"` + sum + `"`)
	b, err := marshal(v)
	if err != nil {
		return text
	}
	return b
}

func fill(t *testing.T, e *Store, chunks ...int) {
	t.Helper()
	for _, k := range chunks {
		c, err := e.OpenChunk(k)
		if err != nil {
			t.Fatal(err)
		}
		for _, run := range e.ChunkRuns(k) {
			r, err := c.Run(run.Scenario, run.RunID)
			if err != nil {
				t.Fatal(err)
			}
			simulate(t, c, r, 3)
		}
		if _, err := c.Commit(map[string]string{"host": "here"}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestStore(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "x")
	if _, err := OpenStore(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("opening nothing: %v", err)
	}
	e, err := CreateStore(dir, planOf(testLayout(TraceHoldings, 3)), []byte("seed: 7\n"))
	if err != nil {
		t.Fatal(err)
	}
	if e.NumRuns() != 7 || e.NumChunks() != 3 {
		t.Fatalf("%d runs, %d chunks", e.NumRuns(), e.NumChunks())
	}
	want := []Key{{Scenario: "a", RunID: 10}, {Scenario: "a", RunID: 11}, {Scenario: "b"}}
	if got := e.ChunkRuns(1); !slices.Equal(got, want) {
		t.Errorf("chunk 1: %v", got)
	}
	if _, err := e.OpenChunk(3); err == nil {
		t.Error("chunk 3 of 3 was opened")
	}
	fill(t, e, 0, 2)
	var done []*Manifest
	var rest []int
	for k := range e.NumChunks() {
		if _, m, _ := e.State(k, true); m != nil {
			done = append(done, m)
		} else {
			rest = append(rest, k)
		}
	}
	if len(done) != 2 || !slices.Equal(rest, []int{1}) {
		t.Errorf("%d finished, to do %v", len(done), rest)
	}
	if err := e.Rebuild(); err != nil {
		t.Fatal(err)
	}
	if x := e.Index; x.Finished != 2 || x.DatasetSHA256 != "" || !slices.Equal(x.States, []StateRange{{ChunkFinished, 0, 1}, {ChunkMissing, 1, 1}, {ChunkFinished, 2, 1}}) {
		t.Errorf("index %+v", x)
	}

	// A shard that starts later creates the same experiment.
	again, err := CreateStore(dir, planOf(testLayout(TraceHoldings, 3)), []byte("seed: 7\n"))
	if err != nil || again.Index == nil {
		t.Fatalf("again: %v", err)
	}
	for name, change := range map[string]func(p *Layout){
		"chunk length": func(p *Layout) { p.ChunkLength = 4 },
		"config":       func(p *Layout) { p.ConfigSHA256 = "x" },
		"runs":         func(p *Layout) { p.Runs = p.Runs[:2] },
		"panel":        func(p *Layout) { p.Series = p.Series[1:] },
	} {
		p := testLayout(TraceHoldings, 3)
		change(&p)
		if _, err := CreateStore(dir, planOf(p), nil); !errors.Is(err, ErrOther) {
			t.Errorf("another %s: %v", name, err)
		}
	}

	fill(t, again, 1)
	if err := again.Rebuild(); err != nil {
		t.Fatal(err)
	}
	x := again.Index
	hash, err := Hash(dir)
	if err != nil || x.DatasetSHA256 != hash || x.Finished != 3 || x.FailedRuns != 0 || len(x.Files) != 21 {
		t.Errorf("index %+v, hash %s, %v", x, hash, err)
	}
	r, err := Inspect(dir)
	if err != nil || len(r.Violations) > 0 || len(r.Unlisted) > 0 {
		t.Errorf("%+v %v", r, err)
	}

	// Damage is seen: by size at once, by content if asked for.
	path := filepath.Join(dir, "tables", "flows", "part-00001.parquet")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)/2] ^= 4
	if err := os.WriteFile(path, b, 0o666); err != nil {
		t.Fatal(err)
	}
	if state, _, _ := again.State(1, false); state != ChunkFinished {
		t.Errorf("shallow: %s", state)
	}
	if state, _, err := again.State(1, true); state != ChunkDamaged || err == nil {
		t.Errorf("deep: %s, %v", state, err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if state, _, _ := again.State(1, false); state != ChunkDamaged {
		t.Errorf("missing part: %s", state)
	}
	fill(t, again, 1)
	if h, err := Hash(dir); err != nil || h != hash {
		t.Errorf("redone: %s, %v; want %s", h, err, hash)
	}
	for _, name := range []string{"config.resolved.yaml", "views.sql", "datapackage.json", "plan.json", "experiment.json"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
	tmp, err := os.ReadDir(filepath.Join(dir, "tmp"))
	if err != nil || len(tmp) > 0 {
		t.Errorf("tmp: %v %v", tmp, err)
	}
}

// Several processes create an experiment at once: all get the same one.
func TestCreateTogether(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := CreateStore(dir, planOf(testLayout(TracePanel, 2)), []byte("x")); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if tmp, err := os.ReadDir(filepath.Join(dir, "tmp")); err != nil || len(tmp) > 0 {
		t.Errorf("tmp: %v %v", tmp, err)
	}
}

func TestPlanIsChecked(t *testing.T) {
	for name, change := range map[string]func(p *Layout){
		"no length":    func(p *Layout) { p.ChunkLength = 0 },
		"order":        func(p *Layout) { p.Runs = []RunRange{{"b", 0, 1}, {"a", 0, 1}} },
		"overlap":      func(p *Layout) { p.Runs = []RunRange{{"a", 0, 3}, {"a", 2, 1}} },
		"empty range":  func(p *Layout) { p.Runs = []RunRange{{"a", 0, 0}} },
		"negative":     func(p *Layout) { p.Runs = []RunRange{{"a", -1, 2}} },
		"overflow":     func(p *Layout) { p.Runs = []RunRange{{"a", 1<<31 - 2, 10}} },
		"no scenario":  func(p *Layout) { p.Runs = []RunRange{{"", 0, 1}} },
		"digits":       func(p *Layout) { d := 99; p.Digits = &d },
		"bad column":   func(p *Layout) { p.Params = []Column{{Name: "x", Type: Double}} },
		"no unit here": func(p *Layout) { p.Outcomes = []Column{{Name: "y_x"}} },
		"bad series":   func(p *Layout) { p.Series = append(p.Series, p.Series[0]) },
	} {
		p := testLayout(TracePanel, 2)
		change(&p)
		if _, err := CreateStore(t.TempDir(), planOf(p), nil); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
	runs := []RunRange{{"b", 0, 1}, {"a", 5, 1}, {"a", 0, 1}}
	SortRuns(runs)
	if runs[0] != (RunRange{"a", 0, 1}) || runs[2].Scenario != "b" {
		t.Errorf("sorted: %v", runs)
	}
}

// The index of a start has nothing finished, and does not replace one that has.
func TestBegin(t *testing.T) {
	dir := t.TempDir()
	e, err := CreateStore(dir, planOf(testLayout(TracePanel, 4)), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Begin(); err != nil {
		t.Fatal(err)
	}
	if again, err := OpenStore(dir); err != nil || again.Index != nil {
		t.Errorf("%+v, %v", again, err)
	}
	fill(t, e, 0, 1)
	if err := errors.Join(e.Rebuild(), e.Begin()); err != nil {
		t.Fatal(err)
	}
	if again, err := OpenStore(dir); err != nil || again.Index == nil || again.Index.Finished != 2 {
		t.Errorf("%+v, %v", again, err)
	}
}

// Chunks partition the runs, in order.
func TestChunkRuns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := &Store{Layout: Layout{ChunkLength: rapid.IntRange(1, 20).Draw(t, "length")}}
		var want []Key
		for i := range rapid.IntRange(1, 6).Draw(t, "ranges") {
			r := RunRange{string(rune('a' + i)), rapid.Int32Range(0, 5).Draw(t, "first"), rapid.Int32Range(1, 30).Draw(t, "count")}
			e.Layout.Runs = append(e.Layout.Runs, r)
			for j := range r.Count {
				want = append(want, Key{Scenario: r.Scenario, RunID: r.First + j})
			}
		}
		if err := e.check(); err != nil {
			t.Fatal(err)
		}
		var got []Key
		for k := range e.NumChunks() {
			runs := e.ChunkRuns(k)
			if len(runs) == 0 || len(runs) > e.Layout.ChunkLength {
				t.Fatalf("chunk %d has %d runs", k, len(runs))
			}
			got = append(got, runs...)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("chunks give %v, want %v", got, want)
		}
		if e.ChunkRuns(e.NumChunks()) != nil || e.ChunkRuns(-1) != nil {
			t.Fatal("runs outside the plan")
		}
	})
}

func TestSidecars(t *testing.T) {
	dir := t.TempDir()
	e, err := CreateStore(dir, planOf(testLayout(TracePanel, 4)), []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	fill(t, e, 0, 1)
	if err := e.Rebuild(); err != nil {
		t.Fatal(err)
	}
	end := time.Date(2025, 5, 1, 12, 0, 0, 0, time.UTC)
	if err := e.WriteCrate(Provenance{Title: "test", Agent: "A. Person", Start: end.Add(-time.Hour), End: end}); err != nil {
		t.Fatal(err)
	}
	var crate struct {
		Graph []map[string]any `json:"@graph"`
	}
	read(t, dir, "ro-crate-metadata.json", &crate)
	ids := map[string]bool{}
	for _, x := range crate.Graph {
		ids[x["@id"].(string)] = true
	}
	sum := sha256.Sum256([]byte("x"))
	for _, x := range crate.Graph {
		if x["@id"] == "config.resolved.yaml" && x["sha256"] != hex.EncodeToString(sum[:]) {
			t.Errorf("hash of the configuration: %v", x["sha256"])
		}
	}
	for _, id := range []string{"ro-crate-metadata.json", "./", "#run", "#sim", "#agent", "tables/panel/part-00001.parquet"} {
		if !ids[id] {
			t.Errorf("the crate does not describe %s", id)
		}
	}
	var pack struct {
		Resources []struct {
			Name   string
			Path   []string
			Schema struct {
				PrimaryKey []string
				Fields     []packageField
			}
		}
	}
	read(t, dir, "datapackage.json", &pack)
	if len(pack.Resources) != 4 || pack.Resources[1].Name != "panel" || len(pack.Resources[1].Path) != 2 ||
		!slices.Equal(pack.Resources[1].Schema.PrimaryKey, []string{"scenario", "run_id", "date"}) ||
		pack.Resources[0].Schema.Fields[5].Name != "p_size" {
		t.Errorf("%+v", pack)
	}
	if f := pack.Resources[1].Schema.Fields; len(f) != len(panelKeys)+len(testSeries()) || f[len(f)-1].Name != "gilt_yield_pct" || f[len(f)-1].Unit != "%/yr" || f[len(f)-1].Type != "number" {
		t.Errorf("the dictionary of the panel: %+v", f)
	}
	v := e.views()
	if !strings.Contains(v, "VIEW panel AS SELECT * FROM read_parquet('tables/panel/*.parquet');") || strings.Contains(v, "trades") || strings.Contains(v, "MACRO") {
		t.Error(v)
	}

	// Derived tables.
	if err := e.WriteFan([]FanRow{{Scenario: "a", Series: "vix_idx", Date: 20000, QSh: 0.5, Value: 20}}); err != nil {
		t.Fatal(err)
	}
	if err := e.WriteIRF([]IRFRow{{Scenario: "b", Baseline: "a", Series: "vix_idx", Date: 20000, QSh: 0.5, Value: 1, RunsN: 2}}); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(filepath.Join(dir, "views.sql")); err != nil || !strings.Contains(string(b), "MACRO fan(") || !strings.Contains(string(b), "MACRO irf(") {
		t.Errorf("views with derived tables: %s, %v", b, err)
	}
	read(t, dir, "datapackage.json", &pack)
	if n := len(pack.Resources); n != 6 || pack.Resources[5].Name != "irf" || len(pack.Resources[5].Path) != 1 {
		t.Errorf("dictionary with derived tables: %+v", pack)
	}
	n := 0
	if err := Scan(dir, Filter{}, func(r *FanRow) error {
		n++
		if r.Value != 20 || r.Series != "vix_idx" {
			t.Errorf("%+v", r)
		}
		return nil
	}); err != nil || n != 1 {
		t.Error(n, err)
	}
	r, err := Inspect(dir)
	if err != nil || len(r.Violations) > 0 || len(r.Tables) != 6 {
		t.Errorf("%+v %v", r, err)
	}

	// Rows of a derived table out of order.
	if err := e.WriteFan([]FanRow{{Scenario: "a", Series: "vix_idx", Date: 20000, QSh: 0.5}, {Scenario: "a", Series: "vix_idx", Date: 20000, QSh: 0.16}}); err != nil {
		t.Fatal(err)
	}
	if r, err := Inspect(dir); err != nil || len(r.Violations) != 1 || r.Violations[0].Rule != "sorted" {
		t.Errorf("%+v %v", r.Violations, err)
	}
}

func read(t *testing.T, dir, name string, v any) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, v); err != nil {
		t.Fatal(err)
	}
}

// Two shards write their chunks side by side; the files are those of one
// process.
func TestShards(t *testing.T) {
	one, two := t.TempDir(), t.TempDir()
	e, err := CreateStore(one, planOf(testLayout(TracePanel, 2)), nil)
	if err != nil {
		t.Fatal(err)
	}
	fill(t, e, 0, 1, 2, 3)
	var wg sync.WaitGroup
	for shard := range 2 {
		wg.Go(func() {
			e, err := CreateStore(two, planOf(testLayout(TracePanel, 2)), nil)
			if err != nil {
				t.Error(err)
				return
			}
			fill(t, e, shard, shard+2)
		})
	}
	wg.Wait()
	if a, b := contents(t, one), contents(t, two); !maps.Equal(a, b) {
		t.Errorf("%v, want %v", b, a)
	}
}

func TestTraceNames(t *testing.T) {
	for level := TraceNone; level <= TraceFull; level++ {
		got, err := ParseTrace(level.String())
		if err != nil || got != level {
			t.Errorf("%s: %v %v", level, got, err)
		}
	}
	if _, err := ParseTrace("all"); err == nil || !strings.Contains(err.Error(), "none, runs, panel, holdings, full") {
		t.Errorf("error %v", err)
	}
}
