package output

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
)

// States of a chunk.
const (
	ChunkMissing  = "missing"
	ChunkFinished = "finished"
	ChunkDamaged  = "damaged"
)

// State returns the state of a chunk. It is finished if its manifest belongs to this
// experiment and lists the planned runs and tables, and if the parts on disk have
// the right sizes and, with deep, the right bytes. The manifest is nil for other
// states; for a damaged chunk the error says why.
//
// Code that only reads results compares sizes, so that it need not read every part
// before the first row: pages have checksums, which are verified on reading. Code
// that resumes, merges, verifies or inspects results compares all bytes.
func (e *Store) State(chunk int, deep bool) (state string, m *Manifest, err error) {
	m, err = readManifest(e.fs, e.Dir, chunk)
	if errors.Is(err, fs.ErrNotExist) {
		return ChunkMissing, nil, nil
	}
	if err == nil {
		err = e.matches(m)
	}
	if err == nil {
		err = m.check(e.fs, e.Dir, deep)
	}
	if err != nil {
		return ChunkDamaged, nil, err
	}
	return ChunkFinished, m, nil
}

// Audit compares all bytes of a chunk with its manifest and sets a damaged chunk
// aside, so that nothing reads it until it has been simulated again: it removes the
// manifest first and then moves the damaged parts to tmp/. fault says what is wrong
// with the chunk; err means that it could not be set aside and wraps ErrIO.
func (e *Store) Audit(chunk int) (m *Manifest, fault, err error) {
	m, err = readManifest(e.fs, e.Dir, chunk)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err == nil {
		err = e.matches(m)
	}
	if err != nil {
		return nil, err, nil
	}
	paths, fault := m.damaged(e.fs, e.Dir, true)
	if fault == nil {
		return m, nil, nil
	}
	name := filepath.Join(e.Dir, filepath.FromSlash(manifestName(chunk)))
	if err := remove(e.fs, name); err != nil {
		return nil, fault, err
	}
	for _, p := range paths {
		from := filepath.Join(e.Dir, filepath.FromSlash(p))
		to := filepath.Join(e.Dir, "tmp", "damaged-"+strings.ReplaceAll(p, "/", "-")+"-"+e.fs.Nonce())
		if err := e.fs.Rename(from, to); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fault, ioError(from, err)
		}
	}
	return nil, fault, nil
}

// Discard makes a finished chunk one that has to be simulated again.
func (e *Store) Discard(chunk int) error {
	return remove(e.fs, filepath.Join(e.Dir, filepath.FromSlash(manifestName(chunk))))
}

func (e *Store) matches(m *Manifest) error {
	if m.ExperimentID != e.Layout.ID || m.ConfigSHA256 != e.Layout.ConfigSHA256 {
		return fmt.Errorf("%s: it belongs to another experiment", manifestName(m.Chunk))
	}
	// A plan may say any number: the runs are listed only if the manifest has as many.
	from, to := e.span(m.Chunk)
	same := to-from == len(m.Runs)
	if same {
		for i, run := range e.ChunkRuns(m.Chunk) {
			same = same && run.Scenario == m.Runs[i].Scenario && run.RunID == m.Runs[i].RunID
		}
	}
	if !same {
		return fmt.Errorf("%s: the runs are not those of the plan", manifestName(m.Chunk))
	}
	var have []string
	for i := range m.Tables {
		have = append(have, m.Tables[i].Name)
	}
	if want := e.tables(); !slices.Equal(have, want) {
		return fmt.Errorf("%s: tables %v instead of %v", manifestName(m.Chunk), have, want)
	}
	return nil
}
