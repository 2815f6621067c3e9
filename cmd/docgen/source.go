package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// source is what the comments of a package say.
type source struct {
	pkg   string   // comment of the package
	files []string // names, in alphabetical order
	decls map[string]decl
	order []string // declarations as they stand, file by file
}

// decl is a type, function, method (Type.Method), variable or constant.
type decl struct {
	file   string
	doc    string
	fields []field
}

type field struct {
	name, typ, doc string
	fields         []field // of a struct without a name
}

// goFiles lists the Go files of a folder that are tests or that are none.
func goFiles(root, dir string, tests bool) (out []string, err error) {
	paths, err := filepath.Glob(filepath.Join(root, dir, "*.go"))
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") == tests {
			out = append(out, path)
		}
	}
	return out, err
}

func readSource(root, dir string) (*source, error) {
	s := &source{decls: map[string]decl{}}
	files, err := goFiles(root, dir, false)
	if err != nil {
		return nil, err
	}
	set := token.NewFileSet()
	for _, path := range files {
		f, err := parser.ParseFile(set, path, nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		if f.Doc != nil {
			s.pkg = f.Doc.Text()
		}
		name := filepath.Base(path)
		s.files = append(s.files, name)
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				id := d.Name.Name
				if d.Recv != nil {
					id = typeText(d.Recv.List[0].Type) + "." + id
				}
				s.add(strings.TrimPrefix(id, "*"), decl{file: name, doc: d.Doc.Text()})
			case *ast.GenDecl:
				for _, sp := range d.Specs {
					s.spec(name, d, sp)
				}
			}
		}
	}
	return s, nil
}

func (s *source) add(name string, d decl) {
	s.decls[name] = d
	s.order = append(s.order, name)
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
		s.add(sp.Name.Name, c)
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
			s.add(n.Name, decl{file: file, doc: text})
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

// tests links the test files of a folder that bear the name of a file, if one is
// given, or speak of one of the words.
func tests(root, dir, file string, words ...string) []string {
	paths, _ := goFiles(root, dir, true)
	stem := strings.TrimSuffix(file, ".go") + "_test.go"
	var out []string
	for _, path := range paths {
		if name := filepath.Base(path); name == stem || mentions(path, words) {
			out = append(out, link(dir+"/"+name))
		}
	}
	return out
}

// mentions reports whether a file contains one of the words.
func mentions(path string, words []string) bool {
	data, err := os.ReadFile(path)
	return err == nil && slices.ContainsFunc(words, func(w string) bool { return strings.Contains(string(data), w) })
}
