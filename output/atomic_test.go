package output

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	text := func(s string) func(io.Writer) error {
		return func(w io.Writer) error { _, err := io.WriteString(w, s); return err }
	}
	is := func(path, want string) {
		t.Helper()
		if b, err := os.ReadFile(path); err != nil || string(b) != want {
			t.Errorf("%s: %q, %v, want %q", path, b, err, want)
		}
	}
	a := filepath.Join(dir, "a")
	if err := WriteFile(a, Keep, text("one")); err != nil {
		t.Fatal(err)
	}
	if err := WriteFile(a, Keep, text("two")); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over a file: %v", err)
	}
	is(a, "one")
	// A rival made the file after it was looked for.
	if err := createFile(osFS{}, a, filepath.Join(dir, ".tmp"), text("two")); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over a rival's file: %v", err)
	}
	is(a, "one")
	if err := WriteFile(a, Replace, text("two")); err != nil {
		t.Fatal(err)
	}
	is(a, "two")
	own := errors.New("own")
	if err := WriteFile(a, Replace, func(w io.Writer) error { _, _ = io.WriteString(w, "half"); return own }); err != own {
		t.Errorf("an error of the writer: %v", err)
	}
	is(a, "two")
	var refused *TargetError
	for _, path := range []string{filepath.Join(dir, "none", "b"), filepath.Join(a, "b"), dir} {
		if err := WriteFile(path, Replace, text("x")); !errors.As(err, &refused) {
			t.Errorf("%s: %v", path, err)
		}
	}
	if err := WriteFile(os.DevNull, Replace, text("x")); err != nil {
		t.Errorf("no regular file: %v", err)
	}
	if st, err := os.Stat(os.DevNull); err != nil || st.Mode().IsRegular() {
		t.Errorf("%s was replaced: %v, %v", os.DevNull, st, err)
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(a, link); err == nil {
		if err := WriteFile(link, Replace, text("three")); err != nil {
			t.Error(err)
		}
		is(a, "three")
		if err := WriteFile(link, Keep, text("four")); !errors.Is(err, fs.ErrExist) {
			t.Errorf("over a link to a file: %v", err)
		}
		// A link to nothing names the file to be made.
		if err := errors.Join(os.Remove(link), os.Symlink("b", link), WriteFile(link, Keep, text("five"))); err != nil {
			t.Error(err)
		}
		is(filepath.Join(dir, "b"), "five")
		if st, err := os.Lstat(link); err != nil || st.Mode()&fs.ModeSymlink == 0 {
			t.Errorf("the link was replaced: %v, %v", st, err)
		}
		if err := errors.Join(os.Remove(link), os.Symlink(link, link), os.Remove(filepath.Join(dir, "b"))); err != nil {
			t.Fatal(err)
		}
		if err := WriteFile(link, Replace, text("x")); !errors.As(err, &refused) {
			t.Errorf("a link to itself: %v", err)
		}
		if err := os.Remove(link); err != nil {
			t.Fatal(err)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("left over: %v, %v", left, err)
	}
}
