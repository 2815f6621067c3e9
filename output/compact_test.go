package output

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"testing"

	"github.com/parquet-go/parquet-go"
)

// like is an empty experiment with the runs of another one in longer chunks.
func like(t testing.TB, from *Store, runs int) *Store {
	t.Helper()
	plan := from.Layout
	plan.ChunkLength = runs
	e, err := CreateStore(t.TempDir(), planOf(plan), nil)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func upTo(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

// Compacted parts of several row groups have the bytes of those that were written
// at once.
func TestCompactChunkBytes(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	const chunks, runs, days = 5, 60, 500 // 150,000 rows of panel
	from := smallExperiment(t, chunks, runs, days)
	want := smallExperiment(t, 1, chunks*runs, days)
	e := like(t, from, chunks*runs)
	told := 0
	m, err := e.CompactChunk(t.Context(), 0, from, upTo(chunks), nil, func(n int) { told += n })
	if err != nil || told != chunks*runs || len(m.Runs) != chunks*runs {
		t.Fatalf("%v: %d runs, told %d", err, len(m.Runs), told)
	}
	if n, err := ReadManifest(want.Dir, 0); err != nil || !reflect.DeepEqual(n, m) {
		t.Errorf("the manifest is not that of one chunk: %v", err)
	}
	for i := range m.Tables {
		a, errA := os.ReadFile(filepath.Join(e.Dir, filepath.FromSlash(m.Tables[i].Path)))
		b, errB := os.ReadFile(filepath.Join(want.Dir, filepath.FromSlash(m.Tables[i].Path)))
		if errA != nil || errB != nil || !bytes.Equal(a, b) {
			t.Errorf("%s differs", m.Tables[i].Path)
		}
	}
	if left, err := os.ReadDir(filepath.Join(e.Dir, "tmp")); err != nil || len(left) > 0 {
		t.Errorf("left in tmp: %v, %v", left, err)
	}
}

func TestCompactChunkErrors(t *testing.T) {
	from := smallExperiment(t, 3, 2, 4)
	for name, chunks := range map[string][]int{"too few": {0, 1}, "other order": {1, 0, 2}, "twice": {0, 1, 1, 2}, "not there": {0, 1, 2, 3}} {
		e := like(t, from, 6)
		if _, err := e.CompactChunk(t.Context(), 0, from, chunks, nil, nil); err == nil {
			t.Errorf("%s was accepted", name)
		}
		if left, err := os.ReadDir(filepath.Join(e.Dir, "tmp")); err != nil || len(left) > 0 {
			t.Errorf("%s: left in tmp: %v, %v", name, left, err)
		}
		if _, err := os.Stat(filepath.Join(e.Dir, "tables")); err == nil {
			t.Errorf("%s: parts were written", name)
		}
	}
}

// A row that is copied is the batch's own.
func TestCopyRow(t *testing.T) {
	w := &rowsWriter{}
	text := []byte("abc")
	row := parquet.Row{parquet.ByteArrayValue(text).Level(0, 1, 0), parquet.DoubleValue(2).Level(0, 0, 1), parquet.NullValue().Level(0, 0, 2)}
	for range 2 {
		if err := w.copy(row); err != nil {
			t.Fatal(err)
		}
	}
	copy(text, "xyz")
	row[1] = parquet.DoubleValue(3)
	if got := fmt.Sprintf("%+v", w.batch); got != "[[C:0 D:1 R:0 V:abc C:1 D:0 R:0 V:2 C:2 D:0 R:0 V:<null>] [C:0 D:1 R:0 V:abc C:1 D:0 R:0 V:2 C:2 D:0 R:0 V:<null>]]" {
		t.Error(got)
	}
}

// What is held for a row is its share of the index of pages: some bytes, not its
// seventy-five values.
func TestCompactChunkMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency; runs without the race detector")
	}
	const runs, days = 20, 1000
	peak := func(chunks int) uint64 {
		from := smallExperiment(t, chunks, runs, days)
		e := like(t, from, chunks*runs)
		var most uint64
		if _, err := e.CompactChunk(t.Context(), 0, from, upTo(chunks), nil, func(int) {
			runtime.GC() // twice: what pools hold is freed by the second
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapAlloc)
		}); err != nil {
			t.Fatal(err)
		}
		return most
	}
	peak(1) // what the library keeps for later
	a, b := peak(2), peak(14)
	if rows := uint64(12 * runs * days); b > a+20*rows {
		t.Errorf("%d bytes of heap, and %d with %d rows more", a, b, rows)
	}
}
