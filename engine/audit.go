package engine

import (
	"context"
	"sync"
	"sync/atomic"
)

// found is the state in which an earlier attempt left a chunk.
type found struct {
	finished bool
	failed   int // number of failed runs
	fault    error
}

// audit finds the state of some chunks after earlier attempts. It reads every byte
// through buffers of constant size, of as many chunks at a time as there are jobs.
// Parts that differ from their manifest are set aside.
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
					m, fault, err := x.e.Store().Audit(chunks[i])
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
