package experiment

import (
	"fmt"
	"slices"
	"strings"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/output"
)

// Experiment is a plan in a directory, with its scenarios.
type Experiment struct {
	Dir       string
	Plan      Plan
	Scenarios []*configs.Scenario // by arm

	cat      agents.Catalogue
	out      *output.Store // once it is bound to a directory
	metrics  *Metrics
	builders []*Builder // by arm, of the scenario as it stands
	params   []output.Column
	keys     []string // of the design's axes
	whole    []bool   // that take whole numbers
	points   cache
}

// New completes a plan for scenarios and checks it; nothing is written. The
// scenario at place baseline is the baseline, −1 for none.
func New(cat agents.Catalogue, plan Plan, baseline int, scenarios ...*configs.Scenario) (*Experiment, error) {
	plan.SchemaVersion = output.SchemaVersion
	plan.Version, plan.Git = Program()
	plan.Every = max(1, plan.Every)
	plan.Reps = max(1, plan.Reps)
	if plan.Seed < 0 || plan.Seed > MaxSeed {
		return nil, Usage("seed %d: choose 0 to 2^53−1", plan.Seed)
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
			return nil, Usage("two arms have the name %q; give one scenario file another name", p.arm.Scenario)
		}
		if s := p.s; s.Start != scenarios[0].Start || s.Days != scenarios[0].Days {
			return nil, Usage("%s runs %d days from %s and %s %d days from %s: arms must cover the same days (use --set-both)",
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
	if p := &e.Plan; p.Reps > maxRuns || p.Points()*p.Reps > maxRuns || p.FirstRep < 0 || p.FirstRun < 0 || max(p.FirstRep, p.FirstRun)+p.PerArm() > maxRuns {
		return nil, Usage("%d points of the design with %d replications: at most %d runs of a scenario", p.Points(), p.Reps, maxRuns)
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
	p := &e.Plan
	p.ConfigSHA256, p.Base, p.Params, p.Outcomes, p.RunList = p.digest(), e.builders[0].Base(), e.params, Columns(e.metrics), p.runList()
	p.identify()
	return e, nil
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

// Usage makes an error about what the user asked for.
func Usage(format string, args ...any) error {
	return &configs.Error{Problems: []configs.Problem{{Message: fmt.Sprintf(format, args...)}}}
}

// Catalogue has the kinds of institutions that the experiment's worlds are made of.
func (e *Experiment) Catalogue() agents.Catalogue { return e.cat }

// Store is the directory that the experiment is bound to, nil before Open or Attach.
func (e *Experiment) Store() *output.Store { return e.out }

// Metrics are the scenarios' own outcomes, nil without any.
func (e *Experiment) Metrics() *Metrics { return e.metrics }

// Builders make the worlds of the arms as their scenarios stand.
func (e *Experiment) Builders() []*Builder { return e.builders }
