package analysis

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"kirifuda/experiment"
	"kirifuda/output"
)

// The panel has one row for each run and day; quantiles need, for each series and
// day, the values of all runs. The panel is therefore transposed, several series at
// a time: blocks of runs go through memory into a scratch file in which the values
// of one series and day, a cell, are contiguous. The panel is read once for each
// group of series, so that the time is proportional to the number of runs. None of
// these limits changes a result.
var (
	pathBytes    = 16 << 20 // size of a block in memory
	scratchBytes = 1 << 30  // size of the scratch file, unless a single series needs more
	blockRuns    = 512      // runs that a block should have at least, so that writes are not small
)

// eachCell reads series of arms from the panel of the finished chunks and calls f
// with each cell and the indices of its series and date. It calls f on several
// goroutines and in no particular order; a cell is valid only during the call.
func eachCell(p *experiment.Plan, out *output.Store, arms []int, series []string, dates []int32, f func(series, day int, c *cell)) error {
	if len(dates) == 0 {
		return nil
	}
	// Arms are read in the order of the panel.
	sorted := slices.Sorted(slices.Values(arms))
	order := make([]int, len(arms))
	for i, a := range arms {
		order[i] = slices.Index(sorted, a)
	}
	total := len(arms) * p.PerArm()
	width := seriesPerPass(total, len(dates))
	for i := 0; i < len(series); i += width {
		group := series[i:min(i+width, len(series))]
		t := &transposer{total: total, cells: len(group) * len(dates), dir: out.Dir, now: -1}
		err := t.readPanel(p, out, sorted, group, dates)
		if err == nil {
			err = t.each(p.PerArm(), order, func(k int, c *cell) { f(i+k/len(dates), k%len(dates), c) })
		}
		t.close()
		if err != nil {
			return err
		}
	}
	return nil
}

// seriesPerPass is the number of series transposed at a time.
func seriesPerPass(runs, days int) int {
	column := 8 * days // bytes of one series in one run
	return max(1, min(pathBytes/(column*min(runs, blockRuns)), scratchBytes/(column*runs)))
}

// transposer holds the cells of a group of series. Runs are numbered consecutively
// through the arms. Values are stored as 64-bit floats; all bits set means NaN.
type transposer struct {
	total int // number of runs
	cells int
	dir   string // directory of the experiment

	block int    // number of runs in a block
	buf   []byte // values of the current block, cell by cell
	now   int    // number of the current block, −1 for none
	seen  []bool // blocks that have runs
	file  *os.File
}

// readPanel reads the panel.
func (t *transposer) readPanel(p *experiment.Plan, out *output.Store, arms []int, series []string, dates []int32) error {
	t.block = min(t.total, max(1, pathBytes/(8*t.cells)))
	t.buf = make([]byte, 8*t.cells*t.block)
	t.seen = make([]bool, (t.total+t.block-1)/t.block)
	day := make(map[int32]int, len(dates))
	for d, date := range dates {
		day[date] = d
	}
	place := make([]int, len(p.Arms)) // index of each arm of the plan among those read
	for i := range place {
		place[i] = slices.Index(arms, i)
	}
	columns := []output.Column{{Name: "date", Type: output.Date}, {Name: "scenario", Type: output.String}, {Name: "run_id", Type: output.Int32}}
	keys := len(columns)
	for _, s := range series {
		columns = append(columns, output.Column{Name: s, Type: output.Double})
	}
	var own error // of the transposer, not of the part that is read
	err := out.ScanColumns("panel", columns, func(c *output.Cells) error {
		d, ok := day[c.Int32(0)]
		if !ok {
			return nil
		}
		arm, k, err := p.Place(c.String(1), c.Int32(2))
		if err != nil || place[arm] < 0 {
			return err
		}
		run := place[arm]*p.PerArm() + k
		if run/t.block != t.now {
			if own = t.nextBlock(run / t.block); own != nil {
				return own
			}
		}
		at := run % t.block
		for j := range series {
			binary.LittleEndian.PutUint64(t.buf[8*((j*len(dates)+d)*t.block+at):], math.Float64bits(c.Double(keys+j)))
		}
		return nil
	})
	if own != nil {
		return own
	}
	if err != nil {
		return err
	}
	return t.flush()
}

// nextBlock starts a block in memory. Runs are read in order, so that a block comes
// again only in an experiment that was extended.
func (t *transposer) nextBlock(block int) error {
	if err := t.flush(); err != nil {
		return err
	}
	if t.seen[block] {
		t.now = block
		return t.fetch()
	}
	for i := range t.buf {
		t.buf[i] = 0xff
	}
	t.now, t.seen[block] = block, true
	return nil
}

// flush writes the current block to the scratch file, unless it is the only one.
func (t *transposer) flush() error {
	if t.now < 0 || t.block >= t.total {
		return nil
	}
	if t.file == nil {
		if err := t.scratch(); err != nil {
			return err
		}
	}
	n := min(t.block, t.total-t.now*t.block)
	for k := range t.cells {
		if _, err := t.file.WriteAt(t.buf[8*k*t.block:8*(k*t.block+n)], 8*(int64(k)*int64(t.total)+int64(t.now)*int64(t.block))); err != nil {
			return fmt.Errorf("%w: %w", output.ErrIO, err)
		}
	}
	return nil
}

// fetch reads the current block from the scratch file.
func (t *transposer) fetch() error {
	n := min(t.block, t.total-t.now*t.block)
	for k := range t.cells {
		if _, err := t.file.ReadAt(t.buf[8*k*t.block:8*(k*t.block+n)], 8*(int64(k)*int64(t.total)+int64(t.now)*int64(t.block))); err != nil {
			return output.Unreadable("scratch file", err)
		}
	}
	return nil
}

// scratch creates the scratch file, beside the tables or, if that fails, among the
// temporary files of the system. An open file needs no name, so it is removed at
// once and a process that is killed leaves nothing behind.
func (t *transposer) scratch() error {
	tmp := filepath.Join(t.dir, "tmp")
	f, err := os.CreateTemp(tmp, "series-*")
	if err != nil {
		f, err = os.CreateTemp("", "sim-series-*")
	}
	if err == nil {
		t.file = f
		_ = os.Remove(f.Name())
		err = f.Truncate(8 * int64(t.cells) * int64(t.total))
	}
	if err != nil {
		return fmt.Errorf("%w: %w", output.ErrIO, err)
	}
	return nil
}

func (t *transposer) close() {
	if t.file != nil {
		_ = t.file.Close()
		_ = os.Remove(t.file.Name()) // where an open file cannot be removed
	}
}

// each calls f with every cell.
func (t *transposer) each(runs int, order []int, f func(k int, c *cell)) error {
	var next atomic.Int64
	var group sync.WaitGroup
	var mu sync.Mutex
	var failed error
	for range min(runtime.GOMAXPROCS(0), t.cells) {
		group.Go(func() {
			c := &cell{runs: runs, order: order, v: make([]float64, t.total), spare: [2][]float64{make([]float64, runs), make([]float64, runs)}}
			raw := make([]byte, 8*t.total)
			for k := int(next.Add(1)) - 1; k < t.cells; k = int(next.Add(1)) - 1 {
				if err := t.read(k, raw, c.v); err != nil {
					mu.Lock()
					failed = errors.Join(failed, err)
					mu.Unlock()
					return
				}
				f(k, c)
			}
		})
	}
	group.Wait()
	return failed
}

// read reads the values of a cell.
func (t *transposer) read(k int, raw []byte, v []float64) error {
	switch {
	case t.file != nil:
		if _, err := t.file.ReadAt(raw, 8*int64(k)*int64(t.total)); err != nil {
			return output.Unreadable("scratch file", err)
		}
	default:
		raw = t.buf[8*k*t.block : 8*(k+1)*t.block]
	}
	for i := range v {
		v[i] = math.NaN()
		if t.seen[i/t.block] {
			v[i] = math.Float64frombits(binary.LittleEndian.Uint64(raw[8*i:]))
		}
	}
	return nil
}
