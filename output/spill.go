package output

import (
	"errors"
	"io"
)

// spillBytes is the memory that a column of an open row group may use.
const spillBytes = 4 << 10

// spill holds the compressed pages of a part's open row group. A row group is
// written column by column, so all its columns must wait until it is full. They
// wait in one scratch file, so that memory does not depend on the number of rows.
// A spill is a parquet.BufferPool for one writer.
type spill struct {
	p    *part
	file scratchFile // created for the first column that does not fit
	end  int64       // size of the file's content
	live int         // buffers in use
	free []*spillBuffer
}

// scratchFile is a file that is written and read at offsets.
type scratchFile interface {
	io.WriterAt
	io.ReaderAt
	io.Closer
}

// spillBuffer holds the pages of one column in the order of writing: those in the
// file, then those in memory.
type spillBuffer struct {
	s     *spill
	spilt []extent
	mem   []byte
	at    int64 // offset of the next read
}

type extent struct{ off, n int64 }

// GetBuffer implements parquet.BufferPool.
func (s *spill) GetBuffer() io.ReadWriteSeeker {
	s.live++
	if n := len(s.free); n > 0 {
		b := s.free[n-1]
		s.free = s.free[:n-1]
		return b
	}
	return &spillBuffer{s: s}
}

// PutBuffer implements parquet.BufferPool. After the last buffer of a row group the
// file is overwritten from its beginning.
func (s *spill) PutBuffer(rw io.ReadWriteSeeker) {
	b := rw.(*spillBuffer)
	b.spilt, b.mem, b.at = b.spilt[:0], b.mem[:0], 0
	s.free = append(s.free, b)
	if s.live--; s.live == 0 {
		s.end = 0
	}
}

// close removes the file.
func (s *spill) close() {
	if s.file != nil {
		_ = s.file.Close()
		s.file = nil
		_ = s.p.fs.Remove(s.name())
	}
	s.free = nil
}

func (s *spill) name() string { return s.p.tmp + ".pages" }

func (s *spill) write(b []byte) (extent, error) {
	if s.file == nil {
		f, err := s.p.fs.Scratch(s.name())
		if err != nil {
			return extent{}, err
		}
		s.file = f
		// An open file needs no name, so a process that is killed leaves nothing
		// behind. Where an open file cannot be removed, close removes it.
		_ = s.p.fs.Remove(s.name())
	}
	x := extent{s.end, int64(len(b))}
	if _, err := s.file.WriteAt(b, x.off); err != nil {
		return extent{}, err
	}
	s.end += x.n
	return x, nil
}

func (b *spillBuffer) Write(p []byte) (int, error) {
	if len(b.mem)+len(p) <= spillBytes {
		b.mem = append(b.mem, p...)
		return len(p), nil
	}
	for _, x := range [][]byte{b.mem, p} {
		if err := b.spill(x); err != nil {
			return 0, ioError(b.s.name(), err)
		}
	}
	b.mem = b.mem[:0]
	return len(p), nil
}

func (b *spillBuffer) spill(p []byte) error {
	x, err := b.s.write(p)
	if err != nil {
		return err
	}
	if n := len(b.spilt); n > 0 && b.spilt[n-1].off+b.spilt[n-1].n == x.off {
		b.spilt[n-1].n += x.n
		return nil
	}
	b.spilt = append(b.spilt, x)
	return nil
}

func (b *spillBuffer) Read(p []byte) (int, error) {
	at := b.at
	for _, x := range b.spilt {
		if at < x.n {
			n, err := b.s.file.ReadAt(p[:min(int64(len(p)), x.n-at)], x.off+at)
			b.at += int64(n)
			if err != nil {
				err = ioError(b.s.name(), err)
			}
			return n, err
		}
		at -= x.n
	}
	if at >= int64(len(b.mem)) {
		return 0, io.EOF
	}
	n := copy(p, b.mem[at:])
	b.at += int64(n)
	return n, nil
}

// Seek returns to the beginning; the Parquet writer needs nothing else.
func (b *spillBuffer) Seek(offset int64, whence int) (int64, error) {
	if offset != 0 || whence != io.SeekStart {
		return b.at, errors.New("pages can only be read from the beginning")
	}
	b.at = 0
	return 0, nil
}
