package main

import (
	"bytes"
	"path"
	"slices"
	"strings"
)

func (g *generator) public(b *bytes.Buffer) error {
	head(b, "Variable", "Type", "Meaning and unit")
	for _, f := range g.src["world"].decls["View"].fields {
		if f.name[0] >= 'A' && f.name[0] <= 'Z' {
			row(b, code(f.name), code(f.typ), f.doc)
		}
	}
	return nil
}

// ref is a type of the packages of institutions.
type ref struct{ dir, name string }

// private lists the state of each kind and, below, of the rules that these hold.
func (g *generator) private(b *bytes.Buffer) error {
	head(b, "Of", "Type", "State beside its parameters and its books")
	var held []ref
	for _, kind := range g.cat.Kinds() {
		typ, dir := g.typeOf(kind)
		if list := g.state(ref{dir, typ}, &held); len(list) > 0 {
			row(b, code(kind), code(typ), strings.Join(list, ", "))
		}
	}
	for i := 0; i < len(held); i++ { // a rule may hold others
		r := held[i]
		if list := g.state(r, &held); len(list) > 0 {
			row(b, strings.ToLower(g.title(r.dir, g.src[r.dir].decls[r.name].file)), code(r.name), strings.Join(list, ", "))
		}
	}
	return nil
}

// fixed are the parts of an institution or a rule that do not change in a run.
var fixed = []string{"p", "P", "at", "m"}

// state lists what changes of a type: the fields of its part state or, if it has
// no such part, its commented fields; and the rules and kinds that it holds, which
// it adds to held.
func (g *generator) state(r ref, held *[]ref) (list []string) {
	d := g.src[r.dir].decls[r.name]
	own, whole := d.fields, false
	if i := slices.IndexFunc(own, func(f field) bool { return f.name == "state" }); i >= 0 {
		whole = true
		if own = d.fields[i].fields; own == nil {
			own = g.src[r.dir].decls[d.fields[i].typ].fields
		}
	}
	rest := d.fields
	if whole {
		for _, f := range own {
			g.hold(r.dir, f, held)
			list = append(list, described(f, f.doc))
		}
	} else {
		rest = nil
		for _, f := range own {
			if f.doc != "" && !slices.Contains(fixed, f.name) {
				g.hold(r.dir, f, held)
				list = append(list, described(f, f.doc))
			} else {
				rest = append(rest, f)
			}
		}
	}
	for _, f := range rest {
		t, ok := g.resolve(r.dir, f.typ)
		if !ok || f.name == "state" || slices.Contains(fixed, f.name) {
			continue
		}
		file := path.Join(t.dir, g.src[t.dir].decls[t.name].file)
		if kind := g.own[file]; kind != "" {
			if typ, _ := g.typeOf(kind); typ == t.name {
				list = append(list, described(f, code(kind)))
			} else { // a part in a file of its own
				list = append(list, g.state(t, held)...)
			}
		} else if g.hold(r.dir, f, held) {
			list = append(list, described(f, strings.ToLower(g.title(t.dir, path.Base(file)))))
		}
	}
	return list
}

func described(f field, text string) string {
	if text == "" || text == f.name {
		return code(f.name)
	}
	return code(f.name) + " (" + text + ")"
}

// hold notes the shared rule that a field is, and says whether it has state.
func (g *generator) hold(dir string, f field, held *[]ref) bool {
	t, ok := g.resolve(dir, f.typ)
	if !ok || g.own[path.Join(t.dir, g.src[t.dir].decls[t.name].file)] != "" {
		return false
	}
	if len(g.state(t, new([]ref))) == 0 {
		return false
	}
	if !slices.Contains(*held, t) {
		*held = append(*held, t)
	}
	return true
}

// resolve finds the struct of the packages of institutions that a type, written in
// a package, is or points to.
func (g *generator) resolve(dir, typ string) (ref, bool) {
	typ = strings.TrimPrefix(typ, "*")
	if pkg, name, ok := strings.Cut(typ, "."); ok {
		i := slices.IndexFunc(institutions, func(d string) bool { return path.Base(d) == pkg })
		if i < 0 {
			return ref{}, false
		}
		dir, typ = institutions[i], name
	}
	d, ok := g.src[dir].decls[typ]
	return ref{dir, typ}, ok && d.fields != nil
}
