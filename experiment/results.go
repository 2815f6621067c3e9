package experiment

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"kirifuda/output"
)

// Results are the scalar outcomes of an experiment's finished runs, by column.
type Results struct {
	Plan    *Plan
	Columns []output.Column // y_ columns
	Arms    []Sample        // by arm of the plan
}

// Sample holds the results of the runs of one arm, in their order.
type Sample struct {
	Scenario string
	Done     []bool      // the run is in a finished chunk
	Failed   []bool      // the run is in a finished chunk and failed
	Y        [][]float64 // by outcome and run; NaN where missing
}

// Load reads the outcomes of the experiment in a directory.
func Load(dir string) (*Results, error) {
	p, out, err := Stored(dir)
	if err != nil {
		return nil, err
	}
	return p.Results(out, nil)
}

// Results reads the named outcomes, or all if none are named, from the finished
// chunks selected by want; a nil want selects all.
func (p *Plan) Results(out *output.Store, want func(chunk int) bool, names ...string) (*Results, error) {
	if p.Trace < output.TraceRuns {
		return nil, Usage("%s has no table of runs (trace %s)", out.Dir, p.Trace)
	}
	r := &Results{Plan: p, Columns: out.Layout.Outcomes}
	if len(names) > 0 {
		r.Columns = nil
		for _, c := range out.Layout.Outcomes {
			if slices.Contains(names, c.Name) {
				r.Columns = append(r.Columns, c)
			}
		}
	}
	for _, a := range p.Arms {
		s := Sample{Scenario: a.Scenario, Done: make([]bool, p.PerArm()), Failed: make([]bool, p.PerArm())}
		for range r.Columns {
			y := make([]float64, p.PerArm())
			for i := range y {
				y[i] = math.NaN()
			}
			s.Y = append(s.Y, y)
		}
		r.Arms = append(r.Arms, s)
	}
	keys := []output.Column{{Name: "scenario", Type: output.String}, {Name: "run_id", Type: output.Int32}, {Name: "status", Type: output.String}}
	columns := keys
	for _, c := range r.Columns {
		columns = append(columns, output.Column{Name: c.Name, Type: output.Double})
	}
	err := out.ScanChunks(want, "runs", columns, func(c *output.Cells) error {
		a, k, err := p.Place(c.String(0), c.Int32(1))
		if err != nil {
			return err
		}
		s := &r.Arms[a]
		s.Done[k], s.Failed[k] = true, c.String(2) != output.StatusOK
		for i := range r.Columns {
			s.Y[i][k] = c.Double(len(keys) + i)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}

// Place returns the arm of a run in a table and the index of the run in the arm.
func (p *Plan) Place(scenario string, id int32) (arm, run int, err error) {
	if arm = p.ArmNamed(scenario); arm < 0 {
		return 0, 0, fmt.Errorf("a run of %q, which is not an arm of the plan", scenario)
	}
	if run = int(id - p.Ref(arm, 0).RunID); run < 0 || run >= p.PerArm() {
		return 0, 0, fmt.Errorf("run %d is not in the plan", id)
	}
	return arm, run, nil
}

// Outcome returns the index of an outcome by name, with or without y_.
func (r *Results) Outcome(name string) (int, error) {
	want := "y_" + strings.TrimPrefix(name, "y_")
	i := slices.IndexFunc(r.Columns, func(c output.Column) bool { return c.Name == want })
	if i < 0 {
		return -1, Usage("there is no outcome %q; there are %s", name, strings.Join(Names(r.Columns), ", "))
	}
	return i, nil
}

// Names lists the names of outcomes as users write them, without y_.
func Names(columns []output.Column) []string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = strings.TrimPrefix(c.Name, "y_")
	}
	return out
}
