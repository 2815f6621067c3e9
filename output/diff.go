package output

import (
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"slices"

	"github.com/parquet-go/parquet-go"

	"kirifuda/world"
)

// Difference is the first place where two sets of tables differ.
type Difference struct {
	Table  string
	Row    int64 // number among the compared rows of the table, from 0
	Key    Key   // key of the row
	Column string
	A, B   string // the two values, or "null", "no row", "no table"
}

func (d *Difference) String() string {
	at := ""
	if d.Key.Scenario != "" {
		at = fmt.Sprintf(" (%s, run %d", d.Key.Scenario, d.Key.RunID)
		if d.Key.Date != "" {
			at += ", " + d.Key.Date
		}
		at += ")"
	}
	column := ""
	if d.Column != "" {
		column = ", column " + d.Column
	}
	return fmt.Sprintf("table %s, row %d%s%s: %s in the first, %s in the second", d.Table, d.Row, at, column, d.A, d.B)
}

// FirstDifference compares the rows of two experiment directories that the filter
// selects and returns the first difference, nil if there is none. The division of
// rows into parts does not matter. Numbers are compared bit by bit. If names are
// given, only these tables are compared; otherwise every table of either directory.
func FirstDifference(dirA, dirB string, f Filter, names ...string) (*Difference, error) {
	if len(names) == 0 {
		a, err := tableNames(osFS{}, dirA)
		if err != nil {
			return nil, err
		}
		b, err := tableNames(osFS{}, dirB)
		if err != nil {
			return nil, err
		}
		names = append(a, b...)
		slices.Sort(names)
		names = slices.Compact(names)
	}
	for _, t := range names {
		d, err := firstDifference(dirA, dirB, t, f)
		if d != nil || err != nil {
			return d, err
		}
	}
	return nil, nil
}

func firstDifference(dirA, dirB, table string, f Filter) (d *Difference, err error) {
	var c [2]cursor
	for i, dir := range []string{dirA, dirB} {
		c[i] = cursor{filter: f}
		if c[i].parts, err = Parts(dir, table); err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, c[i].stop()) }()
	}
	if (len(c[0].parts) == 0) != (len(c[1].parts) == 0) {
		d := &Difference{Table: table, A: "present", B: "no table"}
		if len(c[0].parts) == 0 {
			d.A, d.B = "no table", "present"
		}
		return d, nil
	}
	for n := int64(0); ; n++ {
		a, err := c[0].next()
		if err != nil {
			return nil, err
		}
		b, err := c[1].next()
		if err != nil {
			return nil, err
		}
		d := &Difference{Table: table, Row: n}
		switch {
		case a == nil && b == nil:
			return nil, nil
		case a == nil:
			d.Key, d.A, d.B = c[1].table.keyOf(b), "no row", "a row"
			return d, nil
		case b == nil:
			d.Key, d.A, d.B = c[0].table.keyOf(a), "a row", "no row"
			return d, nil
		}
		d.Key = c[0].table.keyOf(a)
		if d.compare(c[0].table, c[1].table, a, b) {
			return d, nil
		}
	}
}

// compare fills in the first column in which the rows differ.
func (d *Difference) compare(ta, tb *Table, a, b parquet.Row) bool {
	for i := range ta.Columns {
		ca := &ta.Columns[i]
		j := i
		if j >= len(tb.Columns) || tb.Columns[j].Name != ca.Name {
			j = tb.column(ca.Name)
		}
		if j < 0 {
			if a[i].IsNull() {
				continue // a column that a later version has added
			}
			d.Column, d.A, d.B = ca.Name, text(ca.Type, a[i]), "no column"
			return true
		}
		if ca.Type != tb.Columns[j].Type {
			d.Column, d.A, d.B = ca.Name, ca.Type.String(), tb.Columns[j].Type.String()
			return true
		}
		if !same(ca.Type, a[i], b[j]) {
			d.Column, d.A, d.B = ca.Name, text(ca.Type, a[i]), text(ca.Type, b[j])
			return true
		}
	}
	for j := range tb.Columns {
		if cb := &tb.Columns[j]; ta.column(cb.Name) < 0 && !b[j].IsNull() {
			d.Column, d.A, d.B = cb.Name, "no column", text(cb.Type, b[j])
			return true
		}
	}
	return false
}

func same(t Type, a, b parquet.Value) bool {
	if a.IsNull() || b.IsNull() {
		return a.IsNull() && b.IsNull()
	}
	if t == Double {
		return math.Float64bits(a.Double()) == math.Float64bits(b.Double())
	}
	return goValue(t, a) == goValue(t, b)
}

func text(t Type, v parquet.Value) string {
	switch {
	case v.IsNull():
		return "null"
	case t == Date:
		return world.Date(v.Int32()).String()
	case t == String:
		return fmt.Sprintf("%q", v.ByteArray())
	}
	return fmt.Sprint(goValue(t, v))
}

// cursor steps through the selected rows of a table's parts.
type cursor struct {
	parts  []string
	filter Filter
	table  *Table
	part   *readPart
	groups []parquet.RowGroup
	rows   parquet.Rows
	buf    []parquet.Row
	n, at  int
	ended  bool // the open row group has no more rows
}

// next returns the next row, nil after the last. The row is valid until the
// following call.
func (c *cursor) next() (parquet.Row, error) {
	for {
		for c.at < c.n {
			row := c.buf[c.at]
			c.at++
			if err := checkWidth(row, len(c.table.Columns)); err != nil {
				return nil, fmt.Errorf("%s: %w", c.table.Name, err)
			}
			if c.filter == (Filter{}) {
				return row, nil
			}
			if k := c.table.runOf(row); c.filter.selects(k.Scenario, k.RunID) {
				return row, nil
			}
		}
		if c.rows != nil && !c.ended {
			n, err := safely(func() (int, error) { return c.rows.ReadRows(c.buf) })
			c.n, c.at = n, 0
			if err != nil {
				c.ended = true
				if !isEOF(err) {
					return nil, fmt.Errorf("%s: %w", c.table.Name, err)
				}
			}
			continue
		}
		if c.rows != nil {
			err := c.rows.Close()
			c.rows = nil
			if err != nil {
				return nil, err
			}
		}
		if len(c.groups) > 0 {
			g := c.groups[0]
			c.groups = c.groups[1:]
			if c.filter.overlaps(g, c.table.column("scenario"), c.table.column("run_id")) {
				c.rows, c.ended = g.Rows(), false
			}
			continue
		}
		if c.part != nil {
			c.part.close()
			c.part = nil
		}
		if len(c.parts) == 0 {
			return nil, nil
		}
		p, err := openRead(osFS{}, c.parts[0])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Base(c.parts[0]), err)
		}
		c.parts = c.parts[1:]
		c.part, c.table, c.groups = p, p.table, p.file.RowGroups()
		if c.buf == nil {
			c.buf = make([]parquet.Row, 256)
		}
	}
}

func (c *cursor) stop() error {
	var err error
	if c.rows != nil {
		err = c.rows.Close()
	}
	if c.part != nil {
		c.part.close()
	}
	c.rows, c.part = nil, nil
	return err
}
