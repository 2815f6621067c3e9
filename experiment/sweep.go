package experiment

import (
	"math"
	"strings"
	"sync"

	"kirifuda/configs"
	"kirifuda/experiment/design"
	"kirifuda/output"
)

// prepareDesign checks the design's axes against the scenario and names the
// parameter columns.
func (e *Experiment) prepareDesign() error {
	e.params, e.keys, e.whole = nil, nil, nil
	if e.Plan.Design == nil {
		return nil
	}
	var wrong []configs.Problem
	for j, a := range e.Plan.Design.Axes {
		ex, err := configs.Explain(e.Scenarios[e.Plan.Treatment()], a.Name)
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
		e.keys, e.whole = append(e.keys, a.Name), append(e.whole, ex.Type == "integer")
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
	// The ends of the design must be acceptable values in every arm; everything
	// between is.
	if len(wrong) == 0 {
		list := e.extremes()
		for _, s := range e.Scenarios {
			for _, p := range list {
				_, err := s.With(e.settings(p)...)
				if err == nil {
					continue
				}
				ce, ok := err.(*configs.Error)
				if !ok {
					return err
				}
				for _, p := range ce.Problems {
					p.File = "-x, " + s.Name
					wrong = append(wrong, p)
				}
				break
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

// value is what a point gives a parameter: a whole number if it must be one.
func (e *Experiment) value(j int, p design.Point) design.Value {
	if v := p[j]; e.whole[j] && v.IsNumber() {
		return design.Num(math.Round(v.Number))
	}
	return p[j]
}

// settings are the overrides of a point.
func (e *Experiment) settings(p design.Point) []string {
	out := make([]string, len(p))
	for j := range p {
		out[j] = e.keys[j] + "=" + e.value(j, p).String()
	}
	return out
}

// cached builders of points of the design.
type cache struct {
	mu   sync.Mutex
	list []cached // newest last
}

type cached struct {
	arm, design int
	b           *Builder
}

// cacheSize is more than the number of points that workers are at.
const cacheSize = 64

// builder is the builder of a run's arm at its point of the design.
func (e *Experiment) builder(ref Ref) (*Builder, error) {
	if e.Plan.Design == nil {
		return e.builders[ref.Arm], nil
	}
	c := &e.points
	c.mu.Lock()
	for _, x := range c.list {
		if x.arm == ref.Arm && x.design == int(ref.DesignID) {
			c.mu.Unlock()
			return x.b, nil
		}
	}
	c.mu.Unlock()
	s, err := e.Scenarios[ref.Arm].With(e.settings(e.Plan.Design.Points[ref.DesignID])...)
	if err != nil {
		return nil, err
	}
	b, err := NewBuilder(s, e.cat)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.list) == cacheSize {
		c.list = append(c.list[:0], c.list[1:]...)
	}
	c.list = append(c.list, cached{ref.Arm, int(ref.DesignID), b})
	return b, nil
}

// parameters are the p_ values of a run.
func (e *Experiment) parameters(ref Ref) map[string]any {
	if e.Plan.Design == nil {
		return nil
	}
	out := map[string]any{}
	for j := range e.keys {
		v := e.value(j, e.Plan.Design.Points[ref.DesignID])
		switch c := e.params[j]; {
		case c.Type == output.String:
			out[c.Name] = v.String()
		default:
			out[c.Name] = v.Number
		}
	}
	return out
}

// DesignOptions choose how points are made from axes.
type DesignOptions struct {
	Kind        string // grid, zip, lhs, sobol, halton, saltelli, morris or oat
	N           int    // points, base points or trajectories; not used by grid, zip and oat
	Seed        int64
	SecondOrder bool
	Levels      int // of Morris
}

// DesignKinds lists the designs that MakeDesign makes.
var DesignKinds = []string{"grid", "zip", "lhs", "sobol", "halton", "saltelli", "morris", "oat"}

// MakeDesign makes the points of a design for a scenario. The base point of a
// one-at-a-time design is what the scenario has.
func MakeDesign(s *configs.Scenario, axes []design.Axis, o DesignOptions) (*design.Design, error) {
	if len(axes) == 0 {
		return nil, usage("a sweep needs at least one axis, such as -x jp_mof.sale_usd_bn=lin:0:500:11")
	}
	if o.N < 1 {
		o.N = 1
	}
	seed := uint64(o.Seed)
	d, err := func() (*design.Design, error) {
		switch o.Kind {
		case "grid":
			return design.Grid(axes)
		case "zip":
			return design.Zip(axes)
		case "lhs":
			return design.LHS(axes, o.N, seed)
		case "sobol":
			return design.Sobol(axes, o.N, design.SobolOptions{Seed: seed})
		case "halton":
			return design.Halton(axes, o.N, seed)
		case "saltelli":
			return design.Saltelli(axes, o.N, design.SaltelliOptions{SecondOrder: o.SecondOrder, SobolOptions: design.SobolOptions{Seed: seed}})
		case "morris":
			return design.Morris(axes, o.N, design.MorrisOptions{Levels: o.Levels, Seed: seed})
		case "oat":
			base := make(design.Point, len(axes))
			for j, a := range axes {
				ex, err := configs.Explain(s, a.Name)
				if err != nil {
					return nil, err
				}
				switch v := ex.Value.(type) {
				case float64:
					base[j] = design.Num(v)
				case int64:
					base[j] = design.Num(float64(v))
				case nil:
					return nil, usage("-x %s: its value differs between the agents of the kind, so that there is no base point", a.Name)
				default:
					base[j] = design.Word(configs.FormatValue(v))
				}
			}
			return design.OAT(axes, base)
		}
		return nil, usage("design %q: choose one of %s", o.Kind, strings.Join(DesignKinds, ", "))
	}()
	if err != nil {
		switch err.(type) {
		case *configs.Error, *design.AxisError:
			return nil, err
		}
		return nil, usage("%v", err)
	}
	return d, nil
}
