package configs_test

import (
	"errors"
	"io/fs"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"kirifuda/configs"
	"kirifuda/configs/configstest"
)

// worldFS is a file system with a base world alone.
func worldFS(text string) fs.FS { return fstest.MapFS{"world.yaml": {Data: []byte(text)}} }

func loadTables(t *testing.T, set ...string) *configs.Scenario {
	t.Helper()
	s, err := configs.Load("world", tableCatalogue, tableOptions(set...))
	if err != nil {
		t.Fatalf("%q: %v", set, err)
	}
	return s
}

func depth(s *configs.Scenario, id string) string {
	return configs.FormatValue(s.Agent(id).Params.(*tableParams).Depth)
}

func TestTagsReferToTables(t *testing.T) {
	if err := configs.CheckCatalogue(tableCatalogue, fakeTables{}); err != nil {
		t.Fatal(err)
	}
	s := loadTables(t)
	if got := depth(s, "x"); got != "{eur: 18, inr: 1.5, jpy: 7}" {
		t.Error(got)
	}
	if got := depth(s, "y"); got != "{eur: 18, inr: 1.5, jpy: 8}" {
		t.Error(got)
	}
	e, err := configs.Explain(s, "k.home")
	if err != nil || e.Range() != "usd, jpy, eur, inr" {
		t.Errorf("%s %v", e.Range(), err)
	}
	e, err = configs.Explain(s, "x.depth_usd_bn_per_pct")
	if err != nil || e.Range() != "0 to 1000 for each of jpy, eur, inr" || e.Enum != nil || len(e.Keys) != 3 {
		t.Errorf("%+v %v", e, err)
	}
	if n := len(configs.Parameters(tableCatalogue, fakeTables{})); n != 2+5+4+4 {
		t.Errorf("%d parameters", n)
	}
	if got := configs.Keys(tableCatalogue, nil, fakeTables{}); len(got) != 2+5+4+3+4 {
		t.Errorf("%v", got)
	}
}

func TestReferencesWithoutTables(t *testing.T) {
	err := configs.CheckCatalogue(tableCatalogue)
	for _, want := range []string{
		`k.Depth: the tag keys:"@currencies" refers to @currencies, and there are no tables`,
		`k.Depth: the default "@currencies.depth_usd_bn_per_pct": there are no tables`,
		`k.Home: the tag enum:"usd|@currencies" refers to @currencies, and there are no tables`,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	opts := tableOptions()
	opts.Tables = nil
	var e *configs.Error
	if _, err := configs.Load("world", tableCatalogue, opts); err == nil || errors.As(err, &e) {
		t.Errorf("not an error of the catalogue: %v", err)
	}
	if configs.Parameters(tableCatalogue) != nil || configs.Keys(tableCatalogue, nil) != nil {
		t.Error("tables of a wrong catalogue")
	}
}

func TestWrongReferences(t *testing.T) {
	for want, params := range map[string]func() any{
		`the tag enum:"@x" refers to @x, which no table has`: func() any {
			return &struct {
				A string `yaml:"a" enum:"@x"`
			}{}
		},
		`the default "@currencies.x": no table has this column`: func() any {
			return &struct {
				A map[string]float64 `yaml:"a" default:"@currencies.x"`
			}{}
		},
		`the default "@currencies.wrong": jpy = -1 is below the minimum 0`: func() any {
			return &struct {
				A map[string]float64 `yaml:"a" min:"0" default:"@currencies.wrong"`
			}{}
		},
		`the default "@currencies.depth_usd_bn_per_pct": "eur": the entry is not one of the allowed words`: func() any {
			return &struct {
				A map[string]float64 `yaml:"a" keys:"jpy" default:"@currencies.depth_usd_bn_per_pct"`
			}{}
		},
		"the tag keys does not apply to a number": func() any {
			return &struct {
				A float64 `yaml:"a" keys:"b"`
			}{}
		},
		"the tags enum and keys are the same for a map": func() any {
			return &struct {
				A map[string]float64 `yaml:"a" enum:"b" keys:"b"`
			}{}
		},
		"the tag list does not apply to a list of numbers": func() any {
			return &struct {
				A []float64 `yaml:"a" list:"b"`
			}{}
		},
		`the tag list:"jpy,usd": usd: the entry is not one of the allowed words`: func() any {
			return &struct {
				A map[string]float64 `yaml:"a" keys:"@currencies" list:"jpy,usd"`
			}{}
		},
		`the tag list:"a,a" has a twice`: func() any {
			return &struct {
				A map[string]float64 `yaml:"a" list:"a,a"`
			}{}
		},
	} {
		if err := configs.CheckCatalogue(oneKind(params), fakeTables{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

// A map is laid over lower layers entry by entry, by every kind of source.
func TestMapsAreMerged(t *testing.T) {
	opts := tableOptions("x.depth_usd_bn_per_pct.inr=3")
	opts.Files = []string{"c.yaml", "d.yaml"}
	opts.ReadFile = files(map[string]string{
		"c.yaml": "kinds: {k: {depth_usd_bn_per_pct: {eur: 20}}}\nagents: {y: {depth_usd_bn_per_pct: {inr: 2}, open: {a: 1}}}\nx.open.b: 2\n",
		"d.yaml": "y.open: {c: 3}\n",
	})
	opts.Environ = []string{"SIM_Y__DEPTH_USD_BN_PER_PCT__JPY=9"}
	s, err := configs.Load("world", tableCatalogue, opts)
	if err != nil {
		t.Fatal(err)
	}
	if x, y := depth(s, "x"), depth(s, "y"); x != "{eur: 20, inr: 3, jpy: 7}" || y != "{eur: 20, inr: 2, jpy: 9}" {
		t.Errorf("%s %s", x, y)
	}
	if got := s.Agent("y").Params.(*tableParams).Open; !reflect.DeepEqual(got, map[string]float64{"a": 1, "c": 3}) {
		t.Error(got)
	}
	for key, want := range map[string]string{
		"x.depth_usd_bn_per_pct.jpy": "7 default", "x.depth_usd_bn_per_pct.eur": "20 c.yaml:1", "x.depth_usd_bn_per_pct.inr": "3 -s",
		"y.depth_usd_bn_per_pct.jpy": "9 env SIM_Y__DEPTH_USD_BN_PER_PCT__JPY", "k.depth_usd_bn_per_pct.eur": "20 c.yaml:1",
		"k.depth_usd_bn_per_pct.jpy": " differs between agents: x = 7, y = 9", "x.open.b": "2 c.yaml:3",
	} {
		e, err := configs.Explain(s, key)
		if got := configs.FormatValue(e.Value) + " " + e.Origin; err != nil || got != want || e.Type == "number" && e.Keys != nil {
			t.Errorf("%s: %q %v, want %q", key, got, err, want)
		}
	}
	// An empty map removes all entries, also those of the default; the resolved form
	// says so.
	s = loadTables(t, "x.depth_usd_bn_per_pct={}", "x.depth_usd_bn_per_pct.inr=2", "y.depth_usd_bn_per_pct={}")
	if x, y := depth(s, "x"), depth(s, "y"); x != "{inr: 2}" || y != "{}" {
		t.Errorf("%s %s", x, y)
	}
	again, err := configs.Load("r.yaml", tableCatalogue, configs.Options{Tables: fakeTables{}, ReadFile: func(string) ([]byte, error) { return configs.Resolved(s), nil }})
	if err != nil || configs.Digest(again) != configs.Digest(s) {
		t.Errorf("%v\n%s", err, configs.Resolved(s))
	}
	var lines []string
	for _, d := range configs.Diff(loadTables(t), s) {
		lines = append(lines, d.Key+": "+d.A+" | "+d.B)
	}
	want := []string{"x.depth_usd_bn_per_pct.eur: 18 | ", "x.depth_usd_bn_per_pct.inr: 1.5 | 2", "x.depth_usd_bn_per_pct.jpy: 7 | ",
		"y.depth_usd_bn_per_pct.eur: 18 | ", "y.depth_usd_bn_per_pct.inr: 1.5 | ", "y.depth_usd_bn_per_pct.jpy: 8 | "}
	if !reflect.DeepEqual(lines, want) {
		t.Errorf("%q", lines)
	}
}

// A list in the order of currencies is the older form of a map.
func TestListIsReadAsMap(t *testing.T) {
	s := loadTables(t, "x.depth_usd_bn_per_pct=[9, 20]")
	if got := depth(s, "x"); got != "{eur: 20, inr: 1.5, jpy: 9}" {
		t.Error(got)
	}
	for set, want := range map[string]string{
		"x.depth_usd_bn_per_pct=[9]":        "-s: x.depth_usd_bn_per_pct = […]: a list of 1 numbers, expected 2 in the order jpy, eur, or a mapping such as {jpy: 1, eur: 2}",
		"x.depth_usd_bn_per_pct=[9, -1]":    "-s: x.depth_usd_bn_per_pct.eur = -1: below the minimum 0 USD bn per % (allowed 0 to 1000)",
		"x.open=[1]":                        "-s: x.open = […]: a list, expected a mapping such as {a: 1, b: 2}",
		"x.depth_usd_bn_per_pct=7":          "-s: x.depth_usd_bn_per_pct = 7: a single value, expected a mapping such as {jpy: 1, eur: 2}",
		"k.depth_usd_bn_per_pct.jpx=7":      "-s: k.depth_usd_bn_per_pct.jpx: the entry is not one of the allowed words (allowed jpy, eur, inr); did you mean `jpy`?",
		"k.depth_usd_bn_per_pct.jpx*=7":     "-s: k.depth_usd_bn_per_pct.jpx: the entry is not one of the allowed words (allowed jpy, eur, inr); did you mean `jpy`?",
		"x.depth_usd_bn_per_pct={jpx: 1}":   "-s: x.depth_usd_bn_per_pct = jpx: the entry is not one of the allowed words (allowed jpy, eur, inr); did you mean `jpy`?",
		"x.depth_usd_bn_per_pct={jpy: }":    "-s: x.depth_usd_bn_per_pct.jpy: empty, expected a number (allowed 0 to 1000)",
		"x.depth_usd_bn_per_pct.jpy=":       "-s: x.depth_usd_bn_per_pct.jpy: empty, expected a number (allowed 0 to 1000)",
		"x.depth_usd_bn_per_pct.jpy*=1e6":   "-s: x.depth_usd_bn_per_pct.jpy = 7e+06: above the maximum 1000 USD bn per % (allowed 0 to 1000)",
		"x.open.a*=2":                       "-s: x.open.a: unknown key; did you mean `x.open`?",
		"x.home=jpx":                        "-s: x.home = jpx: not one of the allowed words (allowed usd, jpy, eur, inr); did you mean `jpy`?",
		"x.venues=[usd]":                    "-s: x.venues.0 = usd: not one of the allowed words (allowed jpy, eur, inr)",
		"x.depth_usd_bn_per_pct.jpy.low=1":  "-s: x.depth_usd_bn_per_pct.jpy.low: the entry is not one of the allowed words (allowed jpy, eur, inr)",
		"x.depth_usd_bn_per_pct=null":       "-s: x.depth_usd_bn_per_pct: is empty",
		"k.depth_usd_bn_per_pct*=[1, 2, 3]": "-s: k.depth_usd_bn_per_pct* = [1, 2, 3]: not a finite number to multiply by",
	} {
		_, err := configs.Load("world", tableCatalogue, tableOptions(set))
		if err == nil || err.Error() != want {
			t.Errorf("%s:\ngot  %v\nwant %s", set, err, want)
		}
	}
}

func TestFactorsOnMaps(t *testing.T) {
	s := loadTables(t)
	for set, want := range map[string]string{
		"k.depth_usd_bn_per_pct*=0.5":     "{eur: 9, inr: 0.75, jpy: 3.5} {eur: 9, inr: 0.75, jpy: 4}",
		"k.depth_usd_bn_per_pct.jpy*=0.5": "{eur: 18, inr: 1.5, jpy: 3.5} {eur: 18, inr: 1.5, jpy: 4}",
		"x.depth_usd_bn_per_pct.jpy*=2":   "{eur: 18, inr: 1.5, jpy: 14} {eur: 18, inr: 1.5, jpy: 8}",
		"y.depth_usd_bn_per_pct*=0":       "{eur: 18, inr: 1.5, jpy: 7} {eur: 0, inr: 0, jpy: 0}",
	} {
		b, err := s.With(set)
		if err != nil {
			t.Errorf("%s: %v", set, err)
		} else if got := depth(b, "x") + " " + depth(b, "y"); got != want {
			t.Errorf("%s: %s, want %s", set, got, want)
		}
	}
	for key, unit := range map[string]string{"k.depth_usd_bn_per_pct.jpy*": "1", "k.depth_usd_bn_per_pct*": "1", "k.depth_usd_bn_per_pct.jpy": "USD bn per %"} {
		if e, err := configs.Lookup(s, key); err != nil || e.Unit != unit || e.Type != "number" {
			t.Errorf("%s: %+v %v", key, e, err)
		}
	}
}

func TestSchemaOfMaps(t *testing.T) {
	text, err := configs.SchemaFS(worldFS(tableWorld), tableCatalogue, fakeTables{})
	if err != nil {
		t.Fatal(err)
	}
	schema := configstest.CompileText(t, text)
	for _, good := range []string{"agents: {x: {depth_usd_bn_per_pct: {inr: 1}}}", "agents: {x: {depth_usd_bn_per_pct: [1, 2]}}", "agents: {x: {home: inr, open: {q: 1}}}"} {
		if err := configstest.Validate(schema, []byte(good)); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for _, bad := range []string{"agents: {x: {depth_usd_bn_per_pct: {usd: 1}}}", "agents: {x: {depth_usd_bn_per_pct: [1]}}", "agents: {x: {depth_usd_bn_per_pct: [1, -2]}}", "agents: {x: {home: gbp}}"} {
		if configstest.Validate(schema, []byte(bad)) == nil {
			t.Errorf("the schema accepts %s", bad)
		}
	}
}
