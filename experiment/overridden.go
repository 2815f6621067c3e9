package experiment

import (
	"slices"
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
	return refuse(wrong)
}

// overriddenBy is the first override that an axis makes useless; nil if there is none.
func overriddenBy(axis string, scenarios []*configs.Scenario) *configs.Problem {
	if strings.HasSuffix(axis, "*") {
		return nil
	}
	for _, s := range scenarios {
		list := targets(s, axis)
		for _, t := range list {
			key := t.key()
			o := s.Origin(key)
			if (o.Layer == configs.LayerSet || o.Layer == configs.LayerEnv || o.Layer == configs.LayerFile) && !setsOthers(s, t, list, o) {
				return &configs.Problem{File: o.File, Line: o.Line, Key: key,
					Message: "has no effect: the axis " + axis + " sets it at every point; leave one of the two out"}
			}
		}
	}
	return nil
}

// setsOthers reports whether an override of a target is that of its whole kind, so that it
// sets the parameter of agents which an axis leaves as they are.
func setsOthers(s *configs.Scenario, t target, axis []target, by configs.Origin) bool {
	id, name, _ := strings.Cut(t.parameter, ".")
	agent := s.Agent(id)
	if agent == nil {
		return false
	}
	for i := range s.Agents {
		if other := (target{s.Agents[i].ID + "." + name, t.entry}); s.Agents[i].Kind == agent.Kind && !slices.Contains(axis, other) && s.Origin(other.key()) == by {
			return true
		}
	}
	return false
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
