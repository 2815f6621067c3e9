package output

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"unsafe"

	"github.com/parquet-go/parquet-go"

	"kirifuda/world"
)

// Filter selects rows by run. The zero value selects all.
type Filter struct {
	Scenario string // empty for all
	OneRun   bool
	RunID    int32 // the run, if OneRun is set
}

// Parts lists the part files of a table in an experiment directory in order, nil if
// there are none. A derived table is named with its folder, as in "summary/fan".
func Parts(dir, table string) ([]string, error) { return partFiles(osFS{}, dir, table) }

func partFiles(fsys fileSystem, dir, table string) ([]string, error) {
	if !strings.Contains(table, "/") {
		table = "tables/" + table
	}
	entries, err := fsys.ReadDir(filepath.Join(dir, filepath.FromSlash(table)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var out []string
	for _, e := range entries { // ReadDir sorts by name
		if strings.HasSuffix(e.Name(), ".parquet") {
			out = append(out, filepath.Join(dir, filepath.FromSlash(table), e.Name()))
		}
	}
	return out, nil
}

// Scan reads the table whose row type is T, in order, and passes the rows that the
// filter selects to row. A row is valid only during the call. In an experiment
// directory Scan reads the finished chunks, as ScanColumns does. Errors of reading
// wrap ErrIO and name the file.
func Scan[T any](dir string, f Filter, row func(*T) error) error {
	var t *Table
	for _, x := range Tables() {
		if x.rowType == reflect.TypeFor[T]() {
			t = x
		}
	}
	if t == nil {
		return fmt.Errorf("%s is not the row type of a table", reflect.TypeFor[T]())
	}
	parts, err := partsOf(dir, t)
	if err != nil {
		return err
	}
	buf := make([]T, batchRows)
	for _, path := range parts {
		var failed error // of row, so not an error of reading
		err := scanPart(path, t, f, buf, func(r *T) error {
			failed = row(r)
			return failed
		})
		if err != nil && failed == nil {
			return &readError{file: t.dir() + "/" + filepath.Base(path), err: err}
		}
		if err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(path), err)
		}
	}
	return nil
}

// partsOf lists the paths of a table's parts: those of finished chunks in an
// experiment directory, all parts elsewhere.
func partsOf(dir string, t *Table) ([]string, error) {
	e, err := OpenStore(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return Parts(dir, t.dir())
	}
	if err != nil {
		return nil, err
	}
	parts, err := e.finishedParts(t)
	for i, p := range parts {
		parts[i] = filepath.Join(dir, filepath.FromSlash(p))
	}
	return parts, err
}

func scanPart[T any](path string, t *Table, f Filter, buf []T, row func(*T) error) error {
	p, err := openRead(osFS{}, path)
	if err != nil {
		return err
	}
	defer p.close()
	scenario, run := p.table.column("scenario"), p.table.column("run_id")
	key := codecOf[T](t, -1)
	for i, g := range p.file.RowGroups() {
		if !f.overlaps(g, scenario, run) {
			continue
		}
		for j := range g.ColumnChunks() {
			if err := p.checkPages(i, j); err != nil {
				return err
			}
		}
		r := parquet.NewGenericRowGroupReader[T](g)
		for {
			clear(buf)
			n, err := safely(func() (int, error) { return r.Read(buf) })
			for i := range buf[:n] {
				if s, id := key.run(unsafe.Pointer(&buf[i])); f.selects(s, id) {
					if err := row(&buf[i]); err != nil {
						return errors.Join(err, r.Close())
					}
				}
			}
			if isEOF(err) {
				break
			}
			if err != nil {
				return errors.Join(err, r.Close())
			}
		}
		if err := r.Close(); err != nil {
			return err
		}
	}
	return nil
}

func (f *Filter) selects(scenario string, run int32) bool {
	return (f.Scenario == "" || f.Scenario == scenario) && (!f.OneRun || f.RunID == run)
}

// overlaps reports whether a row group may hold selected rows, by its
// statistics.
func (f *Filter) overlaps(g parquet.RowGroup, scenario, run int) bool {
	bounds := func(column int) (lo, hi parquet.Value, ok bool) {
		if column < 0 {
			return
		}
		if c, is := g.ColumnChunks()[column].(*parquet.FileColumnChunk); is {
			return c.Bounds()
		}
		return
	}
	if f.Scenario != "" {
		if lo, hi, ok := bounds(scenario); ok && (f.Scenario < string(lo.ByteArray()) || f.Scenario > string(hi.ByteArray())) {
			return false
		}
	}
	if f.OneRun {
		if lo, hi, ok := bounds(run); ok && (f.RunID < lo.Int32() || f.RunID > hi.Int32()) {
			return false
		}
	}
	return true
}

// tableNames lists the tables of an experiment directory, sorted.
func tableNames(fsys fileSystem, dir string) ([]string, error) {
	entries, err := fsys.ReadDir(filepath.Join(dir, "tables"))
	if err != nil {
		return nil, err
	}
	var out []string
	for _, e := range entries {
		if e.IsDir() {
			out = append(out, e.Name())
		}
	}
	slices.Sort(out)
	return out, nil
}

// keyOf is the key of a row of t.
func (t *Table) keyOf(row parquet.Row) Key {
	k := t.runOf(row)
	if i := t.column("date"); i >= 0 {
		k.Date = world.Date(row[i].Int32()).String()
	}
	return k
}

// runOf is the run that a row of t belongs to.
func (t *Table) runOf(row parquet.Row) Key {
	var k Key
	if i := t.column("scenario"); i >= 0 {
		k.Scenario = string(row[i].ByteArray())
	}
	if i := t.column("run_id"); i >= 0 {
		k.RunID = row[i].Int32()
	}
	return k
}

// ReadRuns reads the table of runs, including failed ones. Missing values are
// absent from the maps.
func ReadRuns(dir string) ([]RunRow, error) {
	parts, err := Parts(dir, "runs")
	if err != nil {
		return nil, err
	}
	var out []RunRow
	for _, path := range parts {
		p, err := openRead(osFS{}, path)
		if err != nil {
			return nil, &readError{file: "tables/runs/" + filepath.Base(path), err: err}
		}
		err = p.eachRow(func(row parquet.Row) error {
			out = append(out, runRowOf(p.table, row))
			return nil
		})
		p.close()
		if err != nil {
			return nil, &readError{file: "tables/runs/" + filepath.Base(path), err: err}
		}
	}
	return out, nil
}

func runRowOf(t *Table, row parquet.Row) RunRow {
	r := RunRow{Params: map[string]any{}, Outcomes: map[string]float64{}}
	for i := range t.Columns {
		v, name := row[i], t.Columns[i].Name
		if v.IsNull() {
			continue
		}
		switch name {
		case "scenario":
			r.Scenario = string(v.ByteArray())
		case "run_id":
			r.RunID = v.Int32()
		case "design_id":
			r.DesignID = v.Int32()
		case "rep":
			r.Rep = v.Int32()
		case "seed":
			r.Seed = v.Int64()
		case "status":
			r.Status = string(v.ByteArray())
		case "error":
			r.Error = string(v.ByteArray())
		case "event_day":
			r.EventDay = v.Int32()
		default:
			x := goValue(t.Columns[i].Type, v)
			if y, ok := x.(float64); ok && strings.HasPrefix(name, "y_") {
				r.Outcomes[name] = y
			} else {
				r.Params[name] = x
			}
		}
	}
	return r
}

// goValue converts a value that is not null to a Go value.
func goValue(t Type, v parquet.Value) any {
	switch t {
	case Int32, Date:
		return v.Int32()
	case Int64, Timestamp:
		return v.Int64()
	case Double:
		return v.Double()
	case Boolean:
		return v.Boolean()
	}
	return string(v.ByteArray())
}
