package experiment

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kirifuda/output"
)

// Value is one outcome of a run with its unit.
type Value struct {
	Name   string   `json:"name"`
	Value  *float64 `json:"value"` // nil if it is missing
	Unit   string   `json:"unit"`
	Doc    string   `json:"description,omitempty"`
	Metric bool     `json:"metric,omitempty"` // of the scenario
}

// OneRun is what a single run gave.
type OneRun struct {
	Ref           Ref
	Days          int
	Values        []Value
	Buyers        []Buyer
	Files         []output.ManifestTable
	Damaged       error // what was wrong with files of an earlier attempt, which were replaced
	DatasetSHA256 string
	Elapsed       time.Duration
}

// RunError is a run that failed; its days up to then are in the tables.
type RunError struct{ Err error }

func (e *RunError) Error() string { return "the run failed: " + e.Err.Error() }

// Unwrap gives the cause.
func (e *RunError) Unwrap() error { return e.Err }

// RunOne makes the run of a single-run experiment into its directory. A
// directory that has it already is compared with what the run gives now.
func (e *Experiment) RunOne(ctx context.Context, goroutines bool) (*OneRun, error) {
	begin := time.Now()
	ref := e.Plan.Chunk(0)[0]
	_, damaged, err := e.out.Audit(0)
	if err != nil {
		return nil, err
	}
	c, err := e.out.OpenChunk(0)
	if err != nil {
		return nil, err
	}
	defer c.Abort()
	rec, err := c.Run(e.Plan.Arms[ref.Arm].Scenario, ref.RunID)
	if err != nil {
		return nil, err
	}
	res := e.run(ctx, ref, !goroutines, rec)
	if res.err != nil && (ctx.Err() != nil || errors.Is(res.err, output.ErrIO)) {
		return nil, res.err
	}
	if err := rec.Finish(e.row(ref, res)); err != nil {
		return nil, err
	}
	m, err := c.Commit(map[string]string{"finished": time.Now().UTC().Format(time.RFC3339), "elapsed_ms": fmt.Sprint(time.Since(begin).Milliseconds())})
	if err != nil {
		return nil, err
	}
	out := &Outcome{Fresh: 1}
	if err := e.conclude(out, e.Plan.Reps, begin); err != nil {
		return nil, err
	}
	if res.err != nil {
		return nil, &RunError{fmt.Errorf("%s: %w", res.stage, res.err)}
	}
	one := &OneRun{Ref: ref, Days: res.days, Buyers: res.buyers, Files: m.Tables, Damaged: damaged, DatasetSHA256: out.DatasetSHA256, Elapsed: time.Since(begin)}
	own := len(outcomes)
	for i, col := range Columns(e.metrics) {
		v := Value{Name: col.Name, Unit: col.Unit, Doc: col.Doc, Metric: i >= own}
		if x, ok := res.outcomes[col.Name]; ok {
			v.Value = &x
		}
		one.Values = append(one.Values, v)
	}
	return one, nil
}

// Replay plans the single run that repeats run id of an arm of this experiment;
// an empty arm is the first that is not the baseline. Trace and thinning are
// those of plan.
func (e *Experiment) Replay(plan Plan, arm string, id int32) (*Experiment, error) {
	a := e.Plan.Treatment()
	if arm != "" {
		if a = e.Plan.arm(arm); a < 0 {
			return nil, e.noArm(arm)
		}
	}
	ref, err := e.find(a, id)
	if err != nil {
		return nil, err
	}
	s := e.Scenarios[a]
	if e.Plan.Design != nil {
		if s, err = s.With(e.settings(e.Plan.Design.Points[ref.DesignID])...); err != nil {
			return nil, err
		}
	}
	plan.Seed, plan.FirstRep, plan.Reps, plan.EventDay = e.Plan.Seed, int(ref.Rep), 1, e.Plan.EventDay
	if ref.RunID != ref.Rep { // at a point of a design
		plan.FirstRun = int(ref.RunID)
	}
	return New(e.cat, plan, -1, s)
}

// find is the run of an arm with a number.
func (e *Experiment) find(arm int, id int32) (Ref, error) {
	n := id
	if e.Plan.Design == nil {
		n -= int32(e.Plan.firstRun())
	}
	if n < 0 || int(n) >= e.Plan.PerArm() {
		first := e.Plan.Ref(arm, 0).RunID
		return Ref{}, usage("run %d: the experiment has runs %d to %d", id, first, int(first)+e.Plan.PerArm()-1)
	}
	return e.Plan.Ref(arm, n), nil
}
