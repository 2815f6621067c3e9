package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
)

// source is what the comments of a package say.
type source struct {
	dir   string
	pkg   string // comment of the package
	decls map[string]decl
	// values are the comments on the variables of a type, in order of the source.
	values map[string][]string
}

// decl is a commented type, function, method (Type.Method) or constant.
type decl struct {
	file   string
	doc    string
	fields []field
}

type field struct {
	name, typ, doc string
	fields         []field // of a struct without a name
}

func readSource(root, dir string) (*source, error) {
	s := &source{dir: dir, decls: map[string]decl{}, values: map[string][]string{}}
	files, err := filepath.Glob(filepath.Join(root, dir, "*.go"))
	if err != nil {
		return nil, err
	}
	set := token.NewFileSet()
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(set, path, nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		if f.Doc != nil {
			s.pkg = f.Doc.Text()
		}
		name := filepath.Base(path)
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				id := d.Name.Name
				if d.Recv != nil {
					id = typeText(d.Recv.List[0].Type) + "." + id
				}
				s.decls[strings.TrimPrefix(id, "*")] = decl{file: name, doc: d.Doc.Text()}
			case *ast.GenDecl:
				for _, sp := range d.Specs {
					s.spec(name, d, sp)
				}
			}
		}
	}
	return s, nil
}

func (s *source) spec(file string, d *ast.GenDecl, sp ast.Spec) {
	switch sp := sp.(type) {
	case *ast.TypeSpec:
		doc := sp.Doc.Text()
		if doc == "" {
			doc = d.Doc.Text()
		}
		c := decl{file: file, doc: doc}
		if st, ok := sp.Type.(*ast.StructType); ok {
			c.fields = fields(st)
		}
		s.decls[sp.Name.Name] = c
	case *ast.ValueSpec:
		for _, n := range sp.Names {
			text := sp.Comment.Text()
			if text == "" {
				text = sp.Doc.Text()
			}
			text = oneLine(text)
			if text == "" && d.Lparen == token.NoPos { // declared alone: it may have equations
				text = d.Doc.Text()
			}
			s.decls[n.Name] = decl{file: file, doc: text}
		}
		if len(sp.Values) == 1 {
			if lit, ok := sp.Values[0].(*ast.CompositeLit); ok && d.Doc != nil {
				typ := typeText(lit.Type)
				s.values[typ] = append(s.values[typ], d.Doc.Text())
			}
		}
	}
}

func fields(st *ast.StructType) (out []field) {
	for _, f := range st.Fields.List {
		text := strings.TrimSpace(f.Comment.Text())
		if text == "" {
			text = strings.TrimSpace(f.Doc.Text())
		}
		var inner []field
		if s, ok := f.Type.(*ast.StructType); ok {
			inner = fields(s)
		}
		for _, n := range f.Names {
			out = append(out, field{n.Name, typeText(f.Type), oneLine(text), inner})
		}
	}
	return out
}

func typeText(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.StarExpr:
		return "*" + typeText(e.X)
	case *ast.SelectorExpr:
		return typeText(e.X) + "." + e.Sel.Name
	case *ast.ArrayType:
		n := ""
		if l, ok := e.Len.(*ast.BasicLit); ok {
			n = l.Value
		}
		return "[" + n + "]" + typeText(e.Elt)
	case *ast.MapType:
		return "map[" + typeText(e.Key) + "]" + typeText(e.Value)
	}
	return "…"
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// markdown turns a Go comment into Markdown: lines that begin with a tab are a
// block of equations.
func markdown(doc string) string {
	var b strings.Builder
	code := false
	lines := strings.Split(strings.TrimSpace(doc), "\n")
	for i, line := range lines {
		tab := strings.HasPrefix(line, "\t")
		if !tab && code {
			if line == "" && i+1 < len(lines) && strings.HasPrefix(lines[i+1], "\t") {
				b.WriteByte('\n') // an empty line between equations
				continue
			}
			b.WriteString("```\n")
			code = false
		}
		if tab && !code {
			b.WriteString("```\n")
			code = true
		}
		b.WriteString(strings.TrimPrefix(line, "\t"))
		b.WriteByte('\n')
	}
	if code {
		b.WriteString("```\n")
	}
	return b.String()
}

// tests lists the test files of a folder that bear the name of a file or speak
// of one of the words.
func tests(root, dir, file string, words ...string) []string {
	paths, _ := filepath.Glob(filepath.Join(root, dir, "*_test.go"))
	stem := strings.TrimSuffix(file, ".go") + "_test.go"
	var out []string
	for _, path := range paths {
		name := filepath.Base(path)
		found := name == stem
		if data, err := os.ReadFile(path); err == nil {
			for _, w := range words {
				found = found || strings.Contains(string(data), w)
			}
		}
		if found {
			out = append(out, link(dir+"/"+name))
		}
	}
	return out
}

func link(path string) string { return fmt.Sprintf("[`%s`](../%s)", path, path) }
