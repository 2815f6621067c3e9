package output

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path/filepath"

	"github.com/parquet-go/parquet-go"

	"kirifuda/world"
)

// Commit makes the chunk visible: parts are synced to disk, renamed into place and
// checked, then the manifest marks the chunk as finished. After an error only
// complete parts remain of this chunk.
//
// If another process has committed the chunk in the meantime, that copy stays. If
// its rows are the same, Commit returns its manifest, otherwise an error that wraps
// ErrConflict. attempt holds facts about the execution for the manifest.
func (c *Chunk) Commit(attempt map[string]string) (*Manifest, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.shut {
		return nil, cmp.Or(c.err, fmt.Errorf("chunk %d is closed", c.index))
	}
	m, err := c.commit(attempt)
	if err != nil {
		c.err = err
		c.abort()
		return nil, err
	}
	c.shut = true
	return m, nil
}

func (c *Chunk) commit(attempt map[string]string) (*Manifest, error) {
	if c.err != nil {
		return nil, c.err
	}
	if len(c.queue) > 0 {
		r := c.queue[0]
		return nil, fmt.Errorf("run %d of %s is not finished", r.runID, r.scenario)
	}
	m := &Manifest{
		SchemaVersion: SchemaVersion, ExperimentID: c.meta.ExperimentID, ConfigSHA256: c.meta.ConfigSHA256,
		Chunk: c.index, Runs: c.done, Attempt: attempt, Tables: []ManifestTable{},
	}
	for _, p := range c.parts {
		if err := p.close(); err != nil {
			return nil, err
		}
		m.Tables = append(m.Tables, p.get().entry(c.index))
	}
	if old, err := readManifest(c.fs, c.dir, c.index); err == nil && old.check(c.fs, c.dir, true) == nil {
		if !m.SameRows(old) {
			return nil, fmt.Errorf("chunk %d: %w", c.index, ErrConflict)
		}
		for _, p := range c.parts {
			p.get().drop()
		}
		return old, nil
	}
	if err := c.opts.claim.held(); err != nil {
		return nil, err
	}
	for i, p := range c.parts {
		path := filepath.Join(c.dir, filepath.FromSlash(m.Tables[i].Path))
		if err := makeFolder(c.fs, filepath.Dir(path)); err != nil {
			return nil, err
		}
		if err := c.fs.Rename(p.get().tmp, path); err != nil {
			return nil, ioError(path, err)
		}
		if err := c.fs.SyncDir(filepath.Dir(path)); err != nil {
			return nil, ioError(path, err)
		}
		if err := checkFooter(c.fs, path, &m.Tables[i]); err != nil {
			return nil, ioError(path, err)
		}
	}
	b, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return nil, err
	}
	return m, writeIn(c.fs, c.dir, manifestName(c.index), append(b, '\n'))
}

// entry is the entry of the part in the manifest.
func (p *part) entry(index int) ManifestTable {
	t := ManifestTable{
		Name: p.table.Name, Path: p.table.dir() + "/" + partName(index), Rows: p.rows, Bytes: p.bytes,
		SHA256: hex.EncodeToString(p.sum.Sum(nil)), Content: hex.EncodeToString(p.rowsD.Sum(nil)),
	}
	if p.runs > 0 {
		lo, hi := p.first, p.last
		if p.table.column("date") >= 0 {
			lo.Date, hi.Date = world.Date(p.from).String(), world.Date(p.to).String()
		}
		t.Min, t.Max = &lo, &hi
	}
	return t
}

// checkFooter reads back the footer of a committed part.
func checkFooter(fsys fileSystem, path string, t *ManifestTable) error {
	f, err := fsys.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	st, err := f.Stat()
	if err != nil {
		return err
	}
	if st.Size() != t.Bytes {
		return fmt.Errorf("%d bytes on disk, %d written", st.Size(), t.Bytes)
	}
	pf, err := safely(func() (*parquet.File, error) {
		return parquet.OpenFile(f, st.Size(), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	})
	if err != nil {
		return err
	}
	if pf.NumRows() != t.Rows {
		return fmt.Errorf("%d rows on disk, %d written", pf.NumRows(), t.Rows)
	}
	return nil
}

// runContent hashes the rows of a run in all tables: for each table with rows, in
// the order of table names, the name, a zero byte and the digest of the rows.
func runContent(tables []string, digest func(table string) ([sha256.Size]byte, bool)) [sha256.Size]byte {
	h := sha256.New()
	for _, t := range tables {
		if d, ok := digest(t); ok {
			h.Write([]byte(t))
			h.Write([]byte{0})
			h.Write(d[:])
		}
	}
	return [sha256.Size]byte(h.Sum(nil))
}
