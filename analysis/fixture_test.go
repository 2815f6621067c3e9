package analysis

import (
	"testing"

	"kirifuda/engine"
	"kirifuda/experiment"
)

// execute runs an experiment into a directory.
func execute(t testing.TB, e *experiment.Experiment, dir string, opt engine.Options) *engine.Outcome {
	t.Helper()
	if _, err := e.Attach(dir, false); err != nil {
		t.Fatal(err)
	}
	opt.MaxFailures = -1
	out, err := engine.Execute(t.Context(), e, opt)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
