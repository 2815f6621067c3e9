package output

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"sort"
)

// RunRange is a range of consecutive run numbers of one scenario.
type RunRange struct {
	Scenario string `json:"scenario"`
	First    int32  `json:"first"`
	Count    int32  `json:"count"`
}

// Layout is the part of an experiment's plan (plan.json) that the store reads:
// identity, tables, columns and the list of runs. The plan is stored when the
// experiment is created and never changes: a different plan is a different
// experiment.
type Layout struct {
	SchemaVersion int        `json:"schema_version"`
	ID            string     `json:"experiment_id"`
	ConfigSHA256  string     `json:"config_sha256"`
	Version       string     `json:"version"`
	Git           string     `json:"git"`
	Seed          int64      `json:"seed"`
	Trace         Trace      `json:"trace"`
	Every         int        `json:"every,omitempty"`
	Digits        *int       `json:"digits,omitempty"` // decimals; nil keeps all
	PageVersion   int        `json:"parquet_page_version,omitempty"`
	Schedules     []int      `json:"schedule_days,omitempty"` // days of the run whose demand schedules are written
	Tables        []string   `json:"tables,omitempty"`        // tables that are written
	Arms          []MetaArm  `json:"arms,omitempty"`
	Series        []Column   `json:"series,omitempty"` // columns of the panel
	Params        []Column   `json:"params,omitempty"`
	Outcomes      []Column   `json:"outcomes,omitempty"`
	Runs          []RunRange `json:"runs"`       // in ascending order, up to where the experiment was extended
	ChunkLength   int        `json:"chunk_runs"` // runs per chunk
	// ExtendedAt are the indices in Runs of the first ranges that were added at each
	// extension. They begin a new chunk, so that the chunks before them stay as they are.
	ExtendedAt []int `json:"extended_at,omitempty"`
}

// ReadLayout reads the text of a plan.
func ReadLayout(plan []byte) (*Layout, error) {
	if err := CheckPlan(plan); err != nil {
		return nil, err
	}
	l := &Layout{}
	if err := json.Unmarshal(plan, l); err != nil {
		return nil, fmt.Errorf("%s: %w", planName, err)
	}
	return l, nil
}

// sameLayout compares layouts in their stored form.
func sameLayout(a, b *Layout) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

// check verifies the plan and counts its runs.
func (e *Store) check() error {
	p := &e.Layout
	if p.ChunkLength < 1 || p.ChunkLength > math.MaxInt32 {
		return fmt.Errorf("chunk length %d: must be 1 to %d", p.ChunkLength, math.MaxInt32)
	}
	if p.Digits != nil && (*p.Digits < 0 || *p.Digits > 15) {
		return fmt.Errorf("rounding to %d digits: choose 0 to 15", *p.Digits)
	}
	if _, err := RunsTable(p.Params, p.Outcomes); err != nil {
		return err
	}
	if _, err := PanelTable(p.Series); err != nil {
		return err
	}
	e.starts, e.chunks, e.total, e.numChunks = e.starts[:0], e.chunks[:0], 0, 0
	seen := map[string][]RunRange{}
	for i, r := range p.Runs {
		if r.Scenario == "" || r.First < 0 || r.Count < 1 || r.First+r.Count < r.First {
			return fmt.Errorf("runs %d to %d of scenario %q: not a valid range", r.First, int64(r.First)+int64(r.Count)-1, r.Scenario)
		}
		for _, b := range seen[r.Scenario] {
			if r.First < b.First+b.Count && b.First < r.First+r.Count {
				return fmt.Errorf("runs %d to %d of %s are listed twice", max(r.First, b.First), min(r.First+r.Count, b.First+b.Count)-1, r.Scenario)
			}
		}
		seen[r.Scenario] = append(seen[r.Scenario], r)
		if i > 0 && !slices.Contains(p.ExtendedAt, i) {
			b := p.Runs[i-1]
			if cmp.Or(cmp.Compare(b.Scenario, r.Scenario), cmp.Compare(b.First+b.Count-1, r.First)) >= 0 {
				return fmt.Errorf("run %d of %s comes after run %d of %s: runs must be listed in order", r.First, r.Scenario, b.First+b.Count-1, b.Scenario)
			}
		}
		if i == 0 || slices.Contains(p.ExtendedAt, i) {
			e.chunks = append(e.chunks, stage{chunk: e.numChunks, run: e.total})
		}
		e.starts = append(e.starts, e.total)
		e.total += int(r.Count)
		s := e.chunks[len(e.chunks)-1]
		e.numChunks = s.chunk + (e.total-s.run+p.ChunkLength-1)/p.ChunkLength
	}
	return nil
}

// stage is a part of the list of runs that is divided into chunks by itself: what was
// planned at the start, or at one extension.
type stage struct{ chunk, run int } // the first of each

// SortRuns sorts ranges into the order that a plan requires.
func SortRuns(runs []RunRange) {
	slices.SortFunc(runs, func(a, b RunRange) int {
		return cmp.Or(cmp.Compare(a.Scenario, b.Scenario), cmp.Compare(a.First, b.First))
	})
}

// NumRuns is the number of runs of the plan.
func (e *Store) NumRuns() int { return e.total }

// NumChunks is the number of chunks of the plan.
func (e *Store) NumChunks() int { return e.numChunks }

// extended reports whether the runs are in several stages, so that the order of chunks
// is not that of runs.
func (e *Store) extended() bool { return len(e.chunks) > 1 }

// begins reports whether a chunk is the first of an extension.
func (e *Store) begins(chunk int) bool {
	return slices.ContainsFunc(e.chunks[min(1, len(e.chunks)):], func(s stage) bool { return s.chunk == chunk })
}

// span is the first run of a chunk, counted from 0 in the whole experiment, and the first
// after it: equal if there is no such chunk.
func (e *Store) span(chunk int) (from, to int) {
	if chunk < 0 || chunk >= e.numChunks {
		return 0, 0
	}
	s, end := stage{}, e.total
	for _, x := range e.chunks {
		if x.chunk > chunk {
			end = x.run
			break
		}
		s = x
	}
	from = s.run + (chunk-s.chunk)*e.Layout.ChunkLength
	return from, min(from+e.Layout.ChunkLength, end)
}

// ChunkRuns lists the runs of a chunk in order; the dates of keys are empty.
func (e *Store) ChunkRuns(chunk int) []Key {
	from, to := e.span(chunk)
	if from == to {
		return nil
	}
	out := make([]Key, 0, to-from)
	g := sort.SearchInts(e.starts, from+1) - 1
	for i := from; i < to; i++ {
		for i-e.starts[g] >= int(e.Layout.Runs[g].Count) {
			g++
		}
		r := &e.Layout.Runs[g]
		out = append(out, Key{Scenario: r.Scenario, RunID: r.First + int32(i-e.starts[g])})
	}
	return out
}

// Meta is the metadata of the experiment for footers.
func (e *Store) Meta() Meta {
	l := &e.Layout
	return Meta{Version: l.Version, Git: l.Git, ConfigSHA256: l.ConfigSHA256, ExperimentID: l.ID, Seed: l.Seed, Arms: l.Arms}
}

// Options are the options of the experiment's chunks.
func (e *Store) Options() Options {
	o := e.Layout.Options()
	o.fs, o.claim = e.fs, e.claim
	return o
}

// Options are the options of chunks of this layout.
func (p *Layout) Options() Options {
	o := Options{
		Trace: p.Trace, Every: p.Every, Schedules: p.Schedules, Only: p.Tables,
		Series: p.Series, Params: p.Params, Outcomes: p.Outcomes, PageVersion: p.PageVersion,
	}
	if p.Digits != nil {
		o.Round, o.Digits = true, *p.Digits
	}
	return o
}

// tables lists the names of the tables written, in the order of parts.
func (e *Store) tables() []string {
	o := e.Layout.Options()
	return o.TableNames()
}

// TableNames lists the names of the tables written with these options, in the order
// of parts.
func (o *Options) TableNames() []string {
	out := []string{}
	if o.Trace >= TraceRuns {
		out = append(out, "runs")
	}
	for _, t := range Tables() {
		if o.writes(t) {
			out = append(out, t.Name)
		}
	}
	return out
}

// tableByName finds a table of the experiment, nil if there is none.
func (e *Store) tableByName(name string) *Table {
	if name == "runs" {
		t, err := RunsTable(e.Layout.Params, e.Layout.Outcomes)
		if err != nil {
			return nil
		}
		return t
	}
	if name == "panel" {
		t, err := PanelTable(e.Layout.Series)
		if err != nil {
			return nil
		}
		return t
	}
	for _, t := range Tables() {
		if t.Name == name {
			return t
		}
	}
	return nil
}
