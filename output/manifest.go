package output

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
)

// Manifest marks a chunk as finished and lists its parts and runs.
type Manifest struct {
	SchemaVersion int               `json:"schema_version"`
	ExperimentID  string            `json:"experiment_id"`
	ConfigSHA256  string            `json:"config_sha256"`
	Chunk         int               `json:"chunk"`
	Tables        []ManifestTable   `json:"tables"`
	Runs          []ManifestRun     `json:"runs"`
	Attempt       map[string]string `json:"attempt,omitempty"` // host, times, memory: facts that must not enter tables
}

// ManifestTable is one part of the chunk.
type ManifestTable struct {
	Name    string `json:"name"`
	Path    string `json:"path"` // relative to the experiment directory, with slashes
	Rows    int64  `json:"rows"`
	Bytes   int64  `json:"bytes"`
	SHA256  string `json:"sha256"`  // hash of the file
	Content string `json:"content"` // hash of the rows in order
	Min     *Key   `json:"min,omitempty"`
	Max     *Key   `json:"max,omitempty"`
}

// ManifestRun is one run of the chunk.
type ManifestRun struct {
	Scenario string `json:"scenario"`
	RunID    int32  `json:"run_id"`
	Status   string `json:"status"`
	Content  string `json:"content"` // hash of the run's rows in all tables
}

// Failed is the number of runs whose status is not ok.
func (m *Manifest) Failed() int {
	n := 0
	for i := range m.Runs {
		if m.Runs[i].Status != StatusOK {
			n++
		}
	}
	return n
}

// SameRows reports whether two copies of a chunk hold the same rows.
func (m *Manifest) SameRows(o *Manifest) bool {
	if len(m.Tables) != len(o.Tables) || len(m.Runs) != len(o.Runs) {
		return false
	}
	for i := range m.Tables {
		if m.Tables[i].Name != o.Tables[i].Name || m.Tables[i].Rows != o.Tables[i].Rows || m.Tables[i].Content != o.Tables[i].Content {
			return false
		}
	}
	for i := range m.Runs {
		if m.Runs[i] != o.Runs[i] {
			return false
		}
	}
	return true
}

// ReadManifest reads the manifest of a chunk. The error wraps fs.ErrNotExist if
// the chunk is not finished.
func ReadManifest(dir string, index int) (*Manifest, error) { return readManifest(osFS{}, dir, index) }

func readManifest(fsys fileSystem, dir string, index int) (*Manifest, error) {
	path := filepath.Join(dir, filepath.FromSlash(manifestName(index)))
	b, err := readFile(fsys, path)
	if err != nil {
		return nil, err
	}
	m := &Manifest{}
	if err := json.Unmarshal(b, m); err != nil {
		return nil, fmt.Errorf("%s: %w", manifestName(index), err)
	}
	if m.SchemaVersion != SchemaVersion {
		return nil, fmt.Errorf("%s: it lists tables of version %d, not %d", manifestName(index), m.SchemaVersion, SchemaVersion)
	}
	if m.Chunk != index {
		return nil, fmt.Errorf("%s: the content belongs to chunk %d", manifestName(index), m.Chunk)
	}
	return m, nil
}

// Check compares the parts on disk with the manifest. Sizes are always compared,
// bytes only if deep is set.
func (m *Manifest) Check(dir string, deep bool) error { return m.check(osFS{}, dir, deep) }

func (m *Manifest) check(fsys fileSystem, dir string, deep bool) error {
	_, err := m.damaged(fsys, dir, deep)
	return err
}

// damaged is Check, but also returns the paths of the parts that differ.
func (m *Manifest) damaged(fsys fileSystem, dir string, deep bool) (paths []string, err error) {
	var errs []error
	for i := range m.Tables {
		t := &m.Tables[i]
		if err := t.check(fsys, dir, deep); err != nil {
			paths, errs = append(paths, t.Path), append(errs, err)
		}
	}
	return paths, errors.Join(errs...)
}

func (t *ManifestTable) check(fsys fileSystem, dir string, deep bool) error {
	path := filepath.Join(dir, filepath.FromSlash(t.Path))
	st, err := fsys.Stat(path)
	if err != nil {
		return fmt.Errorf("%s: missing", t.Path)
	}
	if st.Size() != t.Bytes {
		return fmt.Errorf("%s: %d bytes, the manifest says %d", t.Path, st.Size(), t.Bytes)
	}
	if !deep {
		return nil
	}
	f, err := crateFileOf(fsys, dir, t.Path)
	if err != nil {
		return fmt.Errorf("%s: %w", t.Path, err)
	}
	if f.sum != t.SHA256 {
		return fmt.Errorf("%s: the content differs from the manifest", t.Path)
	}
	return nil
}
