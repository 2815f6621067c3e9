package calibrate

import (
	"bytes"
	"context"
	"errors"
	"math"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/experiment"
	"kirifuda/validation"
)

func row(median, low, high float64) *validation.Row {
	return &validation.Row{N: 1, Median: median, Low: &low, High: &high}
}

func TestTerm(t *testing.T) {
	for _, c := range []struct {
		aim  Aim
		row  *validation.Row
		want float64
	}{
		{Aim{"a", 2, 0}, row(2, 1, 4), 0},                               // the geometric middle
		{Aim{"a", 2, 0}, row(4, 1, 4), 0.2},                             // on the bound: 2·0.1
		{Aim{"a", 2, 0}, row(8, 1, 4), 2 * (1 + 0.4)},                   // z = 2
		{Aim{"a", 1, 0}, row(-8, -4, -1), 1.4},                          // the mirror image
		{Aim{"a", 1, 0}, row(3, -1, 1), 4 + 0.9},                        // linear across zero
		{Aim{"a", 1, 4}, row(4, 1.5, 6), 0},                             // a centre of its own
		{Aim{"a", 1, 4}, row(1.5, 1.5, 6), 0.1},                         //
		{Aim{"a", 1, 0}, row(-1, 1, 4), penalty},                        // the wrong sign
		{Aim{"a", 3, 0}, nil, 3 * penalty},                              // no value
		{Aim{"a", 1, 0}, row(1e9, 1, 4), penalty},                       // no more than that
		{Aim{"a", 1, 0}, row(2, 4, 1), 0},                               // a range the wrong way round
		{Aim{"a", 1, 0}, &validation.Row{N: 1, Median: 1}, 1 * penalty}, // no range
	} {
		if got := c.aim.Term(c.row); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%+v: %g, want %g", c.aim, got, c.want)
		}
	}
}

func TestParametersAreFree(t *testing.T) {
	free := map[string]bool{}
	known := map[string]bool{}
	for _, e := range experiment.Parameters(agents.Default()) {
		known[e.Key] = true
		free[e.Key] = e.Free
	}
	for _, p := range Parameters {
		if !(p.Low < 1 && p.High > 1 && p.Low >= 0) {
			t.Errorf("%s: the bounds %g and %g do not enclose the value in force", p.Name, p.Low, p.High)
		}
		for _, k := range strings.Fields(p.Kinds) {
			if k != "*" && !known[k+"."+p.Param] {
				t.Errorf("%s: %s has no parameter %s", p.Name, k, p.Param)
			}
		}
	}
	ones := make([]float64, len(Parameters))
	for i := range ones {
		ones[i] = 1
	}
	for i, f := range factorsOf(pointOf(ones)) {
		if math.Abs(f-1) > 1e-12 {
			t.Errorf("%s: %g", Parameters[i].Name, f)
		}
	}
}

// fake has its minimum where every factor is 1.2.
func fake(factors []float64) (Evaluation, error) {
	e := Evaluation{Factors: append([]float64(nil), factors...), Terms: map[string]float64{}, Medians: map[string]float64{}}
	for i, f := range factors {
		d := (f - 1.2) / (Parameters[i].High - Parameters[i].Low)
		e.Loss += d * d
	}
	return e, nil
}

func TestRunAndWrite(t *testing.T) {
	opt := Options{Evals: 600, Seed: 4, evaluate: fake}
	seen := 0
	opt.Progress = func(eval int, loss, best float64) {
		seen = eval
		if best > loss {
			t.Errorf("evaluation %d: best %g above %g", eval, best, loss)
		}
	}
	fit, err := Run(context.Background(), opt)
	if err != nil {
		t.Fatal(err)
	}
	if fit.Best.Loss > fit.Default.Loss/20 || seen < 500 {
		t.Errorf("loss %g from %g after %d evaluations", fit.Best.Loss, fit.Default.Loss, seen)
	}
	again, err := Run(context.Background(), opt)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(fit, again) {
		t.Error("the same seed gives another fit")
	}
	var b bytes.Buffer
	if err := fit.Write(&b); err != nil {
		t.Fatal(err)
	}
	// What is written can be laid over a scenario.
	s, err := experiment.LoadScenario("calm", agents.Default(), configs.Options{
		Files: []string{"calibration.yaml"}, ReadFile: func(string) ([]byte, error) { return b.Bytes(), nil },
	})
	if err != nil {
		t.Fatalf("%v\n%s", err, b.String())
	}
	base, err := experiment.LoadScenario("calm", agents.Default(), configs.Options{})
	if err != nil {
		t.Fatal(err)
	}
	value := func(s *configs.Scenario) float64 {
		e, err := configs.Explain(s, "macro_1.depth_usd_bn_per_bp")
		if err != nil {
			t.Fatal(err)
		}
		return e.Value.(float64)
	}
	if got, want := value(s)/value(base), fit.Best.Factors[3]; math.Abs(got/want-1) > 1e-4 {
		t.Errorf("depth is scaled by %g, want %g", got, want)
	}
}

func TestEvaluate(t *testing.T) {
	if testing.Short() {
		t.Skip("simulates")
	}
	f, err := newFitter(Options{Catalogue: agents.Default()})
	if err != nil {
		t.Fatal(err)
	}
	ones := make([]float64, len(Parameters))
	for i := range ones {
		ones[i] = 1
	}
	v, err := f.evaluate(context.Background(), ones, 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	if !(v.Loss > 0 && v.Loss < 100) || len(v.Medians) != len(Aims) {
		t.Errorf("%+v", v)
	}
}

// The page of the validation marks what calibration fits: no more and no less.
func TestAimsAreMarked(t *testing.T) {
	var aims []string
	for _, a := range Aims {
		aims = append(aims, a.ID)
	}
	slices.Sort(aims)
	if marked := validation.Fitted(); !slices.Equal(aims, marked) {
		t.Errorf("aims %v, marked %v", aims, marked)
	}
}

// A world that cannot be run with the values in force is an error, not a loss.
func TestBrokenValuesInForce(t *testing.T) {
	cause := errors.New("no such world")
	_, err := Run(context.Background(), Options{Evals: 20, evaluate: func(f []float64) (Evaluation, error) {
		return Evaluation{Factors: f, Loss: 1, broken: cause}, nil
	}})
	if !errors.Is(err, cause) {
		t.Errorf("got %v", err)
	}
}

// The file that is handed out can be laid over every scenario.
func TestShippedFitLoads(t *testing.T) {
	fit, err := os.ReadFile("../../configs/calibration.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"baseline", "japan-sale-2025", "april-2025", "calm"} {
		_, err := experiment.LoadScenario(name, agents.Default(), configs.Options{Files: []string{"calibration.yaml"}, ReadFile: func(string) ([]byte, error) { return fit, nil }})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A calibration may vary a loading of all instruments that have it, and maps.
func TestLoadingsAndMaps(t *testing.T) {
	before := Parameters
	t.Cleanup(func() { Parameters = before })
	Parameters = []Parameter{{"safe havens", "loadings", "haven", 0.5, 2, ""}, {"depth of yen dealers", "fx_dealer", "depth_usd_bn_per_pct", 0.5, 2, ""}}
	f, err := newFitter(Options{Catalogue: agents.Default(), Set: []string{"loadings.mxn.haven=4"}})
	if err != nil {
		t.Fatal(err)
	}
	patch := f.patch(&Fit{Best: Evaluation{Factors: []float64{0.5, 2}}})
	for _, want := range []string{"loadings:\n  cad: {haven: 0.65}\n", "  mxn: {haven: 2}\n", "agents:\n  fx_dealer: {depth_usd_bn_per_pct: {cad: 14, cny: 9,"} {
		if !strings.Contains(patch, want) {
			t.Errorf("no %q in\n%s", want, patch)
		}
	}
	set := append(f.overrides([]float64{0.5, 2}), "loadings.jpy.haven=0.1")
	s, err := experiment.LoadScenario("calm", agents.Default(), configs.Options{Set: set})
	if err != nil {
		t.Fatal(err)
	}
	if v, _ := s.Loading("mxn", "haven"); v != 2 {
		t.Errorf("the peso's loading is %g", v)
	}
}
