package engine

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"kirifuda/analysis"
	"kirifuda/experiment"
	"kirifuda/experiment/experimenttest"
	"kirifuda/output"
)

// A byte that changed in a part of a finished chunk is found on resume: the part
// is named, its chunk is no longer counted as finished, and made again it is
// what it was.
func TestFlippedByteIsFoundOnResume(t *testing.T) {
	plan := experiment.Plan{Seed: 7, Reps: 6, ChunkRuns: 2, Trace: output.TracePanel}
	dir := filepath.Join(t.TempDir(), "x")
	whole := execute(t, experimenttest.Campaign(t, plan), dir, Options{})
	want := contents(t, dir)
	name := filepath.Join("tables", "panel", "part-00004.parquet")
	flip := func() {
		t.Helper()
		b := []byte(want[name])
		b[len(b)/2] ^= 1
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	same := func() {
		t.Helper()
		got := contents(t, dir)
		for name := range want {
			if got[name] != want[name] {
				t.Errorf("%s is not what it was", name)
			}
		}
	}
	for _, jobs := range []int{1, 3} {
		flip()
		var lines []string
		checked := 0
		out := execute(t, experimenttest.Campaign(t, plan), dir, Options{
			Jobs: jobs, Damaged: func(s string) { lines = append(lines, s) }, Checking: func(done, total int) { checked = done*100 + total },
		})
		text := "tables/panel/part-00004.parquet: the content differs from the manifest; chunk 4 is simulated again"
		if len(lines) != 1 || lines[0] != text || len(out.Damaged) != 1 || out.Damaged[0] != text {
			t.Errorf("jobs %d: %q, %q", jobs, lines, out.Damaged)
		}
		if out.Fresh != 2 || out.State != StateComplete || out.DatasetSHA256 != whole.DatasetSHA256 || checked != 606 {
			t.Errorf("jobs %d: %+v, checked %d", jobs, out, checked)
		}
		same()
	}

	// Interrupted before it is made again, the chunk counts as missing, and
	// nothing reads the part.
	flip()
	e := experimenttest.Campaign(t, plan)
	if _, err := e.Attach(dir, false); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	out, err := Execute(ctx, e, Options{MaxFailures: -1, Damaged: func(string) { cancel() }})
	if err != nil || out.Stop != StopInterrupted || out.Runs != 10 {
		t.Fatalf("%v %+v", err, out)
	}
	if _, err := os.Stat(filepath.Join(dir, name)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the damaged part is still there: %v", err)
	}
	if aside, _ := filepath.Glob(filepath.Join(dir, "tmp", "damaged-tables-panel-part-00004.parquet-*")); len(aside) != 3 {
		t.Errorf("set aside: %q", aside)
	}
	if err := analysis.Summarise(dir); err != nil {
		t.Error(err)
	}
	// A shard looks at its own chunks.
	if out := execute(t, experimenttest.Campaign(t, plan), dir, Options{Shard: 1, Shards: 2}); out.Fresh != 0 || out.State != StateRunning {
		t.Errorf("%+v", out)
	}
	if out := execute(t, experimenttest.Campaign(t, plan), dir, Options{Shard: 0, Shards: 2}); out.Fresh != 2 || out.DatasetSHA256 != whole.DatasetSHA256 {
		t.Errorf("%+v", out)
	}
	same()
}

// The bytes of parts are compared through buffers of constant size.
func TestAuditMemory(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "x")
	e := experimenttest.Campaign(t, experiment.Plan{Seed: 7, Reps: 1, ChunkRuns: 2, Trace: output.TraceRuns})
	execute(t, e, dir, Options{})
	name := filepath.Join(dir, "tables", "runs", "part-00000.parquet")
	manifest := filepath.Join(dir, "manifest", "chunk-00000.json")
	m, err := output.ReadManifest(dir, 0)
	if err != nil {
		t.Fatal(err)
	}
	const size = 64 << 20
	if err := os.Truncate(name, size); err != nil {
		t.Fatal(err)
	}
	m.Tables[0].Bytes = size
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(manifest, b, 0o666); err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, fault, err := e.Store().Audit(0); fault == nil || err != nil {
		t.Errorf("%v, %v", fault, err)
	}
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > 4<<20 {
		t.Errorf("%d bytes allocated for a part of %d", n, size)
	}
}
