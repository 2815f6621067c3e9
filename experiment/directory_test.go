package experiment_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"kirifuda/agents"
	"kirifuda/engine"
	"kirifuda/experiment"
	"kirifuda/experiment/experimenttest"
	"kirifuda/output"
)

// Of several experiments that begin in one directory at once, one gets it and
// the others are refused; what is there is of the one.
func TestRivalsForADirectory(t *testing.T) {
	s := experimenttest.Sale(t, "days=2")
	for round := range 6 {
		dir := filepath.Join(t.TempDir(), "x")
		list := make([]*experiment.Experiment, 4)
		for i := range list {
			e, err := experiment.New(agents.Default(), experiment.Plan{Kind: experiment.KindMC, Seed: int64(i / 2), Reps: 2, Trace: output.TraceRuns}, -1, s)
			if err != nil {
				t.Fatal(err)
			}
			list[i] = e
		}
		errs := make([]error, len(list))
		var group sync.WaitGroup
		for i, e := range list {
			group.Go(func() { _, errs[i] = e.Attach(dir, false) })
		}
		group.Wait()
		open, err := experiment.Open(dir, agents.Default())
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		for i, e := range list {
			if won := e.Plan.ID == open.Plan.ID; won != (errs[i] == nil) {
				t.Errorf("round %d: seed %d holds the directory: %t, and its error is %v", round, e.Plan.Seed, won, errs[i])
			}
		}
		if _, err := engine.Execute(context.Background(), open, engine.Options{Jobs: 2, MaxFailures: -1}); err != nil {
			t.Fatal(err)
		}
		v, err := engine.Verify(context.Background(), open, false, 0, "", true, nil)
		if err != nil || !v.OK() {
			t.Errorf("round %d: %+v, %v", round, v, err)
		}
	}
}

// A plan that was changed or cut off is refused by name and never overwritten.
func TestDamagedPlan(t *testing.T) {
	for name, change := range map[string]func(string) string{
		"cut off":      func(s string) string { return s[:len(s)/2] },
		"more runs":    func(s string) string { return strings.Replace(s, `"reps": 4`, `"reps": 1000000000`, 1) },
		"longer parts": func(s string) string { return strings.Replace(s, `"chunk_runs": 2`, `"chunk_runs": 3`, 1) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			plan := experiment.Plan{Kind: experiment.KindMC, Seed: 5, Reps: 4, ChunkRuns: 2, Trace: output.TraceRuns}
			e, err := experiment.New(agents.Default(), plan, -1, experimenttest.Sale(t, "days=2"))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := e.Attach(dir, false); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(dir, experiment.PlanFile)
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			broken := change(string(b))
			if broken == string(b) {
				t.Fatal("nothing was changed")
			}
			if err := os.WriteFile(file, []byte(broken), 0o600); err != nil {
				t.Fatal(err)
			}
			for what, err := range map[string]error{
				"status": second(engine.ReadStatus(dir)), "load": second(experiment.Load(dir)), "open": second(experiment.Open(dir, agents.Default())),
			} {
				if err == nil || !strings.Contains(err.Error(), experiment.PlanFile) {
					t.Errorf("%s: %v", what, err)
				}
			}
			if name != "cut off" {
				return
			}
			if _, err := e.Attach(dir, false); err == nil || !strings.Contains(err.Error(), "use -f to replace") {
				t.Errorf("attach: %v", err)
			}
			if _, err := e.Attach(dir, true); err != nil {
				t.Errorf("replace: %v", err)
			}
		})
	}
}

func second[T any](_ T, err error) error { return err }

// A start that was cut short is taken up by the same experiment and refused to
// another.
func TestStartCutShort(t *testing.T) {
	dir := t.TempDir()
	make := func(seed int64) *experiment.Experiment {
		e, err := experiment.New(agents.Default(), experiment.Plan{Kind: experiment.KindMC, Seed: seed, Reps: 2, Trace: output.TraceRuns}, -1, experimenttest.Sale(t, "days=2"))
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	if _, err := make(1).Attach(dir, false); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"experiment.json", "config.resolved.yaml", "views.sql"} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := make(2).Attach(dir, false); err == nil || errors.Is(err, output.ErrIO) || !strings.Contains(err.Error(), "another experiment") {
		t.Errorf("another: %v", err)
	}
	if _, err := make(1).Attach(dir, false); err != nil {
		t.Errorf("the same: %v", err)
	}
	for _, name := range []string{"experiment.json", "config.resolved.yaml", "views.sql"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
}

func TestOtherExperimentIsRefused(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	dir := filepath.Join(t.TempDir(), "x")
	first := experimenttest.Campaign(t, experiment.Plan{Seed: 7, Reps: 1, Trace: output.TraceRuns})
	if _, err := first.Attach(dir, false); err != nil {
		t.Fatal(err)
	}
	e, err := experiment.New(agents.Default(), experiment.Plan{Kind: experiment.KindMC, Seed: 8, Reps: 1, Trace: output.TraceRuns}, 1, experimenttest.Sale(t, "jp_mof.sale_usd_bn=250"), experimenttest.Scenario(t, "baseline"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = e.Attach(dir, false)
	var m *experiment.Mismatch
	if !errors.As(err, &m) {
		t.Fatal(err)
	}
	text := err.Error()
	for _, want := range []string{"seed: 7 there, 8 requested", "jp_mof.sale_usd_bn: 300 there, 250 requested (USD bn)"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	if _, err := e.Attach(dir, true); err == nil || !strings.Contains(err.Error(), "another process is writing") {
		t.Errorf("replaced while the first is writing: %v", err)
	}
	if err := first.Release(); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Attach(dir, true); err != nil {
		t.Error(err)
	}
}
