package output

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/parquet-go/parquet-go"
)

// Columns come back as they were written, whatever the sizes of writes and the
// order of columns, for several row groups in one file.
func TestSpill(t *testing.T) {
	dir := t.TempDir()
	s := &spill{p: &part{fs: osFS{}, tmp: filepath.Join(dir, "x")}}
	rng := rand.New(rand.NewPCG(3, 4))
	for group := range 3 {
		const columns = 7
		var want [columns][]byte
		var buf [columns]*spillBuffer
		for range 200 {
			i := rng.IntN(columns)
			if buf[i] == nil {
				buf[i] = s.GetBuffer().(*spillBuffer)
			}
			b := make([]byte, rng.IntN(3*spillBytes/2))
			for k := range b {
				b[k] = byte(rng.Uint32())
			}
			if n, err := buf[i].Write(b); n != len(b) || err != nil {
				t.Fatal(n, err)
			}
			want[i] = append(want[i], b...)
			if len(buf[i].mem) > spillBytes {
				t.Fatalf("%d bytes of a column in memory", len(buf[i].mem))
			}
		}
		for i, b := range buf {
			var got bytes.Buffer
			for range 2 {
				got.Reset()
				if _, err := b.Seek(0, 0); err != nil {
					t.Fatal(err)
				}
				if _, err := got.ReadFrom(b); err != nil {
					t.Fatal(err)
				}
			}
			if !bytes.Equal(got.Bytes(), want[i]) {
				t.Fatalf("group %d, column %d: %d bytes differ from the %d written", group, i, got.Len(), len(want[i]))
			}
		}
		if s.end == 0 {
			t.Fatal("nothing was spilt")
		}
		for _, b := range buf {
			s.PutBuffer(b)
		}
		if s.end != 0 {
			t.Fatal("the file grows with row groups")
		}
	}
	s.close()
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// spillingChunk writes more rows of the panel than columns keep in memory, and
// returns the chunk before its commit.
func spillingChunk(t *testing.T, dir string, fs fileSystem, rows int) (*Chunk, error) {
	t.Helper()
	o := testOptions(TracePanel)
	o.fs = fs
	c, err := OpenChunk(dir, 0, testMeta, o)
	if err != nil {
		return nil, err
	}
	r, err := c.Run("a", 0)
	if err != nil {
		c.Abort()
		return nil, err
	}
	rec, rng := record(t), rand.New(rand.NewPCG(5, 6))
	for day := range rows {
		for i := range rec.Values {
			rec.Values[i] += rng.NormFloat64() // what is missing stays so
		}
		if err = r.panel.add("a", 0, int32(rec.View.Date), int32(day), rec.Series, rec.Values); err == nil {
			err = r.pass()
		}
		if err != nil {
			c.Abort()
			return nil, err
		}
	}
	if err := r.Finish(RunRow{}); err != nil {
		c.Abort()
		return nil, err
	}
	return c, nil
}

// The file of a part that was spilt is the one of a part that was not, a chunk
// that is dropped leaves nothing, and what fails is an error of the file system.
func TestSpiltPart(t *testing.T) {
	const rows = 10_000
	dir := t.TempDir()
	c, err := spillingChunk(t, dir, nil, rows)
	if err != nil {
		t.Fatal(err)
	}
	if c.panel.pages.file == nil {
		t.Fatal("nothing was spilt")
	}
	if tmp, _ := filepath.Glob(filepath.Join(dir, "tmp", "*.pages")); len(tmp) > 0 {
		t.Errorf("%v would stay if the process were killed", tmp)
	}
	if _, err := c.Commit(nil); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "tables", "panel", partName(0))
	p, err := openRead(osFS{}, path)
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	var all []parquet.Row
	if err := p.eachRow(func(row parquet.Row) error { all = append(all, row.Clone()); return nil }); err != nil {
		t.Fatal(err)
	}
	if len(all) != rows {
		t.Fatalf("%d rows", len(all))
	}
	o := testOptions(TracePanel)
	table, err := PanelTable(o.Series)
	if err != nil {
		t.Fatal(err)
	}
	var inMemory bytes.Buffer
	w := parquet.NewGenericWriter[any](&inMemory, writerOptions(table, parquet.NewBufferPool(), testMeta, &o)...)
	for b := range slices.Chunk(all, batchRows) {
		if _, err := w.WriteRows(b); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, inMemory.Bytes()) {
		t.Errorf("the part has %d bytes, written in memory %d, or others", len(got), inMemory.Len())
	}

	if c, err = spillingChunk(t, t.TempDir(), nil, rows); err != nil {
		t.Fatal(err)
	}
	c.Abort()
	if tmp, _ := os.ReadDir(filepath.Join(c.dir, "tmp")); len(tmp) > 0 {
		t.Errorf("left behind: %v", tmp)
	}
	for _, op := range []string{"scratch", "scratch-write", "scratch-read"} {
		for _, n := range []int{1, 5} {
			dir, fs := t.TempDir(), &brokenFS{op: op, n: n, err: syscall.ENOSPC}
			c, err := spillingChunk(t, dir, fs, rows)
			if err == nil {
				_, err = c.Commit(nil)
			}
			if name := fmt.Sprint(op, " ", n); fs.calls < n {
				if op != "scratch" || err != nil {
					t.Errorf("%s: %d calls, %v", name, fs.calls, err)
				}
			} else if !errors.Is(err, ErrIO) || !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), ".pages") {
				t.Errorf("%s: error %v", name, err)
			}
			if fs.calls < n {
				continue
			}
			leftovers(t, dir)
			if parts, _ := filepath.Glob(filepath.Join(dir, "tables", "*", "*")); len(parts) > 0 {
				t.Errorf("%s: parts %v", op, parts)
			}
		}
	}
}
