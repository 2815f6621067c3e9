package output

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"time"
)

// RunRange is a run of consecutive run numbers of one scenario.
type RunRange struct {
	Scenario string `json:"scenario"`
	First    int32  `json:"first"`
	Count    int32  `json:"count"`
}

// Plan is the identity of an experiment. It is stored when the experiment is
// created and never changes: what differs in it is a different experiment.
type Plan struct {
	SchemaVersion int        `json:"schema_version"` // set by CreateExperiment
	ID            string     `json:"experiment_id"`
	ConfigSHA256  string     `json:"config_sha256"`
	Version       string     `json:"version"`
	Git           string     `json:"git"`
	Seed          int64      `json:"seed"`
	Trace         Trace      `json:"trace"`
	Every         int        `json:"trace_every,omitempty"`
	Digits        *int       `json:"trace_digits,omitempty"` // nil keeps all
	PageVersion   int        `json:"parquet_page_version,omitempty"`
	EventDay      int        `json:"event_day,omitempty"`
	Base          Base       `json:"base"`
	Params        []Column   `json:"params,omitempty"`
	Outcomes      []Column   `json:"outcomes,omitempty"`
	Runs          []RunRange `json:"runs"`         // in ascending order
	ChunkLength   int        `json:"chunk_length"` // runs
}

// Index is what is known of the finished chunks. It can be rebuilt from the
// manifests at any time.
type Index struct {
	Chunks        int             `json:"chunks"`
	Finished      int             `json:"finished"`
	States        []StateRange    `json:"states"` // of the chunks
	FailedRuns    int             `json:"failed_runs"`
	Files         []ManifestTable `json:"files"`
	DatasetSHA256 string          `json:"dataset_sha256,omitempty"` // once all chunks are finished
}

// StateRange is a number of consecutive chunks in one state: finished, missing,
// or damaged (a manifest whose parts are not there or do not match).
type StateRange struct {
	State string `json:"state"`
	First int    `json:"first"`
	Count int    `json:"count"`
}

// Has reports whether a chunk was finished when the index was built. Of a nil
// index nothing is known.
func (x *Index) Has(chunk int) bool {
	return x != nil && slices.ContainsFunc(x.States, func(s StateRange) bool {
		return s.State == ChunkFinished && s.First <= chunk && chunk < s.First+s.Count
	})
}

// Experiment is an experiment directory.
type Experiment struct {
	Dir   string
	Plan  Plan
	Index *Index // as last rebuilt, nil if never

	starts []int // number of runs before each range
	total  int
}

type experimentFile struct {
	Plan
	Index *Index `json:"index,omitempty"`
}

const experimentName = "experiment.json"

// ErrOther is wrapped when a directory already holds a different experiment.
var ErrOther = errors.New("the directory holds another experiment")

// CreateExperiment makes the directory of an experiment and writes what is
// known before the first run: experiment.json, config.resolved.yaml, views.sql
// and datapackage.json. A directory that holds the same experiment is opened;
// one with another plan gives an error that wraps ErrOther. Several processes
// may create an experiment at once. What attempts that were killed two weeks ago
// left in tmp/ is removed.
func CreateExperiment(dir string, plan Plan, config []byte) (*Experiment, error) {
	plan.SchemaVersion = SchemaVersion
	plan.Every = max(plan.Every, 0)
	e := &Experiment{Dir: dir, Plan: plan}
	if err := e.check(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Join(dir, "tmp"), 0o777); err != nil {
		return nil, ioError(dir, err)
	}
	old, err := OpenExperiment(dir)
	begun := errors.Is(err, fs.ErrNotExist)
	if begun {
		b, err := marshal(experimentFile{Plan: plan})
		if err != nil {
			return nil, err
		}
		if err := createOnce(dir, experimentName, b); err != nil {
			return nil, err
		}
		if old, err = OpenExperiment(dir); err != nil {
			return nil, err
		}
	} else if err != nil {
		return nil, err
	}
	if !samePlan(&old.Plan, &plan) {
		return nil, fmt.Errorf("%s: %w (%s)", dir, ErrOther, old.Plan.ID)
	}
	// Only the experiment that has the run list writes beside it. A process that
	// was killed may have left some of these out.
	missing := func(name string) bool {
		_, err := os.Stat(filepath.Join(dir, name))
		return begun || errors.Is(err, fs.ErrNotExist)
	}
	if missing("config.resolved.yaml") {
		if err := writeFile(osFS{}, dir, "config.resolved.yaml", config); err != nil {
			return nil, err
		}
	}
	if missing(viewsName) {
		if err := writeFile(osFS{}, dir, viewsName, []byte(e.views())); err != nil {
			return nil, err
		}
	}
	if missing(packageName) {
		if err := e.writePackage(); err != nil {
			return nil, err
		}
	}
	if err := old.RemoveStale(staleAfter, time.Now()); err != nil {
		return nil, err
	}
	return old, nil
}

// samePlan compares plans by what is stored of them.
func samePlan(a, b *Plan) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

// createOnce writes a file unless it exists; of several processes one wins.
func createOnce(dir, name string, content []byte) error {
	tmp := filepath.Join("tmp", name+"-"+nonce())
	if err := writeFile(osFS{}, dir, tmp, content); err != nil {
		return err
	}
	from, to := filepath.Join(dir, tmp), filepath.Join(dir, name)
	err := os.Link(from, to)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		// A file system without hard links.
		if _, e := os.Stat(to); errors.Is(e, fs.ErrNotExist) {
			return ioError(to, os.Rename(from, to))
		}
	}
	if err := os.Remove(from); err != nil {
		return ioError(from, err)
	}
	return ioError(to, osFS{}.SyncDir(dir))
}

// OpenExperiment reads experiment.json. The error wraps fs.ErrNotExist if the
// directory holds no experiment.
func OpenExperiment(dir string) (*Experiment, error) {
	b, err := os.ReadFile(filepath.Join(dir, experimentName))
	if err != nil {
		return nil, err
	}
	var f experimentFile
	if err := json.Unmarshal(b, &f); err != nil {
		return nil, fmt.Errorf("%s: %w", experimentName, err)
	}
	if f.SchemaVersion > SchemaVersion {
		return nil, fmt.Errorf("%s: schema version %d; this program knows up to %d", experimentName, f.SchemaVersion, SchemaVersion)
	}
	e := &Experiment{Dir: dir, Plan: f.Plan, Index: f.Index}
	if err := e.check(); err != nil {
		return nil, fmt.Errorf("%s: %w", experimentName, err)
	}
	return e, nil
}

// check verifies the plan and counts its runs.
func (e *Experiment) check() error {
	p := &e.Plan
	if p.ChunkLength < 1 {
		return fmt.Errorf("chunk length %d: a chunk has at least one run", p.ChunkLength)
	}
	if p.Digits != nil && (*p.Digits < 0 || *p.Digits > 15) {
		return fmt.Errorf("rounding to %d digits: choose 0 to 15", *p.Digits)
	}
	if _, err := RunsTable(p.Params, p.Outcomes); err != nil {
		return err
	}
	e.starts, e.total = e.starts[:0], 0
	for i, r := range p.Runs {
		if r.Scenario == "" || r.First < 0 || r.Count < 1 || r.First+r.Count < r.First {
			return fmt.Errorf("runs %d to %d of scenario %q: not a range", r.First, int64(r.First)+int64(r.Count)-1, r.Scenario)
		}
		if i > 0 {
			b := p.Runs[i-1]
			if cmp.Or(cmp.Compare(b.Scenario, r.Scenario), cmp.Compare(b.First+b.Count-1, r.First)) >= 0 {
				return fmt.Errorf("run %d of %s comes after run %d of %s: runs are listed in order", r.First, r.Scenario, b.First+b.Count-1, b.Scenario)
			}
		}
		e.starts = append(e.starts, e.total)
		e.total += int(r.Count)
	}
	return nil
}

// SortRuns puts ranges into the order that a plan needs.
func SortRuns(runs []RunRange) {
	slices.SortFunc(runs, func(a, b RunRange) int {
		return cmp.Or(cmp.Compare(a.Scenario, b.Scenario), cmp.Compare(a.First, b.First))
	})
}

// NumRuns is the number of runs of the plan.
func (e *Experiment) NumRuns() int { return e.total }

// NumChunks is the number of chunks of the plan.
func (e *Experiment) NumChunks() int { return (e.total + e.Plan.ChunkLength - 1) / e.Plan.ChunkLength }

// ChunkRuns lists the runs of a chunk in order; dates are empty.
func (e *Experiment) ChunkRuns(chunk int) []Key {
	from := chunk * e.Plan.ChunkLength
	to := min(from+e.Plan.ChunkLength, e.total)
	if chunk < 0 || from >= to {
		return nil
	}
	out := make([]Key, 0, to-from)
	g := sort.SearchInts(e.starts, from+1) - 1
	for i := from; i < to; i++ {
		for i-e.starts[g] >= int(e.Plan.Runs[g].Count) {
			g++
		}
		r := &e.Plan.Runs[g]
		out = append(out, Key{Scenario: r.Scenario, RunID: r.First + int32(i-e.starts[g])})
	}
	return out
}

// Meta is what footers say of the experiment.
func (e *Experiment) Meta() Meta {
	return Meta{Version: e.Plan.Version, Git: e.Plan.Git, ConfigSHA256: e.Plan.ConfigSHA256, ExperimentID: e.Plan.ID}
}

// Options are those of the experiment's chunks.
func (e *Experiment) Options() Options {
	p := &e.Plan
	o := Options{
		Trace: p.Trace, Base: p.Base, EventDay: p.EventDay, Every: p.Every,
		Params: p.Params, Outcomes: p.Outcomes, PageVersion: p.PageVersion,
	}
	if p.Digits != nil {
		o.Round, o.Digits = true, *p.Digits
	}
	return o
}

// OpenChunk starts a chunk of the experiment.
func (e *Experiment) OpenChunk(chunk int) (*Chunk, error) {
	if n := e.NumChunks(); chunk < 0 || chunk >= n {
		return nil, fmt.Errorf("chunk %d: the experiment has %d", chunk, n)
	}
	return OpenChunk(e.Dir, chunk, e.Meta(), e.Options())
}

// CopyChunk takes a finished chunk, parts and manifest, from another directory
// of the experiment. The parts are compared with the manifest on the way.
func (e *Experiment) CopyChunk(chunk int, from *Experiment) error {
	_, m, err := from.State(chunk, false)
	if err != nil {
		return err
	}
	if m == nil {
		return fmt.Errorf("chunk %d is not finished in %s", chunk, from.Dir)
	}
	if err := e.matches(m); err != nil {
		return err
	}
	for i := range m.Tables {
		if err := e.copyPart(&m.Tables[i], from.Dir); err != nil {
			return err
		}
	}
	b, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return err
	}
	return writeFile(osFS{}, e.Dir, manifestName(chunk), append(b, '\n'))
}

func (e *Experiment) copyPart(t *ManifestTable, from string) error {
	path := filepath.Join(e.Dir, filepath.FromSlash(t.Path))
	in, err := os.Open(filepath.Join(from, filepath.FromSlash(t.Path)))
	if err != nil {
		return ioError(path, err)
	}
	defer func() { _ = in.Close() }()
	fs := osFS{}
	if err := fs.MkdirAll(filepath.Dir(path)); err != nil {
		return ioError(path, err)
	}
	tmp := filepath.Join(e.Dir, "tmp", "merge-"+t.Name+"-"+filepath.Base(path)+"-"+nonce())
	return replaceFile(fs, path, tmp, func(w io.Writer) error {
		h := sha256.New()
		if _, err := io.Copy(io.MultiWriter(w, h), in); err != nil {
			return err
		}
		if hex.EncodeToString(h.Sum(nil)) != t.SHA256 {
			return fmt.Errorf("%s in %s: the content differs from the manifest", t.Path, from)
		}
		return nil
	})
}

// Chunk states.
const (
	ChunkMissing  = "missing"
	ChunkFinished = "finished"
	ChunkDamaged  = "damaged"
)

// State says whether a chunk is finished: its manifest belongs to this
// experiment, lists the planned runs and tables, and the parts are on disk with
// the right size and, if deep is set, the right bytes. The manifest is nil for
// other states; for a damaged chunk the error says why.
//
// What only reads results looks at sizes, so that it need not read every part
// before the first row: values are protected by the checksums of their pages,
// and a page that does not have its checksum is an error of whatever reads it.
// What goes on from results or takes them over, by resuming, merging, verifying
// or inspecting them, compares all bytes.
func (e *Experiment) State(chunk int, deep bool) (state string, m *Manifest, err error) {
	m, err = ReadManifest(e.Dir, chunk)
	if errors.Is(err, fs.ErrNotExist) {
		return ChunkMissing, nil, nil
	}
	if err == nil {
		err = e.matches(m)
	}
	if err == nil {
		err = m.Check(e.Dir, deep)
	}
	if err != nil {
		return ChunkDamaged, nil, err
	}
	return ChunkFinished, m, nil
}

// Audit is State with the bytes of all parts. A finished chunk with parts that
// are not what its manifest says is set aside, so that nothing reads it until it
// has been made again: the manifest is removed first, then these parts are moved
// to tmp/. fault says what is wrong with a damaged chunk; the error is about
// setting it aside and wraps ErrIO.
func (e *Experiment) Audit(chunk int) (m *Manifest, fault, err error) {
	m, err = ReadManifest(e.Dir, chunk)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err == nil {
		err = e.matches(m)
	}
	if err != nil {
		return nil, err, nil
	}
	paths, fault := m.damaged(e.Dir, true)
	if fault == nil {
		return m, nil, nil
	}
	name := filepath.Join(e.Dir, filepath.FromSlash(manifestName(chunk)))
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fault, ioError(name, err)
	}
	for _, p := range paths {
		from := filepath.Join(e.Dir, filepath.FromSlash(p))
		to := filepath.Join(e.Dir, "tmp", "damaged-"+strings.ReplaceAll(p, "/", "-")+"-"+nonce())
		if err := os.Rename(from, to); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fault, ioError(from, err)
		}
	}
	return nil, fault, nil
}

func (e *Experiment) matches(m *Manifest) error {
	if m.ExperimentID != e.Plan.ID || m.ConfigSHA256 != e.Plan.ConfigSHA256 {
		return fmt.Errorf("%s: of another experiment", manifestName(m.Chunk))
	}
	runs := e.ChunkRuns(m.Chunk)
	same := len(runs) == len(m.Runs)
	for i := 0; same && i < len(runs); i++ {
		same = runs[i].Scenario == m.Runs[i].Scenario && runs[i].RunID == m.Runs[i].RunID
	}
	if !same {
		return fmt.Errorf("%s: other runs than planned", manifestName(m.Chunk))
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

// tables names the tables that the trace level writes, in the order of parts.
func (e *Experiment) tables() []string {
	var out []string
	if e.Plan.Trace >= TraceRuns {
		out = append(out, "runs")
	}
	for _, t := range Tables() {
		if !t.Derived && e.Plan.Trace >= t.Trace {
			out = append(out, t.Name)
		}
	}
	return out
}

// Tally is what those of some chunks hold that are finished.
type Tally struct {
	Chunks, Missing int
	Runs, Failed    int
	DatasetSHA256   string // of the runs; empty if a chunk is missing
}

// Tally reads the manifests of some chunks, given in ascending order, one after
// another: its memory does not grow with their number.
func (e *Experiment) Tally(chunks []int) (Tally, error) {
	var t Tally
	sum := newDatasetHash()
	for _, k := range chunks {
		_, m, _ := e.State(k, false)
		if m == nil {
			t.Missing++
			continue
		}
		t.Chunks++
		t.Runs += len(m.Runs)
		t.Failed += m.Failed()
		if err := sum.addManifest(m); err != nil {
			return t, err
		}
	}
	if t.Missing == 0 {
		t.DatasetSHA256 = sum.sum()
	}
	return t, nil
}

// Described reports whether the archive record is there.
func (e *Experiment) Described() bool {
	_, err := os.Stat(filepath.Join(e.Dir, crateName))
	return err == nil
}

// Rebuild refreshes the index in experiment.json and the parts listed in
// datapackage.json from the manifests. One process at a time may do it.
func (e *Experiment) Rebuild() error {
	x := &Index{Chunks: e.NumChunks(), States: []StateRange{}, Files: []ManifestTable{}}
	sum := newDatasetHash()
	for k := range x.Chunks {
		state, m, _ := e.State(k, false)
		if n := len(x.States); n > 0 && x.States[n-1].State == state {
			x.States[n-1].Count++
		} else {
			x.States = append(x.States, StateRange{state, k, 1})
		}
		if m == nil {
			continue
		}
		x.Finished++
		x.FailedRuns += m.Failed()
		x.Files = append(x.Files, m.Tables...)
		if err := sum.addManifest(m); err != nil {
			return err
		}
	}
	if x.Finished == x.Chunks {
		x.DatasetSHA256 = sum.sum()
	}
	b, err := marshal(experimentFile{Plan: e.Plan, Index: x})
	if err != nil {
		return err
	}
	e.Index = x
	if x.Finished < x.Chunks {
		// A record of files that may have been replaced since.
		if err := os.Remove(filepath.Join(e.Dir, crateName)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return ioError(crateName, err)
		}
	}
	if err := writeFile(osFS{}, e.Dir, experimentName, b); err != nil {
		return err
	}
	return e.writePackage()
}

func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	err := enc.Encode(v)
	return b.Bytes(), err
}

// tableByName finds the description of a table of the experiment.
func (e *Experiment) tableByName(name string) *Table {
	if name == "runs" {
		t, err := RunsTable(e.Plan.Params, e.Plan.Outcomes)
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
