package output

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// ErrIO is wrapped by every error of the file system, such as a full disk.
var ErrIO = errors.New("cannot write results")

// ErrConflict is wrapped when a chunk is already committed with different rows: the
// same runs have given two results.
var ErrConflict = errors.New("a finished copy of the chunk has different rows")

// fileSystem is what committing a chunk needs, so that tests can make it fail.
type fileSystem interface {
	MkdirAll(dir string) error
	Create(path string) (outFile, error) // fails if the file exists
	Scratch(path string) (scratchFile, error)
	Rename(from, to string) error
	Remove(path string) error
	SyncDir(dir string) error
}

type outFile interface {
	io.WriteCloser
	Sync() error
}

type osFS struct{}

func (osFS) MkdirAll(dir string) error { return os.MkdirAll(dir, 0o777) }

func (osFS) Create(path string) (outFile, error) {
	return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
}

func (osFS) Scratch(path string) (scratchFile, error) {
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
}

func (osFS) Rename(from, to string) error { return os.Rename(from, to) }

func (osFS) Remove(path string) error { return os.Remove(path) }

func (osFS) SyncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = d.Sync()
	if e := d.Close(); err == nil {
		err = e
	}
	return err
}

func ioError(path string, err error) error {
	if err == nil || errors.Is(err, ErrIO) {
		return err
	}
	return fmt.Errorf("%w: %s: %w", ErrIO, filepath.Base(path), err)
}
