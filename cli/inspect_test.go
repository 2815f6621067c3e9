package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kirifuda/agents"
)

// sim runs the program and returns its exit code and messages.
func sim(args ...string) (int, string) {
	var out, messages bytes.Buffer
	code := Run(args, agents.Default(), strings.NewReader(""), &out, &messages)
	return code, out.String() + messages.String()
}

// A chunk that has been committed with other rows can never be finished: exit
// code 65, and the first copy stays. A copy that is damaged is made again.
func TestTwoResultsForOneChunk(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "x")
	run := []string{"run", "calm", "-s", "days=5", "--seed", "1", "-o", dir, "-q"}
	if code, text := sim(run...); code != exitOK {
		t.Fatalf("exit %d: %s", code, text)
	}
	manifest, part := filepath.Join(dir, "manifest", "chunk-00000.json"), filepath.Join(dir, "tables", "panel", "part-00000.parquet")
	read := func(path string) []byte {
		t.Helper()
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	write := func(path string, b []byte) {
		t.Helper()
		if err := os.WriteFile(path, b, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	good, rows := read(manifest), read(part)

	bad := bytes.Clone(rows)
	bad[len(bad)/2] ^= 1
	write(part, bad)
	if code, text := sim("inspect", dir, "--contract"); code != exitMismatch || !strings.Contains(text, "tables/panel/part-00000.parquet") {
		t.Errorf("inspect of a damaged part: exit %d: %s", code, text)
	}
	if code, text := sim("verify", dir); code != exitMismatch || !strings.Contains(text, "repeat the command") {
		t.Errorf("verify of a damaged part: exit %d: %s", code, text)
	}
	if code, text := sim(run...); code != exitOK || !bytes.Equal(read(part), rows) {
		t.Errorf("the damaged part was not made again: exit %d: %s", code, text)
	}

	other := regexp.MustCompile(`"content": "[0-9a-f]{64}"`).ReplaceAll(good, []byte(`"content": "`+strings.Repeat("0", 64)+`"`))
	if bytes.Equal(other, good) {
		t.Fatal("the manifest has no hashes of rows")
	}
	write(manifest, other)
	code, text := sim(run...)
	if code != exitNever || !strings.Contains(text, "chunk 0") {
		t.Errorf("exit %d: %s", code, text)
	}
	if !bytes.Equal(read(manifest), other) || !bytes.Equal(read(part), rows) {
		t.Error("the first copy did not stay")
	}
	if code, text = sim("inspect", dir, "--contract"); code != exitMismatch {
		t.Errorf("inspect of another result's manifest: exit %d: %s", code, text)
	}
}
