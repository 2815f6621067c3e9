package output

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"time"
)

// Store is an experiment directory.
type Store struct {
	Dir    string
	Layout Layout
	Index  *Index // as last rebuilt; nil if it never was

	fs    fileSystem
	claim *Claim

	outdated bool  // the index is that of an experiment with fewer chunks
	starts   []int // number of runs before each range
	total    int

	chunks    []stage
	numChunks int
}

const (
	planName  = "plan.json"       // the definition of the experiment; the first file written
	indexName = "experiment.json" // the index of finished chunks; the last file written at the start
)

// ErrOther is wrapped when a directory already holds a different experiment.
var ErrOther = errors.New("the directory holds another experiment")

// CreateStore creates the directory of an experiment from the text of its plan (see
// Layout) and writes what is known before the first run: plan.json,
// config.resolved.yaml, views.sql and datapackage.json. A directory that holds the
// same experiment is opened; one with another plan gives an error that wraps
// ErrOther. Several processes may create an experiment at once; one of them writes
// the plan. Call Begin when the other files of the start are written. The process has
// a claim to the directory (see MakeClaim) until it has written the last file.
func CreateStore(dir string, plan, config []byte) (*Store, error) {
	return createStore(osFS{}, dir, plan, config)
}

func createStore(fsys fileSystem, dir string, plan, config []byte) (*Store, error) {
	layout, err := ReadLayout(plan)
	if err != nil {
		return nil, err
	}
	e := &Store{Dir: dir, Layout: *layout, fs: fsys}
	if err := e.check(); err != nil {
		return nil, err
	}
	if err := makeFolder(fsys, filepath.Join(dir, "tmp")); err != nil {
		return nil, err
	}
	if err := settle(fsys, dir); err != nil {
		return nil, err
	}
	old, err := openStore(fsys, dir)
	begun := errors.Is(err, fs.ErrNotExist)
	if begun {
		if err := createIn(fsys, dir, planName, plan); err != nil {
			return nil, err
		}
		if old, err = openStore(fsys, dir); err != nil {
			return nil, err
		}
	} else if err != nil {
		return nil, err
	}
	if !sameLayout(&old.Layout, layout) {
		return nil, fmt.Errorf("%s: %w (%s)", dir, ErrOther, old.Layout.ID)
	}
	// A process that was killed may have left out some of these files.
	missing := func(name string) bool {
		_, err := fsys.Stat(filepath.Join(dir, name))
		return begun || errors.Is(err, fs.ErrNotExist)
	}
	if missing("config.resolved.yaml") {
		if err := e.writeIn("config.resolved.yaml", config); err != nil {
			return nil, err
		}
	}
	if missing(viewsName) {
		if err := e.writeIn(viewsName, []byte(e.views())); err != nil {
			return nil, err
		}
	}
	if missing(packageName) {
		if err := e.writePackage(); err != nil {
			return nil, err
		}
	}
	return old, nil
}

// Begin writes an empty index unless there is one. It comes last: where there is an
// index, the start is complete.
func (e *Store) Begin() error {
	b, err := marshalIndex(indexFile{ID: e.Layout.ID})
	if err != nil {
		return err
	}
	return createIn(e.fs, e.Dir, indexName, b)
}

// OpenStore opens an experiment directory: it reads plan.json and, if it exists,
// experiment.json. The error wraps fs.ErrNotExist if the directory has no plan.
func OpenStore(dir string) (*Store, error) { return openStore(osFS{}, dir) }

func openStore(fsys fileSystem, dir string) (*Store, error) {
	plan, err := readFile(fsys, filepath.Join(dir, planName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err != nil {
		return nil, &readError{file: planName, err: err}
	}
	layout, err := ReadLayout(plan)
	if v := (*VersionError)(nil); errors.As(err, &v) {
		v.File = dir
	}
	if err != nil {
		return nil, err
	}
	e := &Store{Dir: dir, Layout: *layout, fs: fsys}
	text, err := readFile(fsys, filepath.Join(dir, indexName))
	switch {
	case errors.Is(err, fs.ErrNotExist): // the start is not complete
	case err != nil:
		return nil, &readError{file: indexName, err: err}
	default:
		var f indexFile
		if err := json.Unmarshal(text, &f); err != nil {
			return nil, damagedIndex("%v", err)
		}
		if err := checkDigest(text, indexDigest); err != nil {
			return nil, Altered(damagedIndex("%v", err))
		}
		if f.ID != layout.ID {
			return nil, damagedIndex("%s and %s belong to different experiments: one of them was changed", planName, indexName)
		}
		e.Index = f.Index
	}
	if err := e.check(); err != nil {
		return nil, fmt.Errorf("%s: %w", planName, err)
	}
	if e.Index != nil && e.Index.Chunks != e.NumChunks() {
		// The experiment was extended after the index was built.
		e.Index, e.outdated = nil, true
	}
	return e, nil
}

// Outdated reports whether files beside the tables are those of the experiment before
// it was extended.
func (e *Store) Outdated() bool { return e.outdated }

// Extend replaces the plan by one with more runs. The caller has a claim alone. If it
// is interrupted, the directory is outdated.
func Extend(dir string, plan []byte) error { return extend(osFS{}, dir, plan) }

func extend(fsys fileSystem, dir string, plan []byte) error {
	return writeIn(fsys, dir, planName, plan)
}

// Update brings the files beside the tables up to date after an extension: what was
// derived from all runs goes, the index comes last. The caller has a claim alone.
func (e *Store) Update() error {
	for _, t := range []*Table{fanTable, irfTable} {
		if err := remove(e.fs, filepath.Join(e.Dir, filepath.FromSlash(t.dir()), partName(0))); err != nil {
			return err
		}
	}
	if err := remove(e.fs, filepath.Join(e.Dir, crateName)); err != nil {
		return err
	}
	if err := e.writeIn(viewsName, []byte(e.views())); err != nil {
		return err
	}
	err := e.Rebuild()
	e.outdated = err != nil
	return err
}

// damagedIndex is the error of an index that cannot be used. The index follows from
// the manifests, so nothing is lost without it.
func damagedIndex(format string, args ...any) error {
	return &readError{file: indexName, err: fmt.Errorf("%s; delete the file and repeat the command that created the experiment: finished chunks are kept",
		fmt.Sprintf(format, args...))}
}

// Under lets chunks be committed only as long as a claim is there: a process that was
// suspended for long may have lost the directory to another.
func (e *Store) Under(c *Claim) { e.claim = c }

// OpenChunk opens a chunk of the experiment for writing.
func (e *Store) OpenChunk(chunk int) (*Chunk, error) {
	if n := e.NumChunks(); chunk < 0 || chunk >= n {
		return nil, fmt.Errorf("chunk %d does not exist: the experiment has %d chunks", chunk, n)
	}
	return OpenChunk(e.Dir, chunk, e.Meta(), e.Options())
}

// Clear removes files and folders from a directory that the process has claimed alone,
// and this program's files in tmp/ but living claims. The last name goes when all others
// are gone from the disk as well, so that it tells what a directory is for as long as
// there is something of it.
func Clear(dir string, names []string) error { return clearAll(osFS{}, dir, names) }

func clearAll(fsys fileSystem, dir string, names []string) error {
	tmp := filepath.Join(dir, "tmp")
	entries, err := fsys.ReadDir(tmp)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return ioError(tmp, err)
	}
	for _, f := range entries {
		if f.IsDir() || !temporaryName(f.Name()) {
			continue
		}
		if path := filepath.Join(tmp, f.Name()); !strings.HasPrefix(f.Name(), claimPrefix) || living(fsys, path, time.Now()) == nil {
			if err := remove(fsys, path); err != nil {
				return err
			}
		}
	}
	for i, n := range names {
		if i == len(names)-1 {
			if err := fsys.SyncDir(dir); err != nil {
				return ioError(dir, err)
			}
		}
		if err := fsys.RemoveAll(filepath.Join(dir, n)); err != nil {
			return ioError(n, err)
		}
	}
	return ioError(dir, fsys.SyncDir(dir))
}

// Described reports whether the archive record exists.
func (e *Store) Described() bool {
	_, err := e.fs.Stat(filepath.Join(e.Dir, crateName))
	return err == nil
}

func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	err := enc.Encode(v)
	return b.Bytes(), err
}
