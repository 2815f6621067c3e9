package engine

import (
	"encoding/json"
	"fmt"
	"math"
	"path/filepath"
	"testing"

	"kirifuda/experiment"
	"kirifuda/experiment/experimenttest"
	"kirifuda/output"
)

func TestUntil(t *testing.T) {
	plan := experiment.Plan{Seed: 7, Reps: 500, Until: "ci(ust_10y_end_bp) < 50", Trace: output.TraceRuns}
	e := experimenttest.Campaign(t, plan)
	if got := fmt.Sprint(e.Plan.Batches, e.Plan.Reps, e.Plan.ChunkRuns); got != "[40 60 100 160 240 360 500] 500 20" {
		t.Errorf("schedule %s", got)
	}
	dir := filepath.Join(t.TempDir(), "x")
	out := execute(t, e, dir, Options{})
	if out.State != StateStopped || out.StoppedAt != 40 || out.Runs != 80 {
		t.Errorf("%+v", out)
	}
	again := execute(t, experimenttest.Campaign(t, plan), dir, Options{})
	if again.DatasetSHA256 != out.DatasetSHA256 || again.Fresh != 0 || again.StoppedAt != 40 {
		t.Errorf("%+v", again)
	}
	if st, err := ReadStatus(dir); err != nil || st.State != StateStopped {
		t.Error(st, err)
	}
	for _, bad := range []string{"", "ci(x) < 1", "ci(ust_10y_end_bp) > 1", "ci(ust_10y_end_bp) < 0"} {
		if _, err := experiment.ParseUntil(bad, experiment.Columns(nil)); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
}

// A rule does not hold on values that are all equal, nor on few.
func TestUntilNeedsSpread(t *testing.T) {
	rare := make([]float64, 400) // a condition that is met in 3.5 % of the runs, and first in the 50th
	for i := range rare {
		if i >= 49 && i%25 == 0 {
			rare[i] = 1
		}
	}
	sample := func(arms ...[]float64) *experiment.Results {
		r := &experiment.Results{Plan: &experiment.Plan{}}
		for i, y := range arms {
			r.Plan.Arms = append(r.Plan.Arms, experiment.Arm{Baseline: i == 1})
			r.Arms = append(r.Arms, experiment.Sample{Y: [][]float64{y}})
		}
		return r
	}
	constant, dust, few := make([]float64, 60), make([]float64, 60), make([]float64, 60)
	for i := range 60 {
		constant[i], dust[i], few[i] = 0.1, 0.1+1e-16*float64(i%3), float64(i%2)
		if i >= 39 {
			few[i] = math.NaN()
		}
	}
	narrow := experiment.Rule{Below: 1e3}
	for name, c := range map[string]Check{
		"rare":     examine(narrow, 40, sample(rare)),
		"constant": examine(narrow, 60, sample(constant)),
		"rounding": examine(narrow, 60, sample(dust)),
		"pairs":    examine(narrow, 60, sample(rare, rare)),
		"few":      examine(narrow, 60, sample(few)),
		"none":     examine(narrow, 20, sample(few[39:])),
	} {
		if c.Holds {
			t.Errorf("%s: the rule holds: %+v", name, c)
		}
		if _, err := json.Marshal(c); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if c := examine(narrow, 40, sample(rare)); !c.Constant || c.Values != 40 {
		t.Errorf("%+v", c)
	}
	if c := examine(experiment.Rule{Below: 0.03}, 400, sample(rare)); !c.Holds || c.Constant {
		t.Errorf("%+v", c)
	}
	if c := examine(narrow, 60, sample(rare, constant)); c.Holds || c.Constant || c.Reason == "" {
		t.Errorf("one event: %+v", c)
	}
	if c := examine(narrow, 400, sample(rare, make([]float64, 400))); !c.Holds {
		t.Errorf("%+v", c)
	}
}
