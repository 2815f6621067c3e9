package configs

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// store sets one parameter of one agent to a decoded value.
func (l *loader) store(i int, k kindSet) {
	a := l.s.Agents[i]
	value := k.value
	if k.entry != "" {
		m := k.field.get(a.Params).(map[string]float64)
		m[k.entry] = k.value.(float64)
		value = m
	}
	k.field.set(a.Params, value)
	l.s.origins[a.ID+"."+k.field.name] = k.where.origin
	l.touch(i, k.where)
}

// param decodes the value of a parameter; entry is the entry of a map that is
// meant, or "".
func (l *loader) param(spec *paramSpec, prefix, name, entry string, n *yaml.Node, where place) (kindSet, bool) {
	f := spec.byName[name]
	if f == nil {
		l.unknownParam(where, prefix, name, spec)
		return kindSet{}, false
	}
	key := prefix + "." + name
	target := f
	if entry != "" {
		key += "." + entry
		if f.typ != typeFloatMap {
			l.problems.at(where, Problem{Key: key, Message: fmt.Sprintf("unknown key; %s is a %s", name, f.typ)})
			return kindSet{}, false
		}
		if m := f.checkEntry(entry); m != "" {
			l.problems.at(where, Problem{Key: key, Message: m, Allowed: listWords(f.enum), Suggestion: suggest(entry, f.enum)})
			return kindSet{}, false
		}
		target = f.element()
	}
	v := l.value(target, n, where, key)
	if v == nil {
		return kindSet{}, false
	}
	return kindSet{kind: spec.name, field: f, entry: entry, value: v, where: where.in(n.Line, n.Column)}, true
}

func (l *loader) setAgent(i int, name, entry string, n *yaml.Node, where place) {
	a := l.s.Agents[i]
	if k, ok := l.param(l.s.specs[a.Kind], a.ID, name, entry, n, where); ok {
		l.store(i, k)
	}
}

func (l *loader) setKind(kind, name, entry string, n *yaml.Node, where place) {
	k, ok := l.param(l.s.specs[kind], kind, name, entry, n, where)
	if !ok {
		return
	}
	l.s.kindSets = append(l.s.kindSets, k)
	for i, a := range l.s.Agents {
		if a.Kind == kind {
			l.store(i, k)
		}
	}
}

func (l *loader) setMarket(name, entry string, n *yaml.Node, where place) {
	if k, ok := l.param(l.s.market, "market", name, entry, n, where); ok {
		k.field.set(&l.s.Market, k.value)
		l.s.origins["market."+name] = k.where.origin
	}
}

func (l *loader) setRun(name string, n *yaml.Node, where place) {
	f := l.s.runSpec.byName[name]
	v := l.value(f, n, where, name)
	if v == nil {
		return
	}
	f.set(&l.s.run, v)
	l.s.origins[name] = where.in(n.Line, n.Column).origin
	l.s.runLayer = l.layer
}

func (l *loader) setMetric(name string, n *yaml.Node, where place) {
	key := "metrics." + name
	if !namePattern.MatchString(name) || len(name) > maxName {
		l.problems.at(where, Problem{Key: key,
			Message: "not a name: lower-case letters, digits and single underscores, at most 64 characters"})
		return
	}
	if v, ok := l.value(metricField, n, where, key).(string); ok {
		if strings.TrimSpace(v) == "" {
			l.problems.at(where.in(n.Line, n.Column), Problem{Key: key, Message: "the expression is empty"})
			return
		}
		l.s.Metrics[name] = v
		l.s.origins[key] = where.in(n.Line, n.Column).origin
	}
}

// kindSet is a setting for all agents of a kind.
type kindSet struct {
	kind  string
	field *field
	entry string // entry of a map, or ""
	value any
	where place
}
