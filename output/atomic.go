package output

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Every file that is not a part of a table is written here: to a temporary file
// that is renamed once it is on disk. A reader sees either the old or the new
// file, also after a crash.

// Existing says what WriteFile does if the file exists.
type Existing bool

const (
	Keep    Existing = false // leave it alone; the error wraps fs.ErrExist
	Replace Existing = true
)

// WriteFile creates the file at path, in a folder that exists, with the content
// that write produces. The temporary file is in the same folder. Links are followed; a
// pipe, a device and /dev/stdout are written to directly. A path that cannot be
// written to because of what is there gives a TargetError. Errors of the file system
// wrap ErrIO; an error of write itself is returned unchanged.
func WriteFile(path string, existing Existing, write func(io.Writer) error) error {
	file, through, err := target(path, existing)
	switch {
	case err != nil:
		return err
	case through:
		return writeThrough(file, write)
	}
	path = file
	var failed error // of write, which describes it itself
	full := func(w io.Writer) error {
		failed = write(&namedWriter{path, w})
		return failed
	}
	tmp := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+"-"+digits(8))
	if existing == Replace {
		err = replaceFile(osFS{}, path, tmp, full)
	} else {
		err = createFile(osFS{}, path, tmp, full)
	}
	if failed != nil {
		return failed
	}
	if errors.Is(err, fs.ErrExist) { // a rival made it in the meantime
		err = CheckTarget(path, existing)
	}
	return err
}

func writeThrough(path string, write func(io.Writer) error) error {
	switch descriptor(path) {
	case 1:
		return write(&namedWriter{path, os.Stdout})
	case 2:
		return write(&namedWriter{path, os.Stderr})
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return ioError(path, err)
	}
	err = write(&namedWriter{path, f})
	if e := f.Close(); err == nil {
		err = ioError(path, e)
	}
	return err
}

// namedWriter turns errors of writing into errors of the file system.
type namedWriter struct {
	path string
	w    io.Writer
}

func (w *namedWriter) Write(b []byte) (int, error) {
	n, err := w.w.Write(b)
	return n, ioError(w.path, err)
}

// WriteIn creates or replaces a file of an experiment directory, to which the process
// need not have a claim. The temporary file is in the directory's tmp/.
func WriteIn(dir, name string, content []byte) error {
	return claimed(osFS{}, dir, func() error { return writeIn(osFS{}, dir, name, content) })
}

// WriteIn creates or replaces a file of the directory, to which the process has a claim.
func (e *Store) WriteIn(name string, content []byte) error { return e.writeIn(name, content) }

func (e *Store) writeIn(name string, content []byte) error {
	return writeIn(e.fs, e.Dir, name, content)
}

func writeIn(fs fileSystem, dir, name string, content []byte) error {
	tmp, err := temporary(fs, dir, name)
	if err != nil {
		return err
	}
	return replaceFile(fs, filepath.Join(dir, name), tmp, bytesTo(content))
}

// createIn is WriteIn for a file that may exist: the file is then left alone, which
// is not an error. Of several processes one creates it.
func createIn(fsys fileSystem, dir, name string, content []byte) error {
	tmp, err := temporary(fsys, dir, name)
	if err != nil {
		return err
	}
	if err := createFile(fsys, filepath.Join(dir, name), tmp, bytesTo(content)); !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// temporary is a path in an experiment's tmp/ for a file to be renamed to name.
func temporary(fs fileSystem, dir, name string) (string, error) {
	for _, d := range []string{filepath.Dir(filepath.Join(dir, name)), filepath.Join(dir, "tmp")} {
		if err := makeFolder(fs, d); err != nil {
			return "", err
		}
	}
	return filepath.Join(dir, "tmp", filepath.Base(name)+"-"+fs.Nonce()), nil
}

func bytesTo(content []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	}
}

// replaceFile writes a temporary file and moves it to path once it is on disk. On
// failure path is unchanged and the temporary file is removed.
func replaceFile(fs fileSystem, path, tmp string, write func(io.Writer) error) error {
	return place(fs, path, tmp, write, func() error { return fs.Rename(tmp, path) })
}

// createFile is replaceFile unless path exists; then the error wraps fs.ErrExist.
func createFile(fsys fileSystem, path, tmp string, write func(io.Writer) error) error {
	return place(fsys, path, tmp, write, func() error {
		err := fsys.Link(tmp, path)
		if err != nil && !errors.Is(err, fs.ErrExist) {
			// The file system has no hard links.
			if _, e := fsys.Stat(path); errors.Is(e, fs.ErrNotExist) {
				return fsys.Rename(tmp, path)
			}
			err = fs.ErrExist
		}
		if err == nil {
			err = fsys.Remove(tmp)
		}
		return err
	})
}

func place(fs fileSystem, path, tmp string, write func(io.Writer) error, name func() error) error {
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
		err = name()
	}
	if err == nil {
		err = fs.SyncDir(filepath.Dir(path))
	}
	if err != nil {
		_ = fs.Remove(tmp)
	}
	return ioError(path, err)
}

// MakeFolder creates a folder for files of the user's, and those above it.
func MakeFolder(dir string) error { return makeFolder(osFS{}, dir) }
