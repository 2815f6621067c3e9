package output

import (
	"slices"
	"strings"
	"testing"
)

// The hash of the tables is that of the manifests, whatever the chunk length,
// and changes with any value.
func TestDatasetHash(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	runs := runList(4, "a", "bb")
	var want string
	for _, length := range []int{8, 3, 1} {
		dir := t.TempDir()
		var ms []*Manifest
		for i := 0; i*length < len(runs); i++ {
			ms = append(ms, writeChunk(t, dir, i, testOptions(TraceFull), 4, runs[i*length:min((i+1)*length, len(runs))]...))
		}
		slices.Reverse(ms)
		a, err := DatasetHash(ms)
		if err != nil {
			t.Fatal(err)
		}
		b, err := Hash(dir)
		if err != nil {
			t.Fatal(err)
		}
		if a != b {
			t.Errorf("chunks of %d: manifests say %s, tables %s", length, a, b)
		}
		if want == "" {
			want = a
		}
		if a != want {
			t.Errorf("chunks of %d: %s, want %s", length, a, want)
		}
	}
	dir := t.TempDir()
	if h, _ := DatasetHash([]*Manifest{writeChunk(t, dir, 0, testOptions(TraceFull), 3, runs...)}); h == want {
		t.Error("fewer days, same hash")
	}
	if _, err := DatasetHash([]*Manifest{{Runs: []ManifestRun{{Scenario: "a", Content: strings.Repeat("00", 32)}, {Scenario: "a", Content: strings.Repeat("00", 32)}}}}); err == nil {
		t.Error("a run was counted twice")
	}
}
