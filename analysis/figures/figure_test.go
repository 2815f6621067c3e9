package figures

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/plot"

	"kirifuda/economy"
	"kirifuda/output"
)

// Every figure says what it is and what can be chosen. Defaults are there in every
// experiment in the embedded economy.
func TestAll(t *testing.T) {
	e, err := economy.Load()
	if err != nil {
		t.Fatal(err)
	}
	dir := create(t, output.SeriesColumns(e.Series)).Dir
	name := regexp.MustCompile(`^[a-z][a-z0-9-]*$`)
	seen := map[string]bool{}
	for _, f := range All() {
		if !name.MatchString(f.Name) || seen[f.Name] {
			t.Errorf("%q is no name or is there twice", f.Name)
		}
		seen[f.Name] = true
		if f.Doc == "" || strings.Contains(f.Doc, "\n") || f.Long == "" || f.Draw == nil {
			t.Errorf("%s lacks a line of documentation, a paragraph or a function that draws", f.Name)
		}
		options := map[string]bool{}
		for _, o := range f.Options {
			if !name.MatchString(o.Name) || options[o.Name] {
				t.Errorf("%s: %q is no name of an option or is there twice", f.Name, o.Name)
			}
			options[o.Name] = true
			if o.Doc == "" || strings.Contains(o.Doc, "\n") {
				t.Errorf("%s: option %s lacks a line of documentation", f.Name, o.Name)
			}
			if o.Choices != nil && !slices.Contains(o.Choices(dir), o.Default) {
				t.Errorf("%s: the default of %s, %q, is none of its choices", f.Name, o.Name, o.Default)
			}
		}
	}
}

// A figure is added without a change of the list it is added to, and replaces one of
// its name.
func TestWith(t *testing.T) {
	l := All()
	i := slices.IndexFunc(l, func(f Figure) bool { return f.Name == "fan" })
	more := l.With(Figure{Name: "mine"}, Figure{Name: "fan", Doc: "another"})
	if len(more) != len(l)+1 || more[len(l)].Name != "mine" || more[i].Doc != "another" {
		t.Errorf("%d figures", len(more))
	}
	if l[i].Doc == "another" {
		t.Error("the list that was extended has changed")
	}
}

// What is drawn gets every option; what the figure does not have is refused.
func TestValues(t *testing.T) {
	var got Values
	f := Figure{
		Name: "mine", Options: []Option{seriesOption, {Name: "level", Default: "3"}},
		Draw: func(_ Source, v Values) (*Page, error) {
			got = v
			return &Page{Panels: []*plot.Plot{NewPlot("Mine", "percent")}, Caption: simulated}, nil
		},
	}
	file := filepath.Join(t.TempDir(), "mine.svg")
	src := Source{Dir: create(t, someSeries).Dir}
	if err := f.Render(src, Values{"series": "vix_idx"}, file); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(file); err != nil || !strings.Contains(string(b), "Mine") || got["series"] != "vix_idx" || got["level"] != "3" {
		t.Errorf("values %v, %v", got, err)
	}
	for want, v := range map[string]Values{
		`figure mine has no option "serie"; it has series, level; did you mean series?`:       {"serie": ""},
		`figure mine has no option "x"; it has series, level`:                                 {"x": ""},
		`there is no series "usdjpy"; did you mean usdjpy_jpy?`:                               {"series": "usdjpy"},
		`there is no series "ust_10_yield_pct"; did you mean ust_10y_yield_pct?`:              {"series": "ust_10_yield_pct"},
		`there is no series "nosuch"; the nearest are ust_10y_yield_pct, usdjpy_jpy, vix_idx`: {"series": "nosuch"},
	} {
		if err := f.Render(src, v, file); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	// Where series are not known, all are left to what draws them.
	if err := f.Render(Source{Dir: t.TempDir()}, Values{"series": "nosuch"}, file); err != nil || got["series"] != "nosuch" {
		t.Errorf("values %v, %v", got, err)
	}
}
