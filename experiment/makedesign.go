package experiment

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"kirifuda/configs"
	"kirifuda/experiment/design"
	"kirifuda/internal/decimal"
	"kirifuda/world"
)

// DesignOptions control how points are made from axes.
type DesignOptions struct {
	Kind        string // grid, zip, lhs, sobol, halton, saltelli, morris or oat
	N           int    // points, base points or trajectories; not used by grid, zip and oat
	Seed        int64
	SecondOrder bool
	Levels      int // number of grid levels of a Morris design
}

// DesignKinds lists the kinds of designs that MakeDesign knows.
var DesignKinds = []string{"grid", "zip", "lhs", "sobol", "halton", "saltelli", "morris", "oat"}

// MakeDesign makes the points of a design for a scenario. The base point of a
// one-at-a-time design has the values of the scenario. Points have exactly the values
// that runs use: where a parameter takes whole numbers, coordinates of samples and
// levels are rounded, levels that become equal are merged, and listed values must be
// whole numbers.
func MakeDesign(s *configs.Scenario, axes []design.Axis, o DesignOptions) (*design.Design, error) {
	if len(axes) == 0 {
		return nil, Usage("a sweep needs at least one axis, such as -x jp_mof.sale_usd_bn=lin:0:500:11")
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
				case world.When:
					if n, ok := v.Given(); ok {
						base[j] = design.Num(float64(n))
					} else {
						base[j] = design.Word(v.String())
					}
				case nil:
					return nil, Usage("-x %s: the value differs between the agents of the kind, so that there is no base point: set one with --set-both %s=VALUE, "+
						"or multiply each agent's own value with -x '%s*=...'", a.Name, a.Name, a.Name)
				default:
					base[j] = design.Word(configs.FormatValue(v))
				}
			}
			return design.OAT(axes, base)
		}
		return nil, Usage("design %q: choose one of %s", o.Kind, strings.Join(DesignKinds, ", "))
	}()
	if err != nil {
		switch err.(type) {
		case *configs.Error, *design.AxisError:
			return nil, err
		}
		return nil, Usage("%v", err)
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

// wholeAxes reports which axes take whole numbers. In designs on levels, the levels
// of such axes become lists of whole numbers.
func wholeAxes(s *configs.Scenario, axes []design.Axis, kind string) (out []design.Axis, whole []bool, warnings []string, err error) {
	out, whole = slices.Clone(axes), make([]bool, len(axes))
	onLevels := slices.Contains([]string{"grid", "zip", "oat"}, kind)
	for j, a := range axes {
		// Unknown keys are reported later, with other faults.
		ex, err := configs.Lookup(s, a.Name)
		if err != nil || !takesWhole(ex.Type) || a.Validate() != nil {
			continue
		}
		whole[j] = true
		levels := a.Levels()
		switch {
		case a.Scale == design.ListScale:
			out[j].Values = levels
			for i, v := range levels {
				if !v.IsNumber() {
					continue
				}
				n, ok := decimal.Whole(v.Number)
				if levels[i] = design.Num(float64(n)); !ok {
					return nil, nil, nil, &design.AxisError{Key: a.Name, Value: v.String(), Problem: "is not a whole number", Allowed: "whole numbers"}
				}
			}
			continue
		case !onLevels:
			out[j].Whole = true
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

// nearest is the nearest whole number; never −0.
func nearest(x float64) float64 { return math.Round(x) + 0 }

// wholePoints rejects points with fractions where a parameter takes whole numbers.
func (e *Experiment) wholePoints() error {
	if e.Plan.Design == nil {
		return nil
	}
	for i, p := range e.Plan.Design.Points {
		for j, v := range p {
			if e.whole[j] && v.IsNumber() && v.Number != math.Round(v.Number) {
				return Usage("point %d: %s = %s is not a whole number", i+1, e.keys[j], v)
			}
		}
	}
	return nil
}
