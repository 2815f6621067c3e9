package audit

import (
	"errors"
	"fmt"
	"iter"

	"kirifuda/output"
)

// key is the place of a row: the run, and the date in days since 1970.
type key struct {
	scenario string
	runID    int32
	date     int32
}

func (k key) sameRun(o key) bool { return k.scenario == o.scenario && k.runID == o.runID }

// cursor steps through a table in the order of its rows.
type cursor[T any] struct {
	table string
	next  func() (T, bool)
	stop  func()
	now   T
	more  bool
	err   error
}

// errEnough stops a scan.
var errEnough = errors.New("enough")

// openCursor opens a table at its first row. read makes a value of a row.
func openCursor[T any](dir, table string, columns []output.Column, read func(*output.Cells) T) *cursor[T] {
	c := &cursor[T]{table: table}
	seq := iter.Seq[T](func(yield func(T) bool) {
		found, err := output.ScanParts(dir, table, columns, func(cells *output.Cells) error {
			if !yield(read(cells)) {
				return errEnough
			}
			return nil
		})
		switch {
		case errors.Is(err, errEnough):
		case err != nil:
			c.err = err
		case !found:
			c.err = &MissingTable{Dir: dir, Table: table}
		}
	})
	c.next, c.stop = iter.Pull(seq)
	c.step()
	return c
}

// step goes to the next row.
func (c *cursor[T]) step() { c.now, c.more = c.next() }

// MissingTable is the error of an experiment whose trace lacks a table that the
// audit needs.
type MissingTable struct{ Dir, Table string }

func (e *MissingTable) Error() string {
	return fmt.Sprintf("%s has no table %s: an audit needs the trace level full; repeat the run with --trace full", e.Dir, e.Table)
}

// Columns that several tables begin with.
var keys = []output.Column{{Name: "scenario", Type: output.String}, {Name: "run_id", Type: output.Int32}, {Name: "date", Type: output.Date}}

func text(name string) output.Column  { return output.Column{Name: name, Type: output.String} }
func whole(name string) output.Column { return output.Column{Name: name, Type: output.Int64} }
func real(name string) output.Column  { return output.Column{Name: name, Type: output.Double} }

func keyOf(c *output.Cells) key { return key{c.String(0), c.Int32(1), c.Int32(2)} }
