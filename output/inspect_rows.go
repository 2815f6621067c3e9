package output

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"
)

// inspectRows checks every value and the order of the rows, within and across
// parts, and returns the first and last run.
func (r *Report) inspectRows(p *readPart, file string, columns []Column, last Key) (firstKey, lastKey Key) {
	t := &Table{Columns: columns}
	s, id, date := t.column("scenario"), t.column("run_id"), t.column("date")
	if s >= 0 && columns[s].Type != String || id >= 0 && columns[id].Type != Int32 || date >= 0 && columns[date].Type != Date {
		return Key{}, last
	}
	derived := strings.HasPrefix(file, "summary/")
	order, err := newKeyOrder(file, t)
	if derived && err != nil {
		return Key{}, last // the schema is wrong, which is already reported
	}
	var round *codec
	if text, ok := p.file.Lookup(KeyDigits); ok && filepath.Base(filepath.Dir(filepath.FromSlash(file))) != "runs" {
		if n, err := strconv.Atoi(text); err != nil || n < 0 || n > 15 {
			r.violate(file, "", "metadata", "%s is %q", KeyDigits, text)
		} else {
			round = &codec{scale: math.Pow10(n)}
		}
	}
	scenario := []byte(last.Scenario)
	lastID, lastDate, begun := last.RunID, int32(0), last.Scenario != ""
	first := true
	err = p.eachRow(func(row parquet.Row) error {
		for i := range columns {
			c := &columns[i]
			if c.Name == "" || row[i].IsNull() {
				continue
			}
			switch c.Type {
			case Double:
				v := row[i].Double()
				if !finite(v) {
					r.violate(file, c.Name, "finite", "%g", v)
				} else if round != nil && round.round(v) != v {
					r.violate(file, c.Name, "digits", "%g is not rounded to the digits in the footer", v)
				}
			case Int64:
				if v := row[i].Int64(); v > maxInt || v < -maxInt {
					r.violate(file, c.Name, "range", "%d is beyond 2^53", v)
				}
			}
		}
		if derived {
			if !order.follows(row) {
				r.violate(file, "", "sorted", "a row follows one with a larger key")
			}
			return nil
		}
		if s < 0 {
			return nil
		}
		now := row[s].ByteArray()
		nowID, nowDate := int32(0), int32(0)
		if id >= 0 {
			nowID = row[id].Int32()
		}
		if date >= 0 {
			nowDate = row[date].Int32()
		}
		if begun {
			runs := cmp.Or(bytes.Compare(scenario, now), cmp.Compare(lastID, nowID))
			switch {
			case runs > 0 || (runs == 0 && !first && lastDate > nowDate):
				r.violate(file, "", "sorted", "a row of (%s, %d) follows one of (%s, %d)", now, nowID, scenario, lastID)
			case runs == 0 && first:
				r.violate(file, "", "disjoint", "run %d of %s is also in the preceding part", nowID, now)
			}
		}
		if first {
			firstKey = Key{Scenario: string(now), RunID: nowID}
		}
		begun, first = true, false
		scenario, lastID, lastDate = append(scenario[:0], now...), nowID, nowDate
		return nil
	})
	if err != nil {
		r.violate(file, "", "readable", "%v", err)
	}
	return firstKey, Key{Scenario: string(scenario), RunID: lastID}
}

// keyOrder checks that rows are in the order of a table's keys.
type keyOrder struct {
	at    []int
	types []Type
	last  []parquet.Value
}

func newKeyOrder(file string, t *Table) (*keyOrder, error) {
	o := &keyOrder{}
	name := filepath.Base(filepath.Dir(filepath.FromSlash(file)))
	for _, x := range Tables() {
		if x.Name != name {
			continue
		}
		for _, k := range x.Keys {
			i := t.column(k)
			if i < 0 || t.Columns[i].Type != x.Columns[x.column(k)].Type {
				return nil, fmt.Errorf("the column %s is missing", k)
			}
			o.at, o.types = append(o.at, i), append(o.types, t.Columns[i].Type)
		}
	}
	return o, nil
}

// follows reports whether the key of the row is at least that of the preceding row.
func (o *keyOrder) follows(row parquet.Row) bool {
	order := 0
	for i, j := range o.at {
		if order != 0 || o.last == nil {
			break
		}
		switch a, b := o.last[i], row[j]; o.types[i] {
		case String:
			order = bytes.Compare(a.ByteArray(), b.ByteArray())
		case Double:
			order = cmp.Compare(a.Double(), b.Double())
		default:
			order = cmp.Compare(a.Int32(), b.Int32())
		}
	}
	if o.last == nil {
		o.last = make([]parquet.Value, len(o.at))
	}
	for i, j := range o.at {
		o.last[i] = row[j].Clone()
	}
	return order <= 0
}
