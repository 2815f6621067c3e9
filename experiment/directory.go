package experiment

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/output"
)

// PlanFile is the file with the plan in an experiment directory. It is written
// first; of several processes one writes it.
const PlanFile = "plan.json"

// indexFile is the index of finished chunks. It is written last at the start.
const indexFile = "experiment.json"

// Resolved configurations of the arms: of the first treatment, and of the baseline where
// there is only one treatment.
const (
	treatmentConfig = "config.resolved.yaml"
	baselineConfig  = "config.baseline.resolved.yaml"
)

// configFile is the file with the resolved configuration of an arm. With several
// treatments all but the first are in files with their names, so that no two are equal.
func configFile(a *Arm, first bool, treatments int) string {
	switch {
	case first && !a.Baseline:
		return treatmentConfig
	case a.Baseline && treatments < 2:
		return baselineConfig
	}
	return "config." + a.Scenario + ".resolved.yaml"
}

// problemFile describes the axes of a design in the format of SALib.
const problemFile = "problem.json"

// Files beside the tables that some experiments have.
const (
	UntilFile  = "until.json"  // examinations of the stopping rule
	SensFile   = "sens.json"   // the last sensitivity analysis
	SourceFile = "source.json" // the experiment from which this one was compacted
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
			return nil, alteredConfig("%s in %s has the hash %.12s instead of the recorded %.12s: it was edited, or this program (%s, %s) has other parameters than "+
				"the one that wrote it (%s, %s)",
				a.Config, dir, got, a.SHA256, version, git, e.Plan.Version, e.Plan.Git)
		}
		e.Scenarios = append(e.Scenarios, s)
	}
	return e, e.prepare()
}

// alteredConfig is the error of a configuration that was changed.
func alteredConfig(format string, args ...any) error { return output.Altered(Usage(format, args...)) }

// ReadPlan reads the plan of an experiment directory.
func ReadPlan(dir string) (*Plan, error) {
	b, err := os.ReadFile(filepath.Join(dir, PlanFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, Usage("%s is not an experiment: it does not contain %s", dir, PlanFile)
	}
	if err != nil {
		return nil, output.Unreadable(filepath.Join(dir, PlanFile), err)
	}
	return parsePlan(dir, b)
}

// parsePlan reads the text of the plan of a directory.
func parsePlan(dir string, text []byte) (*Plan, error) {
	if !json.Valid(text) {
		return nil, Usage("%s in %s cannot be read: it is damaged, or not the plan of an experiment", PlanFile, dir)
	}
	var other *output.VersionError
	switch err := output.CheckPlan(text); {
	case errors.As(err, &other):
		other.File = dir
		return nil, other
	case errors.Is(err, output.ErrAltered):
		return nil, output.Altered(Usage("%s in %s does not match the digest in it: it was edited or damaged; restore it, or repeat the command that created the experiment in another directory", PlanFile, dir))
	case err != nil:
		return nil, Usage("%s in %s: %v", PlanFile, dir, err)
	}
	p := &Plan{}
	if err := json.Unmarshal(text, p); err != nil {
		return nil, Usage("%s in %s cannot be read: %v", PlanFile, dir, err)
	}
	if !p.complete() {
		return nil, Usage("%s in %s is not complete", PlanFile, dir)
	}
	if !p.intact() {
		return nil, Usage("%s in %s does not match the identifier %s: it was edited, or another version of this program wrote it", PlanFile, dir, p.ID)
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
		return nil, nil, Usage("the start of the experiment in %s was interrupted: %s is missing; repeat the command that created it", dir, indexFile)
	}
	return p, out, nil
}

// Conflict says why a directory cannot take the experiment without replacing what it
// holds, as Attach does; nil if it can.
func (e *Experiment) Conflict(dir string) error {
	_, err := e.survey(dir, false)
	return err
}

// MakeClaim claims a directory for writing, along with others or alone.
func MakeClaim(dir string, alone bool) (*output.Claim, error) {
	c, err := output.MakeClaim(dir, alone)
	if errors.Is(err, output.ErrBusy) {
		return nil, Usage("%v: wait for its end or stop it", err)
	}
	return c, err
}

// Release ends the claim to the directory.
func (e *Experiment) Release() error {
	err := e.claim.Release()
	e.claim = nil
	return err
}

// Sweep removes what ended processes have left in the directory's tmp/.
func (e *Experiment) Sweep() error { return e.out.Sweep(e.claim) }

// recognised reports whether a directory holds an experiment, whole or damaged, and not
// a file of another program that has the name of one of ours.
func recognised(dir string) bool {
	return slices.ContainsFunc([]string{PlanFile, indexFile}, func(name string) bool {
		b, err := os.ReadFile(filepath.Join(dir, name))
		return err == nil && bytes.Contains(b, []byte(`"experiment_id"`))
	})
}

// Begun reports whether a directory holds an experiment or one whose start was
// interrupted.
func Begun(dir string) bool { return exists(dir, indexFile) || exists(dir, PlanFile) }

func exists(dir, name string) bool {
	_, err := os.Stat(filepath.Join(dir, name))
	return err == nil
}

// occupied reports whether a directory without a plan holds more than an experiment
// whose start was interrupted. The plan is looked for after the files, because
// another process that starts in the meantime writes it before them.
func occupied(dir string) bool {
	entries, err := os.ReadDir(dir)
	return err == nil && slices.ContainsFunc(entries, func(f fs.DirEntry) bool {
		n := f.Name()
		return !slices.Contains([]string{"tmp", "views.sql", "datapackage.json", problemFile}, n) && !strings.HasSuffix(n, ".resolved.yaml")
	}) && !exists(dir, PlanFile)
}

// Wipe removes the files of an experiment from a directory that is claimed alone: the
// index first, and last the plan, which keeps other processes away.
func Wipe(dir string, old *Plan) error {
	names := []string{
		indexFile, "manifest", "tables", "summary", UntilFile, "views.sql", "datapackage.json",
		"ro-crate-metadata.json", treatmentConfig, baselineConfig, problemFile, SensFile, SourceFile,
	}
	if old != nil {
		for _, a := range old.Arms {
			names = append(names, filepath.Base(a.Config))
		}
	}
	return output.Clear(dir, append(names, PlanFile))
}

// TableOptions are the options of the experiment's chunks.
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
