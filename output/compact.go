package output

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/parquet-go/parquet-go"
)

// CompactChunk writes a chunk from finished chunks, given in order, of an
// experiment that has the same runs in shorter chunks. The parts have the same
// bytes as if the runs had been simulated in chunks of this length. The rows of
// every run are compared with the hash in the manifest of their source. It holds a
// few pages of each table at a time; only the keys and hashes of runs and the page
// index in the footers of parts grow with the chunk, by about five bytes for each
// row of the panel. done, which may be nil, is called after each chunk with its
// number of runs.
func (e *Store) CompactChunk(ctx context.Context, chunk int, from *Store, chunks []int, attempt map[string]string, done func(runs int)) (*Manifest, error) {
	c, err := newChunk(e.Dir, chunk, e.Meta(), e.Options())
	if err != nil {
		return nil, err
	}
	defer c.Abort()
	var writers []*rowsWriter
	for _, name := range e.tables() {
		w, err := newRowsWriter(e.tableByName(name), c.fs, c.dir, c.index, c.meta, &c.opts)
		if err != nil {
			return nil, err
		}
		writers, c.parts = append(writers, w), append(c.parts, w)
	}
	for _, k := range chunks {
		_, m, err := from.State(k, false)
		if err == nil && m == nil {
			err = errors.New("the chunk is not finished")
		}
		if err != nil {
			return nil, &readError{file: manifestName(k), err: err}
		}
		if err := c.copyRows(ctx, writers, m, from.Dir); err != nil {
			return nil, err
		}
		if done != nil {
			done(len(m.Runs))
		}
	}
	want := e.ChunkRuns(chunk)
	if !slices.EqualFunc(want, c.done, func(k Key, r ManifestRun) bool { return k.Scenario == r.Scenario && k.RunID == r.RunID }) {
		return nil, fmt.Errorf("chunk %d: the runs are not those of the plan", chunk)
	}
	return c.Commit(attempt)
}

// copyRows appends the rows of a finished chunk in another directory.
func (c *Chunk) copyRows(ctx context.Context, writers []*rowsWriter, m *Manifest, dir string) error {
	var names []string
	for _, w := range writers {
		names = append(names, w.table.Name)
	}
	slices.Sort(names)
	sums := make([]map[string][sha256.Size]byte, len(m.Runs))
	for i := range m.Tables {
		t, w := &m.Tables[i], writers[i]
		at := 0
		d := runDigests{run: func(k Key, rows *tally) error {
			for at < len(m.Runs) && (m.Runs[at].Scenario != k.Scenario || m.Runs[at].RunID != k.RunID) {
				at++
			}
			if at == len(m.Runs) {
				return fmt.Errorf("run %d of %s is not at its place in the manifest", k.RunID, k.Scenario)
			}
			if sums[at] == nil {
				sums[at] = map[string][sha256.Size]byte{}
			}
			sums[at][t.Name] = rows.digest
			w.note(k.Scenario, k.RunID, rows)
			return nil
		}}
		if err := w.copyPart(ctx, filepath.Join(dir, filepath.FromSlash(t.Path)), &d); err != nil {
			if ctx.Err() != nil || errors.Is(err, ErrIO) {
				return err
			}
			return &readError{file: t.Path, err: err}
		}
	}
	for i, r := range m.Runs {
		sum := runContent(names, func(t string) ([sha256.Size]byte, bool) { d, ok := sums[i][t]; return d, ok })
		if hex.EncodeToString(sum[:]) != r.Content {
			err := m.check(c.fs, dir, true) // finds the part at fault
			if err == nil {
				err = fmt.Errorf("the rows of run %d of %s differ from the manifest", r.RunID, r.Scenario)
			}
			return &readError{file: manifestName(m.Chunk), err: err}
		}
	}
	c.done = append(c.done, m.Runs...)
	return nil
}

// copyPart appends the rows of a part.
func (w *rowsWriter) copyPart(ctx context.Context, path string, d *runDigests) error {
	p, err := openRead(w.fs, path)
	if err != nil {
		return err
	}
	defer p.close()
	if !slices.EqualFunc(p.table.Columns, w.table.Columns, func(a, b Column) bool {
		return a.Name == b.Name && a.Type == b.Type && a.Optional == b.Optional
	}) {
		return errors.New("the columns are those of another version of the program: use that version")
	}
	if err := d.begin(p.table); err != nil {
		return err
	}
	n := 0
	if err := p.eachRow(func(row parquet.Row) error {
		if n++; n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if err := d.row(row); err != nil {
			return err
		}
		return w.copy(row)
	}); err != nil {
		return err
	}
	return d.end()
}
