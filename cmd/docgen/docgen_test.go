package main

import (
	"bytes"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kirifuda/agents"
	"kirifuda/experiment"
)

const root = "../.."

func TestPagesAreCurrent(t *testing.T) {
	stale, err := run(root, true)
	if err != nil {
		t.Fatal(err)
	}
	if len(stale) > 0 {
		t.Errorf("out of date, run make docs: %v", stale)
	}
}

func page(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, "docs", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// The protocol prescribes elements, design concepts and their order.
func TestODDHasAllElements(t *testing.T) {
	want := []string{
		"## 1. Purpose and patterns", "## 2. Entities, state variables, and scales", "## 3. Process overview and scheduling",
		"## 4. Design concepts", "### Basic principles", "### Emergence", "### Adaptation", "### Objectives", "### Learning", "### Prediction",
		"### Sensing", "### Interaction", "### Stochasticity", "### Collectives", "### Observation",
		"## 5. Initialization", "## 6. Input data", "## 7. Submodels",
	}
	var got []string
	section := ""
	for _, line := range strings.Split(page(t, "odd.md"), "\n") {
		if strings.HasPrefix(line, "## ") {
			section = line
		}
		if line == section && section != "" || strings.HasPrefix(line, "### ") && section == "## 4. Design concepts" {
			got = append(got, line)
		}
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("headings are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestEveryParameterHasItsRow(t *testing.T) {
	g, err := newGenerator(root)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.submodels(new(bytes.Buffer)); err != nil {
		t.Fatal(err)
	}
	odd := page(t, "odd.md")
	for _, e := range experiment.Parameters(g.cat) {
		if key, ok := strings.CutPrefix(e.Key, "loadings."); ok {
			instrument, name, _ := strings.Cut(key, ".")
			value := "`" + instrument + "` " + num(e.Default.(float64))
			if !slices.ContainsFunc(strings.Split(odd, "\n"), func(line string) bool {
				return strings.HasPrefix(line, "| `"+name+"` |") && strings.Contains(line, value)
			}) {
				t.Errorf("%s has no row", e.Key)
			}
			continue
		}
		if e.Kind == "" {
			if !strings.Contains(odd, "| `"+e.Key+"` |") {
				t.Errorf("%s has no row", e.Key)
			}
			continue
		}
		if !g.written[e.Key] {
			t.Errorf("%s has no row", e.Key)
		}
		if e.Role != "constant" && (e.Status == "" || e.Source == "") {
			t.Errorf("%s has no status or source", e.Key)
		}
	}
}

var target = regexp.MustCompile(`\]\(([^)#]+)(#[^)]*)?\)`)

// written are pages that other commands write: they may be missing.
var written = map[string]bool{"readers.md": true, "validation.md": true, "output-schema.md": true}

func TestLinksResolve(t *testing.T) {
	pages, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range pages {
		for _, m := range target.FindAllStringSubmatch(page(t, filepath.Base(path)), -1) {
			if u, err := url.Parse(m[1]); err != nil || u.Scheme != "" || written[m[1]] {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(path), m[1])); err != nil {
				t.Errorf("%s: %s leads nowhere", filepath.Base(path), m[1])
			}
		}
	}
}

func TestMarkdownOfComments(t *testing.T) {
	got := markdown("A rule.\n\n\ta = b\n\n\tc = d\n\nand more.\n\n\te\n")
	if want := "A rule.\n\n```\na = b\n\nc = d\n```\n\nand more.\n\n```\ne\n```\n"; got != want {
		t.Errorf("got %q", got)
	}
}

// Gofmt takes a display whose first line begins with a sign for a list, and loses the
// sign. No rule needs one.
func TestEquationsAreNoLists(t *testing.T) {
	g, err := newGenerator(root)
	if err != nil {
		t.Fatal(err)
	}
	for dir, src := range g.src {
		for _, name := range src.order {
			if d := src.decls[name]; lists(d.doc) {
				t.Errorf("%s/%s: the comment on %s has a list where an equation may be meant", dir, d.file, name)
			}
		}
	}
	for doc, want := range map[string][2]bool{
		"A rule.\n\n\ta = b\n\t  + c\n":        {true, false},
		"A rule.\n\n\ta = b\n\nand\n\n\t+ c\n": {true, true},
		"A rule.\n\n\t+ c\n":                   {false, true},
		"A rule: a = b.\n":                     {false, false},
	} {
		if displays(doc) != want[0] || lists(doc) != want[1] {
			t.Errorf("%q: displays %v, lists %v", doc, displays(doc), lists(doc))
		}
	}
}

// Whatever is an equation in the comments of institutions is on the page.
func TestEveryEquationIsOnThePage(t *testing.T) {
	g, err := newGenerator(root)
	if err != nil {
		t.Fatal(err)
	}
	odd := page(t, "odd.md")
	for _, dir := range institutions {
		for _, name := range g.src[dir].order {
			d := g.src[dir].decls[name]
			if displays(d.doc) && !strings.Contains(odd, markdown(d.doc)) {
				t.Errorf("%s/%s: the rule of %s is not on the page", dir, d.file, name)
			}
		}
	}
}

func TestEverySeriesHasItsRow(t *testing.T) {
	odd := page(t, "odd.md")
	for kind, k := range agents.Default() {
		for _, s := range k.Series {
			if !strings.Contains(odd, "| `"+s.Name+"` | "+s.Unit+" |") {
				t.Errorf("%s, which %s reports, has no row", s.Name, kind)
			}
		}
	}
}

func TestTitles(t *testing.T) {
	g, err := newGenerator(root)
	if err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{
		"agents/rules/fairvalue.go": "Fair value", "agents/rules/tariffs.go": "Tariffs", "agents/talks/params.go": "Talks", "agents/talks/sale.go": "Talks: sale",
	} {
		if got := g.title(path.Dir(file), path.Base(file)); got != want {
			t.Errorf("%s has the title %q, want %q", file, got, want)
		}
	}
}

func TestPartsAreFilledAndChecked(t *testing.T) {
	g, err := newGenerator(root)
	if err != nil {
		t.Fatal(err)
	}
	text := "before\n<!-- begin causes -->\nSTALE\n<!-- end causes -->\nafter\n"
	got, err := g.fill([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if s := string(got); !strings.HasPrefix(s, "before\n") || !strings.HasSuffix(s, "-->\nafter\n") || strings.Contains(s, "STALE") || !strings.Contains(s, "| `sale` |") {
		t.Errorf("got %s", s)
	}
	for _, bad := range []string{"<!-- begin nothing -->\n<!-- end nothing -->\n", "<!-- begin causes -->\n"} {
		if _, err := g.fill([]byte(bad)); err == nil {
			t.Errorf("no error for %q", bad)
		}
	}
}
