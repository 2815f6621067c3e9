package configs

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Fields of the scenario itself.
var (
	extendsField    = &field{name: "extends", typ: typeString, tag: Description{Doc: "scenario on which this one builds: a name, or the relative path of a file"}}
	standaloneField = &field{name: "standalone", typ: typeBool, tag: Description{Doc: "the file is complete and does not build on the base world"}}
	nameField       = &field{name: "name", typ: typeString, tag: Description{Doc: "identifier in files and tables: lower case, digits, - _ ."}}
	titleField      = &field{name: "title", typ: typeString, tag: Description{Doc: "title in one line"}}
	storyField      = &field{name: "story", typ: typeString, tag: Description{Doc: "one paragraph: what happens and why"}}
	sourcesField    = &field{name: "sources", typ: typeStrings, tag: Description{Doc: "references"}}
	kindField       = &field{name: "kind", typ: typeString, tag: Description{Doc: "kind of the agent; needed for a new agent"}}
	metricField     = &field{name: "metric", typ: typeString, tag: Description{Doc: "expression of a metric"}}
)

// topKeys are the keys of a scenario file in canonical order.
var topKeys = []string{
	"name", "title", "story", "sources", "extends", "standalone", "start", "days",
	"market", loadingsKey, "kinds", "agents", actsKey, "events", "metrics",
}

// value decodes a node and reports its faults. It returns nil after a fault.
func (l *loader) value(f *field, n *yaml.Node, where place, key string) any {
	here := *f
	here.calendar = l.s.Calendar()
	v, faults := here.decode(n)
	if len(faults) == 0 {
		return v
	}
	l.faults(faults, where, key)
	return nil
}

// instead says what to write in place of an empty section.
func (l *loader) instead(key string) string {
	switch id := strings.TrimPrefix(key, "agents."); {
	case l.s != nil && l.s.Agent(id) != nil:
		return "an agent of the base world cannot be removed: set its parameters, or write a scenario with standalone: true and a roster of its own"
	case key == "metrics":
		return "leave the key out, or write {} to remove the metrics of the scenario below"
	}
	return "leave the key out, or give it entries"
}

func (l *loader) faults(faults []fault, where place, key string) {
	for _, x := range faults {
		k := key
		if x.key != "" {
			k = strings.TrimPrefix(k+"."+x.key, ".")
		}
		l.problems.at(where.in(x.line, x.column), Problem{Key: k, Value: x.value, Message: x.message,
			Allowed: x.allowed, Suggestion: x.suggestion})
	}
}

// section lists the entries of a mapping node. One that says nothing is refused, because
// whoever writes it expects that it does something; only a file that stands alone, of
// which the resolved form names every section, may have empty ones.
func (l *loader) section(n *yaml.Node, where place, key string) []pair {
	if isNull(n) || n.Kind == yaml.MappingNode && len(n.Content) == 0 && !l.whole {
		l.problems.at(where.in(n.Line, n.Column), Problem{Key: key, Value: nodeText(n), Message: "says nothing; " + l.instead(key)})
		return nil
	}
	if n.Kind != yaml.MappingNode {
		l.problems.at(where.in(n.Line, n.Column), Problem{Key: key, Value: nodeText(n),
			Message: nodeName(n) + ", expected a mapping of keys to values"})
		return nil
	}
	if n.Style&yaml.TaggedStyle != 0 {
		l.problems.at(where.in(n.Line, n.Column), Problem{Key: key, Message: "YAML tags are not supported"})
		return nil
	}
	entries, faults := pairs(n)
	l.faults(faults, where, key)
	return entries
}

// apply merges one file.
func (l *loader) apply(f *source, layer string) {
	file := filePlace(layer, f.file)
	entries := l.section(f.root, file, "")
	byName := map[string]pair{}
	var dotted []pair
	for _, e := range entries {
		if f.patch && strings.Contains(e.name, ".") {
			dotted = append(dotted, e)
			continue
		}
		known := false
		for _, k := range topKeys {
			known = known || k == e.name
		}
		if !known {
			l.unknownTop(e, file)
			continue
		}
		byName[e.name] = e
	}
	has := func(name string) (pair, place, bool) {
		e, ok := byName[name]
		if !ok {
			return e, place{}, false
		}
		return e, file.in(e.value.Line, e.value.Column), true
	}
	text := func(fd *field, to *string) {
		if e, at, ok := has(fd.name); ok {
			if v, ok := l.value(fd, e.value, at, fd.name).(string); ok {
				*to = v
			}
		}
	}
	var name string
	text(nameField, &name)
	if name != "" && layer != LayerWorld {
		e, at, _ := has("name")
		if !scenarioPattern.MatchString(name) || len(name) > maxName {
			l.problems.at(at, Problem{Key: "name", Value: nodeText(e.value),
				Message:    "not a name: lower-case letters, digits and - _ . between them, at most 64 characters",
				Suggestion: nameOf(name)})
		} else {
			l.s.Name = name
		}
	}
	text(titleField, &l.s.Title)
	text(storyField, &l.s.Story)
	l.s.Story = strings.TrimSpace(l.s.Story)
	if e, at, ok := has("sources"); ok {
		if v, ok := l.value(sourcesField, e.value, at, "sources").([]string); ok {
			l.s.Sources = v
		}
	}
	if e, at, ok := has("extends"); ok && layer != LayerScenario {
		l.problems.at(at, Problem{Key: "extends", Value: nodeText(e.value), Message: "only a scenario extends another"})
	}
	if e, at, ok := has("standalone"); ok && layer != LayerScenario {
		l.problems.at(at, Problem{Key: "standalone", Value: nodeText(e.value), Message: "only a scenario is standalone"})
	}
	for _, name := range []string{"start", "days"} {
		if e, at, ok := has(name); ok {
			l.setRun(name, e.value, at)
		}
	}
	if e, _, ok := has("market"); ok {
		for _, e := range l.section(e.value, file, "market") {
			l.setMarket(e.name, "", e.value, file.in(e.key.Line, e.key.Column))
		}
	}
	if e, _, ok := has(loadingsKey); ok {
		l.applyLoadings(e.value, file)
	}
	if e, _, ok := has("kinds"); ok {
		for _, k := range l.section(e.value, file, "kinds") {
			at := file.in(k.key.Line, k.key.Column)
			if l.s.specs[k.name] == nil {
				l.unknownKind(at, "kinds."+k.name, "", k.name)
				continue
			}
			for _, e := range l.section(k.value, file, "kinds."+k.name) {
				l.setKind(k.name, e.name, "", e.value, file.in(e.key.Line, e.key.Column))
			}
		}
	}
	if e, _, ok := has("agents"); ok {
		for _, a := range l.section(e.value, file, "agents") {
			l.applyAgent(a, file)
		}
	}
	if e, _, ok := has(actsKey); ok {
		l.applyActs(e.value, file)
	}
	if e, _, ok := has("events"); ok {
		l.applyEvents(e.value, file)
	}
	if e, _, ok := has("metrics"); ok && e.value.Kind == yaml.MappingNode && len(e.value.Content) == 0 {
		for name := range l.s.Metrics {
			delete(l.s.origins, "metrics."+name)
		}
		clear(l.s.Metrics)
	} else if ok {
		for _, e := range l.section(e.value, file, "metrics") {
			l.setMetric(e.name, e.value, file.in(e.key.Line, e.key.Column))
		}
	}
	for _, e := range dotted {
		l.setKey(e.name, file.in(e.key.Line, e.key.Column), func(*field) (*yaml.Node, string) { return e.value, "" })
	}
}

func (l *loader) unknownTop(e pair, file place) {
	p := Problem{Key: e.name, Message: "unknown key", Suggestion: Suggest(e.name, topKeys)}
	switch {
	case l.s.Agent(e.name) != nil:
		p.Message, p.Suggestion = "an agent belongs in the section agents", "agents: {"+e.name+": …}"
	case l.s.specs[e.name] != nil:
		p.Message, p.Suggestion = "a kind belongs in the section kinds", "kinds: {"+e.name+": …}"
	case l.s.market.byName[e.name] != nil:
		p.Message, p.Suggestion = "a setting of the market belongs in the section market", "market: {"+e.name+": …}"
	case l.s.loadings[e.name] != nil:
		p.Message, p.Suggestion = "loadings of an instrument belong in the section "+loadingsKey, loadingsKey+": {"+e.name+": …}"
	case e.name == "base" || e.name == "base_date":
		p.Message, p.Suggestion = "unknown key; the base date and its levels, curves and balances are those of the program's tables (economy/data)", ""
	case e.name == "seed":
		p.Message = "unknown key; the seed belongs to the run, not to the scenario (--seed)"
	}
	if p.Suggestion == "" {
		p.Allowed = strings.Join(topKeys, ", ")
	}
	l.problems.at(file.in(e.key.Line, e.key.Column), p)
}

func (l *loader) unknownKind(where place, key, value, kind string) {
	kinds := sortedKeys(l.s.specs)
	l.problems.at(where, Problem{Key: key, Value: value, Message: "unknown kind",
		Allowed: listWords(kinds), Suggestion: Suggest(kind, kinds)})
}

// unknownParam reports a parameter that a section does not have.
func (l *loader) unknownParam(where place, prefix, name string, spec *paramSpec) {
	p := Problem{Key: prefix + "." + name, Message: "unknown key", Suggestion: Suggest(name, spec.names())}
	if p.Suggestion == "" {
		if len(spec.fields) == 0 {
			p.Message = fmt.Sprintf("unknown key; %s has no parameters", spec.name)
		}
		p.Allowed = listWords(spec.names())
	}
	l.problems.at(where, p)
}
