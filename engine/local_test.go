package engine

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"kirifuda/agents"
	"kirifuda/experiment"
	"kirifuda/experiment/experimenttest"
	"kirifuda/output"
	"kirifuda/world"
)

func execute(t testing.TB, e *experiment.Experiment, dir string, opt Options) *Outcome {
	t.Helper()
	if _, err := e.Attach(dir, false); err != nil {
		t.Fatal(err)
	}
	if opt.MaxFailures == 0 {
		opt.MaxFailures = -1
	}
	out, err := Execute(context.Background(), e, opt)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// contents are the files of the tables by name.
func contents(t testing.TB, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(filepath.Join(dir, "tables"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		out[rel] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func sameTables(t *testing.T, a, b string) {
	t.Helper()
	x, y := contents(t, a), contents(t, b)
	if len(x) == 0 || len(x) != len(y) {
		t.Fatalf("%d parts against %d", len(x), len(y))
	}
	for name := range x {
		if x[name] != y[name] {
			t.Errorf("%s differs", name)
		}
	}
}

func TestChunksFollowFromThePlanAlone(t *testing.T) {
	plan := experiment.Plan{Seed: 7, Reps: 6, ChunkRuns: 2, Trace: output.TracePanel}
	first := filepath.Join(t.TempDir(), "jobs1")
	one := execute(t, experimenttest.Campaign(t, plan), first, Options{Jobs: 1})
	if one.State != StateComplete || one.Runs != 12 || one.Failed != 0 || one.DatasetSHA256 == "" {
		t.Fatalf("%+v", one)
	}
	t.Run("jobs", func(t *testing.T) {
		for _, jobs := range []int{2, 8} {
			dir := filepath.Join(t.TempDir(), "x")
			out := execute(t, experimenttest.Campaign(t, plan), dir, Options{Jobs: jobs, Goroutines: jobs == 2})
			if out.DatasetSHA256 != one.DatasetSHA256 {
				t.Errorf("jobs %d: %s, want %s", jobs, out.DatasetSHA256, one.DatasetSHA256)
			}
			sameTables(t, first, dir)
		}
	})
	t.Run("shards", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "x")
		for i, shard := range []int{2, 0, 1} {
			out := execute(t, experimenttest.Campaign(t, plan), dir, Options{Shard: shard, Shards: 3})
			if done := out.State == StateComplete; done != (i == 2) {
				t.Errorf("after shard %d: %+v", shard, out)
			}
		}
		sameTables(t, first, dir)
	})
	t.Run("again", func(t *testing.T) {
		out := execute(t, experimenttest.Campaign(t, plan), first, Options{})
		if out.Fresh != 0 || out.DatasetSHA256 != one.DatasetSHA256 {
			t.Errorf("%+v", out)
		}
	})
	t.Run("contract", func(t *testing.T) {
		r, err := output.Inspect(first)
		if err != nil || len(r.Violations) > 0 {
			t.Error(err, r)
		}
	})
	t.Run("damage is redone", func(t *testing.T) {
		part := filepath.Join(first, "tables", "panel", "part-00001.parquet")
		want, err := os.ReadFile(part)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(part, 100); err != nil {
			t.Fatal(err)
		}
		if out := execute(t, experimenttest.Campaign(t, plan), first, Options{}); out.Fresh != 2 || out.State != StateComplete {
			t.Errorf("%+v", out)
		}
		if got, _ := os.ReadFile(part); string(got) != string(want) {
			t.Error("the part is not what it was")
		}
	})
}

func TestInterruptedThenResumed(t *testing.T) {
	plan := experiment.Plan{Seed: 7, Reps: 6, ChunkRuns: 2, Trace: output.TracePanel}
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	whole := execute(t, experimenttest.Campaign(t, plan), a, Options{})
	e := experimenttest.Campaign(t, plan)
	if _, err := e.Attach(b, false); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	out, err := Execute(ctx, e, Options{Jobs: 2, MaxFailures: -1, Progress: func(p Progress) {
		if p.Fresh >= 5 {
			cancel()
		}
	}})
	if err != nil || out.Stop != StopInterrupted || out.State != StateRunning {
		t.Fatalf("%v %+v", err, out)
	}
	if again := execute(t, experimenttest.Campaign(t, plan), b, Options{}); again.DatasetSHA256 != whole.DatasetSHA256 || again.Fresh >= 12 {
		t.Errorf("%+v", again)
	}
	sameTables(t, a, b)
}

func TestMaxWall(t *testing.T) {
	e := experimenttest.Campaign(t, experiment.Plan{Seed: 1, Reps: 4000, ChunkRuns: 1, Trace: output.TraceRuns})
	out := execute(t, e, filepath.Join(t.TempDir(), "x"), Options{MaxWall: 50 * time.Millisecond})
	if out.Stop != StopWall || out.Runs >= out.Total {
		t.Errorf("%+v", out)
	}
}

// TestHelper is not a test: it is the process that TestKill kills.
func TestHelper(t *testing.T) {
	dir := os.Getenv("EXPERIMENT_TEST_DIR")
	if dir == "" {
		t.Skip("only as a helper process")
	}
	execute(t, experimenttest.Campaign(t, killPlan), dir, Options{Jobs: 2})
}

var killPlan = experiment.Plan{Seed: 11, Reps: 30, ChunkRuns: 3, Trace: output.TracePanel}

func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	whole := execute(t, experimenttest.Campaign(t, killPlan), a, Options{})
	for i := range 4 {
		c := exec.Command(os.Args[0], "-test.run=^TestHelper$")
		c.Env = append(os.Environ(), "EXPERIMENT_TEST_DIR="+b)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- c.Wait() }()
		finished := func() int {
			chunks, _ := filepath.Glob(filepath.Join(b, "manifest", "*.json"))
			return len(chunks)
		}
		// After a time a slow machine would have done nothing and a quick one everything.
		var err error
		running := true
		for running && finished() <= 4*i {
			select {
			case err = <-ended:
				running = false
			case <-time.After(time.Millisecond):
			}
		}
		if running {
			_ = c.Process.Kill()
			<-ended
		} else if err != nil || finished() == 0 { // it may be done before this process has looked again
			t.Fatalf("not killed: %v", err)
		}
		t.Logf("killed with %d of %d chunks", finished(), whole.Chunks)
	}
	out := execute(t, experimenttest.Campaign(t, killPlan), b, Options{})
	if out.DatasetSHA256 != whole.DatasetSHA256 {
		t.Errorf("%s, want %s", out.DatasetSHA256, whole.DatasetSHA256)
	}
	sameTables(t, a, b)
}

func TestUnwritableDirectory(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	e := experimenttest.Campaign(t, experiment.Plan{Seed: 7, Reps: 1, Trace: output.TraceRuns})
	if _, err := e.Attach(filepath.Join(file, "x"), false); !errors.Is(err, output.ErrIO) {
		t.Errorf("below a file: %v", err)
	}
	// A table's place is taken by a file: the error is about writing, what was
	// committed before stays, and the experiment can go on.
	dir := filepath.Join(t.TempDir(), "x")
	e = experimenttest.Campaign(t, experiment.Plan{Seed: 7, Reps: 1, ChunkRuns: 1, Trace: output.TracePanel})
	if _, err := e.Attach(dir, false); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "tables"), 0o700); err != nil {
		t.Fatal(err)
	}
	block := filepath.Join(dir, "tables", "panel")
	if err := os.WriteFile(block, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Execute(context.Background(), e, Options{MaxFailures: -1}); !errors.Is(err, output.ErrIO) {
		t.Errorf("blocked table: %v", err)
	}
	if err := os.Remove(block); err != nil {
		t.Fatal(err)
	}
	if out := execute(t, experimenttest.Campaign(t, experiment.Plan{Seed: 7, Reps: 1, ChunkRuns: 1, Trace: output.TracePanel}), dir, Options{}); out.State != StateComplete {
		t.Errorf("%+v", out)
	}
}

// fragile fails on its third day in about half of the runs.
type fragile struct{ fail bool }

func (f *fragile) Act(d *world.Desk) {
	if d.View.Day == 1 {
		f.fail = d.Rand(1).Float64() < 0.5
	}
	if f.fail && d.View.Day == 3 {
		panic("cannot go on")
	}
}

func (*fragile) Bid(*world.Desk) {}

func fragileCatalogue() agents.Catalogue {
	cat := agents.Default()
	cat["fragile"] = agents.Define("fails", func(*world.Setup, *agents.NoParams) (world.Institution, error) { return &fragile{}, nil })
	return cat
}

func TestFailedRunsAreData(t *testing.T) {
	cat := fragileCatalogue()
	s := experimenttest.ScenarioOf(t, cat, "sale-300", "agents.weak.kind=fragile")
	make1 := func() *experiment.Experiment {
		e, err := experiment.New(cat, experiment.Plan{Kind: experiment.KindMC, Seed: 3, Reps: 8, ChunkRuns: 4, Trace: output.TracePanel}, -1, s)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	dir := filepath.Join(t.TempDir(), "x")
	out := execute(t, make1(), dir, Options{Jobs: 2})
	if out.Failed == 0 || out.Failed == 8 || out.State != StateComplete || !strings.Contains(out.Messages[0], "run: day 3") {
		t.Fatalf("%+v", out)
	}
	rows, err := output.ReadRuns(dir)
	if err != nil {
		t.Fatal(err)
	}
	failed := 0
	for _, r := range rows {
		if r.Status == output.StatusFailed {
			failed++
			if !strings.Contains(r.Error, "cannot go on") || len(r.Outcomes) > 0 {
				t.Errorf("%+v", r)
			}
		}
	}
	if failed != out.Failed || len(rows) != 8 {
		t.Errorf("%d failed rows of %d, want %d of 8", failed, len(rows), out.Failed)
	}
	st, err := ReadStatus(dir)
	if err != nil || st.Failed != failed || st.State != StateComplete {
		t.Error(st, err)
	}
	again := execute(t, make1(), dir, Options{RetryFailed: true})
	if again.Fresh == 0 || again.Failed != out.Failed || again.DatasetSHA256 != out.DatasetSHA256 {
		t.Errorf("retry: %+v", again)
	}
	fast := execute(t, make1(), filepath.Join(t.TempDir(), "y"), Options{Jobs: 1, FailFast: true})
	if fast.Stop != StopFailures || fast.Failed != 1 {
		t.Errorf("fail-fast: %+v", fast)
	}
	few := execute(t, make1(), filepath.Join(t.TempDir(), "z"), Options{Jobs: 1, MaxFailures: 1})
	if few.Stop != StopFailures || few.Failed != 2 {
		t.Errorf("max-failures: %+v", few)
	}
}

type observer func(*world.Record) error

func (f observer) Observe(r *world.Record) error { return f(r) }

// holdUp stops the run with a certain draw on its second day until the other runs
// stand still.
type holdUp struct {
	draw  *atomic.Uint64 // of the run to be held up; what the last run drew if it is not set
	days  *atomic.Int64  // that the others have begun
	then  func()
	learn bool
	held  bool
}

func (h *holdUp) Act(d *world.Desk) {
	if d.View.Day == 1 {
		x := d.Rand(1).Uint64()
		if h.learn {
			h.draw.Store(x)
		}
		h.held = !h.learn && x == h.draw.Load()
	}
	if !h.held {
		h.days.Add(1)
		return
	}
	if d.View.Day == 2 {
		for last := int64(-1); h.days.Load() != last || last < 5; time.Sleep(700 * time.Millisecond) {
			last = h.days.Load()
		}
		h.then()
	}
}
func (*holdUp) Bid(*world.Desk) {}

// A run that waits for the one before it to be written ends with the execution.
func TestStopWhileARunWaits(t *testing.T) {
	var draw atomic.Uint64
	var days atomic.Int64
	learn := true
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	cat := agents.Default()
	cat["hold_up"] = agents.Define("holds up a run", func(*world.Setup, *agents.NoParams) (world.Institution, error) {
		return &holdUp{draw: &draw, days: &days, then: cancel, learn: learn}, nil
	})
	e, err := experiment.New(cat, experiment.Plan{Kind: experiment.KindMC, Seed: 3, Reps: 2, ChunkRuns: 2, Trace: output.TraceFull}, -1, experimenttest.ScenarioOf(t, cat, "sale-300", "agents.zz.kind=hold_up", "days=400"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Attach(filepath.Join(t.TempDir(), "x"), false); err != nil {
		t.Fatal(err)
	}
	one, stop := context.WithCancel(ctx)
	run(one, e, e.Plan.Ref(0, 0), runOptions{inline: true}, nil, observer(func(*world.Record) error { stop(); return nil }))
	learn = false
	days.Store(0)
	end := make(chan error, 1)
	go func() {
		out, err := Execute(ctx, e, Options{Jobs: 2, MaxFailures: -1})
		if err == nil && (out.Stop != StopInterrupted || out.Runs != 0) {
			err = errors.New("stop " + out.Stop)
		}
		end <- err
	}()
	select {
	case err := <-end:
		if n := days.Load(); err != nil || n < 5 || n >= 400 {
			t.Errorf("%v after %d days", err, n)
		}
	case <-time.After(time.Minute):
		t.Fatalf("the execution does not end; the other run is on day %d", days.Load())
	}
}
