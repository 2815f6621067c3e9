package architecture_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// makesFiles are the functions of package os with which files come into being, change
// their names or go away.
var makesFiles = []string{
	"Chmod", "Create", "CreateTemp", "Link", "Mkdir", "MkdirAll", "MkdirTemp", "OpenFile", "Remove", "RemoveAll", "Rename", "Symlink", "Truncate", "WriteFile", "OpenRoot",
}

// mayMakeFiles lists who calls them outside tests. A file that a user or a reader
// opens later is written by package output alone: to a temporary file that is renamed
// once it is on disk, and never over another unless asked.
var mayMakeFiles = map[string][]string{
	"output/fs.go":          {"Link", "MkdirAll", "OpenFile", "Remove", "RemoveAll", "Rename"}, // the one place
	"output/lock_unix.go":   {"OpenFile"},                                                      // of a claim
	"output/lock_other.go":  {"OpenFile"},
	"output/atomic.go":      {"OpenFile"},               // pipes and devices
	"cli/bug.go":            {"CreateTemp"},             // a new file beside other temporary ones
	"cli/doctor.go":         {"MkdirTemp", "RemoveAll"}, // a probe of the disk
	"engine/dryrun.go":      {"MkdirTemp", "RemoveAll"}, // tables that are measured and discarded
	"engine/verify_run.go":  {"MkdirTemp", "RemoveAll"}, // tables that are compared and discarded
	"analysis/transpose.go": {"CreateTemp", "Remove"},   // scratch without a name
}

func TestFilesAreWrittenInOnePlace(t *testing.T) {
	const root = "../.."
	seen := map[string]bool{}
	err := filepath.WalkDir(root, func(name string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel := filepath.ToSlash(strings.TrimPrefix(strings.TrimPrefix(name, root), string(filepath.Separator)))
		if d.IsDir() {
			if _, err := os.Stat(filepath.Join(name, "go.mod")); err == nil && rel != "" || strings.HasPrefix(d.Name(), ".") && rel != "" || d.Name() == "testdata" || rel == "test" {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			s, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := s.X.(*ast.Ident); !ok || x.Name != "os" || !slices.Contains(makesFiles, s.Sel.Name) {
				return true
			}
			if seen[rel] = true; !slices.Contains(mayMakeFiles[rel], s.Sel.Name) {
				t.Errorf("%s calls os.%s: files are written by package output", rel, s.Sel.Name)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range mayMakeFiles {
		if !seen[name] {
			t.Errorf("%s makes no files and needs no line in mayMakeFiles", name)
		}
	}
}
