package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kirifuda/experiment"
	"kirifuda/output"
	"kirifuda/world"
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
	Ref           experiment.Ref
	Days          int
	Values        []Value
	Buyers        []experiment.Buyer
	Files         []output.ManifestTable
	Damaged       error // what was wrong with files of an earlier attempt, which were replaced
	DatasetSHA256 string
	Elapsed       time.Duration
	Profile       []world.PhaseTime // of the phases of the day, if it was asked for
}

// OneOptions say how RunOne makes the run.
type OneOptions struct {
	Goroutines bool // one for each institution
	Profile    bool // take the time of each phase of the day
}

// RunError is a run that failed; its days up to then are in the tables.
type RunError struct{ Err error }

func (e *RunError) Error() string { return "the run failed: " + e.Err.Error() }

// Unwrap gives the cause.
func (e *RunError) Unwrap() error { return e.Err }

// RunOne makes the run of a single-run experiment into its directory. A
// directory that has it already is compared with what the run gives now.
func RunOne(ctx context.Context, e *experiment.Experiment, o OneOptions) (*OneRun, error) {
	begin := time.Now()
	ref := e.Plan.Chunk(0)[0]
	_, damaged, err := e.Store().Audit(0)
	if err != nil {
		return nil, err
	}
	c, err := e.Store().OpenChunk(0)
	if err != nil {
		return nil, err
	}
	defer c.Abort()
	rec, err := c.Run(e.Plan.Arms[ref.Arm].Scenario, ref.RunID)
	if err != nil {
		return nil, err
	}
	res := run(ctx, e, ref, runOptions{inline: !o.Goroutines, profile: o.Profile}, rec)
	if res.err != nil && (ctx.Err() != nil || errors.Is(res.err, output.ErrIO)) {
		return nil, res.err
	}
	if err := rec.Finish(row(e, ref, res)); err != nil {
		return nil, err
	}
	m, err := c.Commit(map[string]string{"finished": time.Now().UTC().Format(time.RFC3339), "elapsed_ms": fmt.Sprint(time.Since(begin).Milliseconds())})
	if err != nil {
		return nil, err
	}
	out := &Outcome{Fresh: 1}
	if err := conclude(e, out, e.Plan.Reps, begin); err != nil {
		return nil, err
	}
	if res.err != nil {
		return nil, &RunError{fmt.Errorf("%s: %w", res.stage, res.err)}
	}
	one := &OneRun{Ref: ref, Days: res.days, Buyers: res.buyers, Files: m.Tables, Damaged: damaged, DatasetSHA256: out.DatasetSHA256, Elapsed: time.Since(begin), Profile: res.profile}
	own := len(experiment.Columns(nil))
	for i, col := range experiment.Columns(e.Metrics()) {
		v := Value{Name: col.Name, Unit: col.Unit, Doc: col.Doc, Metric: i >= own}
		if x, ok := res.outcomes[col.Name]; ok {
			v.Value = &x
		}
		one.Values = append(one.Values, v)
	}
	return one, nil
}
