package experiment

import (
	"strings"

	"kirifuda/configs"
	"kirifuda/experiment/design"
)

// Overridden refuses overrides by -s, -c or the environment that no run would use, because an
// axis of the design sets the same value at every point. A factor multiplies what is set,
// and a one-at-a-time design has it in its base point.
func Overridden(d *design.Design, scenarios ...*configs.Scenario) error {
	if d.Kind == design.KindOAT {
		return nil
	}
	var wrong []configs.Problem
	for _, a := range d.Axes {
		if p := overriddenBy(a.Name, scenarios); p != nil {
			wrong = append(wrong, *p)
		}
	}
	if len(wrong) > 0 {
		return &configs.Error{Problems: wrong}
	}
	return nil
}

// overriddenBy is the first override that an axis makes useless; nil if there is none.
func overriddenBy(axis string, scenarios []*configs.Scenario) *configs.Problem {
	if strings.HasSuffix(axis, "*") {
		return nil
	}
	for _, s := range scenarios {
		for _, t := range targets(s, axis) {
			key := t.parameter
			if t.entry != "" {
				key += "." + t.entry
			}
			if o := s.Origin(key); o.Layer == configs.LayerSet || o.Layer == configs.LayerEnv || o.Layer == configs.LayerFile {
				return &configs.Problem{File: o.File, Line: o.Line, Key: key,
					Message: "has no effect: the axis " + axis + " sets it at every point; leave one of the two out"}
			}
		}
	}
	return nil
}

// OtherDates is the warning about points of a design that start on another day than the
// one after the base date; nil if there are none.
func OtherDates(d *design.Design, s *configs.Scenario) *configs.Problem {
	for j, a := range d.Axes {
		if a.Name != "start" {
			continue
		}
		for _, p := range d.Points {
			other, err := s.With("start=" + p[j].String())
			if err != nil {
				return nil // reported with other faults
			}
			if w := OtherDate(other); w != nil {
				return w
			}
		}
	}
	return nil
}
