package calibrate

import (
	"context"
	"fmt"
	"math"
	"strings"

	"kirifuda/configs"
	"kirifuda/validation"
)

// fitter evaluates candidates.
type fitter struct {
	opt      Options
	scenario *configs.Scenario
	roster   [][]setting // by parameter
}

// setting is the value in force of one agent's parameter.
type setting struct {
	agent  string
	values []float64
	list   bool
	low    float64
	high   float64
}

// newFitter reads the values in force.
func newFitter(opt Options) (*fitter, error) {
	s, err := configs.Load("world", opt.Catalogue, configs.Options{Set: opt.Set})
	if err != nil {
		return nil, err
	}
	f := &fitter{opt: opt, scenario: s}
	for _, p := range Parameters {
		var row []setting
		for i := range s.Agents {
			a := &s.Agents[i]
			if p.Kinds != "*" && !strings.Contains(" "+p.Kinds+" ", " "+a.Kind+" ") {
				continue
			}
			e, err := configs.Explain(s, a.ID+"."+p.Param)
			if err != nil {
				continue
			}
			x := setting{agent: a.ID, low: math.Inf(-1), high: math.Inf(1)}
			switch v := e.Value.(type) {
			case float64:
				x.values = []float64{v}
			case []float64:
				x.values, x.list = v, true
			default:
				continue
			}
			if e.Min != nil {
				x.low = *e.Min
			}
			if e.Max != nil {
				x.high = *e.Max
			}
			row = append(row, x)
		}
		if len(row) == 0 {
			return nil, fmt.Errorf("calibrate: no agent of %q has the parameter %s", p.Kinds, p.Param)
		}
		f.roster = append(f.roster, row)
	}
	return f, nil
}

// text is the value times a factor, within what the parameter allows.
func (s *setting) text(factor float64) string {
	out := make([]string, len(s.values))
	for i, v := range s.values {
		out[i] = fmt.Sprintf("%.6g", math.Max(s.low, math.Min(s.high, v*factor)))
	}
	if s.list {
		return "[" + strings.Join(out, ", ") + "]"
	}
	return out[0]
}

// overrides are the candidate's settings as key=value.
func (f *fitter) overrides(factors []float64) []string {
	set := append([]string(nil), f.opt.Set...)
	for i, row := range f.roster {
		for k := range row {
			set = append(set, row[k].agent+"."+Parameters[i].Param+"="+row[k].text(factors[i]))
		}
	}
	return set
}

// evaluate simulates a candidate.
func (f *fitter) evaluate(ctx context.Context, factors []float64, seed uint64, reps int) (Evaluation, error) {
	if f.opt.evaluate != nil {
		return f.opt.evaluate(factors)
	}
	r, err := validation.Run(ctx, validation.Options{
		Catalogue: f.opt.Catalogue, Reps: reps, Seed: seed, Jobs: f.opt.Jobs, Quick: true, Scored: true,
		Only: []string{"impact", "april", "intervention", "talks"}, Set: f.overrides(factors),
	})
	if ctx.Err() != nil {
		return Evaluation{}, ctx.Err()
	}
	out := Evaluation{broken: err, Factors: append([]float64(nil), factors...), Terms: map[string]float64{}, Medians: map[string]float64{}}
	for _, a := range Aims {
		var row *validation.Row
		if err == nil { // a world that breaks off is as bad as a miss of everything
			row = r.Find(a.ID)
		}
		t := a.Term(row)
		out.Terms[a.ID] = t
		out.Loss += t
		if row != nil {
			out.Medians[a.ID] = row.Median
		}
	}
	return out, nil
}

// factorsOf translates a point of the unit cube: factors move in logarithms, those
// that may be zero in proportion.
func factorsOf(x []float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		p := &Parameters[i]
		v = math.Max(0, math.Min(1, v))
		if p.Low > 0 {
			out[i] = p.Low * math.Pow(p.High/p.Low, v)
		} else {
			out[i] = p.Low + v*(p.High-p.Low)
		}
	}
	return out
}

// pointOf is its inverse.
func pointOf(factors []float64) []float64 {
	out := make([]float64, len(factors))
	for i, v := range factors {
		p := &Parameters[i]
		if p.Low > 0 {
			out[i] = math.Log(v/p.Low) / math.Log(p.High/p.Low)
		} else {
			out[i] = (v - p.Low) / (p.High - p.Low)
		}
	}
	return out
}

// patch writes the fitted values by agent, in the order of the roster.
func (f *fitter) patch(fit *Fit) string {
	lines := map[string][]string{}
	for i, row := range f.roster {
		for k := range row {
			lines[row[k].agent] = append(lines[row[k].agent], Parameters[i].Param+": "+row[k].text(fit.Best.Factors[i]))
		}
	}
	var b strings.Builder
	b.WriteString("agents:\n")
	for i := range f.scenario.Agents {
		if id := f.scenario.Agents[i].ID; len(lines[id]) > 0 {
			fmt.Fprintf(&b, "  %s: {%s}\n", id, strings.Join(lines[id], ", "))
		}
	}
	return b.String()
}
