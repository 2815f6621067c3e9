//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package output

import (
	"errors"
	"os"
	"syscall"
)

// flocked is a file with a lock of flock(2). The kernel drops the lock when the last
// process that has the file open ends.
type flocked struct{ *os.File }

func (f flocked) Beat() error {
	_, err := f.WriteAt([]byte("\n"), 0)
	return err
}

func (osFS) Lock(path string) (lockedFile, error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	if err := flock(f, syscall.LOCK_EX); err != nil && !errors.Is(err, errNoLocks) {
		_ = f.Close()
		return nil, err
	}
	return flocked{f}, nil
}

func (osFS) Locked(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer func() { _ = f.Close() }()
	err = flock(f, syscall.LOCK_SH)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return true, nil
	}
	return false, err
}

func flock(f *os.File, how int) error {
	for {
		switch err := syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB); {
		case errors.Is(err, syscall.EINTR):
		case errors.Is(err, syscall.ENOLCK), errors.Is(err, syscall.ENOSYS), errors.Is(err, syscall.ENOTSUP), errors.Is(err, syscall.EBADF):
			// Network file systems without a lock service; EBADF: those that lock for
			// sharing only what is open for writing as well.
			return errNoLocks
		default:
			return err
		}
	}
}

// processExists reports whether there is a process of a number, if that can be known.
func processExists(pid int) (exists, known bool) {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM), true
}
