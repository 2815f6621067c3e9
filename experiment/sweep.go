package experiment

import (
	"strings"

	"kirifuda/configs"
	"kirifuda/experiment/design"
	"kirifuda/output"
)

// prepareDesign checks the design's axes against the scenario and names the
// parameter columns.
func (e *Experiment) prepareDesign() error {
	e.params, e.keys = nil, nil
	if e.Plan.Design == nil {
		return nil
	}
	var wrong []configs.Problem
	for j, a := range e.Plan.Design.Axes {
		ex, err := configs.Explain(e.Scenarios[0], a.Name)
		if err != nil {
			if ce, ok := err.(*configs.Error); ok {
				for _, p := range ce.Problems {
					p.File = "-x"
					wrong = append(wrong, p)
				}
				continue
			}
			return err
		}
		e.keys = append(e.keys, a.Name)
		c := output.Column{Name: columnName(a.Name, e.params), Unit: ex.Unit, Doc: "parameter " + a.Name}
		if c.Unit == "" {
			c.Unit = "1"
		}
		c.Type = output.Double
		for _, p := range e.Plan.Design.Points {
			if !p[j].IsNumber() {
				c.Type = output.String
			}
		}
		e.params = append(e.params, c)
	}
	// The ends of the design must be acceptable values; everything between is.
	if len(wrong) == 0 {
		for _, p := range e.extremes() {
			if _, err := e.Scenarios[0].With(e.settings(p)...); err != nil {
				if ce, ok := err.(*configs.Error); ok {
					wrong = append(wrong, ce.Problems...)
					break
				}
				return err
			}
		}
	}
	if len(wrong) > 0 {
		return &configs.Error{Problems: wrong}
	}
	return nil
}

// extremes are the points with the lowest and highest value of each axis.
func (e *Experiment) extremes() []design.Point {
	d := e.Plan.Design
	var out []design.Point
	for j := range d.Axes {
		lo, hi := 0, 0
		words := map[string]bool{}
		for i, p := range d.Points {
			switch {
			case !p[j].IsNumber():
				if !words[p[j].Text] {
					words[p[j].Text] = true
					out = append(out, p)
				}
			case p[j].Number < d.Points[lo][j].Number:
				lo = i
			case p[j].Number > d.Points[hi][j].Number:
				hi = i
			}
		}
		if len(d.Points) > 0 {
			out = append(out, d.Points[lo], d.Points[hi])
		}
	}
	return out
}

// columnName turns a key into a column p_… of at most 32 characters, different
// from those before.
func columnName(key string, before []output.Column) string {
	var b strings.Builder
	b.WriteString("p_")
	for _, r := range strings.ToLower(key) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			b.WriteRune(r)
		} else {
			b.WriteByte('_')
		}
	}
	name := b.String()
	if len(name) > 32 {
		// The end of a key says more than its beginning: it has the unit.
		name = "p_" + strings.TrimLeft(name[len(name)-30:], "_")
	}
	for n := 2; ; n++ {
		taken := false
		for _, c := range before {
			taken = taken || c.Name == name
		}
		if !taken {
			return name
		}
		suffix := "_" + string(rune('0'+n%10))
		name = name[:min(len(name), 32-len(suffix))] + suffix
	}
}

func (e *Experiment) setting(j int, p design.Point) string { return e.keys[j] + "=" + p[j].String() }

// settings are the overrides of a point.
func (e *Experiment) settings(p design.Point) []string {
	out := make([]string, len(p))
	for j := range p {
		out[j] = e.setting(j, p)
	}
	return out
}

// builder is the builder of a run's arm at its point of the design.
func (e *Experiment) builder(ref Ref) (*Builder, error) {
	if e.Plan.Design == nil {
		return e.builders[ref.Arm], nil
	}
	s, err := e.Scenarios[ref.Arm].With(e.settings(e.Plan.Design.Points[ref.DesignID])...)
	if err != nil {
		return nil, err
	}
	return NewBuilder(s, e.cat)
}

// parameters are the p_ values of a run.
func (e *Experiment) parameters(ref Ref) map[string]any {
	if e.Plan.Design == nil {
		return nil
	}
	out := map[string]any{}
	for j, v := range e.Plan.Design.Points[ref.DesignID] {
		switch c := e.params[j]; {
		case c.Type == output.String:
			out[c.Name] = v.String()
		default:
			out[c.Name] = v.Number
		}
	}
	return out
}
