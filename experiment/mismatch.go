package experiment

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/experiment/design"
	"kirifuda/internal/english"
)

// Mismatch is the error of a directory that holds another experiment.
type Mismatch struct {
	Dir         string               `json:"dir"`
	Than        string               `json:"than,omitempty"` // directory of the other experiment; empty if that is the requested one
	Differences []configs.Difference `json:"differences"`    // A is in Dir; B is requested or in Than
}

func (m *Mismatch) Error() string {
	head := m.Dir + " holds another experiment; it differs in"
	here, there, advice := "there", "requested", "give another directory with -o, or use -f to replace it"
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

// differences lists the differences between the plan stored in a directory and this
// one.
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
	add("schedules", old.Schedules, p.Schedules)
	add("trace-every", old.Every, p.Every)
	add("trace-digits", digits(old), digits(p))
	if len(out) == 0 {
		add("chunk-runs", old.ChunkRuns, p.ChunkRuns)
	}
	for i, a := range p.Arms {
		j := old.ArmNamed(a.Scenario)
		if j < 0 || old.Arms[j].SHA256 == a.SHA256 {
			continue
		}
		if i >= len(e.Scenarios) {
			add(a.Scenario+": sha256", old.Arms[j].SHA256, a.SHA256)
			continue
		}
		s, err := LoadScenario(filepath.Join(dir, old.Arms[j].Config), e.cat, configs.Options{})
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
	if !SameDesign(old.Design, p.Design) {
		add("design", DesignSummary(old.Design), DesignSummary(p.Design))
		if DesignSummary(old.Design) == DesignSummary(p.Design) {
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

// SameDesign reports whether two designs, either of which may be nil, have the
// same axes and points.
func SameDesign(a, b *design.Design) bool { return designText(a) == designText(b) }

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

// DesignSummary describes a design in one line.
func DesignSummary(d *design.Design) string {
	if d == nil {
		return "none"
	}
	var axes []string
	for _, a := range d.Axes {
		axes = append(axes, a.String())
	}
	return fmt.Sprintf("%s of %s in %s", d.Kind, english.Count(len(d.Points), "point"), strings.Join(axes, ", "))
}

// Differ returns the differences between two stored experiments.
func Differ(cat agents.Catalogue, dirA string, a *Plan, dirB string, b *Plan) *Mismatch {
	e := &Experiment{Dir: dirA, Plan: *a, cat: cat}
	for _, arm := range a.Arms {
		s, err := LoadScenario(filepath.Join(dirA, arm.Config), cat, configs.Options{})
		if err != nil {
			e.Scenarios = nil
			break
		}
		e.Scenarios = append(e.Scenarios, s)
	}
	return &Mismatch{Dir: dirB, Than: dirA, Differences: e.differences(dirB, b)}
}
