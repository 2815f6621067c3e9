package output

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/parquet-go/parquet-go"
)

// Status of a run.
const (
	StatusOK     = "ok"
	StatusFailed = "failed"
)

// RunRow is one row of the table of runs. Parameters and outcomes are named by
// column; those not given are null.
type RunRow struct {
	Scenario string
	RunID    int32
	DesignID int32
	Rep      int32
	Seed     int64
	Params   map[string]any // float64, int, int32, int64, bool or string
	Outcomes map[string]float64
	Status   string // StatusOK if empty
	Error    string
	EventDay int32 // 0 if there is none
}

// row is the run as a Parquet row of table t. An outcome that is not finite becomes
// null; a parameter that is not finite is an error.
func (r *RunRow) row(t *Table) (parquet.Row, error) {
	row := make(parquet.Row, len(t.Columns))
	used := 0
	for i := range t.Columns {
		c := &t.Columns[i]
		var v any
		switch c.Name {
		case "scenario":
			v = r.Scenario
		case "run_id":
			v = r.RunID
		case "design_id":
			v = r.DesignID
		case "rep":
			v = r.Rep
		case "seed":
			v = r.Seed
		case "status":
			v = r.Status
			if v == "" {
				v = StatusOK
			}
		case "error":
			if r.Error != "" {
				v = r.Error
			}
		case "event_day":
			if r.EventDay > 0 {
				v = r.EventDay
			}
		default:
			if p, ok := r.Params[c.Name]; ok {
				v = p
				used++
			} else if y, ok := r.Outcomes[c.Name]; ok {
				used++
				if finite(y) {
					v = y
				}
			}
		}
		value, err := valueOf(c, v)
		if err != nil {
			return nil, fmt.Errorf("table %s, column %s: %w", t.Name, c.Name, err)
		}
		level := 0
		if c.Optional && !value.IsNull() {
			level = 1
		}
		row[i] = value.Level(0, level, i)
	}
	if used != len(r.Params)+len(r.Outcomes) {
		names := slices.Concat(slices.Collect(maps.Keys(r.Params)), slices.Collect(maps.Keys(r.Outcomes)))
		slices.Sort(names)
		for _, n := range names {
			if t.column(n) < 0 {
				return nil, fmt.Errorf("table %s has no column %s", t.Name, n)
			}
		}
	}
	return row, nil
}

// valueOf converts v to the type of column c; nil is null.
func valueOf(c *Column, v any) (parquet.Value, error) {
	if v == nil {
		if !c.Optional {
			return parquet.Value{}, fmt.Errorf("the value is missing")
		}
		return parquet.NullValue(), nil
	}
	var whole int64
	isWhole := true
	switch n := v.(type) {
	case int:
		whole = int64(n)
	case int32:
		whole = int64(n)
	case int64:
		whole = n
	default:
		isWhole = false
	}
	switch {
	case c.Type == Double && isWhole:
		return parquet.DoubleValue(float64(whole)), nil
	case (c.Type == Int32 || c.Type == Date) && isWhole && whole == int64(int32(whole)):
		return parquet.Int32Value(int32(whole)), nil
	case c.Type == Int64 && isWhole && whole <= maxInt && whole >= -maxInt:
		return parquet.Int64Value(whole), nil
	}
	switch n := v.(type) {
	case float64:
		if c.Type == Double {
			if !finite(n) {
				return parquet.Value{}, fmt.Errorf("%g is not a finite number", n)
			}
			if n == 0 {
				n = 0 // not −0
			}
			return parquet.DoubleValue(n), nil
		}
	case bool:
		if c.Type == Boolean {
			return parquet.BooleanValue(n), nil
		}
	case string:
		if c.Type == String {
			if n == "" && c.Optional {
				return parquet.NullValue(), nil
			}
			return parquet.ByteArrayValue([]byte(n)), nil
		}
	}
	return parquet.Value{}, fmt.Errorf("%v (%T) does not fit %s", v, v, c.Type)
}

// encodeRow appends the canonical form of a row, see codec.
func encodeRow(b []byte, t *Table, row parquet.Row) []byte {
	for i := range t.Columns {
		v := row[i]
		if v.IsNull() {
			b = append(b, 0)
			continue
		}
		b = append(b, 1)
		switch t.Columns[i].Type {
		case Double:
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v.Double()))
		case Int32, Date:
			b = binary.LittleEndian.AppendUint32(b, uint32(v.Int32()))
		case Int64, Timestamp:
			b = binary.LittleEndian.AppendUint64(b, uint64(v.Int64()))
		case Boolean:
			if v.Boolean() {
				b = append(b, 1)
			} else {
				b = append(b, 0)
			}
		case String:
			s := v.ByteArray()
			b = binary.AppendUvarint(b, uint64(len(s)))
			b = append(b, s...)
		}
	}
	return b
}

// tally counts and hashes the rows of a run in one table.
type tally struct {
	rows     int64
	from, to int32 // first and last date
	digest   [sha256.Size]byte
}

func (t *tally) day(date int32) {
	if t.rows == 0 {
		t.from = date
	}
	t.from, t.to = min(t.from, date), max(t.to, date)
	t.rows++
}
