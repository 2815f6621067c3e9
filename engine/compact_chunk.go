package engine

import (
	"context"
	"os"
	"runtime"
	"sync"
	"time"

	"kirifuda/output"
)

// work writes the missing chunks, each from a group of chunks of the source.
func (c *Compacted) work(ctx context.Context, out, from *output.Store, groups [][]int, missing []int, o CompactOptions) error {
	begin := time.Now()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	now := Progress{Done: c.Runs, Total: c.Runs}
	for _, k := range missing {
		now.Done -= len(out.ChunkRuns(k))
	}
	var mu sync.Mutex
	done := func(runs int, bytes int64) {
		mu.Lock()
		defer mu.Unlock()
		now.Done += runs
		now.Fresh += runs
		now.Bytes += bytes
		now.Elapsed = time.Since(begin)
		if o.Progress != nil {
			o.Progress(now)
		}
	}
	host, _ := os.Hostname()
	queue := make(chan int)
	var group sync.WaitGroup
	jobs := o.Jobs
	if jobs <= 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	for range min(jobs, len(missing)) {
		group.Go(func() {
			for k := range queue {
				if ctx.Err() != nil {
					continue
				}
				if err := Guard(func() error {
					m, err := compactOne(ctx, out, from, k, groups[k], host, func(runs int) { done(runs, 0) })
					if err != nil {
						return err
					}
					var n int64
					for i := range m.Tables {
						n += m.Tables[i].Bytes
					}
					done(0, n)
					return nil
				}); err != nil {
					cancel(err)
				}
			}
		})
	}
	for _, k := range missing {
		queue <- k
	}
	close(queue)
	group.Wait()
	return context.Cause(ctx)
}

// compactOne writes a chunk. Its manifest says when the last of its runs were
// simulated, and when and where they were compacted.
func compactOne(ctx context.Context, out, from *output.Store, k int, chunks []int, host string, done func(int)) (*output.Manifest, error) {
	var when span
	for _, j := range chunks {
		if m, err := output.ReadManifest(from.Dir, j); err == nil {
			when.add(m)
		}
	}
	attempt := map[string]string{"compacted": time.Now().UTC().Format(time.RFC3339), "host": host}
	if !when.end.IsZero() {
		attempt["finished"] = when.end.Format(time.RFC3339)
	}
	return out.CompactChunk(ctx, k, from, chunks, attempt, done)
}
