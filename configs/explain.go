package configs

import (
	"fmt"
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
	// Value is the value in force, of type float64, int64, bool, string, Date,
	// []float64, []string, []Date or map[string]float64. It is nil in documentation
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
