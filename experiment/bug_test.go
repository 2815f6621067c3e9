package experiment

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"kirifuda/agents"
	"kirifuda/output"
	"kirifuda/world"
)

// A panic on a goroutine of the engine ends the execution, not the process; what
// was finished is kept, and the rest can be made.
func TestBug(t *testing.T) {
	plan := Plan{Seed: 7, Reps: 4, ChunkRuns: 1, Trace: output.TraceRuns}
	dir := filepath.Join(t.TempDir(), "x")
	e := campaign(t, plan)
	if _, err := e.Attach(dir, false); err != nil {
		t.Fatal(err)
	}
	_, err := e.Execute(context.Background(), ExecOptions{Jobs: 2, MaxFailures: -1, Progress: func(p Progress) {
		if p.Fresh == 3 {
			panic("a bug")
		}
	}})
	var b *Bug
	if !errors.As(err, &b) || b.Value != "a bug" || !strings.Contains(string(b.Stack), "bug_test.go") || err.Error() != "the program failed: a bug" {
		t.Errorf("%v", err)
	}
	out := execute(t, campaign(t, plan), dir, ExecOptions{})
	if out.State != StateComplete || out.Fresh > 5 {
		t.Errorf("%+v", out)
	}
	_, err = Compact(t.Context(), agents.Default(), filepath.Join(t.TempDir(), "y"), dir, CompactOptions{Progress: func(Progress) { panic("a bug") }})
	if !errors.As(err, &b) {
		t.Errorf("compact: %v", err)
	}
}

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
	e, err := New(cat, Plan{Kind: KindMC, Seed: 3, Reps: 2, ChunkRuns: 2, Trace: output.TraceFull}, -1, scenarioOf(t, cat, "sale-300", "agents.zz.kind=hold_up", "days=400"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Attach(filepath.Join(t.TempDir(), "x"), false); err != nil {
		t.Fatal(err)
	}
	one, stop := context.WithCancel(ctx)
	e.run(one, e.Plan.Ref(0, 0), true, nil, observer(func(*world.Record) error { stop(); return nil }))
	learn = false
	days.Store(0)
	end := make(chan error, 1)
	go func() {
		out, err := e.Execute(ctx, ExecOptions{Jobs: 2, MaxFailures: -1})
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
