package output

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
)

const (
	// mostPageBytes and mostPageValues exceed those of any page: this program writes
	// pages of pageBytes in row groups of RowGroupRows, others of about a megabyte.
	mostPageBytes  = 32 << 20
	mostPageValues = 4 << 20
)

// checkFooterLengths fails if the footer of a Parquet file, or a list or a text in it, claims to
// be longer than the file.
func checkFooterLengths(in io.ReaderAt, size int64) error {
	var end [8]byte // length of the footer, PAR1
	if size < int64(len(end)) {
		return fmt.Errorf("the file is damaged: it has %d bytes", size)
	}
	if _, err := in.ReadAt(end[:], size-int64(len(end))); err != nil && err != io.EOF {
		return err
	}
	n := int64(binary.LittleEndian.Uint32(end[:4]))
	if !bytes.Equal(end[4:], []byte("PAR1")) {
		return nil // the Parquet library says what it is
	}
	from := size - int64(len(end)) - n
	if from < 0 {
		return errForged
	}
	_, err := newThriftWalk().walk(in, from, from+n)
	return err
}

// checkPages fails if a page of a column chunk claims to be longer than the chunk, or
// longer than pages are.
func (p *readPart) checkPages(group, column int) error {
	c := &p.file.Metadata().RowGroups[group].Columns[column].MetaData
	from := c.DataPageOffset
	if d := c.DictionaryPageOffset; d > 0 && d < from {
		from = d
	}
	if from < 0 || c.TotalCompressedSize < 0 || from > p.size-c.TotalCompressedSize {
		return errForged
	}
	w := newThriftWalk()
	for at, end := from, from+c.TotalCompressedSize; at < end; {
		left, err := w.checkPage(p.in, at, end)
		if err != nil {
			return err
		}
		at = end - left
	}
	return nil
}

// Fields of the header of a page.
const (
	pageUncompressed = 2
	pageCompressed   = 3
)

// pageCounts are fields of the header of a page, or of that of its type within it, that
// count values or bytes.
var pageCounts = [][]int16{{5, 1}, {7, 1}, {8, 1}, {8, 2}, {8, 3}, {8, 5}, {8, 6}}

// checkPage checks the page that begins at a place and returns the number of bytes after it.
func (w *thriftWalk) checkPage(in io.ReaderAt, at, end int64) (int64, error) {
	compressed, wrong := int64(0), false
	w.number = func(path []int16, v int64) {
		switch {
		case len(path) == 1 && path[0] == pageCompressed:
			compressed = v
		case len(path) == 1 && path[0] == pageUncompressed:
			wrong = wrong || v < 0 || v > mostPageBytes
		case slices.ContainsFunc(pageCounts, func(c []int16) bool { return slices.Equal(c, path) }):
			wrong = wrong || v < 0 || v > mostPageValues
		}
	}
	left, err := w.walk(in, at, end)
	if err == nil && (wrong || compressed < 0 || compressed > left) {
		err = errForged
	}
	return left - compressed, err
}
