package main

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode"
)

// typeOf is the Go type of a kind's institutions and the folder that declares it.
func (g *generator) typeOf(kind string) (name, dir string) {
	t := g.cat[kind].Type
	if t.Name() == "" {
		t = t.Elem() // institutions are pointers
	}
	_, dir, _ = strings.Cut(t.PkgPath(), "/")
	return t.Name(), dir
}

// files finds the files of each kind: the one that declares the institution's type
// and those whose names continue that file's with an underscore.
func (g *generator) files() error {
	for _, kind := range g.cat.Kinds() {
		typ, dir := g.typeOf(kind)
		src := g.src[dir]
		if src == nil || src.decls[typ].doc == "" {
			return fmt.Errorf("kind %s: %s has no commented type %s", kind, dir, typ)
		}
		main := src.decls[typ].file
		for _, file := range src.files {
			if file == main || strings.HasPrefix(file, strings.TrimSuffix(main, ".go")+"_") {
				g.own[path.Join(dir, file)] = kind
			}
		}
	}
	return nil
}

// rules are the declarations of files whose comments show an equation, in order of
// the source; lead, if there is one, comes first with or without.
func (g *generator) rules(dir string, files []string, lead string) (out []string) {
	src := g.src[dir]
	if lead != "" {
		out = append(out, lead)
	}
	for _, file := range files {
		for _, name := range src.order {
			if d := src.decls[name]; d.file == file && name != lead && displays(d.doc) {
				out = append(out, name)
			}
		}
	}
	return out
}

// section is a file of rules, or of their parameters, that several kinds share.
type section struct {
	dir, file string
	rules     []string // declarations
}

// about is the file whose section is about its package: the one of its parameters.
const about = "params.go"

// shared are the sections, in the order of packages and files; what a package is
// about comes first.
func (g *generator) shared() (out []section) {
	for _, dir := range institutions {
		files := slices.Clone(g.src[dir].files)
		if i := slices.Index(files, about); i > 0 {
			files = slices.Insert(slices.Delete(files, i, i+1), 0, about)
		}
		for _, file := range files {
			if g.own[path.Join(dir, file)] != "" {
				continue
			}
			s := section{dir: dir, file: file}
			s.rules = g.rules(dir, []string{file}, "")
			if len(s.rules) > 0 || len(g.groups(dir, file)) > 0 {
				out = append(out, s)
			}
		}
	}
	return out
}

// title names a section by the declaration after which its file is named, or by
// the package.
func (g *generator) title(dir, file string) string {
	if file == about {
		return strings.ToUpper(path.Base(dir)[:1]) + path.Base(dir)[1:]
	}
	stem := strings.TrimSuffix(file, ".go")
	words := stem
	for _, name := range g.src[dir].order {
		if g.src[dir].decls[name].file == file && strings.EqualFold(name, stem) {
			words = spaced(name)
			break
		}
	}
	if dir != "agents" && dir != "agents/rules" {
		words = path.Base(dir) + ": " + words
	}
	return strings.ToUpper(words[:1]) + words[1:]
}

// spaced puts a space before each capital of a Go name: FairValue is fair value.
func spaced(name string) string {
	var b strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

func (g *generator) write(b *bytes.Buffer, dir string, names []string) {
	for _, name := range names {
		b.WriteString(markdown(g.src[dir].decls[name].doc) + "\n")
	}
}

// groups are the parameter structs of a file that parameters of kinds contain.
func (g *generator) groups(dir, file string) (out []string) {
	for _, name := range g.src[dir].order {
		if g.src[dir].decls[name].file == file && g.embedded()[path.Join(dir, name)] {
			out = append(out, name)
		}
	}
	return out
}
