package engine

import (
	"context"
	"fmt"

	"kirifuda/experiment"
	"kirifuda/output"
	"kirifuda/world"
)

// result is the end of one run.
type result struct {
	stage    string // stage in which it failed
	err      error
	outcomes map[string]float64
	buyers   []experiment.Buyer
	days     int
	eventDay int
	account  experiment.Account
	profile  []world.PhaseTime
}

// runOptions control how a run is made; results do not depend on them.
type runOptions struct {
	inline  bool // call institutions one after another
	profile bool // measure the time of each phase
}

// run makes one run and shows it to a recorder.
func run(ctx context.Context, e *experiment.Experiment, ref experiment.Ref, o runOptions, rec *output.Recorder, more ...world.Observer) result {
	b, err := e.Builder(ref)
	if err != nil {
		return result{stage: "build", err: err}
	}
	return simulate(ctx, e, b, ref, o, rec, more...)
}

// simulate makes the run of a builder with the draws of ref.
func simulate(ctx context.Context, e *experiment.Experiment, b *experiment.Builder, ref experiment.Ref, o runOptions, rec *output.Recorder,
	more ...world.Observer) (res result) {
	res.stage = "build"
	defer func() {
		if r := recover(); r != nil {
			res.err = fmt.Errorf("the program failed: %v", r)
		}
	}()
	res.eventDay = b.EventDay()
	head := experiment.NewHeadline(e.Metrics())
	books := experiment.NewAccountant(b)
	observers := []world.Observer{head, books}
	if rec != nil {
		observers = append(observers, rec)
	}
	observers = append(observers, more...)
	w, err := b.Build(experiment.RunOptions{Seed: uint64(e.Plan.Seed), Run: uint64(ref.Rep), Inline: o.inline, Profile: o.profile,
		Observers: observers})
	if err != nil {
		res.err = err
		return res
	}
	defer w.Close()
	for _, o := range observers {
		if o, ok := o.(interface{ Attach(*world.World) }); ok {
			o.Attach(w)
		}
	}
	res.stage = "run"
	err = w.Run(ctx)
	res.days = w.View().Day
	if err != nil {
		res.err = err
		return res
	}
	res.account = books.Account()
	if rec != nil {
		if res.err = rec.AddCard(cardRows(res.account, int32(w.View().Date))); res.err != nil {
			return res
		}
	}
	res.stage = "metrics"
	res.outcomes, res.err = head.Outcomes()
	res.buyers, res.profile = head.Buyers(), w.Profile()
	return res
}

// cardRows are the rows of an account in the table card.
func cardRows(a experiment.Account, date int32) []output.CardRow {
	out := make([]output.CardRow, len(a))
	for i := range a {
		out[i] = output.CardRow{Date: date, Item: a[i].Item, Value: a[i].Value, Unit: a[i].Unit}
		if a[i].Instrument != "" {
			out[i].Instrument = &a[i].Instrument
		}
	}
	return out
}

// row is the run's row in the table of runs.
func row(e *experiment.Experiment, ref experiment.Ref, res result) output.RunRow {
	row := output.RunRow{
		DesignID: ref.DesignID, Rep: ref.Rep, Seed: e.Plan.Seed, Params: e.Parameters(ref), Outcomes: res.outcomes, Status: output.StatusOK,
		EventDay: int32(res.eventDay),
	}
	if res.err != nil {
		row.Status, row.Error, row.Outcomes = output.StatusFailed, res.stage+": "+res.err.Error(), nil
	}
	return row
}
