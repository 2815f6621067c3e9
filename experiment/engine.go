package experiment

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"kirifuda/output"
	"kirifuda/world"
)

// ExecOptions say how an experiment is worked off. None of them changes a
// result.
type ExecOptions struct {
	Jobs          int  // runs at a time; 0 is the number of usable CPUs
	Shard, Shards int  // this process does chunks k with k mod Shards = Shard
	RetryFailed   bool // redo chunks that hold failed runs
	FailFast      bool // stop at the first failed run
	MaxFailures   int  // stop at more failed runs than that; negative for no limit
	MaxWall       time.Duration
	Goroutines    bool // every institution on a goroutine of its own
	Progress      func(Progress)
	Checking      func(done, total int) // chunks of which it is known what earlier attempts left
	Damaged       func(text string)     // a part of an earlier attempt that is not what was written
}

// Progress is what has been done so far.
type Progress struct {
	Done    int           `json:"done"` // runs, those of earlier attempts included
	Total   int           `json:"total"`
	Failed  int           `json:"failed"`
	Fresh   int           `json:"fresh"` // runs of this process
	Bytes   int64         `json:"bytes"` // committed by this process
	Elapsed time.Duration `json:"elapsed_ns"`
}

// Why an execution ended before its work was done.
const (
	StopNone        = ""
	StopInterrupted = "interrupted"
	StopWall        = "max-wall"
	StopFailures    = "failures"
)

// Outcome is the end of an execution.
type Outcome struct {
	Dir           string        `json:"dir"`
	ID            string        `json:"experiment_id"`
	State         string        `json:"state"`
	Stop          string        `json:"stop,omitempty"`
	Runs          int           `json:"runs"`   // in finished chunks
	Total         int           `json:"total"`  // of the plan, or until it stopped
	Failed        int           `json:"failed"` // in finished chunks and in what was dropped
	Fresh         int           `json:"fresh"`
	Chunks        int           `json:"chunks"`
	StoppedAt     int           `json:"stopped_at,omitempty"`
	Shards        int           `json:"shards,omitempty"`
	Checks        []Check       `json:"checks,omitempty"` // of the stopping rule
	DatasetSHA256 string        `json:"dataset_sha256,omitempty"`
	Messages      []string      `json:"messages,omitempty"` // of the first failed runs
	Damaged       []string      `json:"damaged,omitempty"`  // parts of earlier attempts that were not what was written; made again
	Elapsed       time.Duration `json:"elapsed_ns"`
}

// errStop cancels runs in flight.
var errStop = errors.New("stopped")

// Execute works off the chunks that are not finished. Failed runs are rows of
// the results and no error; the error is about the program or the file system.
func (e *Experiment) Execute(ctx context.Context, opt ExecOptions) (*Outcome, error) {
	if opt.Jobs <= 0 {
		opt.Jobs = runtime.GOMAXPROCS(0)
	}
	opt.Shards = max(opt.Shards, 1)
	if opt.Shard < 0 || opt.Shard >= opt.Shards {
		return nil, usage("shard %d/%d: the number runs from 0 to %d", opt.Shard, opt.Shards, opt.Shards-1)
	}
	if e.Plan.Until != "" && opt.Shards > 1 {
		return nil, usage("--until looks at all runs of a batch and cannot be sharded")
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	x := &execution{e: e, opt: opt, begin: time.Now(), cancel: cancel}
	if opt.MaxWall > 0 {
		t := time.AfterFunc(opt.MaxWall, func() { x.stop(StopWall) })
		defer t.Stop()
	}
	out := &Outcome{Dir: e.Dir, ID: e.Plan.ID, State: StateRunning, Shards: opt.Shards}
	var err error
	batches := e.Plan.Batches
	if len(batches) == 0 {
		batches = []int{e.Plan.Reps}
	}
	last, from := e.Plan.Reps, 0
	var checks []Check
	for _, upTo := range batches {
		if err = x.work(ctx, e.Plan.order(from, upTo)); err != nil || x.reason() != StopNone || ctx.Err() != nil {
			break
		}
		from = upTo
		if e.Plan.Until == "" {
			continue
		}
		var c Check
		if c, err = e.precise(upTo); err != nil {
			break
		}
		if checks = append(checks, c); c.Holds {
			last = upTo
			break
		}
	}
	if ctx.Err() != nil && x.reason() == StopNone {
		x.stop(StopInterrupted)
	}
	out.Stop, out.Failed, out.Fresh, out.Messages = x.reason(), int(x.failed.Load()), int(x.fresh.Load()), x.messages
	out.Elapsed, out.Checks, out.Damaged = time.Since(x.begin), checks, x.damaged
	if err != nil {
		return out, err
	}
	return out, e.conclude(out, last, x.begin)
}

// conclude counts what is finished and writes what can be known of the whole.
// Shards leave that to the one that finds nothing missing.
func (e *Experiment) conclude(out *Outcome, reps int, begin time.Time) error {
	chunks := e.Plan.order(0, reps)
	for _, k := range chunks {
		out.Total += len(e.Plan.Chunk(k))
	}
	slices.Sort(chunks)
	t, err := e.out.Tally(chunks)
	if err != nil {
		return err
	}
	missing := t.Missing > 0
	out.Runs, out.Chunks = t.Runs, t.Chunks
	if !missing {
		out.DatasetSHA256, out.State, out.Failed = t.DatasetSHA256, StateComplete, t.Failed
		if reps < e.Plan.Reps {
			out.State, out.StoppedAt = StateStopped, reps
		}
	}
	if len(out.Checks) > 0 {
		b, err := json.MarshalIndent(map[string]any{"rule": e.Plan.Until, "batches": e.Plan.Batches, "checks": out.Checks}, "", " ")
		if err != nil {
			return err
		}
		if err := writeAtomic(e.Dir, untilFile, append(b, '\n')); err != nil {
			return err
		}
	}
	if missing && out.Shards > 1 {
		return nil
	}
	if x := e.out.Index; x != nil && x.Finished == t.Chunks && x.DatasetSHA256 == out.DatasetSHA256 && out.Fresh == 0 && (missing || e.out.Described()) {
		return nil
	}
	if err := e.out.Rebuild(); err != nil || missing {
		return err
	}
	s := e.Scenarios[e.Plan.Treatment()]
	return e.out.WriteCrate(output.Provenance{Title: s.Title, Description: strings.TrimSpace(s.Story), Command: "sim " + e.Plan.Kind + " " + s.Name, Start: begin, End: time.Now()})
}

// execution is the state of one Execute.
type execution struct {
	e      *Experiment
	opt    ExecOptions
	begin  time.Time
	cancel context.CancelCauseFunc

	mu       sync.Mutex
	why      string
	messages []string
	damaged  []string
	done     int
	total    int
	bytes    int64
	err      error

	failed atomic.Int64
	fresh  atomic.Int64
}

// stop ends the execution for a reason; the first one counts.
func (x *execution) stop(why string) {
	x.mu.Lock()
	if x.why == StopNone {
		x.why = why
	}
	x.mu.Unlock()
	x.cancel(errStop)
}

func (x *execution) reason() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.why
}

// fail ends the execution with an error.
func (x *execution) fail(err error) {
	x.mu.Lock()
	if x.err == nil {
		x.err = err
	}
	x.mu.Unlock()
	x.cancel(errStop)
}

// openChunk is a chunk that is being worked on.
type openChunk struct {
	index int
	runs  []Ref
	out   *output.Chunk
	next  int // run to be given out
	left  int // runs that are not finished
	begin time.Time
}

// queue gives out runs in the order of chunks, so that several workers share a
// chunk and the parts stay large.
type queue struct {
	x      *execution
	chunks []int
	mu     sync.Mutex
	cur    *openChunk
	open   map[*openChunk]bool
}

// take is the next run; nil when there are none left.
func (q *queue) take(ctx context.Context) (*openChunk, *output.Recorder, Ref, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if ctx.Err() != nil {
		return nil, nil, Ref{}, nil
	}
	if q.cur == nil || q.cur.next == len(q.cur.runs) {
		q.cur = nil
		if len(q.chunks) == 0 {
			return nil, nil, Ref{}, nil
		}
		e := q.x.e
		c := &openChunk{index: q.chunks[0], runs: e.Plan.Chunk(q.chunks[0]), begin: time.Now()}
		q.chunks = q.chunks[1:]
		c.left = len(c.runs)
		var err error
		if c.out, err = e.out.OpenChunk(c.index); err != nil {
			return nil, nil, Ref{}, err
		}
		q.cur = c
		q.open[c] = true
	}
	c := q.cur
	ref := c.runs[c.next]
	c.next++
	rec, err := c.out.Run(q.x.e.Plan.Arms[ref.Arm].Scenario, ref.RunID)
	return c, rec, ref, err
}

// finish counts a run and commits the chunk with its last one.
func (q *queue) finish(c *openChunk) error {
	q.mu.Lock()
	c.left--
	last := c.left == 0
	if last {
		delete(q.open, c)
	}
	q.mu.Unlock()
	if !last {
		return nil
	}
	host, _ := os.Hostname()
	m, err := c.out.Commit(map[string]string{
		"host": host, "elapsed_ms": strconv.FormatInt(time.Since(c.begin).Milliseconds(), 10),
		"finished": time.Now().UTC().Format(time.RFC3339), "jobs": strconv.Itoa(q.x.opt.Jobs),
		"shard": fmt.Sprintf("%d/%d", q.x.opt.Shard, q.x.opt.Shards),
	})
	if err != nil {
		return err
	}
	q.x.mu.Lock()
	for i := range m.Tables {
		q.x.bytes += m.Tables[i].Bytes
	}
	q.x.mu.Unlock()
	return nil
}

// found is what an earlier attempt left of a chunk.
type found struct {
	finished bool
	failed   int // runs
	fault    error
}

// audit looks at what earlier attempts left of some chunks. It reads every byte,
// of as many chunks at a time as there are jobs, through buffers of constant
// size. Parts that are not what their manifest says are set aside.
func (x *execution) audit(ctx context.Context, chunks []int) ([]found, error) {
	list := make([]found, len(chunks))
	var group sync.WaitGroup
	var next atomic.Int64
	var mu sync.Mutex
	var failed error
	done := 0
	for range min(x.opt.Jobs, len(chunks)) {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(chunks) && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				err := Guard(func() error {
					m, fault, err := x.e.out.Audit(chunks[i])
					list[i].fault = fault
					if m != nil {
						list[i].finished, list[i].failed = true, m.Failed()
					}
					return err
				})
				mu.Lock()
				if failed == nil {
					failed = err
				}
				if done++; x.opt.Checking != nil {
					x.opt.Checking(done, len(chunks))
				}
				mu.Unlock()
			}
		})
	}
	group.Wait()
	return list, failed
}

// work does those of the chunks that are this process's and not finished.
func (x *execution) work(ctx context.Context, chunks []int) error {
	q := &queue{x: x, open: map[*openChunk]bool{}}
	chunks = slices.DeleteFunc(chunks, func(k int) bool { return k%x.opt.Shards != x.opt.Shard })
	left, err := x.audit(ctx, chunks)
	if err != nil || ctx.Err() != nil {
		return err
	}
	for i, k := range chunks {
		n := len(x.e.Plan.Chunk(k))
		x.total += n
		switch f := left[i]; {
		case f.fault != nil:
			for line := range strings.Lines(f.fault.Error()) {
				text := fmt.Sprintf("%s; chunk %d is made again", strings.TrimSpace(line), k)
				if x.damaged = append(x.damaged, text); x.opt.Damaged != nil {
					x.opt.Damaged(text)
				}
			}
			q.chunks = append(q.chunks, k)
		case !f.finished:
			q.chunks = append(q.chunks, k)
		case x.opt.RetryFailed && f.failed > 0:
			if err := os.Remove(filepath.Join(x.e.Dir, "manifest", fmt.Sprintf("chunk-%05d.json", k))); err != nil {
				return fmt.Errorf("%w: %w", output.ErrIO, err)
			}
			q.chunks = append(q.chunks, k)
		default:
			x.done += n
			x.failed.Add(int64(f.failed))
		}
	}
	x.report()
	// A run that waits for its turn to write does not see the context; the run
	// before it, which is dropped, will never make room.
	defer context.AfterFunc(ctx, q.abort)()
	var group sync.WaitGroup
	for range min(x.opt.Jobs, max(1, len(q.chunks)*x.e.Plan.ChunkRuns)) {
		group.Go(func() {
			if err := Guard(func() error { return x.worker(ctx, q) }); err != nil {
				x.fail(err)
			}
		})
	}
	group.Wait()
	q.abort()
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.err
}

// abort drops the chunks that are not finished; runs that wait for their turn
// end with an error.
func (q *queue) abort() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for c := range q.open {
		c.out.Abort()
	}
}

// worker makes runs until there are none left or the execution ends.
func (x *execution) worker(ctx context.Context, q *queue) error {
	for {
		c, rec, ref, err := q.take(ctx)
		if err != nil || c == nil || !x.one(ctx, q, c, rec, ref) {
			return err
		}
	}
}

// one makes a run and reports whether to go on.
func (x *execution) one(ctx context.Context, q *queue, c *openChunk, rec *output.Recorder, ref Ref) bool {
	res := x.e.run(ctx, ref, !x.opt.Goroutines, rec)
	if ctx.Err() != nil && res.err != nil {
		return false // dropped; the chunk is redone on resume
	}
	if errors.Is(res.err, output.ErrIO) { // a full disk is no property of the run
		x.fail(res.err)
		return false
	}
	row := x.e.row(ref, res)
	err := rec.Finish(row)
	if err == nil {
		err = q.finish(c)
	}
	if err != nil {
		// A chunk that was dropped as the execution ended is no error.
		if ctx.Err() == nil || errors.Is(err, output.ErrIO) || errors.Is(err, output.ErrConflict) {
			x.fail(err)
		}
		return false
	}
	x.fresh.Add(1)
	if res.err != nil {
		n := x.failed.Add(1)
		x.mu.Lock()
		if len(x.messages) < 5 {
			x.messages = append(x.messages, fmt.Sprintf("run %d of %s: %s", ref.RunID, x.e.Plan.Arms[ref.Arm].Scenario, row.Error))
		}
		x.mu.Unlock()
		if x.opt.FailFast || x.opt.MaxFailures >= 0 && n > int64(x.opt.MaxFailures) {
			x.stop(StopFailures)
		}
	}
	x.mu.Lock()
	x.done++
	x.mu.Unlock()
	x.report()
	return true
}

func (x *execution) report() {
	if x.opt.Progress == nil {
		return
	}
	x.mu.Lock()
	p := Progress{Done: x.done, Total: x.total, Failed: int(x.failed.Load()), Fresh: int(x.fresh.Load()), Bytes: x.bytes, Elapsed: time.Since(x.begin)}
	x.mu.Unlock()
	x.opt.Progress(p)
}

// result is the end of one run.
type result struct {
	stage    string // in which it failed
	err      error
	outcomes map[string]float64
	buyers   []Buyer
	days     int
}

// run makes one run, shown to a recorder.
func (e *Experiment) run(ctx context.Context, ref Ref, inline bool, rec *output.Recorder, more ...world.Observer) (res result) {
	res.stage = "build"
	defer func() {
		if r := recover(); r != nil {
			res.err = fmt.Errorf("the program failed: %v", r)
		}
	}()
	b, err := e.builder(ref)
	if err != nil {
		res.err = err
		return res
	}
	head := NewHeadline(b.Base(), e.metrics)
	observers := []world.Observer{head}
	if rec != nil {
		observers = append(observers, rec)
	}
	w, err := b.Build(RunOptions{Seed: uint64(e.Plan.Seed), Run: uint64(ref.Rep), Inline: inline, Observers: append(observers, more...)})
	if err != nil {
		res.err = err
		return res
	}
	defer w.Close()
	if rec != nil {
		rec.Attach(w)
	}
	res.stage = "run"
	err = w.Run(ctx)
	res.days = w.View().Day
	if err != nil {
		res.err = err
		return res
	}
	res.stage = "metrics"
	res.outcomes, res.err = head.Outcomes()
	res.buyers = head.Buyers()
	return res
}

// row is the run's row in the table of runs.
func (e *Experiment) row(ref Ref, res result) output.RunRow {
	row := output.RunRow{
		DesignID: ref.DesignID, Rep: ref.Rep, Seed: e.Plan.Seed, Params: e.parameters(ref), Outcomes: res.outcomes, Status: output.StatusOK,
	}
	if res.err != nil {
		row.Status, row.Error, row.Outcomes = output.StatusFailed, res.stage+": "+res.err.Error(), nil
	}
	return row
}
