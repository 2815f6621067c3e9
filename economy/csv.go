package economy

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"slices"
	"strconv"
)

// csvTable reads one CSV file row by row. The first error sticks and ends the
// iteration; it names the file, line, column and value.
type csvTable struct {
	file string
	cols map[string]int
	r    *csv.Reader
	row  []string
	err  error

	sourced bool // rows have a status and a source
}

// openTable opens a file of numbers, whose header must consist of the given
// columns, "status" and "source", in any order.
func openTable(fsys fs.FS, file string, columns ...string) (*csvTable, error) {
	t, err := openColumns(fsys, file, append(columns, "status", "source")...)
	if err == nil {
		t.sourced = true
	}
	return t, err
}

// openColumns opens a file whose header must consist of the given columns, in any
// order.
func openColumns(fsys fs.FS, file string, columns ...string) (*csvTable, error) {
	data, err := fs.ReadFile(fsys, file)
	if err != nil {
		return nil, fmt.Errorf("economy: %w", err)
	}
	t := &csvTable{file: file, cols: make(map[string]int, len(columns)), r: csv.NewReader(bytes.NewReader(data))}
	t.r.ReuseRecord = true
	header, err := t.r.Read()
	if err != nil {
		return nil, fmt.Errorf("%s:1: no header: %w", file, err)
	}
	for i, h := range header {
		if _, ok := t.cols[h]; ok {
			return nil, fmt.Errorf("%s:1: column %q appears twice", file, h)
		}
		t.cols[h] = i
	}
	for _, c := range columns {
		if _, ok := t.cols[c]; !ok {
			return nil, fmt.Errorf("%s:1: column %q is missing", file, c)
		}
	}
	for _, h := range header {
		if !slices.Contains(columns, h) {
			return nil, fmt.Errorf("%s:1: unknown column %q", file, h)
		}
	}
	return t, nil
}

// next moves to the next row and reports whether there is one and no error.
func (t *csvTable) next() bool {
	if t.err != nil {
		return false
	}
	row, err := t.r.Read()
	if errors.Is(err, io.EOF) {
		return false
	}
	if err != nil {
		t.err = fmt.Errorf("%s: %w", t.file, err)
		return false
	}
	t.row = row
	if t.sourced {
		t.status("status")
		t.str("source")
	}
	return t.err == nil
}

// status checks a column that says how a number is known.
func (t *csvTable) status(column string) {
	switch t.str(column) {
	case "READ", "COMPUTED", "RECALLED", "ASSUMED":
	default:
		t.fail(column, "is not READ, COMPUTED, RECALLED or ASSUMED")
	}
}

// str returns a value that must not be empty.
func (t *csvTable) str(column string) string {
	s := t.opt(column)
	if s == "" {
		t.fail(column, "must not be empty")
	}
	return s
}

// opt returns a value that may be empty.
func (t *csvTable) opt(column string) string { return t.row[t.cols[column]] }

// num returns a finite number.
func (t *csvTable) num(column string) float64 {
	x, err := strconv.ParseFloat(t.opt(column), 64)
	if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
		t.fail(column, "is not a number")
		return 0
	}
	return x
}

// within returns a finite number of a range.
func (t *csvTable) within(column string, lo, hi float64) float64 {
	x := t.num(column)
	t.limit(column, x, lo, hi)
	return x
}

// optWithin is within, or NaN if the value is empty.
func (t *csvTable) optWithin(column string, lo, hi float64) float64 {
	x := t.optNum(column)
	t.limit(column, x, lo, hi)
	return x
}

func (t *csvTable) limit(column string, x, lo, hi float64) {
	if x < lo || x > hi {
		t.fail(column, fmt.Sprintf("is out of range (from %g to %g)", lo, hi))
	}
}

// optNum returns a finite number, or NaN if the value is empty.
func (t *csvTable) optNum(column string) float64 {
	if t.opt(column) == "" {
		return math.NaN()
	}
	return t.num(column)
}

// maxUSDBn is more than any amount of a table, USD bn.
const maxUSDBn = 1e6

// once returns a value that must not be empty and that no row above has.
func (t *csvTable) once(column string, seen map[string]bool) string {
	s := t.str(column)
	if seen[s] {
		t.fail(column, "appears twice")
	}
	seen[s] = true
	return s
}

// line is the line of the present row.
func (t *csvTable) line() int {
	line, _ := t.r.FieldPos(0)
	return line
}

// fail records the first error of the table.
func (t *csvTable) fail(column, problem string) {
	if t.err != nil {
		return
	}
	line, _ := t.r.FieldPos(t.cols[column])
	t.err = newFault(t.file, line, column, t.opt(column), problem)
}

// end returns the table's own error or, failing that, err.
func (t *csvTable) end(err error) error { return cmp.Or(t.err, err) }
