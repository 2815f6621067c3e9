package architecture_test

import (
	"bufio"
	"bytes"
	"errors"
	"maps"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// unfused lists the packages whose arithmetic decides a bit of a table.
var unfused = []string{"internal/rng", "internal/portable", "world", "world/market", "world/ledger", "agents", "agents/acts", "agents/rules", "agents/talks", "configs", "economy", "output", "experiment", "experiment/design", "analysis", "analysis/stats"}

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
	product := regexp.MustCompile(`\(([^()\n]+)/\w+\.go:\d+\)\tFMULD\t`)
	args := []string{"build", "-gcflags=-S"}
	for _, name := range unfused {
		args = append(args, module+"/"+name)
	}
	cmd := exec.Command("go", args...)
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH=arm64", "CGO_ENABLED=0", "GOFLAGS=")
	listing, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	// A million lines: few of them are looked at closely.
	var at []string
	var last string
	multiplies := map[string]bool{}
	lines := bufio.NewScanner(listing)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		line := lines.Bytes()
		switch i := bytes.LastIndex(line, []byte(")\t")); {
		case i < 0:
			if len(line) > 0 && line[0] != '\t' {
				last = string(line)
			}
		case bytes.HasPrefix(line[i+2:], []byte("FMULD")):
			if m := product.FindSubmatch(line); m != nil {
				multiplies[string(m[1])] = true
			}
		case bytes.HasPrefix(line[i+2:], []byte("FM")), bytes.HasPrefix(line[i+2:], []byte("FN")):
			if m := fused.FindSubmatch(line); m != nil {
				at = append(at, string(m[1])+": fused multiply-add")
			}
		case bytes.Contains(line, []byte("\tCALL\tmath")):
			if m := call.FindSubmatch(line); m != nil {
				at = append(at, string(m[1])+": "+string(m[2]))
			}
		}
	}
	if err := errors.Join(lines.Err(), cmd.Wait()); err != nil {
		t.Fatalf("%v\n%s", err, last)
	}
	for _, name := range unfused {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(multiplies)), func(dir string) bool { return strings.HasSuffix(dir, "/"+name) }) {
			t.Errorf("%s: no multiplication in the listing: the test reads it wrongly", name)
		}
	}
	slices.Sort(at)
	for _, problem := range slices.Compact(at) {
		t.Error(problem)
	}
}
