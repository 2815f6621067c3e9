package cli

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
)

// leastMemory is what a process must be able to map beyond what it has at the start:
// with less, even a single run ends for lack of memory.
const leastMemory = 160 << 20

// limitMemory keeps the program within the memory that it may use, as far as the
// garbage collector can: a limit on its address space (ulimit -v) or of its control
// group. A limit that leaves too little to begin with is an error.
func limitMemory() error {
	soft := int64(math.MaxInt64)
	var l syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_AS, &l) == nil && l.Cur < 1<<50 {
		left := int64(l.Cur) - mapped()
		if left < leastMemory {
			return fmt.Errorf("not enough memory: the limit on the address space (ulimit -v) leaves %d MB beyond what the program maps at the start, and it needs at least %d MB: "+
				"allow %d MB or more, such as ulimit -v %d", max(0, left>>20), leastMemory>>20, (mapped()+4*leastMemory)>>20, (mapped()+4*leastMemory)>>10)
		}
		soft = min(soft, left)
	}
	for _, name := range []string{"/sys/fs/cgroup" + ownGroup() + "/memory.max", "/sys/fs/cgroup/memory.max"} {
		if b, err := os.ReadFile(name); err == nil {
			if n, err := strconv.ParseInt(strings.TrimSpace(string(b)), 10, 64); err == nil {
				soft = min(soft, n)
			}
		}
	}
	if soft < math.MaxInt64 && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(soft / 10 * 8)
	}
	return nil
}

// mapped is the size of the process's address space.
func mapped() int64 {
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	pages, _, _ := bytes.Cut(b, []byte(" "))
	n, _ := strconv.ParseInt(string(pages), 10, 64)
	return n * int64(os.Getpagesize())
}

// ownGroup is the path of the process's control group, empty if it is not known.
func ownGroup() string {
	b, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(b)) {
		if path, ok := strings.CutPrefix(strings.TrimSpace(line), "0::/"); ok {
			return "/" + path
		}
	}
	return ""
}
