package architecture_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// leftOut play whole programs for minutes; what they run concurrently is tested
// where it stands.
var leftOut = []string{"cli", "validation/..."}

// The script that lists packages for the race detector reads lines; here the syntax
// is read. Every package that starts a goroutine or imports sync is on the list.
func TestRaceListCoversWhatIsConcurrent(t *testing.T) {
	if testing.Short() {
		t.Skip("asks for all packages")
	}
	cmd := exec.Command("test/race-packages.sh")
	cmd.Dir, cmd.Env = "../..", append(os.Environ(), "GO=go")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	listed := strings.Fields(string(out))
	found := map[string]string{}
	err = filepath.WalkDir("../..", func(name string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel := filepath.ToSlash(strings.TrimPrefix(name, "../../"))
		if d.IsDir() {
			if _, err := os.Stat(filepath.Join(name, "go.mod")); err == nil && name != "../.." || strings.HasPrefix(d.Name(), ".") && name != "../.." || d.Name() == "testdata" {
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
		for _, imp := range file.Imports {
			if imp.Path.Value == `"sync"` || imp.Path.Value == `"sync/atomic"` {
				found[path.Dir(rel)] = rel + " imports " + imp.Path.Value
			}
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if _, ok := n.(*ast.GoStmt); ok {
				found[path.Dir(rel)] = rel + " starts a goroutine"
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) < 4 || found["world"] == "" || found["engine"] == "" {
		t.Fatalf("the test reads too little: %v", found)
	}
	for name, why := range found {
		if !slices.Contains(listed, module+"/"+name) && !slices.ContainsFunc(leftOut, func(p string) bool { return within(name, p) }) {
			t.Errorf("%s is not under the race detector, though %s", name, why)
		}
	}
	for _, name := range []string{"agents", "test/economics"} {
		if !slices.Contains(listed, module+"/"+name) {
			t.Errorf("%s, whose tests run institutions on goroutines, is not under the race detector", name)
		}
	}
}
