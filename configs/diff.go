package configs

import (
	"fmt"

	"kirifuda/world"
)

// Difference is one value in which two scenarios differ. A or B is empty if
// the scenario does not have the key.
type Difference struct {
	Key  string `json:"key"`
	A    string `json:"a"`
	B    string `json:"b"`
	Unit string `json:"unit,omitempty"`
}

// Diff compares two scenarios value by value. It leaves out name, title, story
// and sources. Events are compared as a whole: the key of an event is
// events.<date>.<actor>.<type>. A day is equal to another that is written as it is or has
// its number in the run.
func Diff(a, b *Scenario) []Difference {
	x, y := a.flat(), b.flat()
	var out []Difference
	seen := map[string]bool{}
	for _, side := range [][]flatValue{x.list, y.list} {
		for _, v := range side {
			if seen[v.key] {
				continue
			}
			seen[v.key] = true
			p, q := x.byKey[v.key], y.byKey[v.key]
			if p == q || x.days[v.key] != nil && y.days[v.key] != nil && *x.days[v.key] == *y.days[v.key] {
				continue
			}
			out = append(out, Difference{Key: v.key, A: p, B: q, Unit: v.unit})
		}
	}
	return out
}

type flatValue struct{ key, unit string }

type flatScenario struct {
	list  []flatValue
	byKey map[string]string
	days  map[string]*int // numbers of the days on which something happens
}

// flat lists every value of a scenario under its key.
func (s *Scenario) flat() flatScenario {
	out := flatScenario{byKey: map[string]string{}, days: map[string]*int{}}
	add := func(key, value, unit string) {
		out.list = append(out.list, flatValue{key, unit})
		out.byKey[key] = value
	}
	section := func(owner string, spec *paramSpec, params any) {
		for _, f := range spec.fields {
			key := owner + "." + f.name
			if w, ok := f.get(params).(world.When); ok {
				day := w.Day()
				out.days[key] = &day
			}
			m, isMap := f.get(params).(map[string]float64)
			if !isMap {
				add(key, formatValue(f.get(params)), f.unit)
			}
			for _, e := range sortedKeys(m) {
				add(key+"."+e, formatFloat(m[e]), f.unit)
			}
		}
	}
	add("start", formatValue(s.Start), "")
	add("days", formatValue(s.Days), s.runSpec.byName["days"].unit)
	section("market", s.market, &s.Market)
	for _, i := range s.instruments {
		for _, f := range s.loadings[i].fields {
			v, _ := s.Loading(i, f.name)
			add(s.loadings[i].name+"."+f.name, formatFloat(v), f.unit)
		}
	}
	for _, a := range s.Agents {
		add(a.ID+".kind", a.Kind, "")
		section(a.ID, s.specs[a.Kind], a.Params)
	}
	for i := range s.Acts {
		a := &s.Acts[i]
		for _, name := range s.given(a) {
			f := actSpec.byName[name]
			if w, ok := f.get(a).(world.When); ok {
				day := w.Day()
				out.days[actsKey+"."+a.Name+"."+name] = &day
			}
			add(actsKey+"."+a.Name+"."+name, formatValue(f.get(a)), f.unit)
		}
	}
	count := map[string]int{}
	for _, e := range s.Events {
		key := fmt.Sprintf("events.%s.%s.%s", e.Date, e.Actor, e.Type)
		count[key]++
		if n := count[key]; n > 1 {
			key = fmt.Sprintf("%s.%d", key, n)
		}
		add(key, formatEvent(e, formatValue), "")
	}
	for _, name := range sortedKeys(s.Metrics) {
		add("metrics."+name, s.Metrics[name], "")
	}
	return out
}
