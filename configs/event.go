package configs

import (
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"kirifuda/world"
)

// eventSpec describes the fields of an event.
var eventSpec = func() *paramSpec {
	s, err := newParamSpec("event", &Event{}, nil, nil)
	if err != nil {
		panic(err) // the tags of Event are wrong
	}
	return s
}()

// applyEvents adds the events of a file to those of lower layers. An empty list removes
// these.
func (l *loader) applyEvents(n *yaml.Node, file place) {
	if isNull(n) {
		l.problems.at(file.in(n.Line, n.Column), Problem{Key: "events", Value: nodeText(n),
			Message: "says nothing; leave the key out, or write [] to remove the events of the scenario below"})
		return
	}
	if n.Kind != yaml.SequenceNode {
		l.problems.at(file.in(n.Line, n.Column), Problem{Key: "events", Value: nodeText(n),
			Message: nodeName(n) + ", expected a list of events"})
		return
	}
	if len(n.Content) == 0 {
		l.s.allEvents = nil
	}
	for i, c := range n.Content {
		c = deref(c)
		key := fmt.Sprintf("events.%d", i)
		e := layeredEvent{layer: l.layer, key: key, where: file.in(c.Line, c.Column)}
		e.actorAt, e.typeAt = e.where, e.where
		if isNull(c) {
			l.problems.at(e.where, Problem{Key: key, Message: "the event is empty"})
			continue
		}
		entries := l.section(c, file, key)
		if entries == nil {
			continue
		}
		ok := true
		given := map[string]bool{}
		for _, x := range entries {
			given[x.name] = true
			f := eventSpec.byName[x.name]
			if f == nil {
				l.unknownParam(file.in(x.key.Line, x.key.Column), key, x.name, eventSpec)
				ok = false
				continue
			}
			at := file.in(x.value.Line, x.value.Column)
			v := l.value(f, x.value, at, key+"."+x.name)
			if v == nil {
				ok = false
				continue
			}
			f.set(&e.Event, v)
			switch x.name {
			case "actor":
				e.actorAt = at
			case "type":
				e.typeAt = at
			}
		}
		for _, need := range []string{"date", "actor", "type"} {
			if !given[need] || ok && eventSpec.byName[need].value(&e.Event).IsZero() {
				l.problems.at(e.where, Problem{Key: key + "." + need, Message: "the event has no " + need})
				ok = false
			}
		}
		if e.hasValue = given["value"]; ok {
			l.s.allEvents = append(l.s.allEvents, e)
		}
	}
}

// finishEvents sorts the events and checks dates, actors and types.
func (l *loader) finishEvents() {
	s := l.s
	s.Events, s.Warnings = nil, nil
	kept := make([]layeredEvent, 0, len(s.allEvents))
	first := map[Event]*layeredEvent{}
	for i := range s.allEvents {
		e := s.allEvents[i]
		if s.Agent(e.Actor) == nil && !l.broken[e.Actor] {
			l.problems.at(e.actorAt, Problem{Key: e.key + ".actor", Value: e.Actor, Message: "unknown actor",
				Suggestion: Suggest(e.Actor, l.ids())})
		}
		l.judge(&e)
		// Of two events that differ in value or text only, one would count for nothing.
		same := Event{Date: e.Date, Actor: e.Actor, Type: e.Type, Target: e.Target}
		if x := first[same]; x != nil {
			l.problems.at(e.where, Problem{Key: e.key, Value: e.Type, Message: "the second event of this type by " + e.Actor + " on " + e.Date.String() +
				"; the first is " + x.key + " of " + oneLine(x.where.file) + ":" + strconv.Itoa(x.where.line)})
			continue
		}
		first[same] = &e
		if !s.Start.IsZero() && s.Days > 0 && (e.Date < s.Start || e.Date > s.End()) {
			l.outsideRun(e.layer, e.where, Problem{Key: e.key + ".date", Value: e.Date.String(), Message: "the event lies outside the run"})
			continue
		}
		kept = append(kept, e)
	}
	sort.SliceStable(kept, func(i, j int) bool { return kept[i].Date < kept[j].Date })
	for i, e := range kept {
		s.Events = append(s.Events, e.Event)
		s.origins[fmt.Sprintf("events.%d", i)] = e.where.origin
	}
}

// outsideRun reports what lies outside the run, or warns that it was dropped if a higher layer
// has moved or shortened the run.
func (l *loader) outsideRun(layer int, where place, p Problem) {
	s := l.s
	p.Allowed = s.Start.String() + " to " + s.End().String()
	if layer >= s.runLayer {
		l.problems.at(where, p)
		return
	}
	p.File, p.Line, p.Column = oneLine(where.file), where.line, where.column
	p.Message += " and was dropped"
	s.Warnings = append(s.Warnings, p)
}

// judge reports an event of an unknown type, by an actor who cannot make it, at a target
// that it cannot have or without a value that it needs.
func (l *loader) judge(e *layeredEvent) {
	s := l.s
	known := len(s.types) == 0 || slices.Contains(s.types, e.Type)
	judge, ok := s.cat.(EventJudge)
	if actor := s.Agent(e.Actor); ok && actor != nil {
		kind := ""
		if t := s.Agent(e.Target); t != nil {
			kind = t.Kind
		}
		field, message, allowed := judge.EventFault(e.Type, actor.Kind, e.Target, kind, e.hasValue)
		if message == "" {
			return
		}
		p := Problem{Key: e.key + "." + field, Message: message, Allowed: allowed}
		at := e.where
		switch field {
		case "type":
			p.Value, p.Suggestion, at = e.Type, Suggest(e.Type, s.types), e.typeAt
			if !known && p.Suggestion != "" && strings.Contains(message, "instead") {
				p.Suggestion = ""
			}
		case "actor":
			p.Value, at = e.Actor, e.actorAt
		case "target":
			p.Value = e.Target
		}
		l.problems.at(at, p)
		return
	}
	if !known {
		l.problems.at(e.typeAt, Problem{Key: e.key + ".type", Value: e.Type, Message: "unknown type of event",
			Allowed: listWords(s.types), Suggestion: Suggest(e.Type, s.types)})
	}
}

// Event is a statement or an action by an actor on a date, to which agents react.
type Event struct {
	Date   world.Date `yaml:"date" json:"date" doc:"business day on which the event becomes known"`
	Actor  string     `yaml:"actor" json:"actor" doc:"id of the agent that acts"`
	Type   string     `yaml:"type" json:"type" doc:"type of the event"`
	Target string     `yaml:"target" json:"target,omitempty" doc:"agent or instrument at which the event is aimed"`
	Value  float64    `yaml:"value" json:"value" doc:"size, in the unit of the type"`
	Text   string     `yaml:"text" json:"text,omitempty" doc:"what was said, or a description"`
}

// layeredEvent is an event with the layer and place it came from.
type layeredEvent struct {
	Event
	layer   int
	key     string // as in events.0
	where   place
	actorAt place
	typeAt  place
	// hasValue says that the file gives a value, which may be 0.
	hasValue bool
}

// formatEvent writes an event as a YAML mapping in one line, with its values written by
// value.
func formatEvent(e Event, value func(any) string) string {
	parts := make([]string, len(eventSpec.fields))
	for i, f := range eventSpec.fields {
		parts[i] = key(f.name) + " " + value(f.get(&e))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}
