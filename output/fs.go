package output

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// ErrIO is wrapped by every error of the file system, such as a full disk.
var ErrIO = errors.New("cannot write results")

// ErrConflict is wrapped when a chunk is already committed with different rows: the
// same runs have given two results.
var ErrConflict = errors.New("a finished copy of the chunk has different rows")

// fileSystem is all that an experiment directory is written and read through, so that
// tests can make any call fail and any moment the last.
type fileSystem interface {
	MkdirAll(dir string) error
	Create(path string) (outFile, error) // fails if the file exists
	Scratch(path string) (scratchFile, error)
	Open(path string) (inFile, error)
	ReadDir(dir string) ([]fs.DirEntry, error)
	Stat(path string) (fs.FileInfo, error)
	Rename(from, to string) error
	Link(from, to string) error // fails if to exists
	Remove(path string) error
	RemoveAll(path string) error
	SyncDir(dir string) error
	// Nonce is a word for the name of a temporary file that no other file has. All
	// words of a process begin with the same ownerDigits digits.
	Nonce() string
	// Lock locks a file until the function that it returns is called or the process
	// ends, however it ends.
	Lock(path string) (lockedFile, error)
	// Locked reports whether a process has locked a file.
	Locked(path string) (bool, error)
	// Machine is the machine on which this process runs.
	Machine() machine
}

// machine tells a machine from others, and one start of it from another.
type machine struct {
	Host string
	Boot string        // start of the machine; empty where it is not known
	Up   time.Duration // since then; 0 where it is not known
}

// lockedFile is a file locked by this process.
type lockedFile interface {
	Beat() error // gives the file a time, by the clock of the file system
	Close() error
}

// errNoLocks is the error of a file system that knows no locks.
var errNoLocks = errors.New("the file system has no locks")

// ownerDigits is the number of digits of a nonce that belong to the process.
const ownerDigits = 16

// owner tells this process from all others.
var owner = digits(ownerDigits / 2)

func (osFS) Nonce() string { return owner + digits(4) }

func (osFS) Machine() machine {
	m := machine{}
	m.Host, _ = os.Hostname()
	if b, err := os.ReadFile("/proc/sys/kernel/random/boot_id"); err == nil {
		m.Boot = strings.TrimSpace(string(b))
	}
	if b, err := os.ReadFile("/proc/uptime"); err == nil {
		text, _, _ := strings.Cut(string(b), " ")
		s, _ := strconv.ParseFloat(text, 64)
		m.Up = time.Duration(s * float64(time.Second))
	}
	return m
}

func digits(bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// inFile is a file that is read.
type inFile interface {
	io.Reader
	io.ReaderAt
	io.Closer
	Stat() (fs.FileInfo, error)
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

func (osFS) Open(path string) (inFile, error) { return os.Open(path) }

func (osFS) ReadDir(dir string) ([]fs.DirEntry, error) { return os.ReadDir(dir) }

func (osFS) Stat(path string) (fs.FileInfo, error) { return os.Stat(path) }

func (osFS) Link(from, to string) error { return os.Link(from, to) }

func (osFS) Rename(from, to string) error { return os.Rename(from, to) }

func (osFS) Remove(path string) error { return os.Remove(path) }

func (osFS) RemoveAll(path string) error { return os.RemoveAll(path) }

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

// makeFolder creates a folder and those above it. The names of new folders are on disk
// when it returns: a file that is on disk is lost if its folder is not.
func makeFolder(fsys fileSystem, dir string) error {
	var above []string // of new folders
	for d := filepath.Clean(dir); ; d = filepath.Dir(d) {
		if _, err := fsys.Stat(d); err == nil || filepath.Dir(d) == d {
			break
		}
		above = append(above, filepath.Dir(d))
	}
	if err := fsys.MkdirAll(dir); err != nil {
		return ioError(dir, err)
	}
	for _, d := range above {
		if err := fsys.SyncDir(d); err != nil {
			return ioError(d, err)
		}
	}
	return nil
}

// settle puts on disk what another process may have been about to when it was killed:
// the names of folders and files of an experiment.
func settle(fsys fileSystem, dir string) error {
	list := []string{filepath.Dir(filepath.Clean(dir)), dir}
	for _, name := range []string{"manifest", "tables"} {
		folder := filepath.Join(dir, name)
		entries, err := fsys.ReadDir(folder)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return ioError(folder, err)
		}
		list = append(list, folder)
		for _, f := range entries {
			if f.IsDir() {
				list = append(list, filepath.Join(folder, f.Name()))
			}
		}
	}
	for _, d := range list {
		if err := fsys.SyncDir(d); err != nil && !errors.Is(err, fs.ErrPermission) && !errors.Is(err, fs.ErrNotExist) {
			return ioError(d, err)
		}
	}
	return nil
}

// readFile reads a whole file.
func readFile(fsys fileSystem, path string) ([]byte, error) {
	f, err := fsys.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return io.ReadAll(f)
}

// remove removes a file that may be missing.
func remove(fsys fileSystem, path string) error {
	if err := fsys.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return ioError(path, err)
	}
	return nil
}

func ioError(path string, err error) error {
	if err == nil || errors.Is(err, ErrIO) {
		return err
	}
	return fmt.Errorf("%w: %s: %w", ErrIO, filepath.Base(path), err)
}
