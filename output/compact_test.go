package output

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
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

// countingFS counts the bytes that are written to parts and to scratch files.
type countingFS struct {
	osFS
	written int64
}

func (f *countingFS) Create(path string) (outFile, error) {
	o, err := f.osFS.Create(path)
	return &countingFile{o, f}, err
}

func (f *countingFS) Scratch(path string) (scratchFile, error) {
	o, err := f.osFS.Scratch(path)
	return &countingScratch{o, f}, err
}

type countingFile struct {
	outFile
	fs *countingFS
}

func (f *countingFile) Write(b []byte) (int, error) {
	f.fs.written += int64(len(b))
	return f.outFile.Write(b)
}

type countingScratch struct {
	scratchFile
	fs *countingFS
}

func (f *countingScratch) WriteAt(b []byte, off int64) (int, error) {
	f.fs.written += int64(len(b))
	return f.scratchFile.WriteAt(b, off)
}

// What is read does not wait in memory: each chunk that is taken has been written
// when the next one is, but for a few pages, and rows as such are not kept.
func TestCompactChunkHoldsFewPages(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	const chunks, runs, days = 4, 20, 1000
	from := smallExperiment(t, chunks, runs, days)
	e := like(t, from, chunks*runs)
	count := &countingFS{}
	o := e.Options()
	o.fs = count
	c, err := newChunk(e.Dir, 0, e.Meta(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Abort()
	var writers []*rowsWriter
	for _, name := range e.tables() {
		w, err := newRowsWriter(e.tableByName(name), c.fs, c.dir, c.index, c.meta, &c.opts)
		if err != nil {
			t.Fatal(err)
		}
		writers, c.parts = append(writers, w), append(c.parts, w)
	}
	for k := range chunks {
		_, m, err := from.State(k, false)
		if err != nil {
			t.Fatal(err)
		}
		before := count.written
		if err := c.copyRows(t.Context(), writers, m, from.Dir); err != nil {
			t.Fatal(err)
		}
		var read int64
		for i := range m.Tables {
			read += m.Tables[i].Bytes
		}
		for _, w := range writers {
			if n := len(w.batch); n >= batchRows || cap(w.batch) > 2*batchRows {
				t.Errorf("chunk %d: %d rows of %s wait, with room for %d", k, n, w.table.Name, cap(w.batch))
			}
		}
		if wrote := count.written - before; wrote < read/4 { // two thirds are the footer
			t.Errorf("chunk %d: %d bytes of parts were read and %d written", k, read, wrote)
		}
	}
}
