package experiment

import (
	"fmt"
	"slices"
	"strings"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/internal/english"
	"kirifuda/output"
)

// Experiment is a plan in a directory, with its scenarios.
type Experiment struct {
	Dir       string
	Plan      Plan
	Scenarios []*configs.Scenario // by arm

	cat      agents.Catalogue
	out      *output.Store // set once it is bound to a directory
	claim    *output.Claim // to the directory; nil unless Attach made one
	wiped    bool          // Attach has removed another experiment from the directory
	metrics  *Metrics
	builders []*Builder // by arm, for the scenario without a design
	params   []output.Column

	chosenChunks bool     // the length of chunks was given
	keys         []string // keys of the design's axes
	whole        []bool   // axes that take whole numbers
	points       cache
}

// New completes and checks a plan for scenarios; it writes nothing. The baseline is
// the scenario with index baseline; −1 means none.
func New(cat agents.Catalogue, plan Plan, baseline int, scenarios ...*configs.Scenario) (*Experiment, error) {
	plan.SchemaVersion = output.SchemaVersion
	plan.Version, plan.Git = Program()
	plan.Every = max(1, plan.Every)
	plan.Reps = max(1, plan.Reps)
	if plan.Seed < 0 || plan.Seed > MaxSeed {
		return nil, Usage("seed %d: must be 0 to 2^53−1", plan.Seed)
	}
	type pair struct {
		arm Arm
		s   *configs.Scenario
	}
	var pairs []pair
	for i, s := range scenarios {
		pairs = append(pairs, pair{Arm{Scenario: s.Name, Baseline: i == baseline, SHA256: configs.Digest(s)}, s})
	}
	treatments := len(pairs)
	if baseline >= 0 {
		treatments--
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return strings.Compare(a.arm.Scenario, b.arm.Scenario) })
	e := &Experiment{Plan: plan, cat: cat}
	e.Plan.Arms = nil
	first := true
	for i, p := range pairs {
		if i > 0 && p.arm.Scenario == pairs[i-1].arm.Scenario {
			if p.arm.Baseline || pairs[i-1].arm.Baseline {
				return nil, Usage("%[1]s is both a scenario and the baseline of --vs: compare it with another, or give one of two files with this name another name", p.arm.Scenario)
			}
			return nil, Usage("two arms have the name %s: name a scenario once, or give one of two files with this name another name", p.arm.Scenario)
		}
		if s := p.s; s.Start != scenarios[0].Start || s.Days != scenarios[0].Days {
			return nil, Usage("%s runs %s from %s and %s runs %s from %s: arms must cover the same days (use --set-both)",
				scenarios[0].Name, english.Count(scenarios[0].Days, "day"), scenarios[0].Start, s.Name, english.Count(s.Days, "day"), s.Start)
		}
		p.arm.Config = configFile(&p.arm, first, treatments)
		first = first && p.arm.Baseline
		e.Plan.Arms = append(e.Plan.Arms, p.arm)
		e.Scenarios = append(e.Scenarios, p.s)
	}
	if p := &e.Plan; !p.countable() {
		return nil, Usage("%s of the design with %s: a scenario may have at most %d runs", english.Count(p.Points(), "point"), english.Count(p.Reps, "replication"), maxRuns)
	}
	if err := e.prepare(); err != nil {
		return nil, err
	}
	if err := e.wholePoints(); err != nil {
		return nil, err
	}
	if err := e.checkPoints(); err != nil {
		return nil, err
	}
	if err := e.readScheduleDays(); err != nil {
		return nil, err
	}
	for i := range e.Plan.Arms {
		e.Plan.Arms[i].EventDay = e.builders[i].EventDay()
	}
	e.Plan.EventDay = e.Plan.Arms[e.Plan.Treatments()[0]].EventDay
	if e.chosenChunks = e.Plan.ChunkRuns > 0; !e.chosenChunks {
		e.Plan.ChunkRuns = chunkRuns(&e.Plan, e.Scenarios[0].Days)
	}
	if err := e.schedule(); err != nil {
		return nil, err
	}
	p := &e.Plan
	p.Tables = (&output.Options{Trace: p.Trace, Schedules: p.Schedules}).TableNames()
	p.ConfigSHA256, p.Series, p.Params, p.Outcomes, p.RunList = p.digest(), e.series(), e.params, Columns(e.metrics), p.runList()
	p.identify()
	return e, nil
}

// prepare compiles metrics and creates builders.
func (e *Experiment) prepare() error {
	for _, s := range e.Scenarios {
		b, err := NewBuilder(s, e.cat)
		if err != nil {
			return err
		}
		if e.Plan.Design == nil { // the points of a design are built one by one
			if _, err := b.Build(RunOptions{Seed: uint64(e.Plan.Seed), Inline: true}); err != nil {
				return err
			}
		}
		e.builders = append(e.builders, b)
	}
	var err error
	if e.metrics, err = NewMetrics(e.series(), e.Scenarios...); err != nil {
		return err
	}
	return e.prepareDesign()
}

// series are the columns of the panel.
func (e *Experiment) series() []output.Column { return output.SeriesColumns(e.builders[0].Series()) }

// Usage returns an error about the user's input.
func Usage(format string, args ...any) error {
	return &configs.Error{Problems: []configs.Problem{{Message: fmt.Sprintf(format, args...)}}}
}

// Catalogue returns the kinds of institutions in the experiment's worlds.
func (e *Experiment) Catalogue() agents.Catalogue { return e.cat }

// Store returns the directory to which the experiment is bound; nil before Open or
// Attach.
func (e *Experiment) Store() *output.Store { return e.out }

// Metrics returns the outcomes defined by the scenarios; nil if there are none.
func (e *Experiment) Metrics() *Metrics { return e.metrics }

// Builders returns the builders of the arms for their scenarios without a design.
func (e *Experiment) Builders() []*Builder { return e.builders }
