package experiment

import (
	"fmt"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kirifuda/agents"
	"kirifuda/experiment/design"
	"kirifuda/output"
)

func sweepOf(t *testing.T, kind string, axes ...string) (*Experiment, error) {
	t.Helper()
	s := sale(t)
	list, err := design.ParseAxes(axes)
	if err != nil {
		t.Fatal(err)
	}
	d, err := MakeDesign(s, list, DesignOptions{Kind: kind, N: 8, Seed: 3})
	if err != nil {
		return nil, err
	}
	return New(agents.Default(), Plan{Kind: KindSweep, Seed: 7, Reps: 1, Trace: output.TraceRuns, Design: d}, -1, s)
}

func TestAxesOfOneParameter(t *testing.T) {
	for _, axes := range [][]string{
		{"jp_mof.sale_usd_bn=1,2", "agents.jp_mof.sale_usd_bn=3,4"},
		{"dealer_1.capacity_usd_bn=100,110", "dealer.capacity_usd_bn=90,95"},
		{"kinds.dealer.capacity_usd_bn=100,110", "agents.dealer_1.capacity_usd_bn=90,95"},
	} {
		if _, err := sweepOf(t, "grid", axes...); err == nil || !strings.Contains(err.Error(), "one axis for each parameter") {
			t.Errorf("%q: %v", axes, err)
		}
	}
	for _, axes := range [][]string{
		{"jp_mof.sale_usd_bn=1,2", "jp_mof.sale_days=3,4"},
		{"dealer_1.capacity_usd_bn=100,110", "dealer_2.capacity_usd_bn=90,95"},
		{"dealer.capacity_usd_bn=100,110", "market.rounds_per_day=1,2"},
	} {
		if _, err := sweepOf(t, "grid", axes...); err != nil {
			t.Errorf("%q: %v", axes, err)
		}
	}
	s := sale(t)
	if a, b := targets(s, "x_fund.flow_pct.ust_gt10y"), targets(s, "x_fund.flow_pct.bills"); a[0].parameter != b[0].parameter || a[0].entry == b[0].entry {
		t.Error(a, b)
	}
}

// What a sweep runs is what its plan and its tables say.
func TestWholeNumbers(t *testing.T) {
	days := func(e *Experiment, j int) (out []float64) {
		for _, p := range e.Plan.Design.Points {
			out = append(out, p[j].Number)
		}
		return out
	}
	for kind, want := range map[string]string{"grid": "[1 2 3]", "oat": "[4 1 2 3]", "zip": "[1 2 3]"} {
		e, err := sweepOf(t, kind, "jp_mof.sale_days=lin:1:3:5")
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(days(e, 0)); got != want || len(e.Plan.Design.Warnings) != 1 {
			t.Errorf("%s: points %s, want %s; %q", kind, got, want, e.Plan.Design.Warnings)
		}
	}
	e, err := sweepOf(t, "grid", "jp_mof.sale_days=lin:1:3:3")
	if err != nil || e.Plan.Design.Axes[0].Scale != design.LinearScale || len(e.Plan.Design.Warnings) != 0 {
		t.Errorf("levels that are whole numbers: %v, %+v", err, e.Plan.Design)
	}
	for _, kind := range []string{"lhs", "sobol", "halton", "saltelli", "morris"} {
		e, err := sweepOf(t, kind, "jp_mof.sale_usd_bn=unif:100:300", "jp_mof.sale_days=unif:1:6")
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range days(e, 1) {
			if got := e.Parameters(Ref{DesignID: int32(i)})[e.params[1].Name]; got != int64(v) || v != float64(int(v)) {
				t.Errorf("%s, point %d: the plan has %g, the table %v", kind, i, v, got)
			}
		}
		if kind == "lhs" {
			dir := filepath.Join(t.TempDir(), kind)
			if _, err := e.Attach(dir, false); err != nil {
				t.Fatal(err)
			}
			p, err := ReadPlan(dir)
			if err != nil || !slices.EqualFunc(p.Design.Points, e.Plan.Design.Points, func(a, b design.Point) bool { return slices.Equal(a, b) }) {
				t.Errorf("the stored plan has other points (%v)", err)
			}
		}
	}
	if _, err := sweepOf(t, "grid", "jp_mof.sale_days=2,2.5"); err == nil || !strings.Contains(err.Error(), "not a whole number") {
		t.Errorf("a list with a part of a day: %v", err)
	}
	d, err := design.List([]string{"jp_mof.sale_days"}, []design.Point{{design.Num(2)}, {design.Num(2.5)}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := New(agents.Default(), Plan{Kind: KindSweep, Seed: 7, Trace: output.TraceRuns, Design: d}, -1, sale(t)); err == nil || !strings.Contains(err.Error(), "point 2: jp_mof.sale_days = 2.5") {
		t.Errorf("a point with a part of a day: %v", err)
	}
}

// Whole numbers, booleans and words of a sampled design are equally likely.
func TestEqualShares(t *testing.T) {
	shares := func(kind string, n int, key, axis string) map[string]int {
		t.Helper()
		list, err := design.ParseAxes([]string{key + "=" + axis, "jp_mof.sale_usd_bn=unif:100:300"})
		if err != nil {
			t.Fatal(err)
		}
		d, err := MakeDesign(sale(t), list, DesignOptions{Kind: kind, N: n, Seed: 5, Levels: 6})
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]int{}
		for _, p := range d.Points {
			out[p[0].String()]++
		}
		return out
	}
	for _, c := range []struct {
		kind      string
		n         int
		key, axis string
		want      map[string]int // nil: 5 % from equal
		values    int
	}{
		{"lhs", 300, "jp_mof.sale_days", "unif:1:3", map[string]int{"1": 100, "2": 100, "3": 100}, 3},
		{"lhs", 300, "jp_mof.sale_days", "lin:1:3", map[string]int{"1": 100, "2": 100, "3": 100}, 3},
		{"lhs", 300, "jp_mof.sale_days", "unif:0.5:3.9", map[string]int{"1": 100, "2": 100, "3": 100}, 3},
		{"sobol", 256, "jp_mof.sale_days", "unif:5:8", map[string]int{"5": 64, "6": 64, "7": 64, "8": 64}, 4},
		{"halton", 600, "jp_mof.sale_days", "unif:1:3", nil, 3},
		{"saltelli", 512, "jp_mof.sale_days", "unif:1:3", nil, 3},
		{"morris", 400, "jp_mof.sale_days", "unif:1:3", nil, 3},
		{"lhs", 300, "jp_mof.covert", "true,false", map[string]int{"true": 150, "false": 150}, 2},
		{"lhs", 300, "jp_mof.proceeds", "keep,convert", map[string]int{"keep": 150, "convert": 150}, 2},
		{"morris", 400, "jp_mof.proceeds", "keep,convert", nil, 2},
		{"morris", 400, "jp_mof.sale_days", "1,5,9", nil, 3},
	} {
		got := shares(c.kind, c.n, c.key, c.axis)
		if c.want != nil && !maps.Equal(got, c.want) || len(got) != c.values {
			t.Errorf("%s of %s=%s: %v", c.kind, c.key, c.axis, got)
		}
		total := 0
		for _, n := range got {
			total += n
		}
		for v, n := range got {
			if share := float64(n*c.values) / float64(total); math.Abs(share-1) > 0.12 {
				t.Errorf("%s of %s=%s: %s has %.2f times its share", c.kind, c.key, c.axis, v, share)
			}
		}
	}
	// On log the weight of n is ln((n + 1)/n).
	got := shares("lhs", 1000, "jp_mof.sale_days", "log:1:7")
	for n := 1; n <= 7; n++ {
		if want := 1000 * math.Log(float64(n+1)/float64(n)) / math.Log(8); math.Abs(float64(got[strconv.Itoa(n)])-want) > 1.5 {
			t.Errorf("log: %d times %d, want %.1f", got[strconv.Itoa(n)], n, want)
		}
	}
	// A normal draw is rounded, so that its mean stays.
	sum := 0.0
	for v, n := range shares("lhs", 1000, "jp_mof.sale_days", "norm:20:3") {
		x, err := strconv.Atoi(v)
		if err != nil {
			t.Fatal(err)
		}
		sum += float64(x * n)
	}
	if math.Abs(sum/1000-20) > 0.05 {
		t.Errorf("norm: mean %g", sum/1000)
	}
	list, err := design.ParseAxes([]string{"jp_mof.sale_days=unif:1.2:1.8"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := MakeDesign(sale(t), list, DesignOptions{Kind: "lhs", N: 8}); err == nil || !strings.Contains(err.Error(), "no whole number") {
		t.Errorf("an interval without a whole number: %v", err)
	}
}

// The columns of parameters have the types of the parameters.
func TestParameterTypes(t *testing.T) {
	e, err := sweepOf(t, "grid", "jp_mof.covert=true,false", "jp_mof.sale_days=20,30", "jp_mof.sale_usd_bn=100,200", "jp_mof.proceeds=keep", "news.rate_sh*=0.5,0.6")
	if err != nil {
		t.Fatal(err)
	}
	var types []output.Type
	for _, c := range e.params {
		types = append(types, c.Type)
	}
	if want := []output.Type{output.Boolean, output.Int32, output.Double, output.String, output.Double}; !slices.Equal(types, want) {
		t.Errorf("%v, want %v", types, want)
	}
	got := e.Parameters(Ref{DesignID: int32(len(e.Plan.Design.Points) - 1)})
	if got["p_jp_mof_covert"] != false || got["p_jp_mof_sale_days"] != int64(30) || got["p_jp_mof_sale_usd_bn"] != 200.0 || got["p_jp_mof_proceeds"] != "keep" {
		t.Error(got)
	}
	p, err := design.NewProblem(e.Plan.Design.Axes)
	if err != nil {
		t.Fatal(err)
	}
	text, err := p.JSON()
	if err != nil || !strings.Contains(strings.Join(strings.Fields(string(text)), ""), `"jp_mof.covert":[true,false]`) {
		t.Errorf("%s, %v", text, err)
	}
}

func TestColumnNames(t *testing.T) {
	var list []output.Column
	seen := map[string]bool{}
	for i := range 120 {
		key := fmt.Sprintf("agents.relative_value_fund_%c%c.a_parameter_with_a_name_that_is_long_enough_bp", 'a'+i%26, 'a'+i/26)
		name := columnName(key, list)
		if len(name) > 32 || seen[name] || !strings.HasPrefix(name, "p_relative_va") || !strings.Contains(name, "enough") {
			t.Fatalf("%s: %q", key, name)
		}
		seen[name] = true
		list = append(list, output.Column{Name: name})
	}
	if _, err := output.RunsTable(list, nil); err != nil && !strings.Contains(err.Error(), "has no unit") {
		t.Error(err)
	}
	for key, want := range map[string]string{
		"days":                                    "p_days",
		"jp_mof.sale_usd_bn":                      "p_jp_mof_sale_usd_bn",
		"agents.jp_mof.sale_usd_bn":               "p_agents_jp_mof_sale_usd_bn",
		"us_fed.function_trigger_n_x":             "p_us_fed_function_trigger_n_x",
		"dealer_12.haircut_rise_when_volatile_sh": "p_dealer_12_when_volatile_sh",
		"an_institution_with_a_name_that_never_ends.size_bn":   "p_an_institution_with_a__size_bn",
		"an_institution_with_a_name.a_parameter_that_never_bp": "p_an_institution__that_never_bp",
	} {
		if got := columnName(key, nil); got != want || len(got) > 32 {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
}
