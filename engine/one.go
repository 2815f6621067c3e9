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
	Metric bool     `json:"metric,omitempty"` // defined by the scenario
}

// OneRun is the result of a single run.
type OneRun struct {
	Ref           experiment.Ref
	Days          int
	Values        []Value
	Buyers        []experiment.Buyer
	Files         []output.ManifestTable
	Damaged       error // damage to files of an earlier attempt, which were replaced
	DatasetSHA256 string
	Elapsed       time.Duration
	Profile       []world.PhaseTime // time of each phase of the day, if requested
	Account       experiment.Account
	Twin          *TwinRun // nil without a twin
}

// TwinRun is the result of the twin of a run. Nothing of it is stored.
type TwinRun struct {
	Values  []Value
	Account experiment.Account
}

// OneOptions control how RunOne makes the run.
type OneOptions struct {
	Goroutines bool // run every institution on a goroutine of its own
	Profile    bool // measure the time of each phase of the day
	Observers  []world.Observer
	// Twin makes the run of another scenario with the same draws at the same time,
	// which TwinObservers see.
	Twin          *experiment.Builder
	TwinObservers []world.Observer
}

// RunError is the error of a run that failed. The tables hold its days up to then.
type RunError struct{ Err error }

func (e *RunError) Error() string { return "the run failed: " + e.Err.Error() }

// Unwrap returns the cause.
func (e *RunError) Unwrap() error { return e.Err }

// RunOne makes the run of a single-run experiment and writes it to the experiment's
// directory. If the directory holds the run already, the two are compared.
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
	twin := make(chan result, 1)
	if o.Twin != nil {
		go func() { twin <- simulate(ctx, e, o.Twin, ref, runOptions{inline: true}, nil, o.TwinObservers...) }()
	}
	res := run(ctx, e, ref, runOptions{inline: !o.Goroutines, profile: o.Profile}, rec, o.Observers...)
	var other result
	if o.Twin != nil {
		other = <-twin
	}
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
	one := &OneRun{Ref: ref, Days: res.days, Buyers: res.buyers, Files: m.Tables, Damaged: damaged, DatasetSHA256: out.DatasetSHA256,
		Elapsed: time.Since(begin), Profile: res.profile}
	one.Account, one.Values = res.account, outcomesOf(e, res.outcomes)
	if o.Twin != nil {
		if other.err != nil {
			return one, &RunError{fmt.Errorf("its twin: %s: %w", other.stage, other.err)}
		}
		one.Twin = &TwinRun{Values: outcomesOf(e, other.outcomes), Account: other.account}
	}
	return one, nil
}

// outcomesOf lists all outcomes of a run.
func outcomesOf(e *experiment.Experiment, outcomes map[string]float64) []Value {
	var list []Value
	own := len(experiment.Columns(nil))
	for i, col := range experiment.Columns(e.Metrics()) {
		v := Value{Name: col.Name, Unit: col.Unit, Doc: col.Doc, Metric: i >= own}
		if x, ok := outcomes[col.Name]; ok {
			v.Value = &x
		}
		list = append(list, v)
	}
	return list
}
