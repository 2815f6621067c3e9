//go:build soak

package output

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestSoakLiarDisk carries out 100,000 schedules, or SIM_SCHEDULES. The first seed is
// printed; SIM_SEED repeats it.
func TestSoakLiarDisk(t *testing.T) {
	number := func(name string, otherwise uint64) uint64 {
		if n, err := strconv.ParseUint(os.Getenv(name), 10, 64); err == nil {
			return n
		}
		return otherwise
	}
	n, from := number("SIM_SCHEDULES", 100_000), number("SIM_SEED", uint64(time.Now().Unix())<<20)
	want, calls := undisturbed(t)
	begin := time.Now()
	var next, done atomic.Uint64
	var failed atomic.Bool
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for i := next.Add(1) - 1; i < n && !failed.Load(); i = next.Add(1) - 1 {
				s := drawSchedule(from+i, calls)
				if err := liarRun(s, nil, want); err != nil && !failed.Swap(true) {
					small := shrink(s, func(s liarSchedule) bool { return liarRun(s, nil, want) != nil })
					t.Errorf("seed %d: %v\nadd to liarCases: %v, // %v", from+i, err, small, liarRun(small, nil, want))
				}
				done.Add(1)
			}
		})
	}
	group.Wait()
	fmt.Printf("liar's disk: %d schedules from seed %d, up to %d calls in each of %d processes, %s\n", done.Load(), from, calls, liarLives,
		time.Since(begin).Round(time.Second))
}
