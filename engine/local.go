package engine

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"kirifuda/experiment"
	"kirifuda/output"
)

// errStop cancels unfinished runs.
var errStop = errors.New("stopped")

// Local runs experiments on goroutines of this process, Options.Jobs runs at a time.
// Several processes on one disk can share an experiment through Options.Shard.
var Local = register(Kind{
	Name: localName,
	Doc:  "goroutines of this process",
	New:  func(*flag.FlagSet) Engine { return local{} },
})

const localName = "local"

type local struct{}

// Execute runs an experiment with the engine Local.
func Execute(ctx context.Context, e *experiment.Experiment, opt Options) (*Outcome, error) {
	return local{}.Execute(ctx, e, opt)
}

// Execute implements Engine.
func (local) Execute(ctx context.Context, e *experiment.Experiment, opt Options) (*Outcome, error) {
	if opt.Jobs <= 0 {
		opt.Jobs = runtime.GOMAXPROCS(0)
	}
	opt.Shards = max(opt.Shards, 1)
	if opt.Shard < 0 || opt.Shard >= opt.Shards {
		return nil, experiment.Usage("shard %d/%d: the first number must be 0 to %d", opt.Shard, opt.Shards, opt.Shards-1)
	}
	if e.Plan.Until != "" && opt.Shards > 1 {
		return nil, experiment.Usage("--until examines all runs of a batch and cannot be combined with --shard")
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
		if err = x.work(ctx, e.Plan.Order(from, upTo)); err != nil || x.reason() != StopNone || ctx.Err() != nil {
			break
		}
		from = upTo
		if e.Plan.Until == "" {
			continue
		}
		var c Check
		if c, err = precise(e, upTo); err != nil {
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
	return out, conclude(e, out, last, x.begin)
}

// execution is the state of one call of Execute.
type execution struct {
	e      *experiment.Experiment
	opt    Options
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

// work makes those of the chunks that belong to this process and are not finished.
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
				text := fmt.Sprintf("%s; chunk %d is simulated again", strings.TrimSpace(line), k)
				if x.damaged = append(x.damaged, text); x.opt.Damaged != nil {
					x.opt.Damaged(text)
				}
			}
			q.chunks = append(q.chunks, k)
		case !f.finished:
			q.chunks = append(q.chunks, k)
		case x.opt.RetryFailed && f.failed > 0:
			if err := x.e.Store().Discard(k); err != nil {
				return err
			}
			q.chunks = append(q.chunks, k)
		default:
			x.done += n
			x.failed.Add(int64(f.failed))
		}
	}
	x.report()
	// A run that waits to write does not see the context, and the run
	// before it, which is discarded, will never make room.
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

// worker makes runs until there are none left or the execution ends.
func (x *execution) worker(ctx context.Context, q *queue) error {
	for {
		c, rec, ref, err := q.nextRun(ctx)
		if err != nil || c == nil || !x.one(ctx, q, c, rec, ref) {
			return err
		}
	}
}

// one makes a run and reports whether to continue.
func (x *execution) one(ctx context.Context, q *queue, c *openChunk, rec *output.Recorder, ref experiment.Ref) bool {
	res := run(ctx, x.e, ref, runOptions{inline: !x.opt.Goroutines}, rec)
	if ctx.Err() != nil && res.err != nil {
		return false // the run is discarded; its chunk is made again on resuming
	}
	if errors.Is(res.err, output.ErrIO) { // a full disk is not a fault of the run
		x.fail(res.err)
		return false
	}
	row := row(x.e, ref, res)
	err := rec.Finish(row)
	if err == nil {
		err = q.finish(c)
	}
	if err != nil {
		// A chunk discarded because the execution ended is not an error.
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
