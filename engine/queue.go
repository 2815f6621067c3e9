package engine

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"sync"
	"time"

	"kirifuda/experiment"
	"kirifuda/output"
)

// openChunk is a chunk in progress.
type openChunk struct {
	index int
	runs  []experiment.Ref
	out   *output.Chunk
	next  int // index of the run to be handed out next
	left  int // number of unfinished runs
	begin time.Time
}

// queue hands out runs in the order of chunks, so that several workers share a chunk
// and parts stay large.
type queue struct {
	x      *execution
	chunks []int
	mu     sync.Mutex
	cur    *openChunk
	open   map[*openChunk]bool
}

// nextRun hands out the next run; nil when there are none left.
func (q *queue) nextRun(ctx context.Context) (*openChunk, *output.Recorder, experiment.Ref, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if ctx.Err() != nil {
		return nil, nil, experiment.Ref{}, nil
	}
	if q.cur == nil || q.cur.next == len(q.cur.runs) {
		q.cur = nil
		if len(q.chunks) == 0 {
			return nil, nil, experiment.Ref{}, nil
		}
		e := q.x.e
		c := &openChunk{index: q.chunks[0], runs: e.Plan.Chunk(q.chunks[0]), begin: time.Now()}
		q.chunks = q.chunks[1:]
		c.left = len(c.runs)
		var err error
		if c.out, err = e.Store().OpenChunk(c.index); err != nil {
			return nil, nil, experiment.Ref{}, err
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

// finish counts a finished run and commits the chunk after its last run.
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

// abort discards the unfinished chunks; runs that wait to write end with an error.
func (q *queue) abort() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for c := range q.open {
		c.out.Abort()
	}
}
