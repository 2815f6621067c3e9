package engine

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kirifuda/agents"
	"kirifuda/experiment"
	"kirifuda/experiment/experimenttest"
	"kirifuda/output"
)

func TestVerify(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "x")
	execute(t, experimenttest.Campaign(t, experiment.Plan{Seed: 7, Reps: 3, ChunkRuns: 2, Trace: output.TracePanel}), dir, Options{})
	open := func() *experiment.Experiment {
		e, err := experiment.Open(dir, agents.Default())
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	v, err := Verify(context.Background(), open(), false, 0, "", true, nil)
	if err != nil || !v.OK() || v.Rerun != 6 {
		t.Fatalf("%v %+v", err, v)
	}
	if v, err = Verify(context.Background(), open(), true, 2, "baseline", false, nil); err != nil || !v.OK() || v.Rerun != 1 {
		t.Fatalf("%v %+v", err, v)
	}
	part := filepath.Join(dir, "tables", "panel", "part-00000.parquet")
	b, err := os.ReadFile(part)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)/3] ^= 1
	if err := os.WriteFile(part, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if v, err = Verify(context.Background(), open(), false, 0, "", true, nil); err != nil || v.OK() || len(v.Damaged) == 0 {
		t.Errorf("%v %+v", err, v)
	}
}

// Without a number twenty runs are repeated, the first and the last among them;
// of an arm, and of what is finished.
func TestVerifySample(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	dir := filepath.Join(t.TempDir(), "x")
	plan := experiment.Plan{Kind: experiment.KindMC, Seed: 5, Reps: 30, ChunkRuns: 7, Trace: output.TraceRuns}
	e, err := experiment.New(agents.Default(), plan, 1, experimenttest.Sale(t, "days=1"), experimenttest.Scenario(t, "baseline", "days=1"))
	if err != nil {
		t.Fatal(err)
	}
	execute(t, e, dir, Options{})
	if err := os.Remove(filepath.Join(dir, "manifest", "chunk-00002.json")); err != nil { // runs 14 to 20 of the baseline
		t.Fatal(err)
	}
	if err := e.Store().Rebuild(); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		arm         string
		all         bool
		rerun, runs int
	}{{"", false, 20, 53}, {"baseline", false, 20, 53}, {"baseline", true, 23, 53}, {"sale-300", true, 30, 53}} {
		last := -1
		v, err := Verify(t.Context(), e, false, 0, x.arm, x.all, func(done, total int) {
			if done != last+1 || total != x.rerun {
				t.Errorf("%+v: %d of %d", x, done, total)
			}
			last = done
		})
		if err != nil || !v.OK() || v.Rerun != x.rerun || v.Runs != x.runs || last != x.rerun-1 {
			t.Errorf("%+v: %+v, %v", x, v, err)
		}
	}
	// The last run is one of the sample: with another hash it is found.
	m, err := output.ReadManifest(dir, 8)
	if err != nil {
		t.Fatal(err)
	}
	m.Runs[len(m.Runs)-1].Content = strings.Repeat("0", 64)
	b, _ := json.Marshal(m)
	file := filepath.Join(dir, "manifest", "chunk-00008.json")
	was, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, b, 0o666); err != nil {
		t.Fatal(err)
	}
	if v, err := Verify(t.Context(), e, false, 0, "", false, nil); err != nil || len(v.Mismatches) != 1 || v.Mismatches[0].RunID != 29 || v.Mismatches[0].Scenario != "sale-300" {
		t.Errorf("%+v, %v", v, err)
	}
	if err := os.WriteFile(file, was, 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := Verify(t.Context(), e, true, 15, "", false, nil); err == nil || !strings.Contains(err.Error(), "run 15 of baseline is not finished") {
		t.Errorf("a run that is not finished: %v", err)
	}
	if v, err := Verify(t.Context(), e, true, 15, "sale-300", false, nil); err != nil || v.Rerun != 1 || !v.OK() {
		t.Errorf("%+v, %v", v, err)
	}
}
