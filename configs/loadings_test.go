package configs_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"kirifuda/configs"
	"kirifuda/configs/configstest"
)

// A scenario that sets no loading has the same resolved form as without tables.
func TestLoadingsOfTables(t *testing.T) {
	with := loadTables(t)
	if with.Loadings != nil || strings.Contains(string(configs.Resolved(with)), "loadings") {
		t.Errorf("%s", configs.Resolved(with))
	}
	load := func(tables configs.Tables) string {
		s, err := configs.Load("japan-sale", fakeCatalogue{}, configs.Options{FS: testFS(), Tables: tables})
		if err != nil {
			t.Fatal(err)
		}
		return configs.Digest(s) + string(configs.Resolved(s))
	}
	if load(nil) != load(fakeTables{}) {
		t.Error("tables change a scenario that does not refer to them")
	}
	if v, ok := with.Loading("jpy", "haven"); v != 0.3 || !ok {
		t.Error(v, ok)
	}
	for _, no := range [][2]string{{"jpy", "x"}, {"x", "haven"}} {
		if _, ok := with.Loading(no[0], no[1]); ok {
			t.Error(no)
		}
	}
}

func TestLoadings(t *testing.T) {
	opts := tableOptions("loadings.jpy.haven*=0.5", "loadings.eur.haven=-0.1", "@p.yaml")
	opts.Environ = []string{"SIM_LOADINGS__JPY__BETA=1.5"}
	opts.ReadFile = files(map[string]string{
		"f.yaml": "loadings:\n  jpy: {haven: 0.8}\n  eur: {haven: 0.2}\n",
		"p.yaml": "loadings.ust_10y.free: -1e6\n",
	})
	s, err := configs.Load("f.yaml", tableCatalogue, opts)
	if err != nil {
		t.Fatal(err)
	}
	// The euro is what the table says again: it is not kept.
	want := []configs.LoadingValue{{"jpy", "beta", 1.5}, {"jpy", "haven", 0.4}, {"ust_10y", "free", -1e6}}
	if !reflect.DeepEqual(s.Loadings, want) {
		t.Errorf("%+v", s.Loadings)
	}
	const text = "market:\n  rounds_per_day: 1  # 1/day, default\n"
	resolved := string(configs.Resolved(s))
	for _, part := range []string{text, "loadings:\n  jpy:\n    beta: 1.5  # env SIM_LOADINGS__JPY__BETA\n    haven: 0.4  # % per %, -s\n  ust_10y:\n    free: -1000000.0  # p.yaml:1\nagents:\n"} {
		if !strings.Contains(resolved, part) {
			t.Errorf("no %q in\n%s", part, resolved)
		}
	}
	configstest.RoundTrip(t, tableCatalogue, s)
	for key, want := range map[string]string{
		"loadings.jpy.haven": "0.4 -s 0.3 rise when U.S. equities fall", "loadings.eur.haven": "-0.1 -s -0.1 rise when U.S. equities fall",
		"loadings.jpy.beta*": "1  <nil> factor on each agent's own loadings.jpy.beta: weight on the broad dollar",
	} {
		e, err := configs.Explain(s, key)
		if got := fmt.Sprint(configs.FormatValue(e.Value), " ", e.Origin, " ", e.Default, " ", e.Doc); err != nil || got != want {
			t.Errorf("%s: %s %v", key, got, err)
		}
	}
	e, _ := configs.Explain(s, "loadings.jpy.haven")
	if e.Unit != "% per %" || e.Range() != "-1 to 1" || e.Status != "ASSUMED" || e.Source != "model design" || e.Role != "uncertainty" || e.Type != "number" {
		t.Errorf("%+v", e)
	}
	base := loadTables(t)
	var lines []string
	for _, d := range configs.Diff(base, s) {
		lines = append(lines, fmt.Sprintf("%s: %s | %s %s", d.Key, d.A, d.B, d.Unit))
	}
	if got := strings.Join(lines, "\n"); got != "loadings.jpy.haven: 0.3 | 0.4 % per %\nloadings.jpy.beta: 1 | 1.5 1\nloadings.ust_10y.free: 1000 | -1000000 1" {
		t.Error(got)
	}
	// Setting what is set changes nothing, in the copy or in the original.
	same, err := s.With("loadings.jpy.haven=0.4")
	if err != nil || configs.Digest(same) != configs.Digest(s) {
		t.Error(err)
	}
	other, err := s.With("loadings.jpy.haven=0.5", "loadings.jpy.beta=1")
	if err != nil || configs.Digest(other) == configs.Digest(s) || !reflect.DeepEqual(s.Loadings, want) || len(other.Loadings) != 2 {
		t.Errorf("%v %+v %+v", err, s.Loadings, other.Loadings)
	}
	keys := strings.Join(configs.Keys(tableCatalogue, s), " ")
	for _, k := range []string{"loadings.jpy.haven", "loadings.ust_10y.free", "x.depth_usd_bn_per_pct.inr"} {
		if !strings.Contains(keys, k) {
			t.Errorf("no key %s", k)
		}
	}
	var listed []string
	for _, e := range configs.Parameters(tableCatalogue, fakeTables{}) {
		if strings.HasPrefix(e.Key, "loadings.") {
			listed = append(listed, e.Key+" "+configs.FormatValue(e.Default))
		}
	}
	if got := strings.Join(listed, ", "); got != "loadings.jpy.haven 0.3, loadings.jpy.beta 1, loadings.eur.haven -0.1, loadings.ust_10y.free 1000" {
		t.Error(got)
	}
}

func TestLoadingProblems(t *testing.T) {
	opts := tableOptions()
	for set, want := range map[string]string{
		"loadings.jpy.haven=2":    "-s: loadings.jpy.haven = 2: above the maximum 1 % per % (allowed -1 to 1)",
		"loadings.jpy.haven*=-9":  "-s: loadings.jpy.haven = -2.6999999999999997: below the minimum -1 % per % (allowed -1 to 1)",
		"loadings.jpy.haven=x":    "-s: loadings.jpy.haven = x: not a number (allowed -1 to 1)",
		"loadings.jpy.havn=1":     "-s: loadings.jpy.havn: unknown key; did you mean `haven`?",
		"loadings.jpy.havn*=1":    "-s: loadings.jpy.havn: unknown key (allowed haven, beta); did you mean `haven`?",
		"loadings.jpx.haven=1":    "-s: loadings.jpx: unknown instrument (allowed jpy, eur, ust_10y); did you mean `jpy`?",
		"loadings.jpy=1":          "-s: loadings.jpy: a loading is missing: loadings.jpy.<loading> (allowed haven, beta)",
		"loadings=1":              "-s: loadings: an instrument is missing: loadings.<instrument>.<loading> (allowed jpy, eur, ust_10y)",
		"loading.jpy.haven=1":     "-s: loading.jpy.haven: unknown agent or kind; did you mean `loadings.jpy.haven`?",
		"loadings.jpy*=2":         "-s: loadings.jpy: unknown loading of an instrument (allowed jpy, eur, ust_10y)",
		"agents.loadings.kind=k":  "-s: agents.loadings: the word is reserved",
		"loadings.jpy.haven.a=1":  "-s: loadings.jpy.haven.a: unknown key; did you mean `haven`?",
		"loadings.jpy.haven=null": "-s: loadings.jpy.haven = null: empty, expected a number (allowed -1 to 1)",
	} {
		opts.Set = []string{set}
		if _, err := configs.Load("world", tableCatalogue, opts); err == nil || err.Error() != want {
			t.Errorf("%s:\ngot  %v\nwant %s", set, err, want)
		}
	}
	opts.Set = nil
	for text, want := range map[string]string{
		"loadings:\n  jpx: {haven: 1}":          "f.yaml:2:3: loadings.jpx: unknown instrument (allowed jpy, eur, ust_10y); did you mean `jpy`?",
		"loadings:\n  jpy: {havn: 1}":           "f.yaml:2:9: loadings.jpy.havn: unknown key; did you mean `haven`?",
		"loadings:\n  jpy: 1":                   "f.yaml:2:8: loadings.jpy = 1: a single value, expected a mapping of keys to values",
		"loadings: {jpy: {haven: 1, haven: 1}}": "f.yaml:1:28: loadings.jpy.haven: duplicate key, first used in line 1",
		"jpy: {haven: 1}":                       "f.yaml:1:1: jpy: loadings of an instrument belong in the section loadings; did you mean `loadings: {jpy: …}`?",
	} {
		opts.ReadFile = files(map[string]string{"f.yaml": text})
		if _, err := configs.Load("f.yaml", tableCatalogue, opts); err == nil || err.Error() != want {
			t.Errorf("%s:\ngot  %v\nwant %s", text, err, want)
		}
	}
	none := options("loadings.jpy.haven=1")
	if _, err := configs.Load("baseline", fakeCatalogue{}, none); err == nil || err.Error() != "-s: loadings.jpy: there is no table of loadings" {
		t.Error(err)
	}
	for _, key := range []string{"loadings", "loadings.jpy", "loadings.jpy.x", "loadings.x.haven", "loadings.jpy.haven.x", "kinds.loadings.jpy"} {
		if _, err := configs.Explain(loadTables(t), key); err == nil {
			t.Errorf("%q is explained", key)
		}
	}
}

// wrongTables have loadings that cannot be used.
type wrongTables struct{ fakeTables }

func (wrongTables) Loadings() []configs.Loading {
	return []configs.Loading{
		{Instrument: "jpy", Name: "haven", Min: -1, Max: 1, Value: 3}, {Instrument: "jpy", Name: "haven"},
		{Instrument: "JPY", Name: "haven"}, {Instrument: "eur", Name: "beta", Min: 1, Max: -1},
	}
}

func TestWrongLoadings(t *testing.T) {
	err := configs.CheckCatalogue(tableCatalogue, wrongTables{})
	for _, want := range []string{
		"configs: loadings.jpy.haven: the value 3 is above the maximum 1", "configs: loadings.jpy.haven: listed twice",
		"loadings.jpy.haven: no unit or no description", "configs: loadings.JPY.haven: not names in lower case", "configs: loadings.eur.beta: the minimum is above the maximum",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestSchemaOfLoadings(t *testing.T) {
	schema := configstest.Compile(t, tableCatalogue, worldFS(tableWorld), fakeTables{})
	if err := configstest.Validate(schema, []byte("loadings: {jpy: {haven: 0.5}, ust_10y: {free: -1}}")); err != nil {
		t.Error(err)
	}
	if err := configstest.Validate(schema, configs.Resolved(loadTables(t, "loadings.jpy.haven=1"))); err != nil {
		t.Error(err)
	}
	for _, bad := range []string{"loadings: {jpy: {haven: 5}}", "loadings: {jpx: {haven: 1}}", "loadings: {jpy: {x: 1}}"} {
		if configstest.Validate(schema, []byte(bad)) == nil {
			t.Errorf("the schema accepts %s", bad)
		}
	}
}
