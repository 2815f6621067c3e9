package configs

import (
	"fmt"
	"strings"
)

// finish makes the checks that need the whole scenario.
func (l *loader) finish() {
	s := l.s
	s.Start, s.Days = s.run.Start, s.run.Days
	if s.Title == "" {
		s.Title = s.Name
	}
	// Values missing or out of bounds; parts that failed have been reported.
	failed := map[string]bool{}
	for _, p := range l.problems.list {
		failed[p.Key] = true
		if parts := strings.SplitN(p.Key, ".", 3); len(parts) == 3 {
			failed[parts[0]+"."+parts[1]] = true
		}
	}
	if s.Start.IsZero() && !failed["start"] {
		l.problems.add(Problem{Key: "start", Message: "must be set"})
	}
	if s.Days < 1 && !failed["days"] {
		l.problems.add(Problem{Key: "days", Message: "must be set", Allowed: s.runSpec.byName["days"].allowed()})
	}
	placed := !s.Start.IsZero()
	if placed {
		s.place(s.Calendar())
	}
	for i, a := range s.Agents {
		if l.touched != nil && !l.touched[i] {
			continue
		}
		clean := true
		for _, f := range s.specs[a.Kind].fields {
			key := a.ID + "." + f.name
			if failed[key] || failed[a.Kind+"."+f.name] {
				clean = false
				continue
			}
			if _, set := s.origins[key]; set || f.hasDef {
				continue
			}
			if f.check(f.get(a.Params)) != "" {
				l.problems.at(s.places[i], Problem{Key: key, Message: "must be set", Allowed: f.allowed()})
				clean = false
			}
		}
		if clean {
			l.validate(i)
		}
	}
	l.finishEvents()
	l.finishActs()
	if placed && s.Days > 0 {
		s.outside()
	}
	s.sortAgents()
}

// validate calls the rules between the fields of an agent.
func (l *loader) validate(i int) {
	a := l.s.Agents[i]
	v, ok := a.Params.(Validator)
	if !ok {
		return
	}
	report := func(message string) {
		l.problems.at(l.s.places[i], Problem{Key: a.ID, Message: message})
	}
	defer func() {
		if r := recover(); r != nil {
			report(fmt.Sprintf("the check of the parameters failed: %v", r))
		}
	}()
	err := v.Validate()
	if err == nil {
		return
	}
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range many.Unwrap() {
			report(e.Error())
		}
		return
	}
	report(err.Error())
}
