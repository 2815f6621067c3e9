package output

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
)

// Options control what is written of a run, and how.
type Options struct {
	Trace     Trace
	Every     int      // thin panel, holdings, flows, prices, balances and attribution to days Every, 2·Every, … and the last; 0 and 1 keep all
	Round     bool     // round floats of all tables except runs and exact ones
	Digits    int      // number of decimals to round to
	Schedules []int    // days of the run whose demand schedules are written
	Only      []string // tables to be written, if the trace includes them; nil means all
	Series    []Column // columns of the panel; type and optional need not be set
	Params    []Column // p_ columns of runs
	Outcomes  []Column // y_ columns of runs; type and optional need not be set

	PageVersion int // version of Parquet data pages: 1 or 2; 0 means 2

	fs    fileSystem
	claim *Claim // under which chunks are committed; nil needs none
}

func (o *Options) pageVersion() int {
	if o.PageVersion == 1 {
		return 1
	}
	return 2
}

func (o *Options) digits() int {
	if o.Round {
		return o.Digits
	}
	return -1
}

// writes reports whether a table of the trace is written.
func (o *Options) writes(t *Table) bool {
	return !t.Derived && o.Trace >= t.Trace && (!t.Chosen || len(o.Schedules) > 0) && (o.Only == nil || slices.Contains(o.Only, t.Name))
}

// digitsOf is the number of decimals to which floats of a table are rounded, −1 for
// all.
func (o *Options) digitsOf(t *Table) int {
	if t.Exact {
		return -1
	}
	return o.digits()
}

// Chunk writes one part per table for a number of consecutive runs. Runs are
// opened in the order of the run list; their recorders may then be used from
// different goroutines. Rows reach the files in the order of the runs, whatever
// the order in which they were produced.
type Chunk struct {
	dir   string
	index int
	meta  Meta
	opts  Options
	fs    fileSystem
	parts []openPart

	panel       *rowsWriter
	events      *writer[EventRow]
	clearing    *writer[ClearingRow]
	holdings    *writer[HoldingRow]
	flows       *writer[FlowRow]
	attribution *writer[AttributionRow]
	trades      *writer[TradeRow]
	card        *writer[CardRow]
	instruments *writer[InstrumentRow]
	prices      *writer[PriceRow]
	news        *writer[NewsRow]
	balances    *writer[BalanceRow]
	schedules   *writer[ScheduleRow]
	demand      *writer[DemandRow]
	runs        *rowsWriter
	runsTable   *Table
	panelTable  *Table

	mu    sync.Mutex
	turn  *sync.Cond
	queue []*Recorder // unfinished and finished runs, from the first unwritten one on
	last  Key         // key of the run opened last
	any   bool
	done  []ManifestRun
	err   error
	shut  bool
}

// OpenChunk opens a chunk of an experiment directory for writing. Readers see
// nothing of it before Commit. Errors of the file system wrap ErrIO.
func OpenChunk(dir string, index int, meta Meta, opts Options) (*Chunk, error) {
	c, err := newChunk(dir, index, meta, opts)
	if err != nil {
		return nil, err
	}
	if opts.Trace >= TraceRuns {
		if c.runs, err = newRowsWriter(c.runsTable, c.fs, dir, index, meta, &c.opts); err == nil {
			c.parts = append(c.parts, c.runs)
		}
	}
	if err == nil && opts.Trace >= TracePanel {
		if c.panel, err = newRowsWriter(c.panelTable, c.fs, dir, index, meta, &c.opts); err == nil {
			c.parts = append(c.parts, c.panel)
		}
	}
	open(c, &c.events, eventsTable, &err)
	open(c, &c.clearing, clearingTable, &err)
	open(c, &c.holdings, holdingsTable, &err)
	open(c, &c.flows, flowsTable, &err)
	open(c, &c.attribution, attributionTable, &err)
	open(c, &c.trades, tradesTable, &err)
	open(c, &c.card, cardTable, &err)
	open(c, &c.instruments, instrumentsTable, &err)
	open(c, &c.prices, pricesTable, &err)
	open(c, &c.news, newsTable, &err)
	open(c, &c.balances, balancesTable, &err)
	open(c, &c.schedules, schedulesTable, &err)
	open(c, &c.demand, demandTable, &err)
	if err != nil {
		c.Abort()
		return nil, err
	}
	return c, nil
}

// newChunk returns a chunk without parts.
func newChunk(dir string, index int, meta Meta, opts Options) (*Chunk, error) {
	if index < 0 {
		return nil, fmt.Errorf("chunk number %d: must not be negative", index)
	}
	if opts.Round && (opts.Digits < 0 || opts.Digits > 15) {
		return nil, fmt.Errorf("rounding to %d digits: choose 0 to 15", opts.Digits)
	}
	if opts.PageVersion < 0 || opts.PageVersion > 2 {
		return nil, fmt.Errorf("data page version %d: choose 1 or 2", opts.PageVersion)
	}
	opts.Every = max(opts.Every, 1)
	c := &Chunk{dir: dir, index: index, meta: meta, opts: opts, fs: opts.fs}
	c.turn = sync.NewCond(&c.mu)
	if c.fs == nil {
		c.fs = osFS{}
	}
	var err error
	if c.runsTable, err = RunsTable(opts.Params, opts.Outcomes); err != nil {
		return nil, err
	}
	if c.panelTable, err = PanelTable(opts.Series); err != nil {
		return nil, err
	}
	if err := makeFolder(c.fs, filepath.Join(dir, "tmp")); err != nil {
		return nil, err
	}
	return c, nil
}

// open opens a table's part if the trace level includes the table and *err is nil.
func open[T any](c *Chunk, w **writer[T], t *Table, err *error) {
	if *err != nil || !c.opts.writes(t) {
		return
	}
	if *w, *err = newWriter[T](t, c.fs, c.dir, c.index, c.meta, &c.opts); *err == nil {
		c.parts = append(c.parts, *w)
	}
}

// Run opens the recorder of the next run, at the trace level of the chunk.
func (c *Chunk) Run(scenario string, runID int32) (*Recorder, error) {
	return c.RunAt(scenario, runID, c.opts.Trace)
}

// RunAt opens the recorder of the next run at a trace level of its own, at most
// that of the chunk. Runs come in ascending order of (scenario, runID).
func (c *Chunk) RunAt(scenario string, runID int32, trace Trace) (*Recorder, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k := Key{Scenario: scenario, RunID: runID}
	switch {
	case c.err != nil:
		return nil, c.err
	case c.shut:
		return nil, fmt.Errorf("chunk %d is closed", c.index)
	case scenario == "" || runID < 0:
		return nil, fmt.Errorf("run %d of scenario %q: a run needs a scenario and a number of at least 0", runID, scenario)
	case c.any && compareRuns(k, c.last) <= 0:
		return nil, fmt.Errorf("run %d of %s was opened after run %d of %s: runs must be opened in order", runID, scenario, c.last.RunID, c.last.Scenario)
	}
	c.any, c.last = true, k
	r := newRecorder(c, scenario, runID, min(trace, c.opts.Trace))
	c.queue = append(c.queue, r)
	return r, nil
}

func compareRuns(a, b Key) int {
	return cmp.Or(cmp.Compare(a.Scenario, b.Scenario), cmp.Compare(a.RunID, b.RunID))
}

// AddRun records a run that has no days, such as one that failed before its first
// day.
func (c *Chunk) AddRun(row RunRow) error {
	r, err := c.RunAt(row.Scenario, row.RunID, TraceRuns)
	if err != nil {
		return err
	}
	return r.Finish(row)
}

// advance writes the finished runs at the head of the queue and removes them from
// it. The caller holds the lock.
func (c *Chunk) advance() error {
	for c.err == nil && len(c.queue) > 0 {
		r := c.queue[0]
		if !r.finished {
			break
		}
		if c.err = r.drain(); c.err == nil {
			c.err = r.close()
		}
		c.queue[0] = nil
		c.queue = c.queue[1:]
	}
	if c.err != nil || len(c.queue) > 0 {
		c.turn.Broadcast()
	}
	return c.err
}

// Abort discards the chunk and removes its temporary files. It does nothing after
// Commit.
func (c *Chunk) Abort() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.abort()
}

func (c *Chunk) abort() {
	if c.shut {
		return
	}
	c.shut = true
	if c.err == nil {
		c.err = fmt.Errorf("chunk %d was discarded", c.index)
	}
	for _, p := range c.parts {
		p.get().drop()
	}
	c.turn.Broadcast()
}

var errFinished = errors.New("the run is finished")
