package experiment

import (
	"fmt"
	"strings"

	"kirifuda/configs"
	"kirifuda/experiment/design"
	"kirifuda/output"
	"kirifuda/world"
)

// prepareDesign checks the design's axes against the scenarios and names the
// parameter columns.
func (e *Experiment) prepareDesign() error {
	e.params, e.keys, e.whole = nil, nil, nil
	if e.Plan.Design == nil {
		return nil
	}
	var wrong []configs.Problem
	treatments := e.Plan.Treatments()
	for j, a := range e.Plan.Design.Axes {
		ex, err := configs.Lookup(e.Scenarios[treatments[0]], a.Name)
		for _, arm := range treatments[1:] { // an act that only another scenario has
			if x, e := configs.Lookup(e.Scenarios[arm], a.Name); err != nil && e == nil {
				ex, err = x, nil
			}
		}
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
		e.keys, e.whole = append(e.keys, a.Name), append(e.whole, takesWhole(ex.Type))
		c := output.Column{Name: columnName(a.Name, e.params), Unit: ex.Unit, Doc: "parameter " + a.Name}
		c.Type = columnType(ex.Type, e.Plan.Design.Points, j)
		switch {
		case c.Unit != "":
		case ex.Type == "day" && c.Type != output.String:
			c.Unit = "days"
		default:
			c.Unit = "1"
		}
		if world.IsAmount(c.Unit) {
			c.Valuation = world.AtBasePrices // as all quantities that parameters set
		}
		e.params = append(e.params, c)
		for _, t := range treatments[1:] {
			if p := e.otherAxis(e.Scenarios[treatments[0]], e.Scenarios[t], ex, a.Name); p != nil {
				wrong = append(wrong, *p)
				break
			}
		}
	}
	if len(wrong) == 0 {
		wrong = e.overlapping()
	}
	// If the ends of the design are acceptable in every arm, so is everything
	// between them.
	if len(wrong) == 0 {
		list := e.extremes()
		for _, s := range e.Scenarios {
			for _, p := range list {
				_, err := s.With(e.settings(s, p)...)
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
	return refuse(wrong)
}

// otherAxis is the problem of an axis that is not the same in two treatments: a parameter of
// another type, or, in a one-at-a-time design, with another value at the base point. What
// only one of them has is refused with the extremes.
func (e *Experiment) otherAxis(first, other *configs.Scenario, ex configs.Explanation, key string) *configs.Problem {
	x, err := configs.Lookup(other, key)
	at, there := configs.FormatValue(ex.Value), configs.FormatValue(x.Value)
	switch {
	case err != nil:
		return nil
	case x.Type != ex.Type:
		return &configs.Problem{File: "-x", Key: key, Message: fmt.Sprintf("%s in %s and %s in %s", ex.Type, first.Name, x.Type, other.Name),
			Allowed: "parameters that are the same in all scenarios"}
	case e.Plan.Design.Kind == design.KindOAT && at != there:
		return &configs.Problem{File: "-x", Key: key, Message: fmt.Sprintf("%s in %s and %s in %s, so that there is no base point", at, first.Name, there, other.Name),
			Allowed: "one value in all scenarios: set it with -s " + key + "=VALUE"}
	}
	return nil
}

// overlapping finds axes that set the same parameter of the same institution: only
// one of them would take effect, and the column of the other would be wrong.
func (e *Experiment) overlapping() []configs.Problem {
	for _, s := range e.Scenarios {
		type setter struct{ key, entry string }
		set := map[string][]setter{}
		for _, key := range e.keys {
			for _, t := range targets(s, key) {
				for _, other := range set[t.parameter] {
					if other.key != key && (other.entry == t.entry || other.entry == "" || t.entry == "") {
						return []configs.Problem{{File: "-x", Key: key, Message: "sets " + t.parameter + ", as " + other.key + " does",
							Allowed: "one axis for each parameter of an institution"}}
					}
				}
				set[t.parameter] = append(set[t.parameter], setter{key, t.entry})
			}
		}
	}
	return nil
}

// target is what a key sets: a parameter of one institution or of the world, or one
// entry of a parameter.
type target struct{ parameter, entry string }

func (t target) key() string {
	if t.entry == "" {
		return t.parameter
	}
	return t.parameter + "." + t.entry
}

// targets lists what a key known to configs.Lookup sets in a scenario.
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

// extremes lists the points with the lowest and highest value of each axis.
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
