package figures

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"kirifuda/internal/english"
	"kirifuda/output"
)

// Figure is a kind of picture of an experiment.
type Figure struct {
	Name    string   // name of the command: lower-case letters, digits and hyphens
	Doc     string   // description in one line
	Long    string   // paragraph of the help text
	Options []Option // options of the caller
	// Draw draws the figure from the tables of src. The values are complete:
	// options that were not given have their defaults.
	Draw func(src Source, v Values) (*Page, error)
}

// Option is an option of a figure.
type Option struct {
	Name    string // name of the flag: lower-case letters, digits and hyphens
	Default string
	Doc     string                    // description in one line; a word in backquotes stands for the value
	Choices func(dir string) []string // values allowed for an experiment; nil if any value is allowed
}

// Values are the values of options by name.
type Values map[string]string

// Source is the experiment to be drawn.
type Source struct {
	Dir      string
	Baseline string // baseline scenario of its plan; empty if there is none
	// Uses reports whether a run is drawn; nil draws all. Arms must have the same runs,
	// or a picture compares luck.
	Uses func(run int32) bool
	Note string // what is missing in an unfinished experiment; stands in the caption
}

// List is a list of figures. It is a value; With returns an extended list.
type List []Figure

// registered lists the figures of this package. The file of a figure registers it.
var registered List

// register adds a figure of this package. It is called at initialisation; nothing
// depends on the order of files.
func register(f Figure) Figure {
	registered = registered.With(f)
	return f
}

// standard is the name of the default figure.
const standard = "overview"

// All lists the figures of this package: the default first, the others by name.
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

// With returns the list with more figures; a figure replaces one of the same name.
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

// Render draws the figure to a file in the format of its extension: svg, png or pdf.
// A file that exists is replaced. Options missing from v have their defaults. Errors
// come from v, from data that the experiment does not have, or from the file system.
func (f Figure) Render(src Source, v Values, file string) error {
	return f.render(src, v, file, output.Replace)
}

// RenderNew is Render for a file that must not exist.
func (f Figure) RenderNew(src Source, v Values, file string) error {
	return f.render(src, v, file, output.Keep)
}

func (f Figure) render(src Source, v Values, file string, existing output.Existing) error {
	format, err := formatOf(file)
	if err != nil {
		return err
	}
	if v, err = f.complete(src.Dir, v); err != nil {
		return err
	}
	if err := output.CheckTarget(file, existing); err != nil {
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
	return write(file, existing, data)
}

// complete checks the values of options and adds defaults.
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
			return nil, fmt.Errorf("there is no %s %q%s", o.Name, out[o.Name], nearest(out[o.Name], all))
		}
	}
	return out, nil
}

// meant suggests names for a misspelt word: those that contain it or are contained in
// it, otherwise those that share the longest beginning with it.
func meant(word string, names []string) string {
	var near []string
	longest := 2 // shorter agreement is accidental
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

// nearest suggests names for a misspelt word, and where it means none, those most like it.
func nearest(word string, names []string) string {
	if text := meant(word, names); text != "" || len(names) == 0 {
		return text
	}
	return "; the nearest are " + strings.Join(english.Nearest(word, names, 5), ", ")
}
