package configs

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"reflect"
	"regexp"
	"strings"
	"sync"
)

// Description describes a parameter and the status and source of its default. It is the
// comment of the Go field: text, and a last paragraph or line that begins with READ,
// COMPUTED, RECALLED or ASSUMED and a colon.
//
//	// size of the programme, at base prices
//	// ASSUMED: scenario
//	SizeUSDBn float64 `yaml:"size_usd_bn" …`
//
// The tags doc, status and source have the same meaning and take precedence.
type Description struct {
	Doc, Status, Source string
}

// Commented may be implemented by a [Catalogue] whose parameters are described by
// comments.
type Commented interface {
	// GoSources returns, by import path, the Go files of the packages that declare
	// parameter structs, as embedded by "//go:embed *.go". The import path of a
	// program's own structs is "main". Test files are ignored. Files are read when a
	// description is needed.
	GoSources() map[string]fs.FS
}

// describe returns the description of a parameter.
func (f *field) describe() Description {
	d := f.tag
	if f.goType == nil || f.sources[f.goType.PkgPath()] == nil {
		return d
	}
	c := commentsOf(f.goType.PkgPath(), f.sources[f.goType.PkgPath()])[f.goType.Name()+"."+f.goName]
	if d.Doc == "" {
		d.Doc = c.Doc
	}
	if d.Status == "" {
		d.Status = c.Status
	}
	if d.Source == "" {
		d.Source = c.Source
	}
	return d
}

// commentKey identifies the sources of a package.
type commentKey struct {
	path string
	fsys fs.FS
}

// commentCache has a function that returns the descriptions of a commentKey.
var commentCache sync.Map

// commentsOf returns the descriptions in the sources of a package and remembers
// them. Files that cannot be read have none; [CheckCatalogue] says so.
func commentsOf(path string, fsys fs.FS) map[string]Description {
	if !reflect.TypeOf(fsys).Comparable() {
		out, _ := Comments(fsys)
		return out
	}
	read, _ := commentCache.LoadOrStore(commentKey{path, fsys}, sync.OnceValue(func() map[string]Description {
		out, _ := Comments(fsys)
		return out
	}))
	return read.(func() map[string]Description)()
}

// Comments reads the descriptions of the fields of all structs at the top of a
// package, by Type.Field.
func Comments(fsys fs.FS) (map[string]Description, error) {
	names, err := fs.Glob(fsys, "*.go")
	faults := []error{err}
	out := map[string]Description{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			faults = append(faults, fmt.Errorf("comments: %w", err))
			continue
		}
		for _, d := range file.Decls {
			d, ok := d.(*ast.GenDecl)
			if !ok || d.Tok != token.TYPE {
				continue
			}
			for _, spec := range d.Specs {
				spec := spec.(*ast.TypeSpec)
				st, ok := spec.Type.(*ast.StructType)
				if !ok {
					continue
				}
				for _, f := range st.Fields.List {
					for _, n := range f.Names {
						out[spec.Name.Name+"."+n.Name] = parseComment(f.Doc.Text())
					}
				}
			}
		}
	}
	return out, errors.Join(faults...)
}

// statusLine matches the beginning of the part of a comment with status and source.
var statusLine = regexp.MustCompile(`(?m)^(READ|COMPUTED|RECALLED|ASSUMED)(?:: *|$)`)

// parseComment splits the text of a comment. Lines are joined by blanks.
func parseComment(text string) Description {
	join := func(s string) string {
		blank := func(r rune) bool { return r == ' ' || r == '\n' || r == '\t' } // no-break spaces stay
		return strings.Join(strings.FieldsFunc(s, blank), " ")
	}
	at := statusLine.FindStringSubmatchIndex(text)
	if at == nil {
		return Description{Doc: join(text)}
	}
	return Description{Doc: join(text[:at[0]]), Status: text[at[2]:at[3]], Source: join(text[at[1]:])}
}
