package configs

import (
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"
)

// Explanation is everything known about one value.
type Explanation struct {
	Key string `json:"key"`
	// Kind is the kind of agent that has the parameter, or "".
	Kind string `json:"kind,omitempty"`
	// Type is number, integer, boolean, string, date, list of numbers, list of
	// strings, list of dates or map of numbers.
	Type string `json:"type"`
	// Value is the value in force, of type float64, int64, bool, string, world.Date,
	// []float64, []string, []world.Date or map[string]float64. It is nil in documentation
	// tables and for a kind whose agents differ.
	Value any `json:"value"`
	// Each has the values of the agents of a kind that differ, in the order of the
	// roster.
	Each []AgentValue `json:"agents,omitempty"`
	// Unit, Min, Max and Enum are the unit and the accepted values.
	Unit string   `json:"unit,omitempty"`
	Min  *float64 `json:"min,omitempty"`
	Max  *float64 `json:"max,omitempty"`
	Enum []string `json:"enum,omitempty"`
	// Default is the value that no layer has to set.
	Default any `json:"default"`
	// Origin says where the value in force was set.
	Origin string `json:"origin,omitempty"`
	// Role is uncertainty, lever or constant.
	Role string `json:"role,omitempty"`
	// Status and Source say how well the default is known and from where.
	Status string `json:"status,omitempty"`
	Source string `json:"source,omitempty"`
	Doc    string `json:"doc,omitempty"`
	// Free marks a parameter that calibration may move.
	Free bool `json:"free,omitempty"`
}

// AgentValue is what one agent has.
type AgentValue struct {
	Agent string `json:"agent"`
	Value any    `json:"value"`
}

// InUse sums up Each: the lowest and the highest value with an agent that has
// it, and the number of agents. It is empty unless Each has numbers.
func (e Explanation) InUse() string {
	number := func(v any) (float64, bool) {
		switch v := v.(type) {
		case float64:
			return v, true
		case int64:
			return float64(v), true
		}
		return 0, false
	}
	lo, hi := 0, 0
	for i := range e.Each {
		v, ok := number(e.Each[i].Value)
		if !ok {
			return ""
		}
		if least, _ := number(e.Each[lo].Value); v < least {
			lo = i
		}
		if most, _ := number(e.Each[hi].Value); v > most {
			hi = i
		}
	}
	if len(e.Each) == 0 {
		return ""
	}
	return fmt.Sprintf("%s (%s) to %s (%s)", formatValue(e.Each[lo].Value), e.Each[lo].Agent, formatValue(e.Each[hi].Value), e.Each[hi].Agent)
}

// Range describes the accepted values, such as "0 to 5000" or "keep, convert",
// or is empty.
func (e Explanation) Range() string {
	return (&field{min: e.Min, max: e.Max, enum: e.Enum}).allowed()
}

// FormatValue writes a value as it would stand in a scenario file.
func FormatValue(v any) string { return formatValue(v) }

func (f *field) explain(key, kind string) Explanation {
	return Explanation{
		Key: key, Kind: kind, Type: f.typ.String(), Unit: f.unit, Min: f.min, Max: f.max,
		Enum: append([]string(nil), f.enum...), Default: f.def,
		Role: f.role, Status: f.status, Source: f.source, Doc: f.doc, Free: f.free,
	}
}

// Explain describes the value of a key in a scenario: start, days,
// market.<param>, metrics.<name>, <agent>.<param>, <agent>.<param>.<entry> or
// <kind>.<param>, with or without agents. or kinds. in front. A key with * at the
// end is the factor on what each agent has. The error for an unknown key is an
// [*Error].
func Explain(s *Scenario, key string) (Explanation, error) {
	if base, ok := strings.CutSuffix(key, factorMark); ok {
		e, err := Explain(s, base)
		if err != nil {
			return Explanation{}, err
		}
		return Explanation{Key: key, Kind: e.Kind, Type: typeFloat.String(), Unit: "1", Value: 1.0, Doc: "factor on what each has as " + e.Key + ": " + e.Doc, Role: e.Role}, nil
	}
	parts := strings.SplitN(key, ".", 2)
	section := ""
	if len(parts) == 2 && (parts[0] == "agents" || parts[0] == "kinds") {
		section = parts[0]
		parts = strings.SplitN(parts[1], ".", 2)
	}
	unknown := func() (Explanation, error) {
		return Explanation{}, &Error{Problems: []Problem{s.unknownKey(key)}}
	}
	head := parts[0]
	if len(parts) == 1 {
		if f := s.runSpec.byName[head]; f != nil && section == "" {
			e := f.explain(head, "")
			run := runParams{Start: s.Start, Days: s.Days}
			e.Value, e.Origin, e.Default = f.get(&run), s.Origin(head).String(), nil
			return e, nil
		}
		return unknown()
	}
	name, entry, _ := strings.Cut(parts[1], ".")
	finish := func(e Explanation, origin string) (Explanation, error) {
		e.Origin = origin
		if entry == "" {
			return e, nil
		}
		m, ok := e.Value.(map[string]float64)
		if !ok {
			return unknown()
		}
		v, ok := m[entry]
		if !ok {
			return unknown()
		}
		e.Key, e.Value, e.Type, e.Enum, e.Default = e.Key+"."+entry, v, typeFloat.String(), nil, nil
		if d, ok := s.defaultEntry(e.Kind, name, entry); ok {
			e.Default = d
		}
		return e, nil
	}
	switch {
	case section == "" && head == "market":
		f := s.market.byName[name]
		if f == nil {
			return unknown()
		}
		e := f.explain("market."+name, "")
		e.Value = f.get(&s.Market)
		return finish(e, s.Origin(e.Key).String())
	case section == "" && head == "metrics":
		v, ok := s.Metrics[parts[1]]
		if !ok {
			return unknown()
		}
		k := "metrics." + parts[1]
		return Explanation{Key: k, Type: typeString.String(), Value: v, Origin: s.Origin(k).String(), Doc: "expression of a metric"}, nil
	}
	if a := s.Agent(head); a != nil && section != "kinds" {
		if name == "kind" && entry == "" {
			k := head + ".kind"
			return Explanation{Key: k, Kind: a.Kind, Type: typeString.String(), Value: a.Kind,
				Origin: s.Origin(k).String(), Doc: kindField.doc}, nil
		}
		f := s.specs[a.Kind].byName[name]
		if f == nil {
			return unknown()
		}
		e := f.explain(head+"."+name, a.Kind)
		e.Value = f.get(a.Params)
		return finish(e, s.Origin(e.Key).String())
	}
	spec := s.specs[head]
	if spec == nil || section == "agents" || spec.byName[name] == nil {
		return unknown()
	}
	f := spec.byName[name]
	e := f.explain(head+"."+name, head)
	values, origins := map[string]bool{}, map[string]bool{}
	var each []string
	for _, a := range s.Agents {
		if a.Kind == head {
			v := f.get(a.Params)
			e.Value = v
			values[formatValue(v)] = true
			origins[s.Origin(a.ID+"."+name).String()] = true
			each = append(each, a.ID+" = "+formatValue(v))
			e.Each = append(e.Each, AgentValue{a.ID, v})
		}
	}
	switch {
	case len(values) == 0:
		e.Value = e.Default
		return finish(e, "no agent of this kind; default")
	case len(values) > 1:
		e.Value = nil
		if entry != "" {
			return unknown()
		}
		return finish(e, "differs between agents: "+listWords(each))
	}
	e.Each = nil
	return finish(e, strings.Join(sortedKeys(origins), ", "))
}

func (s *Scenario) defaultEntry(kind, name, entry string) (float64, bool) {
	spec := s.specs[kind]
	if spec == nil || spec.byName[name] == nil {
		return 0, false
	}
	m, _ := spec.byName[name].def.(map[string]float64)
	v, ok := m[entry]
	return v, ok
}

// Keys returns the keys that overrides accept, for completion: start, days,
// market.<param>, <agent>.<param> for the agents of the scenario, and
// <kind>.<param>. The scenario may be nil.
func Keys(cat Catalogue, s *Scenario) []string {
	if s == nil {
		l, err := newLoader(cat, Options{})
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

// Parameters describes every parameter of the market and of every kind, in the
// order of the kinds' names and the structs' fields, for documentation tables.
// It returns nil if the catalogue is wrong; see [CheckCatalogue].
func Parameters(cat Catalogue) []Explanation {
	l, err := newLoader(cat, Options{})
	if err != nil {
		return nil
	}
	var out []Explanation
	for _, f := range l.s.runSpec.fields {
		e := f.explain(f.name, "")
		e.Default = nil
		out = append(out, e)
	}
	for _, f := range l.s.market.fields {
		out = append(out, f.explain("market."+f.name, ""))
	}
	for _, kind := range sortedKeys(l.s.specs) {
		for _, f := range l.s.specs[kind].fields {
			out = append(out, f.explain(kind+"."+f.name, kind))
		}
	}
	return out
}

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
// events.<date>.<actor>.<type>.
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
			if p != q {
				out = append(out, Difference{Key: v.key, A: p, B: q, Unit: v.unit})
			}
		}
	}
	return out
}

type flatValue struct{ key, unit string }

type flatScenario struct {
	list  []flatValue
	byKey map[string]string
}

// flat lists every value of a scenario under its key.
func (s *Scenario) flat() flatScenario {
	out := flatScenario{byKey: map[string]string{}}
	add := func(key, value, unit string) {
		out.list = append(out.list, flatValue{key, unit})
		out.byKey[key] = value
	}
	add("start", formatValue(s.Start), "")
	add("days", formatValue(s.Days), s.runSpec.byName["days"].unit)
	for _, f := range s.market.fields {
		add("market."+f.name, formatValue(f.get(&s.Market)), f.unit)
	}
	for _, a := range s.Agents {
		add(a.ID+".kind", a.Kind, "")
		for _, f := range s.specs[a.Kind].fields {
			add(a.ID+"."+f.name, formatValue(f.get(a.Params)), f.unit)
		}
	}
	count := map[string]int{}
	for _, e := range s.Events {
		key := fmt.Sprintf("events.%s.%s.%s", e.Date, e.Actor, e.Type)
		count[key]++
		if n := count[key]; n > 1 {
			key = fmt.Sprintf("%s.%d", key, n)
		}
		add(key, formatEvent(e), "")
	}
	for _, name := range sortedKeys(s.Metrics) {
		add("metrics."+name, s.Metrics[name], "")
	}
	return out
}

// Summary describes an embedded scenario without loading it.
type Summary struct {
	Name    string   `json:"name"`
	Title   string   `json:"title"`
	Story   string   `json:"story,omitempty"`
	Sources []string `json:"sources,omitempty"`
	Extends string   `json:"extends,omitempty"`
}

// List returns the embedded scenarios in the order of their names.
func List() []Summary { return ListFS(embedded) }

// ListFS returns the scenarios of a file system like [Embedded]. A file that
// cannot be read has its name only.
func ListFS(fsys fs.FS) []Summary {
	var out []Summary
	for _, name := range scenarioNames(fsys) {
		sum := Summary{Name: name}
		l := &loader{opts: Options{FS: fsys}}
		if f := l.embeddedFile(path.Join(scenarioDir, name+".yaml"), name+".yaml"); f != nil {
			entries, _ := pairs(f.root)
			for _, e := range entries {
				switch e.name {
				case "title":
					sum.Title, _ = l.value(titleField, e.value, place{}, "").(string)
				case "story":
					sum.Story, _ = l.value(storyField, e.value, place{}, "").(string)
					sum.Story = strings.TrimSpace(sum.Story)
				case "sources":
					sum.Sources, _ = l.value(sourcesField, e.value, place{}, "").([]string)
				case "extends":
					sum.Extends, _ = l.value(extendsField, e.value, place{}, "").(string)
				}
			}
		}
		if sum.Title == "" {
			sum.Title = name
		}
		out = append(out, sum)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}
