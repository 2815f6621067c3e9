package experiment

import (
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
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/experiment/design"
	"kirifuda/output"
)

// Kinds of experiments.
const (
	KindRun   = "run"
	KindMC    = "mc"
	KindSweep = "sweep"
)

// PlanFile holds the plan in an experiment directory. The file experiment.json
// beside it has the run list and what is known of the chunks.
const PlanFile = "plan.json"

// problemFile describes a design's axes in the form that SALib reads.
const problemFile = "problem.json"

// MaxSeed is the largest seed: every reader can represent it.
const MaxSeed = 1<<53 - 1

// maxRuns bounds the runs of an arm.
const maxRuns = 1<<31 - 1

// Arm is one scenario of an experiment.
type Arm struct {
	Scenario string `json:"scenario"`
	Baseline bool   `json:"baseline,omitempty"` // what the others are compared with
	SHA256   string `json:"sha256"`             // of the resolved scenario
	Config   string `json:"config"`             // file with the resolved scenario
}

// Plan is what an experiment is. It is fixed before the first run and never
// changes; everything that chunks hold follows from it.
//
// The runs of an arm are numbered from 0: replication r at point d of the design
// is run d·reps + r. The run list goes through the arms in the order of their
// names and is cut into chunks of constant length.
type Plan struct {
	SchemaVersion int            `json:"schema_version"`
	ID            string         `json:"experiment_id"` // follows from all other fields
	Kind          string         `json:"kind"`
	Version       string         `json:"version"`
	Git           string         `json:"git"`
	Seed          int64          `json:"seed"`
	Arms          []Arm          `json:"arms"`
	Reps          int            `json:"reps"`                // at each point of the design, per arm
	FirstRep      int            `json:"first_rep"`           // number of the first replication
	FirstRun      int            `json:"first_run,omitempty"` // number of the first run, if it is not FirstRep
	Until         string         `json:"until,omitempty"`
	Batches       []int          `json:"batches,omitempty"` // replications after which Until is examined
	ChunkRuns     int            `json:"chunk_runs"`
	Trace         output.Trace   `json:"trace"`
	Every         int            `json:"every"`
	Digits        *int           `json:"digits,omitempty"` // decimals that the trace is rounded to
	EventDay      int            `json:"event_day"`
	Design        *design.Design `json:"design,omitempty"`
	DesignSeed    int64          `json:"design_seed,omitempty"`
}

// Ref is one run of a plan.
type Ref struct {
	Arm      int
	RunID    int32
	DesignID int32
	Rep      int32
}

// points is the number of points of the design.
func (p *Plan) points() int {
	if p.Design == nil {
		return 1
	}
	return len(p.Design.Points)
}

// PerArm is the number of runs of an arm.
func (p *Plan) PerArm() int { return p.points() * p.Reps }

// Runs is the number of runs of all arms.
func (p *Plan) Runs() int { return len(p.Arms) * p.PerArm() }

// Chunks is the number of chunks.
func (p *Plan) Chunks() int { return (p.Runs() + p.ChunkRuns - 1) / p.ChunkRuns }

// Chunk lists the runs of a chunk in order.
func (p *Plan) Chunk(index int) []Ref {
	var out []Ref
	for i := index * p.ChunkRuns; i < min((index+1)*p.ChunkRuns, p.Runs()); i++ {
		out = append(out, p.Ref(i/p.PerArm(), int32(i%p.PerArm())))
	}
	return out
}

// Ref is the run of an arm with a number. The run of a single-run experiment has
// the number of its replication.
func (p *Plan) Ref(arm int, id int32) Ref {
	r := Ref{Arm: arm, RunID: id, DesignID: id / int32(p.Reps), Rep: id % int32(p.Reps)}
	r.Rep += int32(p.FirstRep)
	if p.Design == nil {
		r.RunID += int32(p.firstRun())
	}
	return r
}

// firstRun is the number of the first run of an arm without a design.
func (p *Plan) firstRun() int { return cmp.Or(p.FirstRun, p.FirstRep) }

// order is the order in which chunks are run: those of equal runs of all arms
// together. In a plan that stops in batches, from and upTo bound the
// replications; there chunks never span arms or batches.
func (p *Plan) order(from, upTo int) []int {
	var out []int
	for k := range p.Chunks() {
		if first := k * p.ChunkRuns % p.PerArm(); p.Until == "" || from <= first && first < upTo {
			out = append(out, k)
		}
	}
	slices.SortStableFunc(out, func(a, b int) int { return cmp.Compare(a*p.ChunkRuns%p.PerArm(), b*p.ChunkRuns%p.PerArm()) })
	return out
}

// arm is the place of a scenario, −1 if there is none.
func (p *Plan) arm(scenario string) int {
	return slices.IndexFunc(p.Arms, func(a Arm) bool { return a.Scenario == scenario })
}

// Treatment is the place of the first arm that is not the baseline.
func (p *Plan) Treatment() int {
	return max(0, slices.IndexFunc(p.Arms, func(a Arm) bool { return !a.Baseline }))
}

// Baseline is the place of the arm that others are compared with, −1 without
// one.
func (p *Plan) Baseline() int {
	return slices.IndexFunc(p.Arms, func(a Arm) bool { return a.Baseline })
}

// identify sets the identifier.
func (p *Plan) identify() {
	q := *p
	q.ID = ""
	b, err := json.Marshal(&q)
	if err != nil {
		panic(err) // plain data
	}
	sum := sha256.Sum256(b)
	p.ID = hex.EncodeToString(sum[:8])
}

// digest is the hash of the configuration of all arms.
func (p *Plan) digest() string {
	if len(p.Arms) == 1 {
		return p.Arms[0].SHA256
	}
	h := sha256.New()
	for _, a := range p.Arms {
		h.Write([]byte(a.SHA256))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// version and commit can be set by the linker, as the Makefile does; without
// that they are what the build recorded, if it did.
var version, commit string

// Program is the version and the commit of this program. The commit has a mark
// if files differed from it and is "unknown" outside a repository; both are told
// from other such programs by the first digits of the program's own SHA-256.
func Program() (string, string) {
	version, git := cmp.Or(version, "devel"), cmp.Or(commit, "unknown")
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return version, git
	}
	if v := info.Main.Version; v != "" && v != "(devel)" && version == "devel" {
		version = v
	}
	if commit != "" {
		return version, git
	}
	dirty := false
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			git = s.Value
		case "vcs.modified":
			dirty = s.Value == "true"
		}
	}
	if dirty {
		git += "+changes"
	}
	if dirty || git == "unknown" {
		git += own()
	}
	return version, git
}

// own is the mark of this very program, empty if it cannot be read.
var own = sync.OnceValue(func() string {
	path, err := os.Executable()
	if err != nil {
		return ""
	}
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return ""
	}
	return "." + hex.EncodeToString(h.Sum(nil))[:8]
})

// Experiment is a plan in a directory, with its scenarios.
type Experiment struct {
	Dir       string
	Plan      Plan
	Scenarios []*configs.Scenario // by arm

	cat      agents.Catalogue
	out      *output.Experiment // once it is bound to a directory
	metrics  *Metrics
	builders []*Builder // by arm, of the scenario as it stands
	params   []output.Column
	keys     []string // of the design's axes
	whole    []bool   // that take whole numbers
	points   cache
}

// Mismatch says that a directory holds another experiment.
type Mismatch struct {
	Dir         string               `json:"dir"`
	Than        string               `json:"than,omitempty"` // directory of the other; empty if it is what was asked for
	Differences []configs.Difference `json:"differences"`    // A is stored, B is asked for or in Than
}

func (m *Mismatch) Error() string {
	head := m.Dir + " holds another experiment; it differs in"
	here, there, advice := "there", "asked for", "give another directory with -o, or -f to replace it"
	if m.Than != "" {
		head = m.Dir + " and " + m.Than + " hold different experiments; they differ in"
		here, there, advice = "in the first", "in the second", "only directories of one experiment can be merged"
	}
	lines := []string{head}
	for _, d := range m.Differences {
		a, b := d.A, d.B
		if a == "" {
			a = "absent"
		}
		if b == "" {
			b = "absent"
		}
		line := fmt.Sprintf("  %s: %s %s, %s %s", d.Key, a, here, b, there)
		if d.Unit != "" {
			line += " (" + d.Unit + ")"
		}
		lines = append(lines, line)
	}
	return strings.Join(append(lines, advice), "\n")
}

// New completes a plan for scenarios and checks it; nothing is written. The
// scenario at place baseline is the baseline, −1 for none.
func New(cat agents.Catalogue, plan Plan, baseline int, scenarios ...*configs.Scenario) (*Experiment, error) {
	plan.SchemaVersion = output.SchemaVersion
	plan.Version, plan.Git = Program()
	plan.Every = max(1, plan.Every)
	plan.Reps = max(1, plan.Reps)
	if plan.Seed < 0 || plan.Seed > MaxSeed {
		return nil, usage("seed %d: choose 0 to 2^53−1", plan.Seed)
	}
	type pair struct {
		arm Arm
		s   *configs.Scenario
	}
	var pairs []pair
	for i, s := range scenarios {
		pairs = append(pairs, pair{Arm{Scenario: s.Name, Baseline: i == baseline, SHA256: configs.Digest(s)}, s})
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return strings.Compare(a.arm.Scenario, b.arm.Scenario) })
	e := &Experiment{Plan: plan, cat: cat}
	e.Plan.Arms = nil
	for i, p := range pairs {
		if i > 0 && p.arm.Scenario == pairs[i-1].arm.Scenario {
			return nil, usage("two arms have the name %q; give one scenario file another name", p.arm.Scenario)
		}
		if s := p.s; s.Start != scenarios[0].Start || s.Days != scenarios[0].Days {
			return nil, usage("%s runs %d days from %s and %s %d days from %s: arms must cover the same days (use --set-both)",
				scenarios[0].Name, scenarios[0].Days, scenarios[0].Start, s.Name, s.Days, s.Start)
		}
		p.arm.Config = "config.resolved.yaml"
		if p.arm.Baseline {
			p.arm.Config = "config.baseline.resolved.yaml"
		}
		e.Plan.Arms = append(e.Plan.Arms, p.arm)
		e.Scenarios = append(e.Scenarios, p.s)
	}
	// Runs have numbers of 32 bits; the first factor keeps the product in 64.
	if p := &e.Plan; p.Reps > maxRuns || p.points()*p.Reps > maxRuns || p.FirstRep < 0 || p.FirstRun < 0 || max(p.FirstRep, p.FirstRun)+p.PerArm() > maxRuns {
		return nil, usage("%d points of the design with %d replications: at most %d runs of a scenario", p.points(), p.Reps, maxRuns)
	}
	if err := e.prepare(); err != nil {
		return nil, err
	}
	if err := e.wholePoints(); err != nil {
		return nil, err
	}
	if e.Plan.EventDay == 0 {
		e.Plan.EventDay = e.builders[e.Plan.Treatment()].EventDay()
	}
	if e.Plan.ChunkRuns <= 0 {
		e.Plan.ChunkRuns = chunkRuns(&e.Plan, e.Scenarios[0].Days)
	}
	if err := e.schedule(); err != nil {
		return nil, err
	}
	e.Plan.identify()
	return e, nil
}

// chunkRuns is the default length of chunks: about forty chunks an experiment,
// with parts of at most about a million rows in the largest table.
func chunkRuns(p *Plan, days int) int {
	rows := 4 * days
	switch p.Trace {
	case output.TraceHoldings:
		rows = 800 * days
	case output.TraceFull:
		rows = 6000 * days
	}
	n := (p.Runs() + 39) / 40
	return max(1, min(max(n, 10), 500, 1_000_000/max(1, rows), p.PerArm()))
}

// prepare compiles metrics and makes builders.
func (e *Experiment) prepare() error {
	var err error
	if e.metrics, err = NewMetrics(e.Scenarios...); err != nil {
		return err
	}
	for _, s := range e.Scenarios {
		b, err := NewBuilder(s, e.cat)
		if err != nil {
			return err
		}
		e.builders = append(e.builders, b)
	}
	return e.prepareDesign()
}

// usage makes an error about what the user asked for.
func usage(format string, args ...any) error {
	return &configs.Error{Problems: []configs.Problem{{Message: fmt.Sprintf(format, args...)}}}
}

// States of an experiment.
const (
	StateRunning  = "running"
	StateComplete = "complete"
	StateStopped  = "stopped" // Until held before all replications were run
)

// Open reads the experiment in a directory.
func Open(dir string, cat agents.Catalogue) (*Experiment, error) {
	p, out, err := stored(dir)
	if err != nil {
		return nil, err
	}
	e := &Experiment{Dir: dir, Plan: *p, cat: cat, out: out}
	for _, a := range e.Plan.Arms {
		s, err := configs.Load(filepath.Join(dir, a.Config), cat, configs.Options{})
		if err != nil {
			return nil, err
		}
		if got := configs.Digest(s); got != a.SHA256 {
			version, git := Program()
			return nil, usage("%s in %s resolves to %.12s, recorded is %.12s: it was edited, or this program (%s, %s) has other parameters than the one that wrote it (%s, %s)",
				a.Config, dir, got, a.SHA256, version, git, e.Plan.Version, e.Plan.Git)
		}
		e.Scenarios = append(e.Scenarios, s)
	}
	return e, e.prepare()
}

// ReadPlan reads the plan of an experiment directory.
func ReadPlan(dir string) (*Plan, error) {
	b, err := os.ReadFile(filepath.Join(dir, PlanFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usage("%s is not an experiment: it has no %s", dir, PlanFile)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", output.ErrIO, err)
	}
	p := &Plan{}
	if err := json.Unmarshal(b, p); err != nil {
		return nil, usage("%s in %s cannot be read: %v", PlanFile, dir, err)
	}
	if len(p.Arms) == 0 || p.ChunkRuns < 1 || p.Reps < 1 {
		return nil, usage("%s in %s is not complete", PlanFile, dir)
	}
	return p, nil
}

// stored reads the plan in a directory and opens its tables.
func stored(dir string) (*Plan, *output.Experiment, error) {
	p, err := ReadPlan(dir)
	if err != nil {
		return nil, nil, err
	}
	out, err := output.OpenExperiment(dir)
	if err != nil {
		return nil, nil, err
	}
	same := p.ID == out.Plan.ID && p.ChunkRuns == out.Plan.ChunkLength && len(p.Arms) == len(out.Plan.Runs)
	for a := 0; same && a < len(p.Arms); a++ {
		same = int64(out.Plan.Runs[a].Count) == int64(p.PerArm())
	}
	if !same {
		return nil, nil, usage("%s and experiment.json in %s are not of one experiment: one of them was changed", PlanFile, dir)
	}
	return p, out, nil
}

// Conflict is a Mismatch if a directory holds another experiment, nil otherwise.
func (e *Experiment) Conflict(dir string) error {
	old, err := ReadPlan(dir)
	if err != nil || old.ID == e.Plan.ID {
		return nil
	}
	if !exists(dir, runList) {
		return nil
	}
	return &Mismatch{Dir: dir, Differences: e.differences(dir, old)}
}

// Attach binds the experiment to a directory. A directory that holds the same
// experiment is resumed; one that holds another gives a Mismatch, unless replace
// is set, which removes the other's results.
func (e *Experiment) Attach(dir string, replace bool) (resumed bool, err error) {
	e.Dir = dir
	// Rivals may be at work here. Each writes the run list first and the plan
	// last, so the two are looked for in the opposite order.
	planned := exists(dir, PlanFile)
	old, err := ReadPlan(dir)
	begun := exists(dir, runList)
	switch {
	case err == nil && old.ID == e.Plan.ID:
		resumed = begun
	case replace && (begun || planned):
		if err := wipe(dir, old); err != nil {
			return false, err
		}
	case err == nil && begun:
		return false, &Mismatch{Dir: dir, Differences: e.differences(dir, old)}
	case planned && err != nil:
		if errors.Is(err, output.ErrIO) {
			return false, err
		}
		return false, usage("%v; -f replaces it", err)
	case !begun && occupied(dir):
		return false, usage("%s is not empty and holds no complete experiment; -f replaces what is left of one", dir)
	}
	// Of several processes with different experiments one gets the run list.
	e.out, err = output.CreateExperiment(dir, e.list(), configs.Resolved(e.Scenarios[e.Plan.Treatment()]))
	if errors.Is(err, output.ErrOther) {
		if old, readErr := ReadPlan(dir); readErr == nil && old.ID != e.Plan.ID {
			return false, &Mismatch{Dir: dir, Differences: e.differences(dir, old)}
		}
		return false, usage("%v; give another directory with -o, or -f to replace it", err)
	}
	if err != nil || resumed {
		return resumed, err
	}
	for i, a := range e.Plan.Arms {
		if err := writeAtomic(dir, a.Config, configs.Resolved(e.Scenarios[i])); err != nil {
			return false, err
		}
	}
	if d := e.Plan.Design; d != nil {
		problem, err := design.NewProblem(d.Axes)
		if err != nil {
			return false, err
		}
		b, err := problem.JSON()
		if err != nil {
			return false, err
		}
		if err := writeAtomic(dir, problemFile, b); err != nil {
			return false, err
		}
	}
	// The plan comes last: where it is, nothing is missing.
	b, err := json.MarshalIndent(&e.Plan, "", " ")
	if err != nil {
		return false, err
	}
	return false, writeAtomic(dir, PlanFile, append(b, '\n'))
}

// runList is the file by which package output knows an experiment.
const runList = "experiment.json"

func exists(dir, name string) bool {
	_, err := os.Stat(filepath.Join(dir, name))
	return err == nil
}

// list is the experiment as package output knows it.
func (e *Experiment) list() output.Plan {
	p := &e.Plan
	o := output.Plan{
		ID: p.ID, ConfigSHA256: p.digest(), Version: p.Version, Git: p.Git, Seed: p.Seed, Trace: p.Trace,
		Digits: p.Digits, EventDay: p.EventDay, Base: e.builders[0].Base(), Params: e.params, Outcomes: Columns(e.metrics), ChunkLength: p.ChunkRuns,
	}
	if p.Every > 1 {
		o.Every = p.Every
	}
	for a := range p.Arms {
		o.Runs = append(o.Runs, output.RunRange{Scenario: p.Arms[a].Scenario, First: p.Ref(a, 0).RunID, Count: int32(p.PerArm())})
	}
	return o
}

// occupied reports whether a directory without a run list holds more than a start
// of an experiment that was cut short. The run list is looked for after the
// files, because a rival that begins meanwhile writes it before them.
func occupied(dir string) bool {
	entries, err := os.ReadDir(dir)
	return err == nil && slices.ContainsFunc(entries, func(f fs.DirEntry) bool {
		n := f.Name()
		return !slices.Contains([]string{"tmp", PlanFile, "views.sql", "datapackage.json", problemFile}, n) && !strings.HasSuffix(n, ".resolved.yaml")
	}) && !exists(dir, runList)
}

// wipe removes what experiments put into a directory, the run list first.
func wipe(dir string, old *Plan) error {
	names := []string{
		runList, PlanFile, "manifest", "tables", "summary", "tmp", untilFile, "views.sql", "datapackage.json",
		"ro-crate-metadata.json", "config.resolved.yaml", problemFile, sensFile, sourceFile,
	}
	if old != nil {
		for _, a := range old.Arms {
			names = append(names, filepath.Base(a.Config))
		}
	}
	for _, n := range names {
		if err := os.RemoveAll(filepath.Join(dir, n)); err != nil {
			return fmt.Errorf("%w: %w", output.ErrIO, err)
		}
	}
	return nil
}

// differences lists what the plan stored in a directory and this one disagree
// about.
func (e *Experiment) differences(dir string, old *Plan) []configs.Difference {
	var out []configs.Difference
	add := func(key string, a, b any) {
		x, y := fmt.Sprint(a), fmt.Sprint(b)
		if x != y {
			out = append(out, configs.Difference{Key: key, A: x, B: y})
		}
	}
	p := &e.Plan
	names := func(p *Plan) []string {
		var n []string
		for _, a := range p.Arms {
			n = append(n, a.Scenario)
		}
		return n
	}
	digits := func(p *Plan) any {
		if p.Digits == nil {
			return "all"
		}
		return *p.Digits
	}
	add("kind", old.Kind, p.Kind)
	add("scenarios", names(old), names(p))
	add("seed", old.Seed, p.Seed)
	add("replications", old.Reps, p.Reps)
	add("first replication", old.FirstRep, p.FirstRep)
	add("first run", old.firstRun(), p.firstRun())
	add("until", old.Until, p.Until)
	add("trace", old.Trace, p.Trace)
	add("trace-every", old.Every, p.Every)
	add("trace-digits", digits(old), digits(p))
	if len(out) == 0 {
		add("chunk-runs", old.ChunkRuns, p.ChunkRuns)
	}
	for i, a := range p.Arms {
		j := old.arm(a.Scenario)
		if j < 0 || old.Arms[j].SHA256 == a.SHA256 {
			continue
		}
		if i >= len(e.Scenarios) {
			add(a.Scenario+": sha256", old.Arms[j].SHA256, a.SHA256)
			continue
		}
		s, err := configs.Load(filepath.Join(dir, old.Arms[j].Config), e.cat, configs.Options{})
		if err != nil {
			out = append(out, configs.Difference{Key: a.Scenario, A: "a configuration that cannot be read"})
			continue
		}
		for _, d := range configs.Diff(s, e.Scenarios[i]) {
			if len(p.Arms) > 1 {
				d.Key = a.Scenario + ": " + d.Key
			}
			out = append(out, d)
		}
	}
	if a, b := designText(old.Design), designText(p.Design); a != b {
		add("design", summaryOf(old.Design), summaryOf(p.Design))
		if summaryOf(old.Design) == summaryOf(p.Design) {
			out = append(out, configs.Difference{Key: "design", A: "other points", B: "these points"})
		}
	}
	add("version", old.Version, p.Version)
	add("commit", old.Git, p.Git)
	if len(out) == 0 {
		add("experiment", old.ID, p.ID)
	}
	return out
}

func designText(d *design.Design) string {
	if d == nil {
		return ""
	}
	b, err := json.Marshal(d)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

func summaryOf(d *design.Design) string {
	if d == nil {
		return "none"
	}
	var axes []string
	for _, a := range d.Axes {
		axes = append(axes, a.String())
	}
	return fmt.Sprintf("%s of %d points in %s", d.Kind, len(d.Points), strings.Join(axes, ", "))
}

// writeAtomic replaces a file in one step.
func writeAtomic(dir, name string, content []byte) error {
	fail := func(err error) error { return fmt.Errorf("%w: %s: %w", output.ErrIO, name, err) }
	if err := os.MkdirAll(filepath.Join(dir, "tmp"), 0o777); err != nil {
		return fail(err)
	}
	f, err := os.CreateTemp(filepath.Join(dir, "tmp"), filepath.Base(name)+"-*")
	if err != nil {
		return fail(err)
	}
	tmp := f.Name()
	_, err = f.Write(content)
	if err == nil {
		err = f.Chmod(0o666 &^ 0o022)
	}
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(tmp, filepath.Join(dir, name))
	}
	if err != nil {
		_ = os.Remove(tmp)
		return fail(err)
	}
	return nil
}

// options are those of the experiment's chunks.
func (e *Experiment) options() output.Options {
	p := e.list()
	x := output.Experiment{Plan: p}
	return x.Options()
}
