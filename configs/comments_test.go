package configs_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"kirifuda/configs"
)

// commented is a catalogue whose parameters are described in the file text.
type commented struct {
	oneKind
	text string
}

func (c commented) GoSources() map[string]fs.FS {
	return map[string]fs.FS{"kirifuda/configs_test": fstest.MapFS{
		"params.go":      {Data: []byte(c.text)},
		"params_test.go": {Data: []byte("package broken {")},
	}}
}

type shared struct {
	Depth float64 `yaml:"depth" unit:"USD bn" role:"uncertainty"`
}

type bought struct {
	shared `yaml:",inline"`
	Size   float64 `yaml:"size" unit:"USD bn" role:"lever"`
	Mode   string  `yaml:"mode" enum:"a|b" default:"a" role:"lever" doc:"from the tag"`
	Loud   bool    `yaml:"loud" role:"lever"`
}

const boughtText = `package p

type shared struct {
	// depth of the market, ASSUMED by some
	// and not by others
	// COMPUTED: from interventions, 2022;
	// others ASSUMED: by turnover
	Depth float64
}

type bought struct {
	shared

	// size of the programme: at base prices
	//
	// ASSUMED
	Size float64
	// from the comment
	// READ: a table
	Mode string
	// is heard
	Loud bool // not this
}
`

func TestDescriptionsFromComments(t *testing.T) {
	cat := commented{func() any { return &bought{} }, boughtText}
	if err := configs.CheckCatalogue(cat); err != nil {
		t.Error(err)
	}
	want := map[string]configs.Description{
		"k.depth": {Doc: "depth of the market, ASSUMED by some and not by others", Status: "COMPUTED", Source: "from interventions, 2022; others ASSUMED: by turnover"},
		"k.size":  {Doc: "size of the programme: at base prices", Status: "ASSUMED"},
		"k.mode":  {Doc: "from the tag", Status: "READ", Source: "a table"},
		"k.loud":  {Doc: "is heard"},
	}
	n := 0
	for _, e := range configs.Parameters(cat) {
		if w, ok := want[e.Key]; ok {
			n++
			if got := (configs.Description{Doc: e.Doc, Status: e.Status, Source: e.Source}); got != w {
				t.Errorf("%s: %+v, want %+v", e.Key, got, w)
			}
		}
	}
	if n != len(want) {
		t.Errorf("%d parameters", n)
	}
	schema, err := configs.SchemaFS(fstest.MapFS{"world.yaml": {Data: []byte("start: 2025-04-01\ndays: 2\nagents: {x: {kind: k}}\n")}}, cat)
	if err != nil || !strings.Contains(string(schema), `"description": "Size of the programme: at base prices [USD bn]"`) {
		t.Errorf("schema: %v", err)
	}

	cat.text = "package p"
	if err := configs.CheckCatalogue(cat); err == nil || !strings.Contains(err.Error(), "k.size: no comment and no doc tag") {
		t.Errorf("no comments: %v", err)
	}
	cat.text = "package p {"
	if err := configs.CheckCatalogue(cat); err == nil || !strings.Contains(err.Error(), "kirifuda/configs_test: comments: params.go:1:11") {
		t.Errorf("not Go: %v", err)
	}
}

// countingFS counts how often its files are listed.
type countingFS struct {
	fs.FS
	n *int
}

func (c countingFS) Open(name string) (fs.File, error) {
	*c.n++
	return c.FS.Open(name)
}

type counted struct {
	oneKind
	fsys fs.FS
}

func (c counted) GoSources() map[string]fs.FS {
	return map[string]fs.FS{"kirifuda/configs_test": c.fsys}
}

// The sources are read once, and not to load a scenario, change it or look up a
// value.
func TestCommentsAreReadWhenAskedFor(t *testing.T) {
	n := 0
	base, err := fs.Sub(commented{nil, boughtText}.GoSources()["kirifuda/configs_test"], ".")
	if err != nil {
		t.Fatal(err)
	}
	cat := counted{func() any { return &bought{} }, &countingFS{base, &n}}
	opts := configs.Options{ReadFile: files(map[string]string{"f.yaml": "standalone: true\nstart: 2025-04-01\ndays: 2\nagents:\n  x: {kind: k, size: 2}"})}
	s, err := configs.Load("f.yaml", cat, opts)
	if err != nil {
		t.Fatal(err)
	}
	if s, err = s.With("x.size=3", "k.size*=2"); err != nil {
		t.Fatal(err)
	}
	e, err := configs.Lookup(s, "x.size")
	configs.Resolved(s)
	if err != nil || e.Value != 6.0 || e.Unit != "USD bn" || e.Doc != "" || n != 0 {
		t.Errorf("%+v %v, %d files opened", e, err, n)
	}
	if e, _ = configs.Explain(s, "x.size"); e.Doc == "" || n == 0 {
		t.Errorf("%+v, %d files opened", e, n)
	}
	m := n
	_ = configs.Parameters(cat)
	if n != m {
		t.Error("the sources are read again")
	}
}
