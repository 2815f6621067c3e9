package configs

import "strings"

// found is what a key refers to: a parameter of the run, of the market, of an agent or of
// all agents of a kind, or a metric.
type found struct {
	key    string // canonical
	kind   string // of the agent or agents, or ""
	field  *field
	entry  string // of a map, or ""
	ofKind bool
	params []holder // holders of the parameter
}

// holder has parameters: an agent by its id, or the market. Where the field is not
// one of a struct, ptr is the value itself.
type holder struct {
	id  string
	ptr any
}

// value returns the value of a holder; nil for an entry that its map lacks.
func (x found) value(ptr any) any {
	v := ptr
	if x.field.index != nil {
		v = x.field.get(ptr)
	}
	if x.entry == "" {
		return v
	}
	if v, ok := v.(map[string]float64)[x.entry]; ok {
		return v
	}
	return nil
}

// origin says where the value of a holder was set.
func (x found) origin(s *Scenario, id string) string {
	key := x.key
	if x.ofKind {
		key = id + strings.TrimPrefix(key, x.kind)
	}
	return s.Origin(key).String()
}

// find looks a key up. The error is an [*Error].
func (s *Scenario) find(key string) (found, error) {
	parts := strings.SplitN(key, ".", 2)
	section := ""
	if len(parts) == 2 && (parts[0] == "agents" || parts[0] == "kinds") {
		section = parts[0]
		parts = strings.SplitN(parts[1], ".", 2)
	}
	fail := func(p Problem) (found, error) { return found{}, &Error{Problems: []Problem{p}} }
	unknown := func() (found, error) { return fail(s.unknownKey(key)) }
	head := parts[0]
	if len(parts) == 1 {
		f := s.runSpec.byName[head]
		if f == nil || section != "" {
			return unknown()
		}
		return found{key: head, field: f, params: []holder{{"", &runParams{Start: s.Start, Days: s.Days}}}}, nil
	}
	name, entry, hasEntry := strings.Cut(parts[1], ".")
	// of finishes a key of one or several holders of parameters.
	of := func(spec *paramSpec, x found) (found, error) {
		x.field = spec.byName[name]
		if x.field == nil || hasEntry && (entry == "" || x.field.typ != typeFloatMap) {
			return unknown()
		}
		x.key, x.entry = head+"."+name, entry
		if entry == "" {
			return x, nil
		}
		x.key += "." + entry
		if m := x.field.checkEntry(entry); m != "" {
			return fail(Problem{Key: key, Message: m, Allowed: listWords(x.field.keys), Suggestion: Suggest(entry, x.field.keys)})
		}
		known := len(x.field.keys) > 0
		for _, p := range x.params {
			known = known || x.value(p.ptr) != nil
		}
		if !known {
			return unknown()
		}
		return x, nil
	}
	switch {
	case section == "" && head == "market":
		return of(s.market, found{params: []holder{{head, &s.Market}}})
	case section == "" && head == loadingsKey:
		spec := s.loadings[name]
		if spec == nil || !hasEntry {
			return fail(Problem{Key: key, Message: "unknown loading of an instrument", Allowed: listWords(s.instruments), Suggestion: Suggest(key, s.keys())})
		}
		f := spec.byName[entry]
		if f == nil {
			return fail(Problem{Key: key, Message: "unknown key", Allowed: listWords(spec.names()), Suggestion: Suggest(entry, spec.names())})
		}
		v, _ := s.Loading(name, entry)
		return found{key: key, field: f, params: []holder{{spec.name, v}}}, nil
	case section == "" && head == actsKey:
		a := s.Act(name)
		if f := actSpec.byName[entry]; a != nil && f != nil {
			return found{key: key, field: f, params: []holder{{actsKey + "." + name, a}}}, nil
		} else if a != nil {
			return fail(Problem{Key: key, Message: "not a field of an act", Allowed: listWords(actSpec.names()), Suggestion: Suggest(entry, actSpec.names())})
		}
		return unknown()
	case section == "" && head == "metrics":
		v, ok := s.Metrics[parts[1]]
		if !ok {
			return unknown()
		}
		return found{key: key, field: metricField, params: []holder{{"", v}}}, nil
	}
	if a := s.Agent(head); a != nil && section != "kinds" {
		if name == kindField.name && !hasEntry {
			return found{key: head + "." + name, kind: a.Kind, field: kindField, params: []holder{{head, a.Kind}}}, nil
		}
		return of(s.specs[a.Kind], found{kind: a.Kind, params: []holder{{head, a.Params}}})
	}
	spec := s.specs[head]
	if spec == nil || section == "agents" {
		return unknown()
	}
	x := found{kind: head, ofKind: true}
	for _, a := range s.Agents {
		if a.Kind == head {
			x.params = append(x.params, holder{a.ID, a.Params})
		}
	}
	return of(spec, x)
}
