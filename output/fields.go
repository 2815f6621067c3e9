package output

import (
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
	"unsafe"
)

// field is one column of a row struct: its place and its encoding. Reading fields
// at their offsets instead of by reflection keeps the cost of encoding a row below
// that of writing it.
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
// column after column. Content hashes are taken over this form, because it depends
// on the rows alone and not on pages, row groups, compression or parts.
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

// signature is the beginning of the hashed content of a table: its name, columns
// and types.
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

// prepare makes the row at p comply with the contract, in place, and appends its
// canonical form to b: floats are rounded, negative zeros become zeros, an optional
// number that is not finite becomes null. A required number that is not finite is
// an error.
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

// run reads scenario and number of the run from the row at p.
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

// round rounds v to the codec's decimals.
func (c *codec) round(v float64) float64 { return round(c.scale, v) }

// round rounds v to the decimals given by scale = 10^decimals; a scale of 0 keeps
// all. A value too large to be scaled is kept.
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

// finite compares and does not subtract, because v − v of an inlined product could
// be compiled to a fused multiply-add.
func finite(v float64) bool { return math.Abs(v) <= math.MaxFloat64 }
