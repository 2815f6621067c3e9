package engine

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"kirifuda/agents"
	"kirifuda/experiment"
	"kirifuda/experiment/experimenttest"
	"kirifuda/output"
)

// A panic on a goroutine of the engine ends the execution, not the process; what
// was finished is kept, and the rest can be made.
func TestBug(t *testing.T) {
	plan := experiment.Plan{Seed: 7, Reps: 4, ChunkRuns: 1, Trace: output.TraceRuns}
	dir := filepath.Join(t.TempDir(), "x")
	e := experimenttest.Campaign(t, plan)
	if _, err := e.Attach(dir, false); err != nil {
		t.Fatal(err)
	}
	_, err := Execute(context.Background(), e, Options{Jobs: 2, MaxFailures: -1, Progress: func(p Progress) {
		if p.Fresh == 3 {
			panic("a bug")
		}
	}})
	var b *Bug
	if !errors.As(err, &b) || b.Value != "a bug" || !strings.Contains(string(b.Stack), "bug_test.go") || err.Error() != "the program failed: a bug" {
		t.Errorf("%v", err)
	}
	out := execute(t, experimenttest.Campaign(t, plan), dir, Options{})
	if out.State != StateComplete || out.Fresh > 5 {
		t.Errorf("%+v", out)
	}
	_, err = Compact(t.Context(), agents.Default(), filepath.Join(t.TempDir(), "y"), dir, CompactOptions{Progress: func(Progress) { panic("a bug") }})
	if !errors.As(err, &b) {
		t.Errorf("compact: %v", err)
	}
}
