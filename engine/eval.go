package engine

import (
	"context"
	"math"
	"sync"

	"kirifuda/agents"
	"kirifuda/analysis/stats"
	"kirifuda/configs"
	"kirifuda/experiment"
	"kirifuda/output"
)

// Evaluator runs a scenario in memory at given values of its parameters. It writes
// nothing. It is safe for concurrent use.
type Evaluator struct {
	cat      agents.Catalogue
	scenario *configs.Scenario
	slots    chan struct{} // runs at a time
}

// NewEvaluator returns an evaluator that makes at most jobs runs at a time.
func NewEvaluator(cat agents.Catalogue, s *configs.Scenario, jobs int) *Evaluator {
	return &Evaluator{cat: cat, scenario: s, slots: make(chan struct{}, max(1, jobs))}
}

// Scenario is the scenario whose parameters are replaced.
func (v *Evaluator) Scenario() *configs.Scenario { return v.scenario }

// Evaluation is the result of the runs at one point.
type Evaluation struct {
	Runs    int                    `json:"n"`
	Failed  int                    `json:"failed"`
	Error   string                 `json:"error,omitempty"`  // error of the failed run with the lowest number
	Metrics map[string]*stats.Stat `json:"metrics"`          // by outcome; nil if no run has it
	Values  map[string][]*float64  `json:"values,omitempty"` // by replication; nil where it is missing
}

// Evaluate makes replications 0 to n−1 of the scenario with the given key=value
// overrides. They equal the runs of sim mc with the same seed. Without outcomes it
// returns all of them.
func (v *Evaluator) Evaluate(ctx context.Context, set []string, seed int64, n int, outcomes []string, values bool) (*Evaluation, error) {
	s, err := v.scenario.With(set...)
	if err != nil {
		return nil, err
	}
	if n < 1 {
		return nil, experiment.Usage("n = %d: at least 1", n)
	}
	e, err := experiment.New(v.cat, experiment.Plan{Kind: experiment.KindMC, Seed: seed, Reps: n, Trace: output.TraceRuns}, -1, s)
	if err != nil {
		return nil, err
	}
	all := &experiment.Results{Plan: &e.Plan, Columns: experiment.Columns(e.Metrics())}
	if len(outcomes) == 0 {
		outcomes = experiment.Names(all.Columns)
	}
	at := make([]int, len(outcomes))
	for i, name := range outcomes {
		if at[i], err = all.Outcome(name); err != nil {
			return nil, err
		}
	}
	y := make([][]float64, len(at))
	for i := range y {
		y[i] = make([]float64, n)
	}
	out := &Evaluation{Runs: n, Metrics: map[string]*stats.Stat{}}
	failed := make([]string, n)
	var group sync.WaitGroup
	for r := range n {
		select {
		case v.slots <- struct{}{}:
		case <-ctx.Done():
			group.Wait()
			return nil, ctx.Err()
		}
		group.Go(func() {
			defer func() { <-v.slots }()
			ref := e.Plan.Ref(0, int32(r))
			res := run(ctx, e, ref, runOptions{inline: true}, nil)
			row := row(e, ref, res)
			failed[r] = row.Error
			for i, k := range at {
				x, ok := row.Outcomes[all.Columns[k].Name]
				if !ok {
					x = math.NaN()
				}
				y[i][r] = x
			}
		})
	}
	group.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for _, message := range failed {
		if message == "" {
			continue
		}
		if out.Failed == 0 {
			out.Error = message
		}
		out.Failed++
	}
	for i, name := range outcomes {
		out.Metrics[name] = stats.Describe(y[i], experiment.KindOf(all.Columns[at[i]]))
		if !values {
			continue
		}
		if out.Values == nil {
			out.Values = map[string][]*float64{}
		}
		list := make([]*float64, n)
		for r := range list {
			if y[i][r] == y[i][r] {
				list[r] = &y[i][r]
			}
		}
		out.Values[name] = list
	}
	return out, nil
}
