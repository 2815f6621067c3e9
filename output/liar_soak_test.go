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
	type known struct {
		want  map[string]string
		calls int
	}
	stories := make([]known, len(liarStories))
	for i := range stories {
		stories[i].want, stories[i].calls = liarStories[i].undisturbed(t)
	}
	begin := time.Now()
	var next, done atomic.Uint64
	var failed atomic.Bool
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for i := next.Add(1) - 1; i < n && !failed.Load(); i = next.Add(1) - 1 {
				k := i % uint64(len(stories)) // the stories take turns
				if text := liarFailure(&liarStories[k], from+i, stories[k].want, stories[k].calls); text != "" && !failed.Swap(true) {
					t.Error(text)
				}
				if d := done.Add(1); d%10_000 == 0 { // what was done counts, should the rest be cut off
					fmt.Printf("liar's disk: %d schedules from seed %d, %s\n", d, from, time.Since(begin).Round(time.Second))
				}
			}
		})
	}
	group.Wait()
	fmt.Printf("liar's disk: %d schedules of %d kinds from seed %d, in each of %d processes, %s\n", done.Load(), len(stories), from, liarLives,
		time.Since(begin).Round(time.Second))
}
