// Package bounded holds readers of foreign bytes to bounds of time and memory in tests,
// so that no input makes them hang or allocate in proportion to a number in it.
package bounded

import (
	"fmt"
	"runtime/metrics"
	"testing"
	"time"
)

const (
	// mostTime is far more than any input takes, also on a busy machine.
	mostTime = 30 * time.Second
	// smallBytes is the size below which an input must not allocate mostBytes.
	smallBytes = 1 << 20
	mostBytes  = 512 << 20
)

// Read reads an input of a size. The process ends if that takes too long, which a fuzz
// engine records with the input; the test fails if it allocates too much.
func Read(t testing.TB, size int, read func()) {
	t.Helper()
	late := time.AfterFunc(mostTime, func() { panic(fmt.Sprintf("an input of %d bytes is still being read after %v", size, mostTime)) })
	defer late.Stop()
	before := allocated()
	read()
	if b := allocated() - before; size < smallBytes && b > mostBytes {
		t.Errorf("an input of %d bytes allocates %d bytes", size, b)
	}
}

// allocated is the number of bytes that the process has allocated so far.
func allocated() uint64 {
	s := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}
