package engine

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"kirifuda/agents"
	"kirifuda/analysis/stats"
	"kirifuda/experiment"
	"kirifuda/experiment/experimenttest"
	"kirifuda/output"
)

// An evaluation gives the numbers of a Monte Carlo with the same seed, whatever
// the number of jobs.
func TestEvaluateIsAMonteCarlo(t *testing.T) {
	s := experimenttest.Sale(t, "days=8")
	const n = 5
	e, err := experiment.New(agents.Default(), experiment.Plan{Kind: experiment.KindMC, Seed: 11, Reps: n, Trace: output.TraceRuns}, -1, experimenttest.Sale(t, "days=8", "jp_mof.sale_usd_bn=150"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if _, err := e.Attach(dir, false); err != nil {
		t.Fatal(err)
	}
	if _, err := Execute(context.Background(), e, Options{Jobs: 2, MaxFailures: -1}); err != nil {
		t.Fatal(err)
	}
	r, err := experiment.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, jobs := range []int{1, 3} {
		v, err := NewEvaluator(agents.Default(), s, jobs).Evaluate(context.Background(), []string{"jp_mof.sale_usd_bn=150"}, 11, n, nil, true)
		if err != nil {
			t.Fatal(err)
		}
		if len(v.Values) != len(r.Columns) || v.Runs != n || v.Failed != 0 {
			t.Fatalf("%d outcomes of %d runs, %d failed", len(v.Values), v.Runs, v.Failed)
		}
		for i, name := range experiment.Names(r.Columns) {
			for k, want := range r.Arms[0].Y[i] {
				switch got := v.Values[name][k]; {
				case got == nil && want == want, got != nil && *got != want:
					t.Errorf("%s of run %d: %v against %v", name, k, got, want)
				}
			}
			if st := stats.Describe(r.Arms[0].Y[i], experiment.KindOf(r.Columns[i])); st != nil && (v.Metrics[name].Mean != st.Mean || number(v.Metrics[name].SE) != number(st.SE)) {
				t.Errorf("%s: %+v against %+v", name, v.Metrics[name], st)
			}
		}
	}
}

func TestEvaluateStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := NewEvaluator(agents.Default(), experimenttest.Sale(t), 1).Evaluate(ctx, nil, 1, 3, nil, false); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// number makes missing numbers equal.
func number(s stats.Spread) string { return fmt.Sprint(float64(s)) }
