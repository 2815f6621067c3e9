package experiment

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"kirifuda/internal/english"
	"kirifuda/output"
)

// Extent says how much of an experiment can be read: which runs are finished, have
// not failed, and have a counterpart in every other arm. Comparing other runs would
// compare luck.
type Extent struct {
	Planned    int         `json:"runs_planned"` // of each arm
	Common     int         `json:"runs_common"`  // of each arm: finished in all arms without a failure
	Unfinished bool        `json:"unfinished"`
	Arms       []ArmExtent `json:"arms"`

	use     []bool // by run of an arm
	first   int32  // number of the first run
	partial string // points or replications of a sweep that are left out; empty if none is
}

// ArmExtent counts the runs of an arm.
type ArmExtent struct {
	Scenario string `json:"scenario"`
	Finished int    `json:"runs_finished"` // including failed ones
	Failed   int    `json:"runs_failed"`
}

// Extent counts the runs of an experiment in a directory.
func (p *Plan) Extent(out *output.Store) (*Extent, error) {
	r, err := p.Results(out, nil, noOutcome)
	if err != nil {
		return nil, err
	}
	return r.Extent(StoppedAt(out.Dir)), nil
}

// ExtentOf counts the runs of the experiment in a directory.
func ExtentOf(dir string) (*Extent, error) {
	p, out, err := Stored(dir)
	if err != nil {
		return nil, err
	}
	return p.Extent(out)
}

// noOutcome, as the name of an outcome to be read, means that none is.
const noOutcome = "-"

// Extent counts runs. An experiment that a stopping rule has ended has the given
// number of replications; 0 means those of the plan. In a sweep all replications are averages
// over the same points; see whole.
func (r *Results) Extent(stopped int) *Extent {
	p := r.Plan
	e := &Extent{Planned: p.PerArm(), use: make([]bool, p.PerArm()), first: p.Ref(0, 0).RunID}
	if stopped > 0 {
		e.Planned = min(stopped, e.Planned)
	}
	for k := range e.Planned {
		e.use[k] = true
	}
	for _, a := range r.Arms {
		n := ArmExtent{Scenario: a.Scenario}
		for k := range e.Planned {
			switch {
			case !a.Done[k]:
				e.use[k] = false
			case a.Failed[k]:
				e.use[k] = false
				n.Failed++
				n.Finished++
			default:
				n.Finished++
			}
		}
		e.Unfinished = e.Unfinished || n.Finished < e.Planned
		e.Arms = append(e.Arms, n)
	}
	if p.Design != nil && slices.Contains(e.use, false) {
		e.whole(p)
	}
	for _, u := range e.use {
		if u {
			e.Common++
		}
	}
	return e
}

// whole leaves out, in a sweep of which some runs are missing, the points without all
// replications or the replications without all points, whichever leaves more.
func (e *Extent) whole(p *Plan) {
	points, reps := p.Points(), p.Reps
	perPoint, perRep := make([]int, points), make([]int, reps)
	for d := range points {
		for r := range reps {
			if e.use[p.Number(d, r)] {
				perPoint[d]++
				perRep[r]++
			}
		}
	}
	full := func(counts []int, want int) (n int) {
		for _, c := range counts {
			if c == want {
				n++
			}
		}
		return n
	}
	byRep := full(perRep, points)*points >= full(perPoint, reps)*reps
	for d := range points {
		for r := range reps {
			if byRep && perRep[r] < points || !byRep && perPoint[d] < reps {
				e.use[p.Number(d, r)] = false
			}
		}
	}
	e.partial = english.Count(points-full(perPoint, reps), "point") + " of the design"
	if byRep {
		e.partial = english.Count(reps-full(perRep, points), "replication")
	}
}

// Uses reports whether run k of each arm, counted from 0, can be read.
func (e *Extent) Uses(k int) bool { return e.use[k] }

// UsesRun is Uses for the number of a run in the tables.
func (e *Extent) UsesRun(id int32) bool {
	k := int(id - e.first)
	return k >= 0 && k < len(e.use) && e.use[k]
}

// Text says what is missing and what is read, without a full stop; it is empty if
// nothing is missing.
func (e *Extent) Text() string {
	text := e.Counts()
	if text == "" {
		return ""
	}
	used := fmt.Sprintf("; %d used", e.Common)
	if len(e.Arms) > 1 {
		all := "both"
		if len(e.Arms) > 2 {
			all = "all arms"
		}
		used = fmt.Sprintf("; the %d that succeeded in %s are used", e.Common, all)
		if e.Common == 0 {
			used = "; none succeeded in " + all
		}
	}
	switch {
	case e.partial == "":
	case e.Common == 0:
		used = "; no replication and no point of the design is complete"
	default:
		used += ", without " + e.partial + " of which runs are missing"
	}
	return text + used
}

// Counts says what is missing; it is empty if nothing is.
func (e *Extent) Counts() string {
	var parts []string
	failed := false
	for _, a := range e.Arms {
		t := fmt.Sprintf("%d of %d runs of %s", a.Finished, e.Planned, a.Scenario)
		if a.Failed > 0 {
			t += fmt.Sprintf(" (%d failed)", a.Failed)
			failed = true
		}
		parts = append(parts, t)
	}
	text := english.List(parts)
	switch {
	case e.Unfinished:
		text = "unfinished: " + text
	case failed:
		text = "not complete: " + text
	default:
		return ""
	}
	return text
}

// Check returns an error if no run can be read.
func (e *Extent) Check(dir string) error {
	if e.Common > 0 {
		return nil
	}
	return Usage("%s has nothing to show yet: %s", dir, e.Text())
}

// StoppedAt is the number of replications after which the stopping rule of the
// experiment in a directory held; 0 if it did not or there is none.
func StoppedAt(dir string) int {
	b, err := os.ReadFile(filepath.Join(dir, UntilFile))
	if err != nil {
		return 0
	}
	var f struct {
		Checks []struct {
			Reps  int  `json:"replications"`
			Holds bool `json:"holds"`
		} `json:"checks"`
	}
	if json.Unmarshal(b, &f) != nil || len(f.Checks) == 0 {
		return 0
	}
	if c := f.Checks[len(f.Checks)-1]; c.Holds {
		return c.Reps
	}
	return 0
}
