package experiment_test

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kirifuda/agents"
	"kirifuda/analysis"
	"kirifuda/configs"
	"kirifuda/engine"
	"kirifuda/experiment"
	"kirifuda/experiment/experimenttest"
	"kirifuda/output"
)

// several is an experiment of sales of some sizes against the baseline.
func several(t *testing.T, sizes ...string) *experiment.Experiment {
	t.Helper()
	var list []*configs.Scenario
	for _, size := range sizes {
		s := experimenttest.Sale(t, "jp_mof.sale_usd_bn="+size)
		s.Name = "sale-" + size
		list = append(list, s)
	}
	list = append(list, experimenttest.Scenario(t, "baseline"))
	e, err := experiment.New(agents.Default(), experiment.Plan{Kind: experiment.KindMC, Seed: 11, Reps: 8, Trace: output.TracePanel}, len(sizes), list...)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// What is said of an arm and the baseline is the same, bit for bit, whatever other arms
// there are.
func TestOtherArmsChangeNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	// said is what the analyses say of an arm.
	said := func(dir, arm string) map[string]string {
		t.Helper()
		pairs, err := analysis.LoadPairs(dir, 0)
		if err != nil {
			t.Fatal(err)
		}
		pairs = slices.DeleteFunc(pairs, func(p analysis.Pair) bool { return p.Arm != arm })
		cards, err := analysis.Cards(dir, arm, "", 0)
		if err != nil {
			t.Fatal(err)
		}
		responses, err := analysis.Responses(dir, analysis.ResponseOptions{Arm: arm, Series: []string{"ust_10y_yield_pct", "usdjpy_jpy"}})
		if err != nil {
			t.Fatal(err)
		}
		for i := range responses {
			responses[i].Extent = nil // lists all arms
		}
		if len(pairs) == 0 || len(cards) == 0 || len(responses) != 2 {
			t.Fatalf("%s: %d outcomes, %d lines, %d responses", arm, len(pairs), len(cards), len(responses))
		}
		var irf []output.IRFRow
		if err := output.Scan(dir, output.Filter{}, func(r *output.IRFRow) error {
			if r.Scenario == arm {
				r.Scenario, r.Baseline, r.Series = strings.Clone(r.Scenario), strings.Clone(r.Baseline), strings.Clone(r.Series)
				irf = append(irf, *r)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		out := map[string]string{}
		for name, v := range map[string]any{"outcomes": pairs, "card": cards, "responses": responses, "irf": irf} {
			b, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			out[name] = string(b)
		}
		return out
	}
	all := carryOut(t, several(t, "100", "300", "500"))
	for _, size := range []string{"100", "500"} {
		alone := carryOut(t, several(t, size))
		want := said(alone, "sale-"+size)
		for name, got := range said(all, "sale-"+size) {
			if got != want[name] {
				t.Errorf("%s of sale-%s differ with other arms:\n%.300s\nalone\n%.300s", name, size, got, want[name])
			}
		}
	}
}

// The runs of many arms do not depend on how many are made at a time.
func TestManyArmsAtATime(t *testing.T) {
	var sums []string
	for _, jobs := range []int{1, 3} {
		e := several(t, "100", "200", "300")
		if _, err := e.Attach(filepath.Join(t.TempDir(), "x"), false); err != nil {
			t.Fatal(err)
		}
		out, err := engine.Execute(t.Context(), e, engine.Options{Jobs: jobs, MaxFailures: -1})
		if err != nil || out.Runs != 32 {
			t.Fatal(out, err)
		}
		sums = append(sums, out.DatasetSHA256)
	}
	if sums[0] == "" || sums[0] != sums[1] {
		t.Errorf("datasets %v", sums)
	}
}

// Names of arms in any order are one experiment; a configuration has a file of its own.
func TestOrderOfArms(t *testing.T) {
	a, b := several(t, "100", "300"), several(t, "300", "100")
	if a.Plan.ID != b.Plan.ID {
		t.Errorf("%s and %s", a.Plan.ID, b.Plan.ID)
	}
	var files []string
	for _, arm := range a.Plan.Arms {
		files = append(files, arm.Config)
	}
	if want := []string{"config.baseline.resolved.yaml", "config.resolved.yaml", "config.sale-300.resolved.yaml"}; !slices.Equal(files, want) {
		t.Errorf("files %v, want %v", files, want)
	}
	// A treatment may have the name of the baseline of other experiments.
	base, calm := experimenttest.Scenario(t, "baseline"), experimenttest.Scenario(t, "calm")
	e, err := experiment.New(agents.Default(), experiment.Plan{Kind: experiment.KindMC, Seed: 1}, 0, calm, experimenttest.Scenario(t, "april-2025"), base)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, arm := range e.Plan.Arms {
		if seen[arm.Config] {
			t.Errorf("%s is of two arms", arm.Config)
		}
		seen[arm.Config] = true
	}
}

// A twin is the same world whatever the card is, to the last bit: that is what makes it
// common to scenarios with different cards.
func TestCommonTwin(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	s := experimenttest.Sale(t)
	other, err := s.With("jp_mof.strategy=veiled_threat", "jp_mof.sale_usd_bn=111", "jp_mof.start_day=2", "jp_mof.sale_days=3", "jp_mof.announce=true", "jp_mof.covert=false",
		"jp_mof.proceeds=convert", "jp_mof.maturity=long", "jp_mof.stop_on_deal=true", "jp_mof.threat_every_days=2", "jp_mof.deny_after_days=1", "jp_mof.prepare_days=1",
		"jp_mof.answer_days=3", "jp_mof.answer_from_pp=9", "jp_mof.answer_deed_sh=0.9", "jp_mof.answer_word_sh=0.8", "jp_mof.operation_usd_bn=7")
	if err != nil {
		t.Fatal(err)
	}
	other.Name = "a-threat"
	var sums []string
	for _, x := range []*configs.Scenario{s, other} {
		twin, err := experiment.Twin(x)
		if err != nil || twin == nil {
			t.Fatal(twin, err)
		}
		twin.Name = experiment.TwinName
		e, err := experiment.New(agents.Default(), experiment.Plan{Kind: experiment.KindMC, Seed: 3, Reps: 3, Trace: output.TraceFull}, -1, twin)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := e.Attach(filepath.Join(t.TempDir(), "x"), false); err != nil {
			t.Fatal(err)
		}
		out, err := engine.Execute(t.Context(), e, engine.Options{MaxFailures: -1})
		if err != nil {
			t.Fatal(err)
		}
		sums = append(sums, out.DatasetSHA256)
	}
	if sums[0] == "" || sums[0] != sums[1] {
		t.Errorf("twins differ: %v", sums)
	}
	twin, err := experiment.CommonTwin(s, other)
	if err != nil || twin.Name != experiment.TwinName {
		t.Fatal(twin, err)
	}
	again, err := experiment.CommonTwin(other, s)
	if err != nil || configs.Digest(again) != configs.Digest(twin) {
		t.Errorf("the twin depends on the order: %v", err)
	}
	dear, err := other.With("jp_mof.alliance_cost_usd_bn=99")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := experiment.CommonTwin(s, dear); err == nil || !strings.Contains(err.Error(), "with jp_mof.alliance_cost_usd_bn = 99 and 10;") {
		t.Errorf("a world that differs: %v", err)
	}
}
