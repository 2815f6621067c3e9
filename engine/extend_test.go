package engine_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kirifuda/agents"
	"kirifuda/engine"
	"kirifuda/experiment"
	"kirifuda/experiment/design"
	"kirifuda/experiment/experimenttest"
	"kirifuda/output"
)

// extendable are experiments of n replications.
var extendable = map[string]func(t *testing.T, n int) *experiment.Experiment{
	"one arm": func(t *testing.T, n int) *experiment.Experiment {
		return planned(t, experiment.Plan{Kind: experiment.KindMC, Seed: 3, Reps: n, ChunkRuns: 3, Trace: output.TracePanel}, false)
	},
	"two arms": func(t *testing.T, n int) *experiment.Experiment {
		return planned(t, experiment.Plan{Kind: experiment.KindMC, Seed: 3, Reps: n, ChunkRuns: 3, Trace: output.TraceRuns}, true)
	},
	"default chunks": func(t *testing.T, n int) *experiment.Experiment {
		return planned(t, experiment.Plan{Kind: experiment.KindMC, Seed: 3, Reps: n, Trace: output.TraceRuns}, true)
	},
	"a design": func(t *testing.T, n int) *experiment.Experiment {
		axes, err := design.ParseAxes([]string{"jp_mof.sale_days=2,3,4"})
		if err != nil {
			t.Fatal(err)
		}
		d, err := design.Grid(axes)
		if err != nil {
			t.Fatal(err)
		}
		return planned(t, experiment.Plan{Kind: experiment.KindSweep, Seed: 3, Reps: n, ChunkRuns: 4, Trace: output.TracePanel, Design: d}, true)
	},
}

func planned(t *testing.T, p experiment.Plan, vs bool) *experiment.Experiment {
	t.Helper()
	s := experimenttest.Sale(t, "days=3", "jp_mof.start_day=1")
	var e *experiment.Experiment
	var err error
	if vs {
		e, err = experiment.New(agents.Default(), p, 1, s, experimenttest.Scenario(t, "baseline", "days=3"))
	} else {
		e, err = experiment.New(agents.Default(), p, -1, s)
	}
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func attached(t *testing.T, e *experiment.Experiment, dir string) *engine.Outcome {
	t.Helper()
	if _, err := e.Attach(dir, false); err != nil {
		t.Fatal(err)
	}
	out, err := engine.Execute(t.Context(), e, engine.Options{MaxFailures: -1})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Release(); err != nil {
		t.Fatal(err)
	}
	return out
}

// An experiment that was extended, once or twice, has the rows of one that had as many
// replications from the start, and what was there has not changed by a byte.
func TestExtend(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	for name, make := range extendable {
		t.Run(name, func(t *testing.T) {
			dir, fresh := filepath.Join(t.TempDir(), "x"), filepath.Join(t.TempDir(), "y")
			want := attached(t, make(t, 7), fresh)
			attached(t, make(t, 2), dir)
			before := bytesOf(t, dir)
			attached(t, make(t, 4), dir)
			got := attached(t, make(t, 7), dir)
			if got.DatasetSHA256 != want.DatasetSHA256 || got.Runs != want.Runs || got.State != engine.StateComplete {
				t.Errorf("%+v, want %+v", got, want)
			}
			after := bytesOf(t, dir)
			for file, text := range before {
				if after[file] != text {
					t.Errorf("%s has changed", file)
				}
			}
			if d, err := output.Hash(dir); err != nil || d != want.DatasetSHA256 {
				t.Errorf("hash of the tables %s, %v", d, err)
			}
			if r, err := output.Inspect(dir); err != nil || len(r.Violations) > 0 {
				t.Errorf("%+v, %v", r, err)
			}
			if again := attached(t, make(t, 7), dir); again.Fresh != 0 {
				t.Errorf("%d runs made again", again.Fresh)
			}
			open, err := experiment.Open(dir, agents.Default())
			if err != nil {
				t.Fatal(err)
			}
			v, err := engine.Verify(t.Context(), open, false, 0, "", true, nil)
			if err != nil || !v.OK() || v.Rerun != want.Runs {
				t.Errorf("%+v, %v", v, err)
			}
			if v, err := engine.Verify(t.Context(), open, true, 5, "", false, nil); err != nil || !v.OK() {
				t.Errorf("one run: %+v, %v", v, err)
			}
			if _, err := make(t, 4).Attach(dir, false); err == nil || !strings.Contains(err.Error(), "holds 7 replications") {
				t.Errorf("fewer: %v", err)
			}
			for what, c := range map[string]func(to string) (string, error){
				"merge": func(to string) (string, error) {
					m, err := engine.Merge(t.Context(), agents.Default(), to, []string{dir}, false)
					if err != nil {
						return "", err
					}
					return m.DatasetSHA256, nil
				},
				"compact": func(to string) (string, error) {
					c, err := engine.Compact(t.Context(), agents.Default(), to, dir, engine.CompactOptions{})
					if err != nil {
						return "", err
					}
					return c.DatasetSHA256, nil
				},
			} {
				to := filepath.Join(t.TempDir(), "z")
				if sum, err := c(to); err != nil || sum != want.DatasetSHA256 {
					t.Errorf("%s: %s, %v", what, sum, err)
				}
				if r, err := output.Inspect(to); err != nil || len(r.Violations) > 0 {
					t.Errorf("%s: %+v, %v", what, r, err)
				}
			}
		})
	}
}

// bytesOf are the parts and manifests of a directory.
func bytesOf(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, pattern := range []string{"tables/*/*", "manifest/*"} {
		files, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil || len(files) == 0 {
			t.Fatal(files, err)
		}
		for _, f := range files {
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			out[strings.TrimPrefix(f, dir)] = string(b)
		}
	}
	return out
}

// An extension that was cut short after its plan is taken up by the same command.
func TestExtensionCutShort(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	make := extendable["two arms"]
	dir, fresh := filepath.Join(t.TempDir(), "x"), filepath.Join(t.TempDir(), "y")
	want := attached(t, make(t, 5), fresh)
	attached(t, make(t, 2), dir)
	index, err := os.ReadFile(filepath.Join(dir, "experiment.json"))
	if err != nil {
		t.Fatal(err)
	}
	e := make(t, 5)
	if _, err := e.Attach(dir, false); err != nil {
		t.Fatal(err)
	}
	if err := e.Release(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "experiment.json"), index, 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err := engine.ReadStatus(dir); err != nil || s.State != "incomplete" || s.Succeeded != 4 || s.Total != 10 {
		t.Errorf("%+v, %v", s, err)
	}
	if got := attached(t, make(t, 5), dir); got.DatasetSHA256 != want.DatasetSHA256 || got.Fresh != 6 {
		t.Errorf("%+v, want %+v", got, want)
	}
	if r, err := output.Inspect(dir); err != nil || len(r.Violations) > 0 {
		t.Errorf("%+v, %v", r, err)
	}
}
