// Package architecture_test keeps the arrows of docs/architecture.md: which
// package may import which.
package architecture_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "kirifuda"

// mayImport lists, for every package of the module, the packages of the module
// that it may import; "/..." stands for a folder and all below it. A new package
// needs a line here.
var mayImport = map[string][]string{
	"internal/rng":              {"internal/portable"},
	"internal/portable":         {},
	"internal/decimal":          {},
	"internal/bounded":          {},
	"internal/english":          {},
	"world/ledger":              {},
	"world/market":              {"internal/..."},
	"world":                     {"world/...", "internal/..."},
	"economy":                   {"configs", "world", "internal/..."},
	"agents":                    {"agents/rules", "agents/acts", "agents/talks", "world/...", "internal/..."},
	"agents/talks":              {"agents/rules", "world/...", "internal/..."},
	"agents/acts":               {"agents/rules", "world/...", "internal/..."},
	"agents/rules":              {"world/...", "internal/..."},
	"agents/agenttest":          {"agents", "economy", "world/...", "internal/..."},
	"configs":                   {"world", "internal/decimal"},
	"configs/configstest":       {"configs"},
	"output":                    {"world/...", "internal/..."},
	"analysis/stats":            {},
	"experiment/design":         {"internal/..."},
	"experiment":                {"experiment/design", "analysis/stats", "agents", "agents/acts", "agents/rules", "output", "configs", "economy", "world/...", "internal/..."},
	"experiment/experimenttest": {"experiment", "agents", "configs"},
	"engine":                    {"experiment", "analysis/stats", "agents", "output", "configs", "economy", "world/...", "internal/..."},
	"analysis":                  {"experiment/...", "analysis/...", "agents", "agents/talks", "output", "configs", "economy", "world/...", "internal/..."},
	"analysis/sensitivity":      {"experiment/design", "analysis/stats"},
	"analysis/audit":            {"output"}, // shares no code with the books that it checks
	"analysis/figures":          {"analysis/stats", "output", "internal/..."},
	"validation":                {"experiment", "analysis/stats", "agents", "configs", "economy", "world/..."},
	"validation/calibrate":      {"validation", "experiment", "agents", "configs"},
	"cli":                       {"validation/...", "analysis/...", "engine", "experiment/...", "agents", "agents/acts", "output", "configs", "economy", "world/...", "internal/..."},
	"cmd/sim":                   {"agents", "cli"},
	"test/interop/expect":       {"output"},
	"internal/architecture":     {},
	"cmd/docgen":                {"agents", "agents/acts", "configs", "economy", "experiment", "output", "world/...", "internal/..."},
	"test/reference":            {},
	"test/economics":            {},
}

// onlyIn lists modules that are an implementation detail of few packages.
var onlyIn = map[string][]string{
	"github.com/parquet-go/parquet-go": {"output"},                                                                                                  // files are read and written in one place
	"golang.org/x/exp/rand":            {"internal/rng"},                                                                                            // one place makes random numbers
	"github.com/spf13/cobra":           {"cli"},                                                                                                     // the library has no command line
	"gonum.org/v1/plot":                {"analysis/figures"},                                                                                        // drawing
	"go.yaml.in/yaml/v4":               {"configs", "configs/configstest", "cli"},                                                                   // configuration and sweep specifications
	"gonum.org/v1/gonum":               {"analysis/stats", "analysis/sensitivity", "experiment/design", "validation/calibrate", "analysis/figures"}, // no library call in the step loop: its bits may differ by platform
}

type pkg struct {
	ImportPath string
	Imports    []string
	Error      *struct{ Err string }
}

func list(t *testing.T) []pkg {
	t.Helper()
	out, err := exec.Command("go", "list", "-e", "-json=ImportPath,Imports,Error", module+"/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []pkg
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// within says whether a package is covered by a pattern.
func within(name, pattern string) bool {
	if folder, ok := strings.CutSuffix(pattern, "/..."); ok {
		return name == folder || strings.HasPrefix(name, folder+"/")
	}
	return name == pattern
}

func TestImportDirections(t *testing.T) {
	seen := 0
	for _, p := range list(t) {
		name := strings.TrimPrefix(p.ImportPath, module+"/")
		allowed, known := mayImport[name]
		if !known {
			t.Errorf("package %s has no line in mayImport: say which packages it may import", name)
			continue
		}
		seen++
		for _, imp := range p.Imports {
			if own, ok := strings.CutPrefix(imp, module+"/"); ok {
				if !slices.ContainsFunc(allowed, func(a string) bool { return within(own, a) }) {
					t.Errorf("%s imports %s; the arrows of docs/architecture.md allow %v", name, own, allowed)
				}
				continue
			}
			for lib, where := range onlyIn {
				if within(imp, lib+"/...") && !slices.Contains(where, name) {
					t.Errorf("%s imports %s, which is for %v", name, imp, where)
				}
			}
		}
	}
	if seen < 10 {
		t.Fatalf("only %d packages found", seen)
	}
}
