package configs

import (
	"slices"
	"strings"
)

// applyAgent merges one entry of the section agents.
func (l *loader) applyAgent(a pair, file place) {
	at := file.in(a.key.Line, a.key.Column)
	entries := l.section(a.value, file, a.name)
	kind := ""
	for _, e := range entries {
		if e.name == "kind" {
			kindAt := file.in(e.value.Line, e.value.Column)
			v, ok := l.value(kindField, e.value, kindAt, a.name+".kind").(string)
			if !ok || !l.declare(a.name, v, at, kindAt) {
				l.broken[a.name] = true
				return
			}
			kind = v
		}
	}
	i, ok := l.s.index[a.name]
	if !ok {
		if kind == "" && !l.broken[a.name] {
			ids := l.ids()
			l.problems.at(at, Problem{Key: "agents." + a.name, Message: "unknown agent; a new agent needs a kind",
				Suggestion: Suggest(a.name, ids)})
			l.broken[a.name] = true
		}
		return
	}
	for _, e := range entries {
		if e.name != "kind" {
			l.setAgent(i, e.name, "", e.value, file.in(e.key.Line, e.key.Column))
		}
	}
	l.touch(i, at)
}

func (l *loader) ids() []string {
	out := make([]string, len(l.s.Agents))
	for i, a := range l.s.Agents {
		out[i] = a.ID
	}
	return out
}

// declare adds an agent, or checks the kind of one that exists.
func (l *loader) declare(id, kind string, at, kindAt place) bool {
	s := l.s
	if i, ok := s.index[id]; ok {
		if have := s.Agents[i].Kind; have != kind {
			l.problems.at(kindAt, Problem{Key: id + ".kind", Value: kind,
				Message: "the agent exists already and is of kind " + have})
			return false
		}
		return true
	}
	if !namePattern.MatchString(id) || len(id) > maxName {
		l.problems.at(at, Problem{Key: "agents." + id,
			Message: "not an id: lower-case letters, digits and single underscores, at most 64 characters"})
		return false
	}
	for _, k := range topKeys {
		if k == id {
			l.problems.at(at, Problem{Key: "agents." + id, Message: "the word is reserved"})
			return false
		}
	}
	spec := s.specs[kind]
	if spec == nil {
		l.unknownKind(kindAt, id+".kind", kind, kind)
		return false
	}
	params, ok := s.cat.NewParams(kind)
	if !ok {
		l.unknownKind(kindAt, id+".kind", kind, kind)
		return false
	}
	spec.fill(params)
	s.index[id] = len(s.Agents)
	s.Agents = append(s.Agents, AgentSpec{ID: id, Kind: kind, Params: params})
	s.places = append(s.places, at)
	s.origins[id+".kind"] = kindAt.origin
	for _, k := range s.kindSets {
		if k.kind == kind {
			l.store(len(s.Agents)-1, k)
		}
	}
	l.touch(len(s.Agents)-1, at)
	return true
}

func (l *loader) touch(i int, at place) {
	l.s.places[i] = at
	if l.touched != nil {
		l.touched[i] = true
	}
}

// sortAgents sorts the roster by identifier: a mapping has no order, so the order of its
// keys must not matter.
func (s *Scenario) sortAgents() {
	order := make([]int, len(s.Agents))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return strings.Compare(s.Agents[i].ID, s.Agents[j].ID) })
	agents, places, index := make([]AgentSpec, len(order)), make([]place, len(order)), make(map[string]int, len(order))
	for to, from := range order {
		agents[to], places[to] = s.Agents[from], s.places[from]
		index[agents[to].ID] = to
	}
	s.Agents, s.places, s.index = agents, places, index
}
