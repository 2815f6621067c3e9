package output

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// TargetError is the error of a path to which no file can be written because of what
// is there. Nothing was changed.
type TargetError struct {
	Path string
	Text string // what is there
	err  error
}

func (e *TargetError) Error() string { return e.Path + " " + e.Text }

// Unwrap returns the cause, such as fs.ErrExist.
func (e *TargetError) Unwrap() error { return e.err }

// CheckTarget reports, as a TargetError, why WriteFile would refuse to write to path.
// A command that takes long calls it first.
func CheckTarget(path string, existing Existing) error {
	_, _, err := target(path, existing)
	return err
}

// target finds the file that a path means, following links, and whether it is to be
// written to as it is, because it is a pipe or a device.
func target(path string, existing Existing) (file string, through bool, err error) {
	refuse := func(err error, format string, args ...any) (string, bool, error) {
		return "", false, &TargetError{path, fmt.Sprintf(format, args...), err}
	}
	if descriptor(path) >= 0 {
		return path, true, nil
	}
	file = path
	for links := 0; ; links++ {
		if links > 40 {
			return refuse(nil, "is a link that leads nowhere")
		}
		st, err := os.Lstat(file)
		switch {
		case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
			if folder, err := os.Stat(filepath.Dir(file)); err != nil {
				return refuse(err, "cannot be written: there is no folder %s", filepath.Dir(file))
			} else if !folder.IsDir() {
				return refuse(nil, "cannot be written: %s is no folder", filepath.Dir(file))
			}
			return file, false, nil
		case err != nil:
			return "", false, ioError(path, err)
		case st.Mode()&fs.ModeSymlink != 0:
			to, err := os.Readlink(file)
			if err != nil {
				return "", false, ioError(path, err)
			}
			if !filepath.IsAbs(to) {
				to = filepath.Join(filepath.Dir(file), to)
			}
			if file = to; descriptor(file) >= 0 {
				return file, true, nil
			}
		case st.IsDir():
			return refuse(nil, "is a folder: name a file")
		case !st.Mode().IsRegular():
			return file, true, nil
		case existing == Keep:
			return refuse(fs.ErrExist, "exists: use -f to replace it or -o to choose another")
		default:
			return file, false, nil
		}
	}
}

// Passes reports whether a path is a pipe, a device or a stream of the process, which
// is written to as it is.
func Passes(path string) bool {
	_, through, err := target(path, Replace)
	return err == nil && through
}

// descriptor is the number of the open file that a path such as /dev/stdout names,
// -1 if it names none. Opening it anew would overwrite what the process or its
// caller has written before.
func descriptor(path string) int {
	switch path {
	case "/dev/stdout":
		return 1
	case "/dev/stderr":
		return 2
	}
	for _, folder := range []string{"/dev/fd/", "/proc/self/fd/"} {
		if digits, ok := strings.CutPrefix(path, folder); ok {
			if n, err := strconv.Atoi(digits); err == nil && n >= 0 {
				return n
			}
		}
	}
	return -1
}
