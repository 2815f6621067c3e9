package output

import (
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"

	"github.com/parquet-go/parquet-go"
)

// Cells are the values of the requested columns in one row, in the order of the
// request. They are valid only during the call.
type Cells struct {
	value []parquet.Value
	text  []string // previous value of each column, so that equal strings share memory
}

// Null reports whether the value is missing.
func (c *Cells) Null(i int) bool { return c.value[i].IsNull() }

// Int32 is the value of an INT32 or DATE column; 0 if it is missing.
func (c *Cells) Int32(i int) int32 {
	if c.value[i].IsNull() {
		return 0
	}
	return c.value[i].Int32()
}

// Int64 is the value of an INT64 column; 0 if it is missing.
func (c *Cells) Int64(i int) int64 {
	if c.value[i].IsNull() {
		return 0
	}
	return c.value[i].Int64()
}

// Double is the value of a DOUBLE column; NaN if it is missing.
func (c *Cells) Double(i int) float64 {
	if c.value[i].IsNull() {
		return math.NaN()
	}
	return c.value[i].Double()
}

// String is the value of a STRING column; empty if it is missing. It stays valid
// after the call.
func (c *Cells) String(i int) string {
	if c.value[i].IsNull() {
		return ""
	}
	if b := c.value[i].ByteArray(); string(b) != c.text[i] {
		c.text[i] = string(b)
	}
	return c.text[i]
}

// readError is the error of a file, or of a column of it, that cannot be read.
type readError struct {
	file, column string
	err          error
}

func (e *readError) Error() string {
	if e.column != "" {
		return fmt.Sprintf("cannot read results: %s, column %s: %v", e.file, e.column, e.err)
	}
	return fmt.Sprintf("cannot read results: %s: %v", e.file, e.err)
}

func (e *readError) Unwrap() error { return e.err }

// Unreadable is the error of a file of an experiment directory that cannot be read.
func Unreadable(file string, err error) error { return &readError{file: file, err: err} }

// Is makes readError an error of the file system.
func (e *readError) Is(target error) bool { return target == ErrIO }

// ScanColumns reads some columns of a table, given by name and type, from the
// finished chunks of the experiment in order and passes their rows to row. It
// holds one page of each column at a time and does not read other columns. Missing
// chunks are skipped; a damaged chunk is an error. Errors, including those of row,
// wrap ErrIO and name the file and, where there is one, the column.
func (e *Store) ScanColumns(table string, columns []Column, row func(*Cells) error) error {
	return e.ScanChunks(nil, table, columns, row)
}

// ScanChunks is ScanColumns for the chunks selected by want; a nil want selects all.
func (e *Store) ScanChunks(want func(chunk int) bool, table string, columns []Column, row func(*Cells) error) error {
	for k := range e.NumChunks() {
		if want != nil && !want(k) {
			continue
		}
		_, m, err := e.State(k, false)
		if err != nil {
			return &readError{file: manifestName(k), err: err}
		}
		if m == nil {
			continue
		}
		for i := range m.Tables {
			if m.Tables[i].Name != table {
				continue
			}
			if err := scanColumns(e.fs, e.Dir, m.Tables[i].Path, columns, false, row); err != nil {
				return err
			}
		}
	}
	return nil
}

// scanColumns reads some columns of one part; name is the path of the part in dir. A
// part that another program wrote is refused unless foreign is set, because that
// program may have used any compression.
func scanColumns(fsys fileSystem, dir, name string, columns []Column, foreign bool, row func(*Cells) error) (err error) {
	fail := func(column string, err error) error { return &readError{name, column, err} }
	p, err := openRaw(fsys, filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		return fail("", err)
	}
	defer p.close()
	if err := p.checkVersion(); err != nil {
		return fail("", err)
	}
	if err := p.checkCodecs(); err != nil && !(foreign && p.foreign()) {
		return fail("", err)
	}
	cells := &Cells{value: make([]parquet.Value, len(columns)), text: make([]string, len(columns))}
	cursors := make([]columnCursor, len(columns))
	at := make([]int, len(columns))
	for i, w := range columns {
		leaf, ok := p.file.Schema().Lookup(w.Name)
		if !ok {
			return fail(w.Name, errors.New("the column does not exist"))
		}
		t, err := columnType(leaf.Node)
		if err != nil {
			return fail(w.Name, err)
		}
		if t != w.Type {
			return fail(w.Name, fmt.Errorf("%s instead of %s", t, w.Type))
		}
		at[i] = leaf.ColumnIndex
	}
	defer func() {
		for i := range cursors {
			if e := cursors[i].close(); e != nil && err == nil {
				err = fail(columns[i].Name, e)
			}
		}
	}()
	for k, g := range p.file.RowGroups() {
		chunks := g.ColumnChunks()
		for i, j := range at {
			if err := p.checkPages(k, j); err != nil {
				return fail(columns[i].Name, err)
			}
			if err := cursors[i].close(); err != nil {
				return fail(columns[i].Name, err)
			}
			cursors[i].pages = chunks[j].Pages()
		}
		for n := g.NumRows(); n > 0; n-- {
			for i := range cursors {
				v, err := cursors[i].next()
				if err != nil {
					return fail(columns[i].Name, err)
				}
				cells.value[i] = v
			}
			if err := row(cells); err != nil {
				return fail("", err)
			}
		}
	}
	return nil
}

// columnCursor steps through the values of a column chunk.
type columnCursor struct {
	pages  parquet.Pages
	page   parquet.Page // memory of the values
	values parquet.ValueReader
	buf    [128]parquet.Value
	n, at  int
}

// next returns the next value, which is valid until the following call.
func (c *columnCursor) next() (parquet.Value, error) {
	for c.at == c.n {
		if c.values == nil {
			p, err := safely(c.pages.ReadPage)
			if errors.Is(err, io.EOF) {
				return parquet.Value{}, errors.New("fewer values than rows")
			}
			if err != nil {
				return parquet.Value{}, err
			}
			c.page, c.values = p, p.Values()
		}
		n, err := safely(func() (int, error) { return c.values.ReadValues(c.buf[:]) })
		c.n, c.at = n, 0
		switch {
		case n == 0 && errors.Is(err, io.EOF):
			parquet.Release(c.page)
			c.page, c.values = nil, nil
		case err != nil && !errors.Is(err, io.EOF):
			return parquet.Value{}, err
		}
	}
	c.at++
	return c.buf[c.at-1], nil
}

func (c *columnCursor) close() error {
	c.n, c.at, c.values = 0, 0, nil
	if c.page != nil {
		parquet.Release(c.page)
		c.page = nil
	}
	if c.pages == nil {
		return nil
	}
	err := c.pages.Close()
	c.pages = nil
	return err
}
