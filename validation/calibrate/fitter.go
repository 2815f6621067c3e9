package calibrate

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"kirifuda/configs"
	"kirifuda/experiment"
	"kirifuda/validation"
)

// fitter evaluates candidates.
type fitter struct {
	opt      Options
	scenario *configs.Scenario
	roster   [][]setting // by parameter
}

// setting is the value in force of one agent's parameter, or of one instrument's
// loading.
type setting struct {
	owner  string
	values []float64
	list   bool
	keys   []string // of a map, one for each value
	low    float64
	high   float64
}

// newFitter reads the values in force.
func newFitter(opt Options) (*fitter, error) {
	s, err := experiment.LoadScenario("world", opt.Catalogue, configs.Options{Set: opt.Set})
	if err != nil {
		return nil, err
	}
	f := &fitter{opt: opt, scenario: s}
	for _, p := range Parameters {
		var row []setting
		for _, owner := range p.owners(s) {
			e, err := configs.Explain(s, owner+"."+p.Param)
			if err != nil {
				continue
			}
			x := setting{owner: owner, low: math.Inf(-1), high: math.Inf(1)}
			switch v := e.Value.(type) {
			case float64:
				x.values = []float64{v}
			case []float64:
				x.values, x.list = v, true
			case map[string]float64:
				x.keys = slices.Sorted(maps.Keys(v))
				for _, k := range x.keys {
					x.values = append(x.values, v[k])
				}
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
			return nil, fmt.Errorf("calibrate: none of %q has the parameter %s", p.Kinds, p.Param)
		}
		f.roster = append(f.roster, row)
	}
	return f, nil
}

// owners are the agents of the kinds that a parameter names, as in
// macro_fund.depth_usd_bn_per_bp, or the instruments of a loading, as loadings.jpy.
func (p *Parameter) owners(s *configs.Scenario) []string {
	var out []string
	if p.Kinds == "loadings" {
		for _, x := range s.Tables().Loadings() {
			if x.Name == p.Param {
				out = append(out, "loadings."+x.Instrument)
			}
		}
		return out
	}
	for i := range s.Agents {
		if a := &s.Agents[i]; p.Kinds == "*" || strings.Contains(" "+p.Kinds+" ", " "+a.Kind+" ") {
			out = append(out, a.ID)
		}
	}
	return out
}

// text is the value times a factor, within the parameter's range.
func (s *setting) text(factor float64) string {
	out := make([]string, len(s.values))
	for i, v := range s.values {
		out[i] = fmt.Sprintf("%.6g", math.Max(s.low, math.Min(s.high, v*factor)))
	}
	if s.keys != nil {
		for i, k := range s.keys {
			out[i] = k + ": " + out[i]
		}
		return "{" + strings.Join(out, ", ") + "}"
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
			set = append(set, row[k].owner+"."+Parameters[i].Param+"="+row[k].text(factors[i]))
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

// factorsOf translates a point of the unit cube into factors: on a logarithmic scale or,
// if a factor may be zero, on a linear one.
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

// pointOf is the inverse of factorsOf.
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

// patch writes the fitted values: loadings by instrument, then parameters by agent in
// the order of the roster.
func (f *fitter) patch(fit *Fit) string {
	lines := map[string][]string{}
	for i, row := range f.roster {
		for k := range row {
			lines[row[k].owner] = append(lines[row[k].owner], Parameters[i].Param+": "+row[k].text(fit.Best.Factors[i]))
		}
	}
	var b strings.Builder
	var loadings []string
	for _, owner := range slices.Sorted(maps.Keys(lines)) {
		if in, ok := strings.CutPrefix(owner, "loadings."); ok {
			loadings = append(loadings, fmt.Sprintf("  %s: {%s}\n", in, strings.Join(lines[owner], ", ")))
		}
	}
	if len(loadings) > 0 {
		b.WriteString("loadings:\n" + strings.Join(loadings, ""))
	}
	b.WriteString("agents:\n")
	for i := range f.scenario.Agents {
		if id := f.scenario.Agents[i].ID; len(lines[id]) > 0 {
			fmt.Fprintf(&b, "  %s: {%s}\n", id, strings.Join(lines[id], ", "))
		}
	}
	return b.String()
}
