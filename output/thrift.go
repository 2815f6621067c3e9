package output

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
)

// errForged is the error of a structure that claims more than the file has.
var errForged = errors.New("the file is damaged: it claims to be longer than it is")

// thriftWalk steps through structures in the compact protocol of Thrift, which the
// footer and the headers of pages are written in, and keeps nothing. It fails where a
// list or a text claims to be longer than what is left: the Parquet library takes
// memory for it before it reads on.
type thriftWalk struct {
	r    *bufio.Reader
	left int64 // bytes
	path []int16
	// number is given the path of each integer, by numbers of fields, and its value.
	number func(path []int16, value int64)
}

// Types of the compact protocol.
const (
	thriftStop = iota
	thriftTrue
	thriftFalse
	thriftByte
	thriftInt16
	thriftInt32
	thriftInt64
	thriftDouble
	thriftBinary
	thriftList
	thriftSet
	thriftMap
	thriftStruct
)

// thriftDepth exceeds the depth of any structure of Parquet.
const thriftDepth = 32

func newThriftWalk() *thriftWalk { return &thriftWalk{r: bufio.NewReaderSize(nil, 512)} }

// walk steps through the structure with which a range of a file begins, and returns the
// number of bytes after it.
func (w *thriftWalk) walk(in io.ReaderAt, from, to int64) (left int64, err error) {
	w.left, w.path = to-from, w.path[:0]
	w.r.Reset(io.NewSectionReader(in, from, to-from))
	err = w.structure()
	return w.left, err
}

func (w *thriftWalk) ReadByte() (byte, error) {
	if w.left--; w.left < 0 {
		return 0, errForged
	}
	return w.r.ReadByte()
}

// length reads the number of elements or bytes that follow; each takes at least one.
func (w *thriftWalk) length() (int64, error) {
	n, err := binary.ReadUvarint(w)
	if err == nil && n > uint64(max(w.left, 0)) {
		err = errForged
	}
	return int64(n), err
}

func (w *thriftWalk) discard(n int64) error {
	if w.left -= n; w.left < 0 {
		return errForged
	}
	_, err := io.CopyN(io.Discard, w.r, n)
	return err
}

// structure steps through a structure.
func (w *thriftWalk) structure() error {
	if len(w.path) == thriftDepth {
		return errForged
	}
	w.path = append(w.path, 0)
	field := &w.path[len(w.path)-1]
	for {
		b, err := w.ReadByte()
		if err != nil {
			return err
		}
		if b == thriftStop {
			w.path = w.path[:len(w.path)-1]
			return nil
		}
		if delta := int16(b >> 4); delta != 0 {
			*field += delta
		} else {
			id, err := binary.ReadVarint(w)
			if err != nil {
				return err
			}
			*field = int16(id)
		}
		if kind := b & 0xf; kind != thriftTrue && kind != thriftFalse { // the type is the value
			if err := w.value(kind); err != nil {
				return err
			}
			field = &w.path[len(w.path)-1] // the path may have moved
		}
	}
}

func (w *thriftWalk) value(kind byte) error {
	switch kind {
	case thriftTrue, thriftFalse, thriftByte: // in lists
		return w.discard(1)
	case thriftInt16, thriftInt32, thriftInt64:
		v, err := binary.ReadVarint(w)
		if err == nil && w.number != nil {
			w.number(w.path, v)
		}
		return err
	case thriftDouble:
		return w.discard(8)
	case thriftBinary:
		n, err := w.length()
		if err != nil {
			return err
		}
		return w.discard(n)
	case thriftList, thriftSet:
		b, err := w.ReadByte()
		if err != nil {
			return err
		}
		n := int64(b >> 4)
		if n == 0xf {
			if n, err = w.length(); err != nil {
				return err
			}
		}
		return w.values(n, b&0xf)
	case thriftMap:
		n, err := w.length()
		if err != nil || n == 0 {
			return err
		}
		b, err := w.ReadByte()
		if err != nil {
			return err
		}
		return w.values(n, b>>4, b&0xf)
	case thriftStruct:
		return w.structure()
	}
	return errForged
}

// values steps through n values of each of some types in turn.
func (w *thriftWalk) values(n int64, kinds ...byte) error {
	for range n {
		for _, k := range kinds {
			if err := w.value(k); err != nil {
				return err
			}
		}
	}
	return nil
}
