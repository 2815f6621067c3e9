package figures

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Figure is a kind of picture of an experiment.
type Figure struct {
	Name    string   // of the command; small letters, digits and hyphens
	Doc     string   // one line
	Long    string   // paragraph of the help
	Options []Option // all that the caller can choose

	// Draw draws from the tables of src. The values have every option, those that
	// were not given with their defaults.
	Draw func(src Source, v Values) (*Page, error)
}

// Option is something that the caller of a figure can choose.
type Option struct {
	Name    string // of the flag; small letters, digits and hyphens
	Default string
	Doc     string                    // one line; the word in backquotes, if there is one, stands for the value
	Choices func(dir string) []string // all values there are in an experiment; nil if others are possible
}

// Values are values of options by name.
type Values map[string]string

// Source is the experiment that is drawn.
type Source struct {
	Dir      string
	Baseline string // scenario that its plan compares with; empty if there is none
}

// List is a set of figures. It is a value: extend it with With and hand it on.
type List []Figure

// registered are the figures of this package. Each figure's file registers its own.
var registered List

// register adds a figure of this package. It is called when the package is
// initialised; nothing depends on the order of files.
func register(f Figure) Figure {
	registered = registered.With(f)
	return f
}

// standard is the name of the figure that is drawn where none is named.
const standard = "overview"

// All lists the figures of this package by name, but first the one that is drawn
// where none is named.
func All() List {
	out := slices.Clone(registered)
	slices.SortFunc(out, func(a, b Figure) int {
		if (a.Name == standard) != (b.Name == standard) {
			return map[bool]int{true: -1, false: 1}[a.Name == standard]
		}
		return strings.Compare(a.Name, b.Name)
	})
	return out
}

// With is the list with more figures; a figure replaces one of its name.
func (l List) With(more ...Figure) List {
	out := slices.Clone(l)
	for _, f := range more {
		if i := slices.IndexFunc(out, func(g Figure) bool { return g.Name == f.Name }); i >= 0 {
			out[i] = f
		} else {
			out = append(out, f)
		}
	}
	return out
}

// Render draws the figure to a file, whose extension says the format: svg, png or
// pdf. Options that v does not have take their defaults. An error is about v, about
// what the experiment does not have, or one of the file system.
func (f Figure) Render(src Source, v Values, file string) error {
	format, err := formatOf(file)
	if err != nil {
		return err
	}
	if v, err = f.complete(src.Dir, v); err != nil {
		return err
	}
	page, err := f.Draw(src, v)
	if err != nil {
		return err
	}
	data, err := page.encode(format)
	if err != nil {
		return err
	}
	return write(file, data)
}

// complete checks values of options and adds defaults.
func (f Figure) complete(dir string, v Values) (Values, error) {
	out := Values{}
	var names []string
	for _, o := range f.Options {
		names = append(names, o.Name)
		out[o.Name] = o.Default
	}
	for _, name := range slices.Sorted(maps.Keys(v)) {
		if !slices.Contains(names, name) {
			return nil, fmt.Errorf("figure %s has no option %q; it has %s%s", f.Name, name, strings.Join(names, ", "), meant(name, names))
		}
		out[name] = v[name]
	}
	for _, o := range f.Options {
		if o.Choices == nil {
			continue
		}
		if all := o.Choices(dir); len(all) > 0 && !slices.Contains(all, out[o.Name]) {
			return nil, fmt.Errorf("there is no %s %q%s", o.Name, out[o.Name], meant(out[o.Name], all))
		}
	}
	return out, nil
}

// meant asks whether one of a few names was meant: names that contain the word or
// that it contains, else those that begin with most of the same letters.
func meant(word string, names []string) string {
	var near []string
	longest := 2 // letters that are no accident
	for _, name := range names {
		n := 0
		for n < min(len(word), len(name)) && word[n] == name[n] {
			n++
		}
		if word != "" && (strings.Contains(name, word) || strings.Contains(word, name)) {
			n = 100
		}
		if n > longest {
			near, longest = nil, n
		}
		if n == longest && n > 2 {
			near = append(near, name)
		}
	}
	if len(near) == 0 || len(near) > 3 {
		return ""
	}
	return "; did you mean " + strings.Join(near, " or ") + "?"
}
