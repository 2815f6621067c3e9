package experiment_test

import (
	"os"
	"path/filepath"
	"testing"

	"kirifuda/agents"
	"kirifuda/experiment"
	"kirifuda/experiment/experimenttest"
	"kirifuda/output"
)

// No text of a plan, an index or a stored configuration makes a reader panic or hang,
// and none but the stored one opens as an experiment.
func FuzzStored(f *testing.F) {
	dir := f.TempDir()
	e, err := experiment.New(agents.Default(), experiment.Plan{Kind: experiment.KindMC, Seed: 5, Reps: 3, Trace: output.TraceRuns}, -1,
		experimenttest.Scenario(f, "calm"))
	if err != nil {
		f.Fatal(err)
	}
	if _, err := e.Attach(dir, false); err != nil {
		f.Fatal(err)
	}
	if err := e.Release(); err != nil {
		f.Fatal(err)
	}
	names := []string{"plan.json", "experiment.json", "config.resolved.yaml"}
	texts := map[string][]byte{}
	for i, n := range names {
		if texts[n], err = os.ReadFile(filepath.Join(dir, n)); err != nil {
			f.Fatal(err)
		}
		f.Add(i, texts[n])
	}
	f.Fuzz(func(t *testing.T, which int, text []byte) {
		if which < 0 || which >= len(names) {
			return
		}
		to := t.TempDir()
		for i, n := range names {
			b := texts[n]
			if i == which {
				b = text
			}
			if err := os.WriteFile(filepath.Join(to, n), b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if p, _, err := experiment.Stored(to); err == nil && p.Runs() < 1<<20 {
			for k := range min(p.Chunks(), 1000) {
				_ = p.Chunk(k)
			}
			_ = p.Order(0, p.Reps)
			_ = p.Points()
		}
		if which == 2 { // slow
			_, _ = experiment.Open(to, agents.Default())
		}
	})
}
