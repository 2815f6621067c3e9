package output

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// readPart is an open part and the table described by its footer.
type readPart struct {
	in    inFile
	file  *parquet.File
	table *Table
	size  int64
}

// openRead opens a part and fails if a column has a type outside the contract.
func openRead(fsys fileSystem, path string) (*readPart, error) {
	p, err := openRaw(fsys, path)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(p.checkVersion(), p.checkCodecs()); err != nil {
		p.close()
		return nil, err
	}
	p.table = &Table{Name: filepath.Base(filepath.Dir(path))}
	for _, field := range p.file.Schema().Fields() {
		c := Column{Name: field.Name(), Optional: field.Optional()}
		if c.Type, err = columnType(field); err != nil {
			p.close()
			return nil, fmt.Errorf("column %s: %w", c.Name, err)
		}
		p.table.Columns = append(p.table.Columns, c)
	}
	return p, nil
}

// openRaw opens a part and leaves its table nil.
func openRaw(fsys fileSystem, path string) (*readPart, error) {
	f, err := fsys.Open(path)
	if err != nil {
		return nil, err
	}
	p := &readPart{in: f}
	st, err := f.Stat()
	if err == nil {
		p.size = st.Size()
		err = checkFooterLengths(f, p.size)
	}
	if err == nil {
		p.file, err = safely(func() (*parquet.File, error) {
			return parquet.OpenFile(f, p.size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
		})
	}
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return p, nil
}

// described reads what the footer says of the columns, nil if it has nothing that can
// be read.
func (p *readPart) described() map[string]described {
	var columns map[string]described
	s, _ := p.file.Lookup(KeyColumns)
	if err := json.Unmarshal([]byte(s), &columns); err != nil {
		return nil
	}
	return columns
}

// checkCodecs rejects columns with a compression other than that of the contract
// before they are read, because some decoders allocate without bound when given
// the bytes of another codec.
func (p *readPart) checkCodecs() error {
	groups := p.file.Metadata().RowGroups
	for g := range groups {
		for i := range groups[g].Columns {
			if md := &groups[g].Columns[i].MetaData; md.Codec != format.Zstd {
				return fmt.Errorf("the file is damaged or was not written by this program: column %s is compressed with %s instead of ZSTD",
					strings.Join(md.PathInSchema, "."), md.Codec)
			}
		}
	}
	return nil
}

// checkVersion rejects parts of another version of the contract. Those of other programs
// do not state one.
func (p *readPart) checkVersion() error {
	if v, ok := p.file.Lookup(KeySchemaVersion); ok && v != strconv.Itoa(SchemaVersion) {
		return fmt.Errorf("the file is of version %q of the tables, and this program reads version %d: use the program that wrote it, or write it again", v, SchemaVersion)
	}
	return nil
}

func (p *readPart) close() { _ = p.in.Close() }

// safely turns a panic of the Parquet library, which damaged files can cause,
// into an error.
func safely[T any](f func() (T, error)) (v T, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the file is damaged: %v", r)
		}
	}()
	return f()
}

// columnType is the type of a column of a file; an error if it is not in the
// contract.
func columnType(n parquet.Node) (Type, error) {
	if !n.Leaf() || n.Repeated() {
		return 0, errors.New("the column is nested or repeated")
	}
	var logical format.LogicalTypeValue
	if lt := n.Type().LogicalType(); lt != nil {
		logical = lt.Value
	}
	integer, isInteger := logical.(*format.IntType)
	signed := func(bits int8) bool {
		return logical == nil || (isInteger && integer.IsSigned && integer.BitWidth == bits)
	}
	switch n.Type().Kind() {
	case parquet.Int32:
		if _, ok := logical.(*format.DateType); ok {
			return Date, nil
		}
		if signed(32) {
			return Int32, nil
		}
	case parquet.Int64:
		if ts, ok := logical.(*format.TimestampType); ok {
			if _, micros := ts.Unit.Value.(*format.MicroSeconds); micros && ts.IsAdjustedToUTC {
				return Timestamp, nil
			}
		}
		if signed(64) {
			return Int64, nil
		}
	case parquet.Double:
		return Double, nil
	case parquet.Boolean:
		return Boolean, nil
	case parquet.ByteArray:
		if _, ok := logical.(*format.StringType); ok {
			return String, nil
		}
	}
	return 0, fmt.Errorf("type %s is not one of %s", n.Type(), strings.Join(typeNames[:], ", "))
}

// eachRow passes the rows of the part to f; a row is valid only during the call.
func (p *readPart) eachRow(f func(parquet.Row) error) error {
	buf := make([]parquet.Row, 256)
	width := len(p.file.Schema().Columns())
	for i, g := range p.file.RowGroups() {
		for j := range width {
			if err := p.checkPages(i, j); err != nil {
				return err
			}
		}
		r := g.Rows()
		for {
			n, err := safely(func() (int, error) { return r.ReadRows(buf) })
			for _, row := range buf[:n] {
				if err := checkWidth(row, width); err != nil {
					return errors.Join(err, r.Close())
				}
				if err := f(row); err != nil {
					return errors.Join(err, r.Close())
				}
			}
			if isEOF(err) {
				break
			}
			if err != nil {
				return errors.Join(err, r.Close())
			}
		}
		if err := r.Close(); err != nil {
			return err
		}
	}
	return nil
}

// checkWidth rejects rows in which a damaged file has lost values.
func checkWidth(row parquet.Row, columns int) error {
	if len(row) != columns {
		return fmt.Errorf("the file is damaged: a row has %d values for %d columns", len(row), columns)
	}
	return nil
}

func isEOF(err error) bool { return errors.Is(err, io.EOF) }
