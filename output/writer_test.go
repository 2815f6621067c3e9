package output

import (
	"os"
	"testing"

	"github.com/parquet-go/parquet-go"
	"pgregory.net/rapid"
)

// More rows than a row group; a long name, whose statistics readers use.
func TestManyRows(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	dir := t.TempDir()
	long := "a_scenario_with_a_name_much_longer_than_sixteen_letters"
	c, err := OpenChunk(dir, 0, testMeta, testOptions(TracePanel))
	if err != nil {
		t.Fatal(err)
	}
	rec := record(t)
	perRun := 3 * RowGroupRows / 4 / len(rec.Rounds)
	for i := range 4 {
		r, _ := c.Run(long, int32(i))
		for range perRun {
			if err := r.addClearing(rec); err != nil {
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
	rows := 0
	if err := Scan(dir, Filter{Scenario: long, OneRun: true, RunID: 2}, func(r *ClearingRow) error { rows++; return nil }); err != nil {
		t.Fatal(err)
	}
	if rows != perRun*len(rec.Rounds) {
		t.Errorf("%d rows of run 2, want %d", rows, perRun*len(rec.Rounds))
	}
	report, err := Inspect(dir)
	if err != nil || len(report.Violations) > 0 {
		t.Errorf("%v %v", report.Violations, err)
	}
	p, err := openRead(osFS{}, dir+"/tables/clearing/part-00000.parquet")
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	if n := len(p.file.RowGroups()); n != 3 {
		t.Errorf("%d row groups", n)
	}
	if got := p.file.RowGroups()[0].NumRows(); got != RowGroupRows {
		t.Errorf("%d rows in the first group", got)
	}
	b, ok := bounds(p.file, 0)
	if !ok || b != long {
		t.Errorf("statistics of scenario say %q", b)
	}
}

func bounds(f *parquet.File, column int) (string, bool) {
	_, hi, ok := f.RowGroups()[0].ColumnChunks()[column].(*parquet.FileColumnChunk).Bounds()
	return string(hi.ByteArray()), ok
}

// Nulls are written as nulls, whatever their pattern: see tables.go.
func TestNullPatterns(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "nulls")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = os.RemoveAll(dir) }()
		if err := os.Mkdir(dir+"/tmp", 0o777); err != nil {
			t.Fatal(err)
		}
		w, err := newWriter[EventRow](eventsTable, osFS{}, dir, 0, testMeta, &Options{})
		if err != nil {
			t.Fatal(err)
		}
		one, name := 1.0, "x"
		var rows []EventRow
		for _, bits := range rapid.SliceOfN(rapid.IntRange(0, 3), 1, 700).Draw(t, "present") {
			row := EventRow{Scenario: "a"}
			if bits&1 != 0 {
				row.Value = &one
			}
			if bits&2 != 0 {
				row.Text = &name
			}
			rows = append(rows, row)
		}
		if err := w.appendChecked(rows); err != nil {
			t.Fatal(err)
		}
		if err := w.close(); err != nil {
			t.Fatal(err)
		}
		p, err := openRead(osFS{}, w.tmp)
		if err != nil {
			t.Fatal(err)
		}
		defer p.close()
		value, text, i := p.table.column("value"), p.table.column("text"), 0
		if err := p.eachRow(func(row parquet.Row) error {
			if row[value].IsNull() != (rows[i].Value == nil) || row[text].IsNull() != (rows[i].Text == nil) {
				t.Fatalf("row %d of %d: %v", i, len(rows), row)
			}
			i++
			return nil
		}); err != nil || i != len(rows) {
			t.Fatal(i, err)
		}
	})
}
