package output

import (
	"fmt"
	"unsafe"

	"github.com/parquet-go/parquet-go"
)

// writer writes rows of one type to a part in batches of constant size.
type writer[T any] struct {
	part
	codec *codec
	out   *parquet.GenericWriter[T]
	batch []T
}

func (w *writer[T]) append(rows []T) error {
	for len(rows) > 0 {
		n := min(len(rows), batchRows-len(w.batch))
		w.batch = append(w.batch, rows[:n]...)
		rows = rows[n:]
		if len(w.batch) == batchRows {
			if err := w.flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *writer[T]) flush() error {
	if len(w.batch) == 0 {
		return w.err
	}
	_, err := w.out.Write(w.batch)
	w.rows += int64(len(w.batch))
	clear(w.batch)
	w.batch = w.batch[:0]
	return w.failed(err)
}

func (w *writer[T]) close() error {
	if err := w.flush(); err != nil {
		return err
	}
	if err := w.failed(w.out.Close()); err != nil {
		return err
	}
	return w.finish()
}

func (p *part) failed(err error) error {
	if err != nil && p.err == nil {
		p.err = fmt.Errorf("table %s: %w", p.table.Name, err)
	}
	return p.err
}

func (p *part) get() *part { return p }

// openPart is a part of any row type.
type openPart interface {
	get() *part
	close() error
}

func newWriter[T any](t *Table, fs fileSystem, dir string, index int, meta Meta, opts *Options) (*writer[T], error) {
	w := &writer[T]{codec: codecOf[T](t, opts.digitsOf(t)), batch: make([]T, 0, batchRows)}
	if err := w.create(fs, dir, index, t); err != nil {
		return nil, err
	}
	w.out = parquet.NewGenericWriter[T](w, writerOptions(t, w.pages, meta, opts)...)
	return w, nil
}

// rowsWriter writes rows of a table whose columns are known only at run time.
type rowsWriter struct {
	part
	out   *parquet.GenericWriter[any]
	batch []parquet.Row
}

func newRowsWriter(t *Table, fs fileSystem, dir string, index int, meta Meta, opts *Options) (*rowsWriter, error) {
	w := &rowsWriter{}
	if err := w.create(fs, dir, index, t); err != nil {
		return nil, err
	}
	w.out = parquet.NewGenericWriter[any](w, writerOptions(t, w.pages, meta, opts)...)
	return w, nil
}

func (w *rowsWriter) append(row parquet.Row) error {
	w.batch = append(w.batch, row)
	if len(w.batch) == batchRows {
		return w.flush()
	}
	return nil
}

// copy appends a copy of a row. The memory of the batch is reused.
func (w *rowsWriter) copy(row parquet.Row) error {
	n := len(w.batch)
	if n == cap(w.batch) {
		w.batch = append(make([]parquet.Row, 0, batchRows), w.batch...)
	}
	w.batch = w.batch[:n+1]
	own := append(w.batch[n][:0], row...)
	for i := range own {
		if own[i].Kind() == parquet.ByteArray {
			own[i] = own[i].Clone()
		}
	}
	w.batch[n] = own
	if len(w.batch) == batchRows {
		return w.flush()
	}
	return nil
}

func (w *rowsWriter) flush() error {
	if len(w.batch) == 0 {
		return w.err
	}
	_, err := w.out.WriteRows(w.batch)
	w.rows += int64(len(w.batch))
	w.batch = w.batch[:0]
	return w.failed(err)
}

func (w *rowsWriter) close() error {
	if err := w.flush(); err != nil {
		return err
	}
	if err := w.failed(w.out.Close()); err != nil {
		return err
	}
	return w.finish()
}

// appendChecked appends rows after making them comply with the contract, in place.
func (w *writer[T]) appendChecked(rows []T) error {
	var scratch []byte
	for i := range rows {
		var err error
		if scratch, err = w.codec.prepare(scratch[:0], unsafe.Pointer(&rows[i])); err != nil {
			return err
		}
	}
	return w.append(rows)
}
