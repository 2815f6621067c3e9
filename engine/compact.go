package engine

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"kirifuda/agents"
	"kirifuda/experiment"
	"kirifuda/internal/english"
	"kirifuda/output"
)

// Sizes that Compact aims at.
const (
	partBytes = 128 << 20 // size of a part of the largest table
	partsMost = 19        // number of parts of a table
	// The page index of a part and the keys and hashes of its runs are held in
	// memory. These bounds take precedence over the number of parts.
	partBytesMost = 1 << 30
	partRunsMost  = 10_000
)

// CompactOptions control how an experiment is compacted.
type CompactOptions struct {
	Parts    int  // largest number of files per table; 0 chooses
	Jobs     int  // files of a table written at a time; 0 means the number of usable CPUs
	Replace  bool // replace another experiment in the directory
	Progress func(Progress)
}

// Source describes the experiment from which another was compacted.
type Source struct {
	ID            string          `json:"experiment_id"`
	ChunkRuns     int             `json:"chunk_runs"`
	Chunks        int             `json:"chunks"` // finished chunks
	Reps          int             `json:"reps"`   // planned replications
	Until         string          `json:"until,omitempty"`
	DatasetSHA256 string          `json:"dataset_sha256"`
	Program       string          `json:"compacted_by"` // version and commit
	Source        json.RawMessage `json:"source,omitempty"`
}

// Compacted is the result of Compact.
type Compacted struct {
	Dir           string           `json:"dir"`
	ID            string           `json:"experiment_id"`
	From          string           `json:"from"`
	FromID        string           `json:"from_experiment_id"`
	ChunkRuns     int              `json:"chunk_runs"`
	Chunks        int              `json:"chunks"`
	Made          int              `json:"made"` // chunks written by this call
	Runs          int              `json:"runs"`
	Failed        int              `json:"failed"`
	Tables        []CompactedTable `json:"tables"`
	DatasetSHA256 string           `json:"dataset_sha256"`
	Elapsed       time.Duration    `json:"elapsed_ns"`
}

// CompactedTable compares a table before and after.
type CompactedTable struct {
	Name        string `json:"name"`
	Rows        int64  `json:"rows"`
	PartsBefore int    `json:"parts_before"`
	Parts       int    `json:"parts"`
	BytesBefore int64  `json:"bytes_before"`
	Bytes       int64  `json:"bytes"`
}

// Compact writes the runs of a complete experiment to another directory in fewer
// and larger parts. The result is the same experiment with longer chunks: its files
// are those that would have been written with that chunk length, and its content
// hash is the same. The source is not changed. An experiment that was stopped by
// its rule becomes one with the number of replications that it has.
//
// Chunks are committed one by one; if Compact was interrupted, repeating the call
// completes the directory. A directory with another experiment gives a Mismatch
// unless it is to be replaced. A damaged source is an error that wraps output.ErrIO
// and names the part.
func Compact(ctx context.Context, cat agents.Catalogue, dir, source string, o CompactOptions) (*Compacted, error) {
	begin := time.Now()
	p, from, err := experiment.Stored(source)
	if err != nil {
		return nil, err
	}
	if p.Trace < output.TraceRuns {
		return nil, experiment.Usage("%s has no tables (trace %s)", source, p.Trace)
	}
	if sameDir(dir, source) {
		return nil, experiment.Usage("%s is the experiment itself: choose another directory", dir)
	}
	reps := cmp.Or(experiment.StoppedAt(source), p.Reps)
	chunks := p.Order(0, reps)
	slices.Sort(chunks)
	c := &Compacted{Dir: dir, From: source, FromID: p.ID}
	when, err := c.survey(from, chunks)
	if err != nil {
		return nil, err
	}
	length := c.length(len(chunks), p.ChunkRuns, o.Parts)
	q := p.Rechunked(reps, length*p.ChunkRuns)
	c.ID, c.ChunkRuns, c.Chunks = q.ID, q.ChunkRuns, q.Chunks()
	sum, err := from.Tally(chunks)
	if err != nil {
		return nil, err
	}
	out, claim, err := beginCompact(cat, q, p, from, dir, &Source{
		ID: p.ID, ChunkRuns: p.ChunkRuns, Chunks: len(chunks), Reps: p.Reps, Until: p.Until, DatasetSHA256: sum.DatasetSHA256,
	}, o.Replace)
	defer func() { _ = claim.Release() }()
	if err != nil {
		return nil, err
	}
	var missing []int
	for k := range c.Chunks {
		m, _, err := out.Audit(k)
		if err != nil {
			return nil, err
		}
		if m == nil {
			missing = append(missing, k)
		}
	}
	c.Made = len(missing)
	if free, need := FreeBytes(dir), c.bytes()/int64(c.Chunks)*int64(len(missing)); free >= 0 && need > free {
		return nil, fmt.Errorf("%w: about %d bytes are needed in %s, but only %d are free", output.ErrIO, need, dir, free)
	}
	if err := c.work(ctx, out, from, c.groups(p, chunks, length), missing, o); err != nil {
		return nil, err
	}
	if err := errors.Join(out.Sweep(claim), out.Rebuild()); err != nil {
		return nil, err
	}
	c.DatasetSHA256 = out.Index.DatasetSHA256
	if c.DatasetSHA256 != sum.DatasetSHA256 {
		return nil, fmt.Errorf("%w: %s has changed during reading", output.ErrIO, source)
	}
	for i := range out.Index.Files {
		f := &out.Index.Files[i]
		t := c.table(f.Name)
		t.Parts++
		t.Bytes += f.Bytes
	}
	about := provenance(cat, q, dir, when)
	about.Command += ", then sim compact"
	if err := out.WriteCrate(about); err != nil {
		return nil, err
	}
	c.Elapsed = time.Since(begin)
	return c, nil
}

// sameDir reports whether two paths are one directory.
func sameDir(a, b string) bool {
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}

// survey adds up the tables of the chunks, all of which must be finished, and
// returns the time in which they were.
func (c *Compacted) survey(from *output.Store, chunks []int) (when span, err error) {
	var missing []int
	var faults []error
	for _, k := range chunks {
		_, m, err := from.State(k, false)
		if err != nil {
			faults = append(faults, err)
		}
		if m == nil {
			missing = append(missing, k)
			continue
		}
		c.Runs += len(m.Runs)
		c.Failed += m.Failed()
		when.add(m)
		for i := range m.Tables {
			t := c.table(m.Tables[i].Name)
			t.PartsBefore++
			t.Rows += m.Tables[i].Rows
			t.BytesBefore += m.Tables[i].Bytes
		}
	}
	if len(missing) > 0 {
		faults = append(faults, fmt.Errorf("%d of %s of %s %s missing: %s; finish the experiment first", len(missing), english.Count(len(chunks), "chunk"), c.From, english.Are(len(missing)), gaps(missing)))
		return when, experiment.Usage("%v", errors.Join(faults...))
	}
	return when, nil
}

func (c *Compacted) table(name string) *CompactedTable {
	i := slices.IndexFunc(c.Tables, func(t CompactedTable) bool { return t.Name == name })
	if i < 0 {
		i = len(c.Tables)
		c.Tables = append(c.Tables, CompactedTable{Name: name})
	}
	return &c.Tables[i]
}

func (c *Compacted) bytes() int64 {
	var n int64
	for i := range c.Tables {
		n += c.Tables[i].BytesBefore
	}
	return n
}

// length is the number of chunks to be joined into one. If parts is 0, the parts of
// the largest table have about partBytes, or more if there would be more than
// partsMost of them, up to bounds that keep memory from growing with the experiment.
func (c *Compacted) length(chunks, runs, parts int) int {
	most := chunks
	if parts <= 0 {
		var largest int64
		for i := range c.Tables {
			largest = max(largest, c.Tables[i].BytesBefore)
		}
		atLeast := func(size int64) int { return int((largest + size - 1) / size) }
		parts = max(min(atLeast(partBytes), partsMost), atLeast(partBytesMost))
		most = max(1, partRunsMost/runs)
	}
	parts = max(1, parts)
	return min((chunks+parts-1)/parts, most)
}

// groups divides the chunks into those that are joined. Chunks of an extension are not
// joined with those before it.
func (c *Compacted) groups(p *experiment.Plan, chunks []int, length int) [][]int {
	var out [][]int
	for _, k := range chunks {
		if n := len(out) - 1; n >= 0 && len(out[n]) < length && p.Stage(out[n][0]) == p.Stage(k) {
			out[n] = append(out[n], k)
		} else {
			out = append(out, []int{k})
		}
	}
	return out
}

// beginCompact creates the directory of the compacted experiment and claims it.
func beginCompact(cat agents.Catalogue, p, old *experiment.Plan, from *output.Store, dir string, about *Source, replace bool) (*output.Store, *output.Claim, error) {
	other, err := experiment.Vacant(dir, p)
	wipe := other != nil || err != nil && replace && experiment.Begun(dir)
	switch {
	case wipe && !replace:
		m := experiment.Differ(cat, from.Dir, p, dir, other)
		m.Than = "" // the directory that was requested
		return nil, nil, m
	case !wipe && err != nil:
		return nil, nil, err
	}
	claim, err := experiment.MakeClaim(dir, wipe)
	if err == nil && wipe {
		err = errors.Join(experiment.Wipe(dir, other), claim.Share())
	}
	if err != nil {
		return nil, claim, err
	}
	version, git := experiment.Program()
	about.Program = version + " (" + git + ")"
	switch b, err := os.ReadFile(filepath.Join(from.Dir, experiment.SourceFile)); {
	case err == nil && json.Valid(b):
		about.Source = b
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, claim, output.Unreadable(experiment.SourceFile, err)
	}
	record, err := json.MarshalIndent(about, "", " ")
	if err != nil {
		return nil, claim, err
	}
	out, err := p.CopyTo(dir, from.Dir, map[string][]byte{experiment.SourceFile: append(record, '\n')})
	return out, claim, err
}
