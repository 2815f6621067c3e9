package configs

import (
	"fmt"
	"strconv"

	"go.yaml.in/yaml/v4"

	"kirifuda/world"
)

// day reads a day on which something happens; the fault has a message only.
func (f *field) day(n *yaml.Node) (any, fault) {
	w, err := world.ParseWhen(n.Value)
	number, isNumber := w.Given()
	switch {
	case err != nil:
		return nil, fault{message: err.Error(), allowed: f.allowed(), suggestion: world.GuessDate(n.Value)}
	case isNumber && isQuoted(n):
		return nil, fault{message: "a quoted string, expected " + f.typ.article(), suggestion: strconv.Itoa(number)}
	case isNumber && f.numberForm(n.Value).message != "":
		return nil, f.numberForm(n.Value)
	case isNumber && f.check(w) != "" && world.GuessDate(n.Value) != "":
		return nil, fault{message: f.check(w), allowed: f.allowed(), suggestion: world.GuessDate(n.Value)}
	case isNumber || f.back:
		return w, fault{}
	}
	return w, f.closed(w.Date())
}

// allowedDays describes the accepted days.
func (f *field) allowedDays() string {
	numbers := *f
	numbers.typ = typeInt
	never := f.min != nil && *f.min == 0
	if never {
		one := 1.0
		numbers.min = &one
	}
	text := "a date such as 2025-07-07, or the number of a business day of the run"
	if r := numbers.allowed(); r != "" {
		text += ", " + r
	}
	if never {
		text += "; 0 for never"
	}
	return text
}

// place gives all dates of the scenario their numbers in its run.
func (s *Scenario) place(days *world.Calendar) {
	for i := range s.Agents {
		a := &s.Agents[i]
		for _, f := range s.specs[a.Kind].days {
			f.set(a.Params, f.get(a.Params).(world.When).In(days, s.Start, f.back))
		}
	}
	for i := range s.Acts {
		s.Acts[i].place(days, s.Start)
	}
}

// On returns the scenario with the days of another calendar than that of its tables.
func (s *Scenario) On(days *world.Calendar) (*Scenario, error) {
	c, err := s.clone()
	if err != nil {
		return nil, err
	}
	c.place(days)
	return c, nil
}

// Idler may be implemented by a parameter struct with days on which something happens, to
// say on which of them nothing would happen whenever they are.
type Idler interface {
	// Idle reports whether nothing happens on the day of a parameter.
	Idle(name string) bool
}

// outside warns of days outside the run that a scenario, a file or an override sets.
// A value that equals the default says nothing, as do all those in a complete file.
func (s *Scenario) outside() {
	for _, a := range s.Agents {
		for _, f := range s.specs[a.Kind].days {
			key := a.ID + "." + f.name
			w, o := f.get(a.Params).(world.When), s.Origin(key)
			if o.Layer == "" || o.Layer == LayerWorld || w.String() == f.def.(world.When).String() {
				continue
			}
			if x, ok := a.Params.(Idler); ok && x.Idle(f.name) {
				continue
			}
			var message string
			switch number, ok := w.Given(); {
			case ok && number == 0 || w.Day() >= 1 && w.Day() <= s.Days:
				continue
			case ok:
				message = fmt.Sprintf("the run has %d days, so that nothing happens on this one", s.Days)
			case w.Day() < 1:
				message = "lies before the run, which starts on " + s.Start.String() + ", so that it does not happen"
			default:
				message = "lies after the run, which ends on " + s.End().String() + ", so that it does not happen"
			}
			s.Warnings = append(s.Warnings, Problem{File: oneLine(o.File), Line: o.Line, Key: key, Value: w.String(), Message: message})
		}
	}
}

// dayNumber is the number of a day in the run, as which it enters the digest: a date and its
// number are the same.
func dayNumber(v any) any {
	if w, ok := v.(world.When); ok {
		return w.Day()
	}
	return v
}

// dayNote says for people which number the date of a day has, or which date its number;
// empty for never and for other values.
func (s *Scenario) dayNote(v any) string {
	w, ok := v.(world.When)
	switch {
	case !ok || w.Date().IsZero() && w.Day() == 0:
		return ""
	case w.Date().IsZero():
		return s.Calendar().Add(s.Start, w.Day()-1).String()
	case w.Day() < 1:
		return "before the run"
	case w.Day() > s.Days:
		return "after the run"
	}
	return "day " + strconv.Itoa(w.Day())
}
