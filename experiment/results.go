package experiment

import (
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"errors"

	"github.com/parquet-go/parquet-go"

	"kirifuda/output"
)

// Results are the scalar outcomes of an experiment's finished runs, by column.
type Results struct {
	Plan    *Plan
	Columns []output.Column // outcomes, y_
	Arms    []Sample        // by arm of the plan
}

// Sample is what the runs of one arm gave, by place in the arm.
type Sample struct {
	Scenario string
	Done     []bool      // the run is in a finished chunk
	Failed   []bool      // and did not end well
	Y        [][]float64 // by outcome; NaN where it is missing
}

// Load reads the outcomes of the experiment in a directory.
func Load(dir string) (*Results, error) {
	p, err := ReadPlan(dir)
	if err != nil {
		return nil, err
	}
	out, err := output.OpenExperiment(dir)
	if err != nil {
		return nil, err
	}
	return load(p, out)
}

func load(p *Plan, out *output.Experiment) (*Results, error) {
	if p.Trace < output.TraceRuns {
		return nil, usage("%s keeps no table of runs (trace %s)", out.Dir, p.Trace)
	}
	r := &Results{Plan: p, Columns: out.Plan.Outcomes}
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
	done, _ := out.Finished(false)
	for _, m := range done {
		for i := range m.Tables {
			if m.Tables[i].Name != "runs" {
				continue
			}
			if err := r.read(filepath.Join(out.Dir, filepath.FromSlash(m.Tables[i].Path))); err != nil {
				return nil, fmt.Errorf("%w: %s: %w", output.ErrIO, m.Tables[i].Path, err)
			}
		}
	}
	return r, nil
}

// read adds one part of the table of runs.
func (r *Results) read(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	st, err := f.Stat()
	if err != nil {
		return err
	}
	pf, err := parquet.OpenFile(f, st.Size(), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return err
	}
	column := map[string]int{}
	for i, c := range pf.Schema().Fields() {
		column[c.Name()] = i
	}
	scenario, okS := column["scenario"]
	id, okI := column["run_id"]
	status, okT := column["status"]
	if !okS || !okI || !okT {
		return errors.New("the columns scenario, run_id and status are not all there")
	}
	at := make([]int, len(r.Columns))
	for i, c := range r.Columns {
		j, ok := column[c.Name]
		if !ok {
			return fmt.Errorf("no column %s", c.Name)
		}
		at[i] = j
	}
	buf := make([]parquet.Row, 256)
	for _, g := range pf.RowGroups() {
		rows := g.Rows()
		for {
			n, err := rows.ReadRows(buf)
			for _, row := range buf[:n] {
				a := r.Plan.arm(string(row[scenario].ByteArray()))
				if a < 0 {
					return fmt.Errorf("a run of %q, which is not an arm", row[scenario].ByteArray())
				}
				k := int(row[id].Int32() - r.Plan.Ref(a, 0).RunID)
				s := &r.Arms[a]
				if k < 0 || k >= len(s.Done) {
					return fmt.Errorf("run %d is not in the plan", row[id].Int32())
				}
				s.Done[k], s.Failed[k] = true, string(row[status].ByteArray()) != output.StatusOK
				for i, j := range at {
					if v := row[j]; !v.IsNull() {
						s.Y[i][k] = v.Double()
					}
				}
			}
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				_ = rows.Close()
				return err
			}
		}
		if err := rows.Close(); err != nil {
			return err
		}
	}
	return nil
}

// Outcome is the place of an outcome by name, with or without y_.
func (r *Results) Outcome(name string) (int, error) {
	want := "y_" + strings.TrimPrefix(name, "y_")
	i := slices.IndexFunc(r.Columns, func(c output.Column) bool { return c.Name == want })
	if i < 0 {
		return -1, usage("there is no outcome %q; there are %s", name, strings.Join(names(r.Columns), ", "))
	}
	return i, nil
}

func names(columns []output.Column) []string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = strings.TrimPrefix(c.Name, "y_")
	}
	return out
}
