package configs

import (
	"sort"
	"strings"

	"go.yaml.in/yaml/v4"
)

// setKey sets the value of a dotted key. The node is made once the field is
// known, because the text of an override has no type of its own.
func (l *loader) setKey(key string, where place, node func(*field) (*yaml.Node, string)) {
	make := func(f *field) *yaml.Node {
		n, msg := node(f)
		if msg != "" {
			l.problems.at(where, Problem{Key: key, Message: msg})
			return nil
		}
		return deref(n)
	}
	parts := strings.Split(key, ".")
	section := ""
	if len(parts) > 1 && (parts[0] == "agents" || parts[0] == "kinds") {
		section, parts = parts[0], parts[1:]
	}
	head, name, entry := parts[0], "", ""
	if len(parts) > 1 {
		name = parts[1]
	}
	if len(parts) > 2 {
		entry = strings.Join(parts[2:], ".")
		if entry == "" {
			l.problems.at(where, Problem{Key: key, Message: "unknown key"})
			return
		}
	}
	if section == "" && name == "" {
		if f := l.s.runSpec.byName[head]; f != nil && len(parts) == 1 {
			if n := make(f); n != nil {
				l.setRun(head, n, where)
			}
			return
		}
	}
	if section == "" && head == actsKey && name != "" {
		l.setActKey(key, parts, where, make)
		return
	}
	if section == "" && head == actsKey {
		l.problems.at(where, Problem{Key: key, Message: "the name of an act is missing: " + actsKey + ".<act>.<field>"})
		return
	}
	if section == "" && head == loadingsKey && name == "" {
		l.problems.at(where, Problem{Key: key, Message: "an instrument is missing: " + loadingsKey + ".<instrument>.<loading>", Allowed: listWords(l.s.instruments)})
		return
	}
	if name == "" {
		p := l.s.unknownKey(key)
		if l.s.Agent(head) != nil || l.s.specs[head] != nil || head == "market" {
			p = Problem{Key: key, Message: "a parameter is missing: " + head + ".<parameter>"}
		}
		l.problems.at(where, p)
		return
	}
	find := func(spec *paramSpec, prefix string) (*yaml.Node, bool) {
		f := spec.byName[name]
		if f == nil {
			l.unknownParam(where, prefix, name, spec)
			return nil, false
		}
		if entry != "" && f.typ == typeFloatMap {
			f = f.element()
		}
		n := make(f)
		return n, n != nil
	}
	i, isAgent := l.s.index[head]
	switch {
	case section == "" && head == "market":
		if n, ok := find(l.s.market, "market"); ok {
			l.setMarket(name, entry, n, where)
		}
	case section == "" && head == loadingsKey:
		spec := l.s.loadings[name]
		switch {
		case spec == nil:
			l.unknownInstrument(where, loadingsKey+"."+name, name)
		case entry == "":
			l.problems.at(where, Problem{Key: key, Message: "a loading is missing: " + key + ".<loading>", Allowed: listWords(spec.names())})
		case spec.byName[entry] == nil:
			l.unknownParam(where, spec.name, entry, spec)
		default:
			if n := make(spec.byName[entry]); n != nil {
				l.setLoading(name, entry, n, where)
			}
		}
	case section == "" && head == "metrics":
		if n := make(metricField); n != nil {
			l.setMetric(strings.Join(parts[1:], "."), n, where)
		}
	case section != "kinds" && name == "kind" && entry == "":
		n := make(kindField)
		if n == nil {
			return
		}
		if kind, ok := l.value(kindField, n, where, key).(string); ok && !l.declare(head, kind, where, where) {
			l.broken[head] = true
		}
	case section != "kinds" && isAgent:
		if n, ok := find(l.s.specs[l.s.Agents[i].Kind], head); ok {
			l.setAgent(i, name, entry, n, where)
		}
	case section != "agents" && l.s.specs[head] != nil:
		if n, ok := find(l.s.specs[head], head); ok {
			l.setKind(head, name, entry, n, where)
		}
	default:
		if l.broken[head] {
			return
		}
		var candidates []string
		what := "unknown agent or kind"
		if section != "kinds" {
			candidates = append(candidates, l.ids()...)
		} else {
			what = "unknown kind"
		}
		if section != "agents" {
			candidates = append(candidates, sortedKeys(l.s.specs)...)
		} else {
			what = "unknown agent"
		}
		if section == "" {
			candidates = append(candidates, "market", "metrics", loadingsKey, actsKey)
		}
		sort.Strings(candidates)
		p := Problem{Key: key, Message: what}
		if best := Suggest(head, candidates); best != "" {
			rest := strings.Join(parts[1:], ".")
			p.Suggestion = best + "." + rest
		} else if s := Suggest(key, l.s.keys()); s != "" {
			p.Suggestion = s
		}
		l.problems.at(where, p)
	}
}

// unknownKey is the problem of a key that does not exist. A parameter without
// its kind is shown with it.
func (s *Scenario) unknownKey(key string) Problem {
	p := Problem{Key: key, Message: "unknown key"}
	var with []string
	if s.market.byName[key] != nil {
		with = append(with, "market."+key)
	}
	for _, kind := range sortedKeys(s.specs) {
		if s.specs[kind].byName[key] != nil {
			with = append(with, kind+"."+key)
		}
	}
	switch len(with) {
	case 0:
		p.Suggestion = Suggest(key, s.keys())
	case 1:
		p.Suggestion = with[0]
	default:
		p.Message, p.Allowed = "the kind or agent is missing", listWords(with)
	}
	return p
}

// keys lists the canonical keys of all values: start, days, the market, and
// the loadings, every parameter of every agent and of every kind, with the entries of maps.
func (s *Scenario) keys() []string {
	out := append([]string{"start", "days"}, s.market.keys("market", &s.Market)...)
	for _, i := range s.instruments {
		out = append(out, s.loadings[i].keys(s.loadings[i].name, nil)...)
	}
	for _, a := range s.Agents {
		out = append(out, s.specs[a.Kind].keys(a.ID, a.Params)...)
	}
	out = append(out, s.actKeys()...)
	for _, kind := range sortedKeys(s.specs) {
		if s.Agent(kind) != nil {
			continue
		}
		out = append(out, s.specs[kind].keys(kind, nil)...)
	}
	return out
}

// Keys returns the keys that overrides accept, for completion: start, days,
// market.<param>, loadings.<instrument>.<loading>, <agent>.<param> for the agents of
// the scenario, and <kind>.<param>, with entries of maps. The scenario may be nil;
// the tables are then those that the tags refer to, if any.
func Keys(cat Catalogue, s *Scenario, tables ...Tables) []string {
	if s == nil {
		l, err := newLoader(cat, Options{Tables: first(tables)})
		if err != nil {
			return nil
		}
		s = l.s
	}
	out := s.keys()
	for _, name := range sortedKeys(s.Metrics) {
		out = append(out, "metrics."+name)
	}
	return out
}

// keys lists the parameters of an owner and the entries of its maps: those that are
// accepted or, if any are, those there are.
func (s *paramSpec) keys(owner string, ptr any) []string {
	var out []string
	for _, f := range s.fields {
		out = append(out, owner+"."+f.name)
		entries := f.keys
		if f.typ == typeFloatMap && entries == nil {
			v := f.def
			if ptr != nil {
				v = f.get(ptr)
			}
			entries = sortedKeys(v.(map[string]float64))
		}
		for _, e := range entries {
			out = append(out, owner+"."+f.name+"."+e)
		}
	}
	return out
}
