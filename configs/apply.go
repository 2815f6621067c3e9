package configs

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// store sets one parameter of one agent to a decoded value.
func (l *loader) store(i int, k kindSet) {
	a := l.s.Agents[i]
	l.put(a.ID, a.Params, k)
	l.touch(i, k.where)
}

// put sets one parameter of a struct to a decoded value. A map is laid over the map of
// lower layers, entry by entry; an empty map removes all entries. In a standalone file a
// map is complete, because defaults are not a layer below it.
func (l *loader) put(owner string, ptr any, k kindSet) {
	key := owner + "." + k.field.name
	value := k.value
	entries, isMap := value.(map[string]float64)
	if k.entry != "" {
		entries, isMap = map[string]float64{k.entry: value.(float64)}, true
	}
	if isMap {
		m := map[string]float64{}
		if len(entries) > 0 && !k.whole {
			m = k.field.get(ptr).(map[string]float64)
		}
		for e, x := range entries {
			m[e] = x
			l.s.origins[key+"."+e] = k.where.origin
		}
		value = m
	}
	k.field.set(ptr, value)
	l.s.origins[key] = k.where.origin
}

// param decodes the value of a parameter or, if entry is not empty, of an entry of a map.
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
			l.problems.at(where, Problem{Key: key, Message: m, Allowed: listWords(f.keys), Suggestion: Suggest(entry, f.keys)})
			return kindSet{}, false
		}
		target = f.element()
	}
	v := l.value(target, n, where, key)
	if v == nil {
		return kindSet{}, false
	}
	return kindSet{kind: spec.name, field: f, entry: entry, value: v, whole: l.whole, where: where.in(n.Line, n.Column)}, true
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
		l.put("market", &l.s.Market, k)
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
	whole bool // a map replaces all entries
	where place
}
