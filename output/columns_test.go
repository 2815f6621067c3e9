package output

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kirifuda/world"
)

// wide are as many series as panels have: seventy-five, vix_idx among them.
func wide() []Column {
	var out []Column
	for i := range 75 {
		out = append(out, Column{Name: fmt.Sprintf("series_%d_idx", i), Type: Double, Unit: "index", Doc: "always missing"})
	}
	out[30] = Column{Name: "vix_idx", Type: Double, Unit: "index", Doc: "gauge of equity volatility"}
	return out
}

// smallExperiment has chunks with runs of days of the panel, all finished.
func smallExperiment(t testing.TB, chunks, runs, days int) *Store {
	t.Helper()
	e, err := CreateStore(t.TempDir(), planOf(Layout{
		SchemaVersion: SchemaVersion, ID: "x", Trace: TracePanel, Series: wide(), ChunkLength: runs, Runs: []RunRange{{"a", 0, int32(chunks * runs)}},
	}), nil)
	if err != nil {
		t.Fatal(err)
	}
	rec := &world.Record{View: &world.View{}, Series: []world.Series{{Name: "vix_idx"}}, Values: make([]float64, 1)}
	for k := range chunks {
		c, err := e.OpenChunk(k)
		if err != nil {
			t.Fatal(err)
		}
		for _, ref := range e.ChunkRuns(k) {
			r, err := c.Run(ref.Scenario, ref.RunID)
			if err != nil {
				t.Fatal(err)
			}
			for d := range days {
				rec.View.Date, rec.Values[0] = world.Date(20000+d), math.NaN()
				if d%3 != 2 {
					rec.Values[0] = float64(ref.RunID) + float64(d)/1000
				}
				if err := r.panel.add(ref.Scenario, ref.RunID, int32(rec.View.Date), int32(d), rec.Series, rec.Values); err != nil {
					t.Fatal(err)
				}
				if err := r.pass(); err != nil {
					t.Fatal(err)
				}
			}
			if err := r.Finish(RunRow{}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := c.Commit(nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.Rebuild(); err != nil {
		t.Fatal(err)
	}
	return e
}

var vixColumns = []Column{{Name: "scenario", Type: String}, {Name: "run_id", Type: Int32}, {Name: "date", Type: Date}, {Name: "vix_idx", Type: Double}}

func TestScanColumns(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	const chunks, runs, days = 3, 7, 400
	e := smallExperiment(t, chunks, runs, days)
	n := 0
	err := e.ScanColumns("panel", vixColumns, func(c *Cells) error {
		run, d := n/days, n%days
		want := float64(run) + float64(d)/1000
		missing := d%3 == 2
		if missing {
			want = math.NaN()
		}
		got := c.Double(3)
		if c.String(0) != "a" || int(c.Int32(1)) != run || int(c.Int32(2)) != 20000+d || c.Null(3) != missing || (got != want && !missing) || (missing && got == got) {
			return fmt.Errorf("row %d: %s %d %d %g", n, c.String(0), c.Int32(1), c.Int32(2), got)
		}
		n++
		return nil
	})
	if err != nil || n != chunks*runs*days {
		t.Fatalf("%d rows, %v", n, err)
	}
	// A chunk that is not finished is left out.
	if err := os.Remove(filepath.Join(e.Dir, filepath.FromSlash(manifestName(1)))); err != nil {
		t.Fatal(err)
	}
	n = 0
	if err := e.ScanColumns("panel", vixColumns, func(*Cells) error { n++; return nil }); err != nil || n != (chunks-1)*runs*days {
		t.Errorf("%d rows, %v", n, err)
	}
}

func TestScanColumnsErrors(t *testing.T) {
	e := smallExperiment(t, 2, 3, 10)
	stop := errors.New("enough")
	for name, c := range map[string]struct {
		columns []Column
		err     error
		want    []string
	}{
		"no column":   {[]Column{{Name: "gold_usd", Type: Double}}, nil, []string{"tables/panel/part-00000.parquet", "column gold_usd"}},
		"wrong type":  {[]Column{{Name: "run_id", Type: Double}}, nil, []string{"tables/panel/part-00000.parquet", "column run_id", "INT32", "DOUBLE"}},
		"of the call": {vixColumns, stop, []string{"tables/panel/part-00000.parquet", "enough"}},
	} {
		err := e.ScanColumns("panel", c.columns, func(*Cells) error { return c.err })
		if !errors.Is(err, ErrIO) || (c.err != nil && !errors.Is(err, c.err)) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, w := range c.want {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%s: %v does not say %q", name, err, w)
			}
		}
	}
}

// Whatever byte of a part is wrong, reading ends with an error that names the
// file, or gives rows; it never ends the program. Inspect always finds it.
func TestCorruptPart(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	e := smallExperiment(t, 1, 3, 60)
	corrupt(t, e, "panel", func() error {
		return e.ScanColumns("panel", vixColumns, func(*Cells) error { return nil })
	})
}

// The same holds for tables whose rows are read as a whole.
func TestCorruptRows(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	e, err := CreateStore(t.TempDir(), planOf(testLayout(TracePanel, 7)), []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	fill(t, e, 0)
	corrupt(t, e, "clearing", func() error {
		return Scan(e.Dir, Filter{Scenario: "a", OneRun: true, RunID: 1}, func(*ClearingRow) error { return nil })
	})
}

// corrupt damages some 60 bytes of the first part of a table, one at a time, and reads.
func corrupt(t *testing.T, e *Store, table string, read func() error) {
	t.Helper()
	path := filepath.Join(e.Dir, "tables", table, partName(0))
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	broken := 0
	for i := 4; i < len(good); i += 1 + len(good)/60 {
		bad := slices.Clone(good)
		bad[i] ^= 0x55
		if err := os.WriteFile(path, bad, 0o666); err != nil {
			t.Fatal(err)
		}
		if err := read(); err != nil {
			broken++
			if !errors.Is(err, ErrIO) || !strings.Contains(err.Error(), "tables/"+table+"/part-00000.parquet") {
				t.Fatalf("byte %d: %v", i, err)
			}
		}
		_, _ = Hash(e.Dir)
		_, _ = FirstDifference(e.Dir, e.Dir, Filter{})
		if r, err := Inspect(e.Dir); err != nil || len(r.Violations) == 0 {
			t.Fatalf("byte %d: inspect gives %v, %v", i, r, err)
		}
	}
	if broken == 0 {
		t.Error("no damage was noticed")
	}
}

// A wrong bit anywhere in a part is an error of who reads it or changes no value:
// what only reads compares sizes and no hashes. A bit that makes a column one of
// another codec is not left to that codec's decoder, which may take memory
// without end.
func TestWrongBit(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency; runs without the race detector")
	}
	e := smallExperiment(t, 1, 2, 6)
	path := filepath.Join(e.Dir, "tables", "panel", partName(0))
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	columns := e.tableByName("panel").Columns
	read := func() (uint64, error) {
		h := fnv.New64a()
		err := e.ScanColumns("panel", columns, func(c *Cells) error {
			for i := range c.value {
				_, _ = fmt.Fprint(h, c.value[i])
			}
			return nil
		})
		return h.Sum64(), err
	}
	want, err := read()
	if err != nil {
		t.Fatal(err)
	}
	flip := func(byte, bit int) {
		t.Helper()
		bad := bytes.Clone(good)
		bad[byte] ^= 1 << bit
		if err := os.WriteFile(path, bad, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	errs := 0
	for i := 0; i < len(good); i += 151 {
		flip(i, i%8)
		got, err := read()
		if err != nil {
			errs++
		} else if got != want {
			t.Errorf("bit %d of byte %d gives other values", i%8, i)
		}
	}
	if errs == 0 {
		t.Error("no wrong bit was noticed")
	}
	footer := len(good) - 8 - int(binary.LittleEndian.Uint32(good[len(good)-8:]))
	other := 0
	for i := footer; i < len(good) && other < 3; i++ {
		flip(i, 0) // ZSTD is 6, LZ4_RAW is 7
		p, err := openRaw(osFS{}, path)
		if err != nil {
			continue
		}
		if err := p.checkCodecs(); err != nil {
			other++
			if _, err := read(); !errors.Is(err, ErrIO) || !strings.Contains(err.Error(), "instead of ZSTD") {
				t.Errorf("byte %d: %v", i, err)
			}
			if _, err := openRead(osFS{}, path); err == nil {
				t.Errorf("byte %d: opened", i)
			}
			if r, err := Inspect(e.Dir); err != nil || len(r.Violations) == 0 {
				t.Errorf("byte %d: inspect gives %v, %v", i, r, err)
			}
		}
		p.close()
	}
	if other == 0 {
		t.Error("no bit made it another codec")
	}
}

// Reading holds one page of each column: a part that is cut off while its first row
// is looked at gives the rows of that page and ends, and rows take no memory.
func TestScanColumnsHoldsOnePage(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	const few, many = 20_000, 140_000
	short, long := smallExperiment(t, 1, few/1000, 1000), smallExperiment(t, 1, many/1000, 1000)
	allocations := func(e *Store) float64 {
		return testing.AllocsPerRun(2, func() {
			if err := e.ScanColumns("panel", vixColumns, func(*Cells) error { return nil }); err != nil {
				t.Fatal(err)
			}
		})
	}
	if a, b := allocations(short), allocations(long); b > a+(many-few)/25 {
		t.Errorf("%g allocations for %d rows, %g for %d", a, few, b, many)
	}
	rows := 0
	err := long.ScanColumns("panel", vixColumns, func(*Cells) error {
		if rows++; rows > 1 {
			return nil
		}
		return os.Truncate(filepath.Join(long.Dir, "tables", "panel", partName(0)), 4)
	})
	if !errors.Is(err, ErrIO) || rows > many/4 {
		t.Errorf("%d of %d rows were in memory when the first one was passed on: %v", rows, many, err)
	}
}
