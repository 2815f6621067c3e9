package output

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	iofs "io/fs"
	"maps"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"kirifuda/world"
)

// contents maps the files of an experiment below tables/ to their hashes.
func contents(t testing.TB, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(filepath.Join(dir, "tables"), func(path string, d iofs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		sum := sha256.Sum256(b)
		rel, _ := filepath.Rel(dir, path)
		out[rel] = hex.EncodeToString(sum[:])
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestSameBytes(t *testing.T) {
	runs := runList(3, "a", "b")
	want := map[string]string{}
	for i, procs := range []int{1, 2, 1, 2} {
		old := runtime.GOMAXPROCS(procs)
		dir := t.TempDir()
		writeChunk(t, dir, 0, testOptions(TraceFull), 12, runs...)
		runtime.GOMAXPROCS(old)
		got := contents(t, dir)
		if i == 0 {
			want = got
			if len(want) != 15 {
				t.Fatalf("%d parts, want 15", len(want))
			}
		}
		if !maps.Equal(want, got) {
			t.Fatalf("attempt %d with %d processors: %v, want %v", i, procs, got, want)
		}
	}
}

// Runs that are simulated at the same time, and end in any order, give the
// files of runs simulated one after another.
func TestConcurrentRuns(t *testing.T) {
	runs := runList(4, "a", "b")
	one := t.TempDir()
	writeChunk(t, one, 0, testOptions(TraceFull), 10, runs...)
	two := t.TempDir()
	c, err := OpenChunk(two, 0, testMeta, testOptions(TraceFull))
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	begin := make(chan struct{})
	for _, k := range runs {
		r, err := c.Run(k.Scenario, k.RunID)
		if err != nil {
			t.Fatal(err)
		}
		wg.Go(func() {
			<-begin
			simulate(t, c, r, 10)
		})
	}
	close(begin)
	wg.Wait()
	if _, err := c.Commit(nil); err != nil {
		t.Fatal(err)
	}
	if a, b := contents(t, one), contents(t, two); !maps.Equal(a, b) {
		t.Fatalf("concurrent %v, sequential %v", b, a)
	}
}

// A recorder that is far ahead waits for the runs before its own.
func TestWaitingIsBounded(t *testing.T) {
	c, err := OpenChunk(t.TempDir(), 0, testMeta, testOptions(TracePanel))
	if err != nil {
		t.Fatal(err)
	}
	first, _ := c.Run("a", 0)
	second, _ := c.Run("a", 1)
	rec := record(t)
	var rows [2]int // after the first day, which also describes the instruments, and after the second
	for i := range rows {
		if err := second.Observe(rec); err != nil {
			t.Fatal(err)
		}
		for _, b := range second.all {
			rows[i] += b.len()
		}
	}
	day := rows[1] - rows[0]
	var observed atomic.Int64
	done := make(chan error)
	go func() {
		for range maxWaiting - 2 {
			if err := second.Observe(rec); err != nil {
				done <- err
				return
			}
			observed.Add(1)
		}
		done <- second.Finish(RunRow{})
	}()
	free := int64((maxWaiting-rows[0])/day - 1) // the next one waits
	for observed.Load() < free {
		runtime.Gosched()
	}
	for range 1000 {
		runtime.Gosched()
	}
	if n := observed.Load(); n != free {
		t.Fatalf("the recorder did not wait: %d days of %d rows", n+1, day)
	}
	if err := first.Finish(RunRow{}); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	m, err := c.Commit(nil)
	if err != nil {
		t.Fatal(err)
	}
	if m.Tables[1].Rows != maxWaiting {
		t.Errorf("%d panel rows, want %d", m.Tables[1].Rows, maxWaiting)
	}
}

// record is a finished day of the test world; it stays readable.
func record(t testing.TB) *world.Record {
	t.Helper()
	var rec *world.Record
	w := testWorld(t, 1, 3, true, observer(func(r *world.Record) error { rec = r; return nil }))
	t.Cleanup(w.Close)
	if err := w.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	return rec
}

type observer func(*world.Record) error

func (o observer) Observe(r *world.Record) error { return o(r) }

func TestTraceLevels(t *testing.T) {
	for level, want := range map[Trace][]string{
		TraceNone:     nil,
		TraceRuns:     {"runs"},
		TracePanel:    {"runs", "panel", "events", "clearing", "card", "instruments", "schedules", "demand"},
		TraceHoldings: {"runs", "panel", "events", "clearing", "holdings", "flows", "attribution", "card", "instruments", "prices", "news", "balances", "schedules", "demand"},
		TraceFull: {"runs", "panel", "events", "clearing", "holdings", "flows", "attribution", "trades", "card",
			"instruments", "prices", "news", "balances", "schedules", "demand"},
	} {
		m := writeChunk(t, t.TempDir(), 2, testOptions(level), 4, runList(2, "a")...)
		var got []string
		for _, x := range m.Tables {
			got = append(got, x.Name)
			if x.Path != "tables/"+x.Name+"/part-00002.parquet" {
				t.Errorf("path %s", x.Path)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("trace %s wrote %v, want %v", level, got, want)
		}
		if len(m.Runs) != 2 {
			t.Errorf("trace %s lists %d runs", level, len(m.Runs))
		}
	}
}

// Full traces for the first runs only: the parts exist, later runs stay out.
func TestRunAt(t *testing.T) {
	dir := t.TempDir()
	c, err := OpenChunk(dir, 0, testMeta, testOptions(TraceFull))
	if err != nil {
		t.Fatal(err)
	}
	for i, level := range []Trace{TraceFull, TracePanel} {
		r, err := c.RunAt("a", int32(i), level)
		if err != nil {
			t.Fatal(err)
		}
		simulate(t, c, r, 5)
	}
	if err := c.AddRun(RunRow{Scenario: "a", RunID: 2, Status: StatusFailed, Error: "no start"}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Commit(nil); err != nil {
		t.Fatal(err)
	}
	seen := map[int32]int{}
	if err := Scan(dir, Filter{}, func(r *HoldingRow) error { seen[r.RunID]++; return nil }); err != nil {
		t.Fatal(err)
	}
	if seen[0] == 0 || seen[1] != 0 {
		t.Errorf("holdings by run: %v", seen)
	}
	days := 0
	for _, p := range readPanel(t, dir) {
		if p.run == 1 {
			days++
		}
	}
	if days != 6 { // with the base date
		t.Errorf("%d days of run 1", days)
	}
	runs, err := ReadRuns(dir)
	if err != nil || len(runs) != 3 || runs[2].Error != "no start" || runs[2].Status != StatusFailed {
		t.Errorf("runs %+v, %v", runs, err)
	}
}

func TestOrderIsEnforced(t *testing.T) {
	c, err := OpenChunk(t.TempDir(), 0, testMeta, testOptions(TracePanel))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Abort()
	r, err := c.Run("b", 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []Key{{Scenario: "b", RunID: 1}, {Scenario: "b"}, {Scenario: "a", RunID: 5}, {Scenario: "", RunID: 7}, {Scenario: "c", RunID: -1}} {
		if _, err := c.Run(k.Scenario, k.RunID); err == nil {
			t.Errorf("run %d of %q was accepted after run 1 of b", k.RunID, k.Scenario)
		}
	}
	if err := r.Finish(RunRow{}); err != nil {
		t.Fatal(err)
	}
	if err := r.Finish(RunRow{}); err == nil {
		t.Error("a run ended twice")
	}
	if err := r.Observe(record(t)); err == nil {
		t.Error("a finished run was observed")
	}
}

func TestCommitNeedsFinishedRuns(t *testing.T) {
	dir := t.TempDir()
	c, err := OpenChunk(dir, 0, testMeta, testOptions(TracePanel))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Run("a", 0); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Commit(nil); err == nil {
		t.Fatal("committed with an open run")
	}
	leftovers(t, dir)
	if _, err := c.Run("a", 1); err == nil {
		t.Error("a run was opened after the chunk failed")
	}
}

func TestBadValues(t *testing.T) {
	rec := record(t)
	for name, c := range map[string]struct {
		series string
		value  float64
		want   string
	}{
		"price":    {"ust_10y_yield_pct", math.NaN(), "run 0 of a: table panel, column ust_10y_yield_pct: NaN is not a finite number"},
		"vix":      {"vix_idx", math.Inf(1), "run 0 of a: table panel, column vix_idx: +Inf is not a finite number"},
		"residue":  {"residual_usd_bn", math.NaN(), "run 0 of a: table panel, column residual_usd_bn: NaN is not a finite number"}, // has no base
		"no value": {"day_n", math.NaN(), ""},                                                                                      // has no column
	} {
		chunk, err := OpenChunk(t.TempDir(), 0, testMeta, testOptions(TracePanel))
		if err != nil {
			t.Fatal(err)
		}
		r, _ := chunk.Run("a", 0)
		bad := *rec
		bad.Values = slices.Clone(rec.Values)
		bad.Values[placeOf(t, rec, c.series)] = c.value
		if err := r.Observe(&bad); c.want == "" && err != nil || c.want != "" && (err == nil || err.Error() != c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
		chunk.Abort()
	}
}

// placeOf is the place of a series in a record.
func placeOf(t testing.TB, rec *world.Record, series string) int {
	t.Helper()
	i := slices.IndexFunc(rec.Series, func(s world.Series) bool { return s.Name == series })
	if i < 0 {
		t.Fatalf("the record has no series %s", series)
	}
	return i
}

// A report that is missing or not finite is null; so are outcomes that are not finite.
func TestMissingIsNull(t *testing.T) {
	for _, x := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		t.Run(fmt.Sprint(x), func(t *testing.T) { testMissing(t, x) })
	}
}

func testMissing(t *testing.T, missing float64) {
	dir := t.TempDir()
	rec := record(t)
	rec.Values[placeOf(t, rec, "jp_mof_ust_usd_bn")] = missing
	rec.Values[placeOf(t, rec, "cash_spread_10y_bp")] = math.Copysign(0, -1)
	c, err := OpenChunk(dir, 0, testMeta, testOptions(TracePanel))
	if err != nil {
		t.Fatal(err)
	}
	r, _ := c.Run("a", 0)
	if err := r.Observe(rec); err != nil {
		t.Fatal(err)
	}
	if err := r.Finish(RunRow{Outcomes: map[string]float64{"y_none": math.Inf(-1)}}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Commit(nil); err != nil {
		t.Fatal(err)
	}
	all := readPanel(t, dir)
	if len(all) != 1 {
		t.Fatalf("%d days", len(all))
	}
	v := all[0].values
	if v["jp_mof_ust_usd_bn"] != nil || v["gilt_yield_pct"] != nil || v["hawk_belief_sh"] != nil || v["vix_idx"] == nil {
		t.Errorf("report %v, gilt %v, belief %v, vix %v", v["jp_mof_ust_usd_bn"], v["gilt_yield_pct"], v["hawk_belief_sh"], v["vix_idx"])
	}
	if z := v["cash_spread_10y_bp"]; z == nil || *z != 0 || math.Signbit(*z) {
		t.Errorf("negative zero became %v", z)
	}
	runs, err := ReadRuns(dir)
	if err != nil || len(runs) != 1 || len(runs[0].Outcomes) != 0 || len(runs[0].Params) != 0 {
		t.Errorf("%+v %v", runs, err)
	}
}

func TestRunsColumns(t *testing.T) {
	for name, row := range map[string]RunRow{
		"unknown column p_other": {Params: map[string]any{"p_other": 1.0}},
		"wrong type":             {Params: map[string]any{"p_mode": 1.0}},
		"not finite":             {Params: map[string]any{"p_size": math.NaN()}},
		"large seed":             {Seed: 1 << 60},
	} {
		c, err := OpenChunk(t.TempDir(), 0, testMeta, testOptions(TraceRuns))
		if err != nil {
			t.Fatal(err)
		}
		row.Scenario = "a"
		if err := c.AddRun(row); err == nil {
			t.Errorf("%s was accepted", name)
		}
		c.Abort()
	}
	for name, columns := range map[string][]Column{
		"no prefix": {{Name: "size", Type: Double, Unit: "1"}},
		"too long":  {{Name: "p_a234567890123456789012345678901x", Type: Double, Unit: "1"}},
		"no unit":   {{Name: "p_size", Type: Double}},
		"twice":     {{Name: "p_mode", Type: String}, {Name: "p_mode", Type: String}},
	} {
		if _, err := RunsTable(columns, nil); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

// brokenFS fails the n-th call of an operation.
type brokenFS struct {
	osFS
	op    string
	n     int
	err   error
	calls int
}

func (f *brokenFS) fail(op string) error {
	if op != f.op {
		return nil
	}
	f.calls++
	if f.calls == f.n {
		return &os.PathError{Op: op, Path: "x", Err: f.err}
	}
	return nil
}

func (f *brokenFS) MkdirAll(dir string) error {
	if err := f.fail("mkdir"); err != nil {
		return err
	}
	return f.osFS.MkdirAll(dir)
}

func (f *brokenFS) Create(path string) (outFile, error) {
	if err := f.fail("create"); err != nil {
		return nil, err
	}
	o, err := f.osFS.Create(path)
	return &brokenFile{o, f}, err
}

func (f *brokenFS) Scratch(path string) (scratchFile, error) {
	if err := f.fail("scratch"); err != nil {
		return nil, err
	}
	o, err := f.osFS.Scratch(path)
	return &brokenScratch{o, f}, err
}

type brokenScratch struct {
	scratchFile
	fs *brokenFS
}

func (f *brokenScratch) WriteAt(b []byte, off int64) (int, error) {
	if err := f.fs.fail("scratch-write"); err != nil {
		return 0, err
	}
	return f.scratchFile.WriteAt(b, off)
}

func (f *brokenScratch) ReadAt(b []byte, off int64) (int, error) {
	if err := f.fs.fail("scratch-read"); err != nil {
		return 0, err
	}
	return f.scratchFile.ReadAt(b, off)
}

func (f *brokenFS) Rename(from, to string) error {
	if err := f.fail("rename"); err != nil {
		return err
	}
	return f.osFS.Rename(from, to)
}

func (f *brokenFS) SyncDir(dir string) error {
	if err := f.fail("syncdir"); err != nil {
		return err
	}
	return f.osFS.SyncDir(dir)
}

type brokenFile struct {
	outFile
	fs *brokenFS
}

func (f *brokenFile) Write(b []byte) (int, error) {
	if err := f.fs.fail("write"); err != nil {
		n, _ := f.outFile.Write(b[:len(b)/2]) // a full disk takes a part
		return n, err
	}
	return f.outFile.Write(b)
}

func (f *brokenFile) Sync() error {
	if err := f.fs.fail("sync"); err != nil {
		return err
	}
	return f.outFile.Sync()
}

func (f *brokenFile) Close() error {
	err := f.outFile.Close()
	if e := f.fs.fail("close"); e != nil {
		return e
	}
	return err
}

// leftovers fails if a temporary file or a manifest is there, or a part that is
// not complete.
func leftovers(t *testing.T, dir string) {
	t.Helper()
	tmp, err := os.ReadDir(filepath.Join(dir, "tmp"))
	if err != nil && !errors.Is(err, iofs.ErrNotExist) {
		t.Fatal(err)
	}
	for _, f := range tmp {
		t.Errorf("left behind: tmp/%s", f.Name())
	}
	if m, _ := filepath.Glob(filepath.Join(dir, "manifest", "*")); len(m) > 0 {
		t.Errorf("left behind: %v", m)
	}
	parts, _ := filepath.Glob(filepath.Join(dir, "tables", "*", "*"))
	for _, p := range parts {
		r, err := openRead(osFS{}, p)
		if err != nil {
			t.Errorf("%s: %v", p, err)
			continue
		}
		r.close()
	}
}

// Whatever operation fails, at whatever moment, the error says so and nothing
// half-written stays; the next attempt gives the files of an undisturbed one.
func TestFileSystemErrors(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	write := func(dir string, fs fileSystem) error {
		o := testOptions(TraceHoldings)
		o.fs = fs
		c, err := OpenChunk(dir, 0, testMeta, o)
		if err != nil {
			return err
		}
		defer c.Abort()
		r, err := c.Run("a", 0)
		if err != nil {
			return err
		}
		w := testWorld(t, 0, 8, true, r)
		defer w.Close()
		if err := w.Run(t.Context()); err != nil {
			return err
		}
		if err := r.Finish(RunRow{}); err != nil {
			return err
		}
		_, err = c.Commit(nil)
		return err
	}
	clean := t.TempDir()
	if err := write(clean, nil); err != nil {
		t.Fatal(err)
	}
	want := contents(t, clean)
	failures := 0
	for _, op := range []string{"mkdir", "create", "write", "sync", "close", "rename", "syncdir"} {
		for n := 1; ; n += 1 + n/4 {
			dir := t.TempDir()
			fs := &brokenFS{op: op, n: n, err: syscall.ENOSPC}
			err := write(dir, fs)
			if fs.calls < n {
				if err != nil {
					t.Fatalf("%s: %v", op, err)
				}
				break
			}
			failures++
			name := fmt.Sprintf("%s %d", op, n)
			if !errors.Is(err, ErrIO) || !errors.Is(err, syscall.ENOSPC) {
				t.Fatalf("%s: error %v", name, err)
			}
			if op == "syncdir" && len(contentsOrNone(dir)) == len(want) {
				// The manifest was renamed before its directory failed to sync.
				if _, err := ReadManifest(dir, 0); err == nil {
					continue
				}
			}
			leftovers(t, dir)
			if err := write(dir, nil); err != nil {
				t.Fatalf("%s: second attempt: %v", name, err)
			}
			if got := contents(t, dir); !maps.Equal(got, want) {
				t.Fatalf("%s: second attempt gave other files", name)
			}
		}
	}
	if failures < 30 {
		t.Errorf("only %d failures were tried", failures)
	}
}

func contentsOrNone(dir string) []string {
	parts, _ := filepath.Glob(filepath.Join(dir, "tables", "*", "*"))
	return parts
}

func TestAbort(t *testing.T) {
	dir := t.TempDir()
	c, err := OpenChunk(dir, 0, testMeta, testOptions(TraceFull))
	if err != nil {
		t.Fatal(err)
	}
	c.Abort()
	c.Abort()
	leftovers(t, dir)
	if _, err := c.Commit(nil); err == nil {
		t.Error("committed after Abort")
	}
}

// Two copies of a chunk: the first stays, and the second compares.
func TestSecondCopy(t *testing.T) {
	dir := t.TempDir()
	o := testOptions(TracePanel)
	first := writeChunk(t, dir, 0, o, 5, runList(2, "a")...)
	before := contents(t, dir)
	again := writeChunk(t, dir, 0, o, 5, runList(2, "a")...)
	if !first.SameRows(again) || !maps.Equal(before, contents(t, dir)) {
		t.Error("an equal second copy changed something")
	}
	c, err := OpenChunk(dir, 0, testMeta, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range runList(2, "a") {
		r, _ := c.Run(k.Scenario, k.RunID)
		simulate(t, c, r, 6)
	}
	if _, err := c.Commit(nil); !errors.Is(err, ErrConflict) {
		t.Fatalf("a different second copy: %v", err)
	}
	if !maps.Equal(before, contents(t, dir)) {
		t.Error("the first copy did not stay")
	}
	// A damaged first copy is replaced, whatever the damage.
	path := filepath.Join(dir, "tables", "panel", "part-00000.parquet")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)/2] ^= 1
	if err := os.WriteFile(path, b, 0o666); err != nil {
		t.Fatal(err)
	}
	writeChunk(t, dir, 0, o, 5, runList(2, "a")...)
	if !maps.Equal(before, contents(t, dir)) {
		t.Error("a copy with a wrong bit was not replaced")
	}
	if err := os.Truncate(path, 100); err != nil {
		t.Fatal(err)
	}
	writeChunk(t, dir, 0, o, 5, runList(2, "a")...)
	if !maps.Equal(before, contents(t, dir)) {
		t.Error("a damaged copy was not replaced")
	}
}

var _ io.Writer = (*part)(nil)
