package engine

import (
	"encoding/json"
	"slices"
	"time"

	"kirifuda/configs"
	"kirifuda/experiment"
)

// conclude counts the finished chunks and, once none is missing, writes what
// concerns the whole experiment. Of several shards the last to finish does so.
func conclude(e *experiment.Experiment, out *Outcome, reps int, begin time.Time) error {
	chunks := e.Plan.Order(0, reps)
	for _, k := range chunks {
		out.Total += len(e.Plan.Chunk(k))
	}
	slices.Sort(chunks)
	t, err := e.Store().Tally(chunks)
	if err != nil {
		return err
	}
	missing := t.Missing > 0
	out.Runs, out.Chunks = t.Runs, t.Chunks
	if !missing {
		out.DatasetSHA256, out.State, out.Failed = t.DatasetSHA256, StateComplete, t.Failed
		if reps < e.Plan.Reps {
			out.State, out.StoppedAt = StateStopped, reps
		}
	}
	if len(out.Checks) > 0 {
		b, err := json.MarshalIndent(map[string]any{"rule": e.Plan.Until, "batches": e.Plan.Batches, "checks": out.Checks}, "", " ")
		if err != nil {
			return err
		}
		if err := e.Store().WriteIn(experiment.UntilFile, append(b, '\n')); err != nil {
			return err
		}
	}
	if missing && out.Shards > 1 {
		return nil
	}
	if !missing {
		if err := e.Sweep(); err != nil {
			return err
		}
	}
	if x := e.Store().Index; x != nil && x.Finished == t.Chunks && x.DatasetSHA256 == out.DatasetSHA256 && out.Fresh == 0 && (missing || e.Store().Described()) {
		return nil
	}
	if err := e.Store().Rebuild(); err != nil || missing {
		return err
	}
	var treatments []*configs.Scenario
	for _, a := range e.Plan.Treatments() {
		treatments = append(treatments, e.Scenarios[a])
	}
	return e.Store().WriteCrate(provenanceOf(&e.Plan, treatments, span{begin, time.Now()}))
}
