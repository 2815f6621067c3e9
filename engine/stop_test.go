package engine

import (
	"context"
	"errors"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"kirifuda/agents"
	"kirifuda/experiment"
	"kirifuda/experiment/experimenttest"
	"kirifuda/output"
	"kirifuda/world"
)

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
