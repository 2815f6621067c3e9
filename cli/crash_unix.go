//go:build unix

package cli

import (
	"runtime/debug"
	"syscall"
)

// abortOnFatal lets errors from which Go does not return, such as lack of memory, end
// the program with the signal ABRT instead of exit code 2, which means a fault in the
// command line. No core file is left behind.
func abortOnFatal() {
	debug.SetTraceback("crash")
	var l syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_CORE, &l) == nil {
		l.Cur = 0
		_ = syscall.Setrlimit(syscall.RLIMIT_CORE, &l)
	}
}
