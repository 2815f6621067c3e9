package experiment

import (
	"strings"
	"sync"

	"kirifuda/configs"
	"kirifuda/experiment/design"
)

// value is the value of a parameter at a point, rounded if it must be a whole number.
func (e *Experiment) value(j int, p design.Point) design.Value {
	if v := p[j]; e.whole[j] && v.IsNumber() {
		return design.Num(nearest(v.Number))
	}
	return p[j]
}

// settings are the overrides of a point in a scenario, of all axes if it is nil. An axis
// over an act does nothing in a scenario without it, such as the twin.
func (e *Experiment) settings(s *configs.Scenario, p design.Point) []string {
	out := make([]string, 0, len(p))
	for j := range p {
		if name, isAct := strings.CutPrefix(e.keys[j], "acts."); isAct && s != nil {
			if name, _, _ = strings.Cut(name, "."); s.Act(name) == nil {
				continue
			}
		}
		out = append(out, e.keys[j]+"="+e.value(j, p).String())
	}
	return out
}

// cache holds builders of points of the design.
type cache struct {
	mu   sync.Mutex
	list []cached // newest last
}

type cached struct {
	arm, design int
	b           *Builder
}

// cacheSize exceeds the number of points in use by workers at a time.
const cacheSize = 64

// Builder returns the builder of a run's arm at its point of the design.
func (e *Experiment) Builder(ref Ref) (*Builder, error) {
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
	s, err := e.Scenarios[ref.Arm].With(e.settings(e.Scenarios[ref.Arm], e.Plan.Design.Points[ref.DesignID])...)
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

// Parameters returns the p_ values of a run.
func (e *Experiment) Parameters(ref Ref) map[string]any {
	if e.Plan.Design == nil {
		return nil
	}
	out := map[string]any{}
	for j := range e.keys {
		out[e.params[j].Name] = cellOf(&e.params[j], e.value(j, e.Plan.Design.Points[ref.DesignID]))
	}
	return out
}
