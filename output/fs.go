package output

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// ErrIO is wrapped by every error of the file system, a full disk among them.
var ErrIO = errors.New("cannot write results")

// ErrConflict is wrapped when a chunk is already committed with different rows:
// two runs of the same thing gave two results.
var ErrConflict = errors.New("a finished copy of the chunk has different rows")

// fileSystem is what committing a chunk needs, so that tests can break it.
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

// writeFile replaces a file by content in one step: a reader sees the old file
// or the new one, and after a crash the name holds one of the two.
func writeFile(fs fileSystem, dir, name string, content []byte) error {
	path := filepath.Join(dir, name)
	if err := fs.MkdirAll(filepath.Dir(path)); err != nil {
		return ioError(path, err)
	}
	tmpDir := filepath.Join(dir, "tmp")
	if err := fs.MkdirAll(tmpDir); err != nil {
		return ioError(path, err)
	}
	tmp := filepath.Join(tmpDir, filepath.Base(name)+"-"+nonce())
	return replaceFile(fs, path, tmp, func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
}

// replaceFile writes a temporary file and moves it to path once it is on disk. If
// anything fails, path is as it was and the temporary file is gone.
func replaceFile(fs fileSystem, path, tmp string, write func(io.Writer) error) error {
	f, err := fs.Create(tmp)
	if err != nil {
		return ioError(path, err)
	}
	err = write(f)
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = fs.Rename(tmp, path)
	}
	if err == nil {
		err = fs.SyncDir(filepath.Dir(path))
	}
	if err != nil {
		_ = fs.Remove(tmp)
	}
	return ioError(path, err)
}

// WriteIn makes or replaces a file of an experiment directory in one step: a
// reader sees the old file or the new one, and after a crash the name holds one of
// the two. The temporary file is in the directory's tmp/, where what crashes leave
// is removed in time.
func WriteIn(dir, name string, content []byte) error { return writeFile(osFS{}, dir, name, content) }
