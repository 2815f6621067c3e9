package architecture_test

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What git knows is all that the program is built from: a copy of it, outside any
// repository, builds and runs.
func TestCopyBuilds(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	const root = "../.."
	list, err := exec.Command("git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard").Output()
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("this is no repository")
	}
	dir := t.TempDir()
	files := 0
	for _, name := range strings.Split(strings.TrimRight(string(list), "\x00"), "\x00") {
		from, err := os.Open(filepath.Join(root, name))
		if os.IsNotExist(err) { // deleted, not yet committed
			continue
		} else if err != nil {
			t.Fatal(err)
		}
		to := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
			t.Fatal(err)
		}
		w, err := os.Create(to)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(w, from); err != nil {
			t.Fatal(err)
		}
		_ = from.Close()
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		files++
	}
	if files < 200 {
		t.Fatalf("%d files", files)
	}
	bin := t.TempDir()
	install := exec.Command("go", "install", "-trimpath", "./cmd/sim")
	install.Dir, install.Env = dir, append(os.Environ(), "CGO_ENABLED=0", "GOBIN="+bin, "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir))
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	run := exec.Command(filepath.Join(bin, "sim"), "run", "baseline", "--seed", "1", "-s", "days=2", "--trace", "none", "-q")
	run.Dir = t.TempDir()
	if out, err := run.CombinedOutput(); err != nil || !bytes.Contains(out, []byte("baseline")) {
		t.Errorf("%v\n%s", err, out)
	}
}
