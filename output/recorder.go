package output

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"slices"
	"unsafe"

	"kirifuda/world"
	"kirifuda/world/ledger"
)

// maxWaiting is the number of rows that a recorder collects while it waits for
// preceding runs; beyond it, Observe blocks.
const maxWaiting = 1 << 16

// Recorder writes one run. It observes the days of a world from one goroutine.
type Recorder struct {
	chunk    *Chunk
	scenario string
	runID    int32
	trace    Trace
	finished bool // guarded by the chunk

	panel       *panelRows
	events      *rows[EventRow]
	clearing    *rows[ClearingRow]
	holdings    *rows[HoldingRow]
	flows       *rows[FlowRow]
	attribution *rows[AttributionRow]
	trades      *rows[TradeRow]
	card        *rows[CardRow]
	instruments *rows[InstrumentRow]
	prices      *rows[PriceRow]
	news        *rows[NewsRow]
	balances    *rows[BalanceRow]
	schedules   *rows[ScheduleRow]
	demand      *rows[DemandRow]
	all         []traceRows // the ones in use

	books   *bookLayout
	assets  *assets
	numbers numbers
	entries []ledger.Entry // entries of the day, at TraceFull
	watches bool
	window  window

	row RunRow
}

// rows are the rows of one run in a table that wait to be written.
type rows[T any] struct {
	w       *writer[T]
	waiting []T
	scratch []byte
	sum     hash.Hash
	tally   tally
}

type traceRows interface {
	drain() error
	len() int
	table() string
	seal() *tally
	note(scenario string, runID int32)
}

func newRecorder(c *Chunk, scenario string, runID int32, trace Trace) *Recorder {
	r := &Recorder{chunk: c, scenario: scenario, runID: runID, trace: trace}
	if c.panel != nil && trace >= c.panel.table.Trace {
		r.panel = newPanelRows(c.panel, c.opts.digits())
		r.all = append(r.all, r.panel)
	}
	collect(r, &r.events, c.events)
	collect(r, &r.clearing, c.clearing)
	collect(r, &r.holdings, c.holdings)
	collect(r, &r.flows, c.flows)
	collect(r, &r.attribution, c.attribution)
	collect(r, &r.trades, c.trades)
	collect(r, &r.card, c.card)
	collect(r, &r.instruments, c.instruments)
	collect(r, &r.prices, c.prices)
	collect(r, &r.news, c.news)
	collect(r, &r.balances, c.balances)
	collect(r, &r.schedules, c.schedules)
	collect(r, &r.demand, c.demand)
	return r
}

func collect[T any](r *Recorder, into **rows[T], w *writer[T]) {
	if w == nil || r.trace < w.table.Trace {
		return
	}
	*into = &rows[T]{w: w, sum: sha256.New()}
	(*into).sum.Write(w.codec.signature)
	r.all = append(r.all, *into)
}

// add appends a row of a day.
func (b *rows[T]) add(date int32, row T) error {
	b.waiting = append(b.waiting, row)
	var err error
	b.scratch, err = b.w.codec.prepare(b.scratch[:0], unsafe.Pointer(&b.waiting[len(b.waiting)-1]))
	if err != nil {
		return err
	}
	b.sum.Write(b.scratch)
	b.tally.day(date)
	return nil
}

func (b *rows[T]) drain() error {
	err := b.w.append(b.waiting)
	clear(b.waiting)
	b.waiting = b.waiting[:0]
	return err
}

func (b *rows[T]) len() int { return len(b.waiting) }

func (b *rows[T]) table() string { return b.w.table.Name }

func (b *rows[T]) seal() *tally {
	b.sum.Sum(b.tally.digest[:0])
	return &b.tally
}

func (b *rows[T]) note(scenario string, runID int32) { b.w.note(scenario, runID, &b.tally) }

// Attach shows the recorder every entry of the books, as the trace level full
// requires. It must be called before the first day.
func (r *Recorder) Attach(w *world.World) {
	if r.trades == nil {
		return
	}
	r.watches = true
	w.Books().Watch(func(e ledger.Entry) { r.entries = append(r.entries, e) })
}

// Observe records a finished day. It implements world.Observer.
func (r *Recorder) Observe(rec *world.Record) error {
	if r.finished {
		return errFinished
	}
	if err := r.collectDay(rec); err != nil {
		return fmt.Errorf("run %d of %s: %w", r.runID, r.scenario, err)
	}
	return r.pass()
}

// ObserveBase records the base date. It implements world.BaseObserver.
func (r *Recorder) ObserveBase(rec *world.Record) error {
	if r.panel == nil {
		return nil
	}
	err := r.layOut(rec)
	if err == nil {
		err = r.panel.append(r.scenario, r.runID, int32(rec.View.Date), int32(rec.View.Day), rec.Series, rec.Values, true)
	}
	if err == nil {
		err = r.addBase(rec)
	}
	if err != nil {
		return fmt.Errorf("run %d of %s: %w", r.runID, r.scenario, err)
	}
	return nil
}

// layOut finds the places of what is recorded in the world.
func (r *Recorder) layOut(rec *world.Record) (err error) {
	if r.books == nil {
		if rec.Books != nil {
			r.assets = newAssets(rec)
		}
		r.books, err = newBookLayout(rec)
	}
	return err
}

// collectDay turns a day into rows. Events, clearings and trades are always complete;
// the others wait for the next day that is kept.
func (r *Recorder) collectDay(rec *world.Record) error {
	if r.panel == nil {
		return nil
	}
	if err := r.layOut(rec); err != nil {
		return err
	}
	if err := r.addEvents(rec); err != nil {
		return err
	}
	if err := r.addNews(rec); err != nil {
		return err
	}
	if r.trades != nil {
		if err := r.addTrades(rec); err != nil {
			return err
		}
	}
	if err := r.addClearing(rec); err != nil {
		return err
	}
	r.window.add(rec)
	if r.holdings != nil {
		r.window.addBooks(r.books, rec)
		r.window.addStock(rec)
	}
	if rec.View.Day%r.chunk.opts.Every != 0 {
		return nil
	}
	return r.keep()
}

// pass writes the rows if this run is the first of the queue, and otherwise waits
// once there are too many of them.
func (r *Recorder) pass() error {
	n := 0
	for _, b := range r.all {
		n += b.len()
	}
	if n == 0 {
		return nil
	}
	c := r.chunk
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.err == nil && n > maxWaiting && c.queue[0] != r {
		c.turn.Wait()
	}
	if c.err == nil && c.queue[0] == r {
		c.err = r.drain()
	}
	return c.err
}

func (r *Recorder) drain() error {
	for _, b := range r.all {
		if err := b.drain(); err != nil {
			return err
		}
	}
	return nil
}

// AddCard records what a finished run leaves for the balance sheet of the card, in the
// table card. Scenario and run are set.
func (r *Recorder) AddCard(rows []CardRow) error {
	if r.card == nil {
		return nil
	}
	for _, row := range rows {
		row.Scenario, row.RunID = r.scenario, r.runID
		if err := r.card.add(row.Date, row); err != nil {
			return fmt.Errorf("run %d of %s: %w", r.runID, r.scenario, err)
		}
	}
	return nil
}

// Finish ends the run with its row in the table of runs, in which it sets scenario
// and number. The observed days of a failed run stay in the tables; the last of them is
// kept like the last day of any run.
func (r *Recorder) Finish(row RunRow) error {
	c := r.chunk
	row.Scenario, row.RunID = r.scenario, r.runID
	if row.Status == "" {
		row.Status = StatusOK
	}
	if !r.finished {
		if err := r.keep(); err != nil {
			return err
		}
	}
	for _, b := range r.all {
		b.seal()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return c.err
	}
	if r.finished {
		return errFinished
	}
	r.row, r.finished = row, true
	return c.advance()
}

// close writes the run's row and adds the run to the manifest.
func (r *Recorder) close() error {
	c := r.chunk
	digests := map[string][sha256.Size]byte{}
	var tables []string
	for _, b := range r.all {
		b.note(r.scenario, r.runID)
		if t := b.seal(); t.rows > 0 {
			tables = append(tables, b.table())
			digests[b.table()] = t.digest
		}
	}
	if c.runs != nil {
		row, err := r.row.row(c.runsTable)
		if err != nil {
			return err
		}
		t := tally{rows: 1, digest: sha256.Sum256(encodeRow(c.runsTable.signature(), c.runsTable, row))}
		if err := c.runs.append(row); err != nil {
			return err
		}
		c.runs.note(r.scenario, r.runID, &t)
		tables = append(tables, c.runsTable.Name)
		digests[c.runsTable.Name] = t.digest
	}
	slices.Sort(tables)
	sum := runContent(tables, func(t string) ([sha256.Size]byte, bool) { d, ok := digests[t]; return d, ok })
	c.done = append(c.done, ManifestRun{Scenario: r.scenario, RunID: r.runID, Status: r.row.Status, Content: hex.EncodeToString(sum[:])})
	r.all, r.panel, r.events, r.clearing, r.holdings, r.flows, r.attribution, r.trades, r.card = nil, nil, nil, nil, nil, nil, nil, nil, nil
	r.instruments, r.prices, r.news, r.balances, r.schedules, r.demand, r.numbers = nil, nil, nil, nil, nil, nil, nil
	return nil
}
