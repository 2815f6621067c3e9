package architecture_test

import (
	"os"
	"os/exec"
	"regexp"
	"slices"
	"testing"
)

// unfused lists the packages whose arithmetic decides a bit of a table.
var unfused = []string{"internal/rng", "internal/portable", "world", "world/market", "world/ledger", "agents", "agents/rules", "agents/talks", "configs", "economy", "output", "experiment", "experiment/design", "analysis", "analysis/stats"}

// A processor with fused multiply-add rounds x*y + z once where others round
// twice, and the compiler may fuse across statements and calls. The same bits on
// every machine need float64(x*y) + z, also where a product reaches a sum through
// a variable. Compiled for such a processor, no such instruction may appear, nor a
// call of a function of the standard library that is written out by processor.
func TestSameBitsOnEveryProcessor(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles for another processor")
	}
	fused := regexp.MustCompile(`\(([^()\n]+\.go:\d+)\)\tFN?M(?:ADD|SUB)[DS]\t`)
	call := regexp.MustCompile(`\(([^()\n]+\.go:\d+)\)\tCALL\t(math\.(?:Exp|Log|Pow|Sin|Cos|Tan|Cbrt|Hypot|Erf|Gamma|Lgamma)\w*|math/rand/v2\.\(\*Rand\)\.(?:Norm|Exp)Float64)\(SB\)`)
	args := []string{"build", "-gcflags=-S"}
	for _, name := range unfused {
		args = append(args, module+"/"+name)
	}
	cmd := exec.Command("go", args...)
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH=arm64", "CGO_ENABLED=0", "GOFLAGS=")
	listing, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, listing[max(0, len(listing)-1000):])
	}
	for _, name := range unfused {
		if !regexp.MustCompile(`/` + name + `/\w+\.go:\d+\)\tFMULD\t`).Match(listing) {
			t.Errorf("%s: no multiplication in the listing: the test reads it wrongly", name)
		}
	}
	var at []string
	for _, m := range fused.FindAllSubmatch(listing, -1) {
		at = append(at, string(m[1])+": fused multiply-add")
	}
	for _, m := range call.FindAllSubmatch(listing, -1) {
		at = append(at, string(m[1])+": "+string(m[2]))
	}
	slices.Sort(at)
	for _, problem := range slices.Compact(at) {
		t.Error(problem)
	}
}
