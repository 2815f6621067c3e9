package output

import (
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
	"unsafe"
)

// field is one column of a row struct: where it lies and how it is encoded.
// Reading fields at their offsets instead of by reflection keeps encoding a row
// of seventy columns below the cost of writing it.
type field struct {
	offset   uintptr
	kind     Type
	optional bool // a pointer
	name     string
}

// codec turns rows of a table into their canonical binary form:
//
//	null      0x00
//	others    0x01, then INT32 and DATE 4 bytes, INT64 and DOUBLE 8 bytes, little
//	          endian; BOOLEAN 1 byte; STRING its length as uvarint and its bytes
//
// column after column. Content hashes are taken over it, because it depends on
// the rows alone and not on pages, row groups, compression or parts.
//
// The hash of a run's rows starts with the table's name, columns and types.
type codec struct {
	table  *Table
	fields []field
	scale  float64 // 10^digits, 0 to keep all digits

	signature []byte
}

func codecOf[T any](t *Table, digits int) *codec {
	c := &codec{table: t, signature: t.signature()}
	if digits >= 0 {
		c.scale = math.Pow10(digits)
	}
	for i, f := range reflect.VisibleFields(reflect.TypeFor[T]()) {
		col := &t.Columns[i]
		c.fields = append(c.fields, field{
			offset: f.Offset, kind: col.Type, optional: col.Optional, name: col.Name,
		})
	}
	return c
}

// signature is what content hashes of the table start with.
func (t *Table) signature() []byte {
	b := append([]byte(t.Name), 0)
	for i := range t.Columns {
		c := &t.Columns[i]
		b = append(append(append(b, c.Name...), ' '), c.Type.String()...)
		b = append(b, 0)
	}
	return b
}

// maxInt is the largest integer that every reader can represent.
const maxInt = 1 << 53

// prepare makes the row at p fit the contract, in place, and appends its
// canonical form to b: floats are rounded, negative zeros become zeros, a
// missing optional number becomes null. A number that is not finite in a
// required column is an error.
func (c *codec) prepare(b []byte, p unsafe.Pointer) ([]byte, error) {
	for i := range c.fields {
		f := &c.fields[i]
		at := unsafe.Add(p, f.offset)
		if f.optional {
			v := *(*unsafe.Pointer)(at)
			if v == nil || (f.kind == Double && !finite(*(*float64)(v))) {
				*(*unsafe.Pointer)(at) = nil
				b = append(b, 0)
				continue
			}
			at = v
		}
		switch f.kind {
		case Double:
			v := (*float64)(at)
			if !finite(*v) {
				return b, fmt.Errorf("table %s, column %s: %g is not a finite number", c.table.Name, f.name, *v)
			}
			*v = c.round(*v)
			b = append(b, 1)
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(*v))
		case Int32, Date:
			b = append(b, 1)
			b = binary.LittleEndian.AppendUint32(b, uint32(*(*int32)(at)))
		case Int64:
			v := *(*int64)(at)
			if v > maxInt || v < -maxInt {
				return b, fmt.Errorf("table %s, column %s: %d is beyond 2^53", c.table.Name, f.name, v)
			}
			b = append(b, 1)
			b = binary.LittleEndian.AppendUint64(b, uint64(v))
		case Boolean:
			var v byte
			if *(*bool)(at) {
				v = 1
			}
			b = append(b, 1, v)
		case String:
			v := *(*string)(at)
			b = append(b, 1)
			b = binary.AppendUvarint(b, uint64(len(v)))
			b = append(b, v...)
		}
	}
	return b, nil
}

// run reads the keys of the row at p.
func (c *codec) run(p unsafe.Pointer) (scenario string, id int32) {
	for i := range c.fields[:min(2, len(c.fields))] {
		switch f := &c.fields[i]; f.name {
		case "scenario":
			scenario = *(*string)(unsafe.Add(p, f.offset))
		case "run_id":
			id = *(*int32)(unsafe.Add(p, f.offset))
		}
	}
	return scenario, id
}

// round rounds to the codec's decimals.
func (c *codec) round(v float64) float64 { return round(c.scale, v) }

// round rounds to the decimals that a scale of 10^decimals keeps; 0 keeps all. A
// value too large to scale is kept.
func round(scale, v float64) float64 {
	if scale > 0 {
		if s := v * scale; finite(s) && math.Abs(s) < maxInt {
			v = math.RoundToEven(s) / scale
		}
	}
	if v == 0 {
		return 0 // not −0
	}
	return v
}

// finite compares and does not subtract: v − v of an inlined product could be fused.
func finite(v float64) bool { return math.Abs(v) <= math.MaxFloat64 }
