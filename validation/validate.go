package validation

import (
	"context"
	"fmt"
	"runtime"
	"sort"

	"kirifuda/agents"
)

// Groups of experiments, in the order in which they are run and reported.
var Groups = []string{"impact", "curve", "april", "intervention", "threat", "facts", "talks", "strategies", "sensitivity"}

// Options control a validation.
type Options struct {
	Catalogue agents.Catalogue
	Reps      int // replications of each paired experiment; 0 means 48
	Seed      uint64
	Jobs      int      // runs at a time; 0 means the number of usable CPUs; never changes a result
	Quick     bool     // fewer and shorter runs, for tests
	Only      []string // groups of experiments; empty means all
	Scored    bool     // only what calibration needs: neither counterfactuals nor tables
	Set       []string // overrides key=value or @file.yaml laid over every world
	Progress  func(done, total int)
}

// Run runs the experiments and judges the results.
func Run(ctx context.Context, opt Options) (*Report, error) {
	if opt.Reps <= 0 {
		opt.Reps = 48
		if opt.Quick {
			opt.Reps = 2
		}
	}
	if opt.Jobs <= 0 {
		opt.Jobs = runtime.GOMAXPROCS(0)
	}
	if opt.Catalogue == nil {
		opt.Catalogue = agents.Default()
	}
	s := &suite{
		lab:    &lab{cat: opt.Catalogue, seed: opt.Seed, jobs: opt.Jobs, set: opt.Set, report: opt.Progress},
		report: &Report{Version: 1, Seed: opt.Seed, Reps: opt.Reps, Quick: opt.Quick, Rows: []Row{}, Tables: []Table{}},
		n:      opt.Reps, quick: opt.Quick, scored: opt.Scored,
	}
	run := map[string]func(){
		"impact": s.impact, "curve": s.curve, "april": s.april, "intervention": s.intervention, "threat": s.threat,
		"facts": s.tenYears, "talks": s.bargaining, "strategies": s.conduct, "sensitivity": s.sensitivity,
	}
	want := map[string]bool{}
	for _, g := range opt.Only {
		if run[g] == nil {
			return nil, fmt.Errorf("unknown group of experiments %q (allowed %v)", g, Groups)
		}
		want[g] = true
	}
	for _, g := range Groups {
		if len(opt.Only) == 0 || want[g] {
			run[g]()
		}
	}
	if err := s.lab.run(ctx); err != nil {
		return nil, err
	}
	for _, f := range s.finish {
		f()
	}
	if opt.Scored {
		s.report.Tables = []Table{}
	}
	for _, a := range s.lab.arms {
		s.report.Runs += a.reps
		s.report.Days += a.reps * a.days
	}
	s.report.sort()
	return s.report, nil
}

// sort sorts rows by verdict, misses first, then partial hits; within a verdict the order
// of experiments is kept.
func (r *Report) sort() {
	sort.SliceStable(r.Rows, func(i, j int) bool { return verdictOrder[r.Rows[i].Verdict] < verdictOrder[r.Rows[j].Verdict] })
	for i := range r.Rows {
		switch r.Rows[i].Verdict {
		case Hit:
			r.Hits++
		case Partial:
			r.Partial++
		default:
			r.Misses++
		}
	}
}
