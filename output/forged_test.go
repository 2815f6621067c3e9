package output

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"testing"

	"kirifuda/internal/bounded"
)

// A part that claims more than it has is refused before memory is taken for it.
func TestForgedParts(t *testing.T) {
	most := []byte{0xfe, 0xff, 0xff, 0xff, 0x0f} // 2³¹ − 1 as a signed number
	long := []byte{0xff, 0xff, 0xff, 0xff, 0x07} // as a length
	file := func(footer []byte, claimed int) []byte {
		b := append([]byte("PAR1"), footer...)
		return append(binary.LittleEndian.AppendUint32(b, uint32(claimed)), "PAR1"...)
	}
	whole := func(footer ...[]byte) []byte { f := slices.Concat(footer...); return file(f, len(f)) }
	for name, b := range map[string][]byte{
		"length of the footer":    file(nil, 1<<31),
		"schema elements":         whole([]byte{0x15, 0x02, 0x19, 0xfc}, long, []byte{0}),
		"text in a key and value": whole([]byte{0x15, 0x02, 0x49, 0x1c, 0x18}, long, []byte{0, 0}),
		"map":                     whole([]byte{0x1b}, long, []byte{0x88, 0}),
		"depth":                   whole(bytes.Repeat([]byte{0x1c}, 1000)),
		"end":                     whole([]byte{0x15}),
	} {
		bounded.Read(t, len(b), func() {
			_, err := openRead(memory{files: map[string][]byte{"x": b}}, "x")
			if !errors.Is(err, errForged) {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
	// Type 0, sizes, then the header of the type with its numbers.
	page := func(uncompressed, compressed []byte, rest ...byte) []byte {
		return slices.Concat([]byte{0x15, 0x00, 0x15}, uncompressed, []byte{0x15}, compressed, rest)
	}
	some := []byte{0x08} // 4
	for name, b := range map[string][]byte{
		"compressed":          append(page(some, most, 0), 1, 2, 3, 4),
		"uncompressed":        append(page(most, some, 0), 1, 2, 3, 4),
		"negative":            append(page([]byte{0x01}, some, 0), 1, 2, 3, 4),
		"values of a page":    append(page(some, some, slices.Concat([]byte{0x2c, 0x15}, most, []byte{0, 0})...), 1, 2, 3, 4),
		"values of an index":  append(page(some, some, slices.Concat([]byte{0x4c, 0x15}, most, []byte{0, 0})...), 1, 2, 3, 4),
		"rows of a second":    append(page(some, some, slices.Concat([]byte{0x5c, 0x35}, most, []byte{0, 0})...), 1, 2, 3, 4),
		"bytes after the end": page(some, some, 0),
	} {
		if _, err := newThriftWalk().checkPage(bytes.NewReader(b), 0, int64(len(b))); !errors.Is(err, errForged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	b := append(page(some, some, 0x2c, 0x15, 0x08, 0, 0), 1, 2, 3, 4, 5)
	if left, err := newThriftWalk().checkPage(bytes.NewReader(b), 0, int64(len(b))); left != 1 || err != nil {
		t.Errorf("a page of 4 bytes: %d bytes after it, %v", left, err)
	}
}
