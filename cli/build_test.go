package cli

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
)

// The commit that the Makefile's build line names is what the program says of
// itself and what its tables say. A variable that moved would be left empty by the
// linker without a word.
func TestCommitOfTheBuild(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	text, err := os.ReadFile("../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	flags := regexp.MustCompile(`(?m)^BUILD .*-ldflags='([^']*)'`).FindSubmatch(text)
	if flags == nil {
		t.Fatal("the Makefile has no line BUILD with -ldflags")
	}
	const commit = "0123456789abcdef"
	dir := t.TempDir()
	sim := filepath.Join(dir, "sim")
	build := exec.Command("go", "build", "-trimpath", "-ldflags="+strings.Replace(string(flags[1]), "$(COMMIT)", commit, 1), "-o", sim, "../cmd/sim")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	out, err := exec.Command(sim, "version").Output()
	if err != nil || !bytes.Contains(out, []byte(commit)) {
		t.Errorf("sim version: %s, %v", out, err)
	}
	x := filepath.Join(dir, "x")
	if out, err := exec.Command(sim, "run", "baseline", "--seed", "1", "-s", "days=2", "--trace", "panel", "-q", "-o", x).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	part, err := os.ReadFile(filepath.Join(x, "tables", "panel", "part-00000.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	f, err := parquet.OpenFile(bytes.NewReader(part), int64(len(part)))
	if err != nil {
		t.Fatal(err)
	}
	for _, kv := range f.Metadata().KeyValueMetadata {
		if strings.Contains(kv.Value, commit) {
			return
		}
	}
	t.Error("the footer of a table does not name the commit")
}
