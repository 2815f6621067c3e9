package output

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/parquet-go/parquet-go"

	"kirifuda/world"
)

// Formats of Export.
const (
	CSV  = "csv"  // the columns of the table
	Long = "long" // one value per row: the keys of the table, series, value
)

// Exportable lists the tables that the experiment has, the derived ones last.
func (e *Store) Exportable() []string {
	var out []string
	for _, name := range e.tables() {
		if parts, err := partFiles(e.fs, e.Dir, name); err == nil && len(parts) > 0 {
			out = append(out, name)
		}
	}
	for _, t := range Tables() {
		if t.Derived && e.derived(t) {
			out = append(out, t.Name)
		}
	}
	return out
}

// LongTables are the tables that Export can write in the long format; the others
// have one value per row already.
var LongTables = []string{"runs", "panel"}

// Export writes the rows of a table from finished chunks to w as comma-separated
// values with a heading, and returns the number of lines below the heading. It
// holds a few pages of the table at a time.
//
// Numbers have the digits needed to read back the same bits, dates are YYYY-MM-DD,
// truth values are 1 and 0. A text that a spreadsheet would take for a formula, which
// begins with = + - @ or a tab, has an apostrophe in front. A missing value is an empty cell; in the long format it
// has no line.
func (e *Store) Export(ctx context.Context, table, format string, w io.Writer) (lines int64, err error) {
	t := e.tableByName(table)
	if t == nil {
		return 0, fmt.Errorf("there is no table %q", table)
	}
	if format == Long && !slices.Contains(LongTables, table) {
		return 0, fmt.Errorf("table %s has no long format", table)
	}
	x := &exporter{table: t, out: bufio.NewWriterSize(w, 1<<16)}
	for i, c := range t.Columns {
		key := slices.Contains(t.Keys, c.Name)
		switch {
		case format == CSV:
			x.keys = append(x.keys, i)
		case key:
			x.keys = append(x.keys, i)
		case c.Type == Double, strings.HasPrefix(c.Name, "p_") && c.Type != String:
			x.series = append(x.series, i)
		}
	}
	x.long = format == Long
	for n, i := range x.keys {
		if n > 0 {
			x.line = append(x.line, ',')
		}
		x.line = append(x.line, t.Columns[i].Name...)
	}
	if x.long {
		x.line = append(x.line, ",series,value"...)
	}
	if err := x.flush(); err != nil {
		return 0, err
	}
	x.lines = 0
	parts, err := e.finishedParts(t)
	if err != nil {
		return 0, err
	}
	for _, name := range parts {
		if err := e.exportPart(ctx, name, x); err != nil {
			return x.lines, err
		}
	}
	return x.lines, x.out.Flush()
}

// finishedParts lists the paths of a table's parts in finished chunks.
func (e *Store) finishedParts(t *Table) ([]string, error) {
	var out []string
	if t.Derived {
		parts, err := partFiles(e.fs, e.Dir, t.dir())
		for _, p := range parts {
			out = append(out, t.dir()+"/"+filepath.Base(p))
		}
		return out, err
	}
	for k := range e.NumChunks() {
		_, m, err := e.State(k, false)
		if err != nil {
			return nil, &readError{file: manifestName(k), err: err}
		}
		if m == nil {
			continue
		}
		for i := range m.Tables {
			if m.Tables[i].Name == t.Name {
				out = append(out, m.Tables[i].Path)
			}
		}
	}
	return out, nil
}

func (e *Store) exportPart(ctx context.Context, name string, x *exporter) error {
	p, err := openRead(e.fs, filepath.Join(e.Dir, filepath.FromSlash(name)))
	if err != nil {
		return &readError{file: name, err: err}
	}
	defer p.close()
	// The file may lack columns that a later version has added.
	at := make([]int, len(x.table.Columns))
	for i, c := range x.table.Columns {
		if at[i] = p.table.column(c.Name); at[i] >= 0 && p.table.Columns[at[i]].Type != c.Type {
			return &readError{name, c.Name, fmt.Errorf("%s instead of %s", p.table.Columns[at[i]].Type, c.Type)}
		}
	}
	n := 0
	var failed error
	err = p.eachRow(func(row parquet.Row) error {
		if n++; n%1024 == 0 && ctx.Err() != nil {
			failed = ctx.Err()
			return failed
		}
		failed = x.row(row, at)
		return failed
	})
	if err != nil && !errors.Is(err, failed) {
		return &readError{file: name, err: err}
	}
	return err
}

// exporter writes rows of a table as text.
type exporter struct {
	table  *Table
	out    *bufio.Writer
	long   bool
	keys   []int // columns of every line
	series []int // columns with a line of their own
	line   []byte
	lines  int64
}

func (x *exporter) row(row parquet.Row, at []int) error {
	x.line = x.line[:0]
	for n, i := range x.keys {
		if n > 0 {
			x.line = append(x.line, ',')
		}
		if at[i] >= 0 {
			x.line = appendCell(x.line, x.table.Columns[i].Type, row[at[i]])
		}
	}
	if !x.long {
		return x.flush()
	}
	key := len(x.line)
	for _, i := range x.series {
		if at[i] < 0 || row[at[i]].IsNull() {
			continue
		}
		x.line = append(append(append(x.line[:key], ','), x.table.Columns[i].Name...), ',')
		x.line = appendCell(x.line, x.table.Columns[i].Type, row[at[i]])
		if err := x.flush(); err != nil {
			return err
		}
	}
	return nil
}

func (x *exporter) flush() error {
	x.line = append(x.line, '\n')
	x.lines++
	_, err := x.out.Write(x.line)
	return err
}

func appendCell(b []byte, t Type, v parquet.Value) []byte {
	if v.IsNull() {
		return b
	}
	switch t {
	case Int32:
		return strconv.AppendInt(b, int64(v.Int32()), 10)
	case Int64, Timestamp:
		return strconv.AppendInt(b, v.Int64(), 10)
	case Double:
		return strconv.AppendFloat(b, v.Double(), 'g', -1, 64)
	case Boolean:
		if v.Boolean() {
			return append(b, '1')
		}
		return append(b, '0')
	case Date:
		return append(b, world.Date(v.Int32()).String()...)
	}
	return appendText(b, string(v.ByteArray()))
}

// appendText appends a text, quoted if necessary. A spreadsheet would take a text that
// begins like a formula for one, and cut it at a semicolon or tab in some countries: an
// apostrophe in front makes it a text there.
func appendText(b []byte, s string) []byte {
	if first, _ := utf8.DecodeRuneInString(s); strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) && s != "" {
		s = "'" + s
	}
	if !strings.ContainsAny(s, ",;\"\t\r\n") {
		return append(b, s...)
	}
	return append(append(append(b, '"'), strings.ReplaceAll(s, `"`, `""`)...), '"')
}

// ExportColumns writes the dictionary of the columns of tables to w as
// comma-separated values: table, name, type, unit, description.
func (e *Store) ExportColumns(tables []string, w io.Writer) error {
	b := []byte("table,name,type,unit,description\n")
	for _, name := range tables {
		t := e.tableByName(name)
		if t == nil {
			return fmt.Errorf("there is no table %q", name)
		}
		for _, c := range t.Columns {
			for i, s := range []string{name, c.Name, c.Type.String(), c.Unit, c.Doc} {
				if i > 0 {
					b = append(b, ',')
				}
				b = appendText(b, s)
			}
			b = append(b, '\n')
		}
	}
	_, err := w.Write(b)
	return err
}
