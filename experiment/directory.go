package experiment

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/experiment/design"
	"kirifuda/output"
)

// PlanFile holds the plan in an experiment directory: what defines the experiment.
// It is the first file there; of several processes one gets it.
const PlanFile = "plan.json"

// indexFile says what is finished. It is the last file of a start.
const indexFile = "experiment.json"

// problemFile describes a design's axes in the form that SALib reads.
const problemFile = "problem.json"

// Files beside the tables that some experiments have.
const (
	UntilFile  = "until.json"  // how the stopping rule was examined
	SensFile   = "sens.json"   // the last sensitivity analysis
	SourceFile = "source.json" // what a compacted experiment was made from
)

// Open reads the experiment in a directory.
func Open(dir string, cat agents.Catalogue) (*Experiment, error) {
	p, out, err := Stored(dir)
	if err != nil {
		return nil, err
	}
	e := &Experiment{Dir: dir, Plan: *p, cat: cat, out: out}
	for _, a := range e.Plan.Arms {
		s, err := LoadScenario(filepath.Join(dir, a.Config), cat, configs.Options{})
		if err != nil {
			return nil, err
		}
		if got := configs.Digest(s); got != a.SHA256 {
			version, git := Program()
			return nil, Usage("%s in %s resolves to %.12s, recorded is %.12s: it was edited, or this program (%s, %s) has other parameters than the one that wrote it (%s, %s)",
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
		return nil, Usage("%s is not an experiment: it has no %s", dir, PlanFile)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", output.ErrIO, err)
	}
	p := &Plan{}
	if err := json.Unmarshal(b, p); err != nil {
		return nil, Usage("%s in %s cannot be read: %v", PlanFile, dir, err)
	}
	if len(p.Arms) == 0 || p.ChunkRuns < 1 || p.Reps < 1 {
		return nil, Usage("%s in %s is not complete", PlanFile, dir)
	}
	if !p.intact() {
		return nil, Usage("%s in %s is not that of experiment %s: it was changed, or another version of this program wrote it", PlanFile, dir, p.ID)
	}
	return p, nil
}

// Stored reads the plan in a directory and opens its tables.
func Stored(dir string) (*Plan, *output.Store, error) {
	p, err := ReadPlan(dir)
	if err != nil {
		return nil, nil, err
	}
	out, err := output.OpenStore(dir)
	if err != nil {
		return nil, nil, err
	}
	if !exists(dir, indexFile) {
		return nil, nil, Usage("the start of the experiment in %s was cut short: it has no %s; repeat the command that made it", dir, indexFile)
	}
	if len(p.RunList) == 0 { // written by an earlier version; see output.OpenStore
		l := &out.Layout
		p.ConfigSHA256, p.Params, p.Outcomes, p.RunList = l.ConfigSHA256, l.Params, l.Outcomes, l.Runs
	}
	return p, out, nil
}

// Conflict is a Mismatch if a directory holds another experiment, nil otherwise.
func (e *Experiment) Conflict(dir string) error {
	old, err := ReadPlan(dir)
	if err != nil || old.ID == e.Plan.ID {
		return nil
	}
	return &Mismatch{Dir: dir, Differences: e.differences(dir, old)}
}

// Attach binds the experiment to a directory. A directory that holds the same
// experiment is resumed; one that holds another gives a Mismatch, unless replace
// is set, which removes the other's results.
func (e *Experiment) Attach(dir string, replace bool) (resumed bool, err error) {
	e.Dir = dir
	// Rivals may be at work here. Each writes the plan first and the index last, so
	// the two are looked for in the opposite order.
	begun := exists(dir, indexFile)
	planned := exists(dir, PlanFile)
	old, err := ReadPlan(dir)
	switch {
	case err == nil && old.ID == e.Plan.ID:
		resumed = begun
	case replace && (begun || planned):
		if err := Wipe(dir, old); err != nil {
			return false, err
		}
	case err == nil:
		return false, &Mismatch{Dir: dir, Differences: e.differences(dir, old)}
	case planned && err != nil:
		if errors.Is(err, output.ErrIO) {
			return false, err
		}
		return false, Usage("%v; -f replaces it", err)
	case !planned && occupied(dir):
		return false, Usage("%s is not empty and holds no complete experiment; -f replaces what is left of one", dir)
	}
	text, err := e.Plan.text()
	if err != nil {
		return false, err
	}
	// Of several processes with different experiments one gets the plan.
	e.out, err = output.CreateStore(dir, text, configs.Resolved(e.Scenarios[e.Plan.Treatment()]))
	if errors.Is(err, output.ErrOther) {
		if old, readErr := ReadPlan(dir); readErr == nil && old.ID != e.Plan.ID {
			return false, &Mismatch{Dir: dir, Differences: e.differences(dir, old)}
		}
		return false, Usage("%v; give another directory with -o, or -f to replace it", err)
	}
	if err != nil || resumed {
		return resumed, err
	}
	for i, a := range e.Plan.Arms {
		if err := output.WriteIn(dir, a.Config, configs.Resolved(e.Scenarios[i])); err != nil {
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
		if err := output.WriteIn(dir, problemFile, b); err != nil {
			return false, err
		}
	}
	return false, e.out.Begin()
}

// Begun reports whether a directory holds an experiment or what is left of a start
// of one.
func Begun(dir string) bool { return exists(dir, indexFile) || exists(dir, PlanFile) }

func exists(dir, name string) bool {
	_, err := os.Stat(filepath.Join(dir, name))
	return err == nil
}

// occupied reports whether a directory without a plan holds more than a start of
// an experiment that was cut short. The plan is looked for after the files, because
// a rival that begins meanwhile writes it before them.
func occupied(dir string) bool {
	entries, err := os.ReadDir(dir)
	return err == nil && slices.ContainsFunc(entries, func(f fs.DirEntry) bool {
		n := f.Name()
		return !slices.Contains([]string{"tmp", "views.sql", "datapackage.json", problemFile}, n) && !strings.HasSuffix(n, ".resolved.yaml")
	}) && !exists(dir, PlanFile)
}

// Wipe removes what experiments put into a directory, the index first and the plan,
// which keeps rivals away, last.
func Wipe(dir string, old *Plan) error {
	names := []string{
		indexFile, "manifest", "tables", "summary", "tmp", UntilFile, "views.sql", "datapackage.json",
		"ro-crate-metadata.json", "config.resolved.yaml", problemFile, SensFile, SourceFile,
	}
	if old != nil {
		for _, a := range old.Arms {
			names = append(names, filepath.Base(a.Config))
		}
	}
	for _, n := range append(names, PlanFile) {
		if err := os.RemoveAll(filepath.Join(dir, n)); err != nil {
			return fmt.Errorf("%w: %w", output.ErrIO, err)
		}
	}
	return nil
}

// TableOptions are those of the experiment's chunks.
func (e *Experiment) TableOptions() (output.Options, error) {
	text, err := e.Plan.text()
	if err != nil {
		return output.Options{}, err
	}
	l, err := output.ReadLayout(text)
	if err != nil {
		return output.Options{}, err
	}
	return l.Options(), nil
}
