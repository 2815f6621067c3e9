package experiment

import (
	"fmt"
	"math"
	"slices"
	"strconv"
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
		ex, err := configs.Lookup(e.Scenarios[e.Plan.Treatment()], a.Name)
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
	if len(wrong) == 0 {
		wrong = e.overlapping()
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

// overlapping finds axes that set the same parameter of the same institution: of
// two only one would count, and the column of the other would be wrong.
func (e *Experiment) overlapping() []configs.Problem {
	for _, s := range e.Scenarios {
		type setter struct{ key, entry string }
		set := map[string][]setter{}
		for _, key := range e.keys {
			for _, t := range targets(s, key) {
				for _, other := range set[t.parameter] {
					if other.key != key && (other.entry == t.entry || other.entry == "" || t.entry == "") {
						return []configs.Problem{{File: "-x", Key: key, Message: "sets " + t.parameter + ", as " + other.key + " does", Allowed: "one axis for each parameter of an institution"}}
					}
				}
				set[t.parameter] = append(set[t.parameter], setter{key, t.entry})
			}
		}
	}
	return nil
}

// target is what a key sets: a parameter of one institution or of the world, or
// one entry of it.
type target struct{ parameter, entry string }

// targets lists what a key that configs.Lookup knows sets in a scenario.
func targets(s *configs.Scenario, key string) []target {
	parts := strings.Split(strings.TrimSuffix(key, "*"), ".")
	section := ""
	if len(parts) > 2 && (parts[0] == "agents" || parts[0] == "kinds") {
		section, parts = parts[0], parts[1:]
	}
	if len(parts) < 2 || section == "" && parts[0] == "metrics" {
		return []target{{key, ""}}
	}
	name, entry := parts[1], strings.Join(parts[2:], ".")
	var list []target
	if section == "kinds" || s.Agent(parts[0]) == nil {
		for _, a := range s.Agents {
			if a.Kind == parts[0] {
				list = append(list, target{a.ID + "." + name, entry})
			}
		}
	}
	if len(list) == 0 {
		return []target{{parts[0] + "." + name, entry}}
	}
	return list
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
	for n := 1; ; n++ {
		suffix := ""
		if n > 1 {
			suffix = "_" + strconv.Itoa(n)
		}
		const most = 32
		name := "p_" + shortKey(key, most-len("p_")-len(suffix)) + suffix
		if !slices.ContainsFunc(before, func(c output.Column) bool { return c.Name == name }) {
			return name
		}
	}
}

// shortKey writes a key in small letters, digits and underscores. Of one that is
// too long it keeps the beginning, which says whose parameter it is, and the end,
// which has the unit, in whole words where it can.
func shortKey(key string, room int) string {
	if base, ok := strings.CutSuffix(key, "*"); ok {
		return shortKey(base, room-len("_x")) + "_x" // a factor
	}
	plain := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				return r
			}
			return '_'
		}, strings.ToLower(s))
	}
	if name := plain(key); len(name) <= room {
		return name
	}
	for _, section := range []string{"agents.", "kinds."} {
		if rest, ok := strings.CutPrefix(key, section); ok {
			key = rest
			break
		}
	}
	owner, parameter, _ := strings.Cut(key, ".")
	owner, parameter = plain(owner), plain(parameter)
	owner = owner[:min(len(owner), max(room/2, room-1-len(parameter)))]
	cut := max(0, len(parameter)-(room-1-len(owner)))
	end := parameter[cut:]
	if cut > 0 && parameter[cut-1] != '_' { // no part of a word
		if _, whole, ok := strings.Cut(end, "_"); ok {
			end = whole
		}
	}
	return owner + "_" + strings.TrimLeft(end, "_")
}

// value is what a point gives a parameter: a whole number if it must be one.
func (e *Experiment) value(j int, p design.Point) design.Value {
	if v := p[j]; e.whole[j] && v.IsNumber() {
		return design.Num(nearest(v.Number))
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
// one-at-a-time design is what the scenario has. Points have what runs get: where
// a parameter takes whole numbers, coordinates of samples are rounded, levels are
// rounded and those that become equal are one level, and listed values must be
// whole numbers.
func MakeDesign(s *configs.Scenario, axes []design.Axis, o DesignOptions) (*design.Design, error) {
	if len(axes) == 0 {
		return nil, usage("a sweep needs at least one axis, such as -x jp_mof.sale_usd_bn=lin:0:500:11")
	}
	if o.N < 1 {
		o.N = 1
	}
	axes, whole, warnings, err := wholeAxes(s, axes, o.Kind)
	if err != nil {
		return nil, err
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
				ex, err := configs.Lookup(s, a.Name)
				if err != nil {
					return nil, err
				}
				switch v := ex.Value.(type) {
				case float64:
					base[j] = design.Num(v)
				case int64:
					base[j] = design.Num(float64(v))
				case nil:
					return nil, usage("-x %s: its value differs between the agents of the kind, so that there is no base point: set one with --set-both %s=VALUE, or vary a factor on each agent's own with -x '%s*=...'", a.Name, a.Name, a.Name)
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
	for _, p := range d.Points {
		for j := range p {
			if whole[j] && p[j].IsNumber() {
				p[j].Number = nearest(p[j].Number)
			}
		}
	}
	d.Warnings = append(d.Warnings, warnings...)
	return d, nil
}

// wholeAxes reports which axes take whole numbers. Of those that do, the levels
// of designs on levels become lists of whole numbers.
func wholeAxes(s *configs.Scenario, axes []design.Axis, kind string) (out []design.Axis, whole []bool, warnings []string, err error) {
	out, whole = slices.Clone(axes), make([]bool, len(axes))
	onLevels := slices.Contains([]string{"grid", "zip", "oat"}, kind)
	for j, a := range axes {
		// Keys that nobody knows are reported with the others that are wrong.
		ex, err := configs.Lookup(s, a.Name)
		if err != nil || ex.Type != "integer" || a.Validate() != nil {
			continue
		}
		whole[j] = true
		levels := a.Levels()
		switch {
		case a.Scale == design.ListScale:
			for _, v := range levels {
				if v.IsNumber() && v.Number != math.Round(v.Number) {
					return nil, nil, nil, &design.AxisError{Key: a.Name, Value: v.String(), Problem: "is not a whole number", Allowed: "whole numbers"}
				}
			}
			continue
		case !onLevels:
			continue
		case levels == nil && kind == "oat" && a.Scale == design.NormalScale:
			levels = []design.Value{design.Num(a.Mean - a.SD), design.Num(a.Mean + a.SD)}
		case levels == nil && kind == "oat":
			levels = []design.Value{design.Num(a.Lower), design.Num(a.Upper)}
		}
		var list []design.Value
		var text []string
		exact := true
		for _, v := range levels {
			w := design.Num(nearest(v.Number))
			exact = exact && w == v
			if !slices.Contains(list, w) {
				list, text = append(list, w), append(text, w.String())
			}
		}
		if !exact {
			out[j] = design.Axis{Name: a.Name, Scale: design.ListScale, Values: list, Group: a.Group}
			warnings = append(warnings, fmt.Sprintf("%s takes whole numbers: its levels are %s", a.Name, strings.Join(text, ", ")))
		}
	}
	return out, whole, warnings, nil
}

// nearest is the nearest whole number, without a sign if it is zero.
func nearest(x float64) float64 { return math.Round(x) + 0 }

// wholePoints refuses points that ask for a part of a whole number.
func (e *Experiment) wholePoints() error {
	if e.Plan.Design == nil {
		return nil
	}
	for i, p := range e.Plan.Design.Points {
		for j, v := range p {
			if e.whole[j] && v.IsNumber() && v.Number != math.Round(v.Number) {
				return usage("point %d: %s = %s is not a whole number", i+1, e.keys[j], v)
			}
		}
	}
	return nil
}
