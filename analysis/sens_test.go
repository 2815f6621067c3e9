package analysis

import (
	"context"
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

func TestSweep(t *testing.T) {
	s := experimenttest.Sale(t)
	axes, err := design.ParseAxes([]string{"jp_mof.sale_usd_bn=unif:100:300", "jp_mof.sale_days=unif:2.2:4.9"})
	if err != nil {
		t.Fatal(err)
	}
	make1 := func(kind string, n, reps int) *experiment.Experiment {
		d, err := experiment.MakeDesign(s, axes, experiment.DesignOptions{Kind: kind, N: n, Seed: 3})
		if err != nil {
			t.Fatal(err)
		}
		e, err := experiment.New(agents.Default(), experiment.Plan{Kind: experiment.KindSweep, Seed: 2, Reps: reps, Design: d, Trace: output.TraceRuns}, -1, s)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	e := make1("saltelli", 4, 2)
	dir := filepath.Join(t.TempDir(), "x")
	if out := execute(t, e, dir, engine.Options{}); out.Failed > 0 || out.Runs != 32 {
		t.Fatalf("%+v", out)
	}
	rows, err := output.ReadRuns(dir)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range rows {
		days, size := r.Params["p_jp_mof_sale_days"].(int32), r.Params["p_jp_mof_sale_usd_bn"].(float64)
		if days < 3 || days > 4 || size < 100 || size > 300 || int(r.DesignID) != i%16 || int(r.Rep) != i/16 {
			t.Fatalf("row %d: %+v", i, r)
		}
	}
	list, err := Sens(dir, SensOptions{Outcomes: []string{"ust_10y_end_bp"}, Resamples: 20})
	if err != nil || list[0].Noisy == nil {
		t.Fatal(list, err)
	}
	// Four base points are too few for honest intervals.
	if n := list[0].Noisy; n.Raw.First[0].Interval != nil || n.Noise.Share.Interval != nil || !strings.Contains(list[0].IntervalReason, "4 base points") {
		t.Errorf("%+v, %q", n.Raw.First[0], list[0].IntervalReason)
	}
	for _, f := range []string{"problem.json", experiment.SensFile} {
		if _, err := os.Stat(filepath.Join(dir, f)); err != nil {
			t.Error(err)
		}
	}
	// Replication 1 of point 5 is the same run on its own.
	replay, err := e.Replay(experiment.Plan{Kind: experiment.KindRun, ChunkRuns: 1, Trace: output.TraceHoldings}, "", 16+5)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := replay.Attach(filepath.Join(t.TempDir(), "y"), false); err != nil {
		t.Fatal(err)
	}
	one, err := engine.RunOne(context.Background(), replay, engine.OneOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if alone, err := output.ReadRuns(replay.Dir); err != nil || one.Ref.RunID != 21 || len(alone) != 1 || alone[0].RunID != 21 || alone[0].Rep != 1 {
		t.Errorf("run %d alone: %+v, %v", one.Ref.RunID, alone, err)
	}
	if again, err := experiment.Open(replay.Dir, agents.Default()); err != nil {
		t.Error(err)
	} else if v, err := engine.Verify(t.Context(), again, true, 21, "", false, nil); err != nil || !v.OK() {
		t.Errorf("%+v, %v", v, err)
	}
	for _, v := range one.Values {
		if v.Value != nil && rows[21].Outcomes[v.Name] != *v.Value {
			t.Errorf("%s: %g in the sweep, %g alone", v.Name, rows[21].Outcomes[v.Name], *v.Value)
		}
	}
	for _, kind := range []string{"morris", "oat", "lhs"} {
		dir := filepath.Join(t.TempDir(), kind)
		execute(t, make1(kind, 4, 1), dir, engine.Options{})
		if _, err := Sens(dir, SensOptions{Outcomes: []string{"ust_10y_end_bp"}, Resamples: 10}); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
	if _, err := experiment.MakeDesign(s, axes, experiment.DesignOptions{Kind: "nosuch"}); err == nil {
		t.Error("an unknown design was accepted")
	}
}
