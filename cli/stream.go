package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"syscall"
)

// stream is standard output. It remembers the first error, so that no command can end
// well whose output was lost, whatever the command does with errors of printing.
type stream struct {
	w   io.Writer
	mu  sync.Mutex
	err error
}

// Write implements io.Writer. After a failure nothing more is written: the output would
// have a gap.
func (s *stream) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.w.Write(b)
	s.err = err
	return n, err
}

// finish closes the stream and returns the first error. Some file systems report a full
// disk only when the file is closed.
func (s *stream) finish() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f, ok := s.w.(*os.File); ok && s.err == nil {
		s.err = f.Close()
	}
	return s.err
}

// failure is the first error.
func (s *stream) failure() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// end reports how a command ended and chooses the exit code.
func (a *app) end(out *stream, err error) int {
	code, lost := exitOK, out.failure()
	if lost == nil {
		code = a.report(err)
		if lost = out.finish(); lost == nil || err != nil && !verdict(err) {
			return code
		}
	} else if err != nil && !verdict(err) && !errors.Is(err, lost) {
		return a.report(err)
	}
	// A reader that has read enough, such as head, closes the pipe: no cause for a message.
	if errors.Is(lost, syscall.EPIPE) || errors.Is(lost, io.ErrClosedPipe) {
		return exitPipe
	}
	_, _ = fmt.Fprintf(a.stderr, "the output is incomplete: %v\n", lost)
	return exitIO
}

// verdict reports whether an error only carries the exit code of a result, which the
// output explains.
func verdict(err error) bool {
	var ex *exit
	return errors.As(err, &ex) && (ex.err == nil || ex.code == exitFailedRuns || ex.code == exitMismatch)
}
