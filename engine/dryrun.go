package engine

import (
	"cmp"
	"context"
	"os"
	"slices"
	"strconv"
	"time"

	"kirifuda/experiment"
	"kirifuda/output"
)

// Forecast is the time and space that an experiment would need.
type Forecast struct {
	Runs      int              `json:"runs"`
	Remaining int              `json:"remaining"` // runs not in finished chunks
	Chunks    int              `json:"chunks"`
	ChunkRuns int              `json:"chunk_runs"`
	Jobs      int              `json:"jobs"`
	PerRun    time.Duration    `json:"per_run_ns"`
	Time      time.Duration    `json:"time_ns"`
	Failed    int              `json:"probe_failed"`            // runs of the probe that failed
	Message   string           `json:"probe_message,omitempty"` // message of the first of them
	Tables    []ForecastTable  `json:"tables"`
	Rows      int64            `json:"rows"`
	Bytes     int64            `json:"bytes"`
	FreeBytes int64            `json:"free_bytes"` // −1 if unknown
	Seed      int64            `json:"seed"`
	First     []ForecastConfig `json:"first"` // resolved configuration of the first run
	Last      []ForecastConfig `json:"last"`
}

// ForecastTable is a table's share.
type ForecastTable struct {
	Name  string `json:"name"`
	Rows  int64  `json:"rows"`
	Bytes int64  `json:"bytes"`
}

// ForecastConfig is a value set by the design.
type ForecastConfig struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Probe makes three runs in a temporary directory and extrapolates from them. dir is
// the directory of the results; nothing is written to it.
func Probe(ctx context.Context, e *experiment.Experiment, dir string, jobs int) (*Forecast, error) {
	tmp, err := os.MkdirTemp("", "sim-probe-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(tmp) }()
	options, err := e.TableOptions()
	if err != nil {
		return nil, err
	}
	c, err := output.OpenChunk(tmp, 0, output.Meta{}, options)
	if err != nil {
		return nil, err
	}
	defer c.Abort()
	f := &Forecast{}
	n := min(3, e.Plan.PerArm())
	begin := time.Now()
	for i := range n {
		// The runs of one arm that are furthest apart.
		ref := e.Plan.Ref(e.Plan.Treatments()[0], int32(i*(e.Plan.PerArm()-1)/max(1, n-1)))
		rec, err := c.Run(e.Plan.Arms[ref.Arm].Scenario, ref.RunID)
		if err != nil {
			return nil, err
		}
		res := run(ctx, e, ref, runOptions{inline: true}, rec)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		row := row(e, ref, res)
		if err := rec.Finish(row); err != nil {
			return nil, err
		}
		if res.err != nil {
			f.Failed++
			f.Message = cmp.Or(f.Message, row.Error)
		}
	}
	per := time.Since(begin) / time.Duration(n)
	m, err := c.Commit(nil)
	if err != nil {
		return nil, err
	}
	*f = Forecast{
		Failed: f.Failed, Message: f.Message,
		Runs: e.Plan.Runs(), Remaining: e.Plan.Runs(), Chunks: e.Plan.Chunks(), ChunkRuns: e.Plan.ChunkRuns, Jobs: jobs,
		PerRun: per, FreeBytes: FreeBytes(dir), Seed: e.Plan.Seed,
	}
	if p, err := experiment.ReadPlan(dir); err == nil && e.Conflict(dir) == nil {
		if out, err := output.OpenStore(dir); err == nil {
			done, err := out.Tally(slices.Sorted(slices.Values(p.Order(0, p.Reps))))
			if err != nil {
				return nil, err
			}
			f.Remaining -= done.Runs
		}
	}
	f.Time = per * time.Duration(f.Remaining) / time.Duration(max(1, min(jobs, f.Remaining)))
	for i := range m.Tables {
		t := &m.Tables[i]
		// Footers are per part, the rest per run.
		parts := int64(f.Chunks)
		foot := min(t.Bytes, 6000)
		ft := ForecastTable{Name: t.Name, Rows: t.Rows * int64(f.Runs) / int64(n), Bytes: foot*parts + (t.Bytes-foot)*int64(f.Runs)/int64(n)}
		f.Tables = append(f.Tables, ft)
		f.Rows += ft.Rows
		f.Bytes += ft.Bytes
	}
	f.First = values(e, e.Plan.Ref(0, 0))
	f.Last = values(e, e.Plan.Ref(len(e.Plan.Arms)-1, int32(e.Plan.PerArm()-1)))
	return f, nil
}

// values lists what distinguishes a run from others.
func values(e *experiment.Experiment, ref experiment.Ref) []ForecastConfig {
	out := []ForecastConfig{
		{"scenario", e.Plan.Arms[ref.Arm].Scenario},
		{"sha256", e.Plan.Arms[ref.Arm].SHA256},
		{"replication", strconv.Itoa(int(ref.Rep))},
	}
	if e.Plan.Design != nil {
		for j, v := range e.Plan.Design.Points[ref.DesignID] {
			out = append(out, ForecastConfig{e.Plan.Design.Axes[j].Name, v.String()})
		}
	}
	return slices.Clip(out)
}
