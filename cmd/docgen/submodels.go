package main

import (
	"bytes"
	"fmt"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
)

// grouped are the parameters of a kind: its own and, by the struct that declares
// them, those that it shares.
type grouped struct {
	own    map[string]bool
	shared []string // structs, by folder and name
}

// group sorts the parameters of all kinds, and fills names by struct.
func (g *generator) group() (of map[string]grouped, names map[string]map[string]bool) {
	of, names = map[string]grouped{}, map[string]map[string]bool{}
	for _, kind := range g.cat.Kinds() {
		p, _ := g.cat.NewParams(kind)
		k := grouped{own: map[string]bool{}}
		var walk func(t reflect.Type, into map[string]bool)
		walk = func(t reflect.Type, into map[string]bool) {
			_, dir, _ := strings.Cut(t.PkgPath(), "/")
			id := path.Join(dir, t.Name())
			if g.embedded()[id] && g.own[path.Join(dir, g.src[dir].decls[t.Name()].file)] == "" {
				if names[id] == nil {
					names[id] = map[string]bool{}
				}
				into = names[id]
				if !slices.Contains(k.shared, id) {
					k.shared = append(k.shared, id)
				}
			}
			for i := range t.NumField() {
				f := t.Field(i)
				name, rest, _ := strings.Cut(f.Tag.Get("yaml"), ",")
				if rest == "inline" {
					walk(f.Type, into)
				} else if name != "" {
					into[name] = true
				}
			}
		}
		walk(reflect.TypeOf(p).Elem(), k.own)
		of[kind] = k
	}
	return of, names
}

// embedded are the structs that parameters of kinds contain, by folder and name.
func (g *generator) embedded() map[string]bool {
	if g.inline != nil {
		return g.inline
	}
	g.inline = map[string]bool{}
	var walk func(t reflect.Type)
	walk = func(t reflect.Type) {
		for i := range t.NumField() {
			f := t.Field(i)
			if _, rest, _ := strings.Cut(f.Tag.Get("yaml"), ","); rest == "inline" {
				_, dir, _ := strings.Cut(f.Type.PkgPath(), "/")
				g.inline[path.Join(dir, f.Type.Name())] = true
				walk(f.Type)
			}
		}
	}
	for _, kind := range g.cat.Kinds() {
		p, _ := g.cat.NewParams(kind)
		walk(reflect.TypeOf(p).Elem())
	}
	return g.inline
}

// submodels writes a section for each file of shared rules and for each kind.
func (g *generator) submodels(b *bytes.Buffer) error {
	g.written = map[string]bool{}
	of, names := g.group()
	titles := map[string]string{} // of structs of parameters
	for _, s := range g.shared() {
		title := g.title(s.dir, s.file)
		fmt.Fprintf(b, "### %s\n\n", title)
		if s.file == about {
			b.WriteString(markdown(g.src[s.dir].pkg) + "\n")
		}
		g.write(b, s.dir, s.rules)
		groups := g.groups(s.dir, s.file)
		g.where(b, s.dir, s.file, g.words(s.dir, append(slices.Clone(s.rules), groups...))...)
		for _, name := range groups {
			id := path.Join(s.dir, name)
			titles[id] = title
			var kinds []string
			for _, kind := range g.cat.Kinds() {
				if slices.Contains(of[kind].shared, id) {
					kinds = append(kinds, code(kind))
				}
			}
			fmt.Fprintf(b, "Parameters of %s:\n\n", strings.Join(kinds, ", "))
			g.table(b, "", names[id])
		}
	}
	for _, kind := range g.cat.Kinds() {
		typ, dir := g.typeOf(kind)
		file := g.src[dir].decls[typ].file
		var files []string
		for _, f := range g.src[dir].files {
			if g.own[path.Join(dir, f)] == kind {
				files = append(files, f)
			}
		}
		fmt.Fprintf(b, "### %s\n\n", code(kind))
		g.write(b, dir, g.rules(dir, files, typ))
		g.where(b, dir, file, "new"+typ+"(", `"`+kind+`"`, "kind: "+kind)
		var also []string
		for _, id := range of[kind].shared {
			if t := strings.ToLower(titles[id]); !slices.Contains(also, t) {
				also = append(also, t)
			}
		}
		if len(also) > 0 {
			fmt.Fprintf(b, "It has the parameters of: %s.\n\n", strings.Join(also, ", "))
		}
		if len(of[kind].own) > 0 {
			g.table(b, kind, of[kind].own)
		}
	}
	return nil
}

// words are how tests of other packages speak of declarations.
func (g *generator) words(dir string, names []string) (out []string) {
	for _, name := range names {
		if !strings.Contains(name, ".") { // tests of methods mirror the file
			out = append(out, path.Base(dir)+"."+name)
		}
	}
	return out
}

// covered names the kinds and the rules that the independent reference computes.
const covered = "test/reference/covered_test.go"

// where links the code and the tests of a section: the test file that mirrors the
// code's and all that speak of one of the words.
func (g *generator) where(b *bytes.Buffer, dir, file string, words ...string) {
	var checks []string
	for _, in := range append(slices.Clone(institutions), "test/economics") {
		stem := file
		if in != dir {
			stem = ""
		}
		checks = append(checks, tests(g.root, in, stem, words...)...)
	}
	if all := link("agents/conformance_test.go"); !slices.Contains(checks, all) {
		checks = append(checks, all) // it runs every kind of the catalogue
	}
	if mentions(filepath.Join(g.root, covered), words) {
		checks = append(checks, link("test/reference/reference_test.go"))
	}
	fmt.Fprintf(b, "Code: %s. Tests: %s.\n\n", link(dir+"/"+file), strings.Join(checks, ", "))
}
