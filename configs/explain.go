package configs

import (
	"fmt"
	"strings"

	"kirifuda/world"
)

// Explanation is everything known about one value.
type Explanation struct {
	Key string `json:"key"`
	// Kind is the kind of agent that has the parameter, or "".
	Kind string `json:"kind,omitempty"`
	// Type is number, integer, boolean, string, date, list of numbers, list of
	// strings, list of dates, map of numbers or day.
	Type string `json:"type"`
	// Value is the value in force, of type float64, int64, bool, string, world.Date,
	// world.When, []float64, []string, []world.Date or map[string]float64. It is nil in documentation
	// tables and for a kind whose agents differ.
	Value any `json:"value"`
	// Each has the values of the agents of a kind that differ, in the order of the
	// roster.
	Each []AgentValue `json:"agents,omitempty"`
	// Note is the number in the run of a day that is given by its date, or its date if it
	// is given by its number.
	Note string `json:"note,omitempty"`
	// Unit, Min, Max and Enum are the unit and the accepted values; of a map, those of
	// each entry.
	Unit string   `json:"unit,omitempty"`
	Min  *float64 `json:"min,omitempty"`
	Max  *float64 `json:"max,omitempty"`
	Enum []string `json:"enum,omitempty"`
	// Keys are the accepted keys of a map; nil means any.
	Keys []string `json:"keys,omitempty"`
	// Default is the value if no layer sets it.
	Default any `json:"default"`
	// Origin says where the value in force was set.
	Origin string `json:"origin,omitempty"`
	// Role is uncertainty, lever or constant.
	Role string `json:"role,omitempty"`
	// Status and Source say how well the default is known and from where.
	Status string `json:"status,omitempty"`
	Source string `json:"source,omitempty"`
	Doc    string `json:"doc,omitempty"`
	// Needs says what it takes for the parameter to have an effect, if a scenario may lack it.
	Needs string `json:"needs,omitempty"`
	// Free marks a parameter that calibration may move.
	Free bool `json:"free,omitempty"`
}

// AgentValue is the value of one agent.
type AgentValue struct {
	Agent string `json:"agent"`
	Value any    `json:"value"`
}

// InUse summarises Each by the lowest and the highest value, each with an agent that has
// it. It is empty unless Each has numbers.
func (e Explanation) InUse() string {
	number := func(v any) (float64, bool) {
		switch v := v.(type) {
		case float64:
			return v, true
		case int64:
			return float64(v), true
		case world.When:
			return float64(v.Day()), true
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

// Range describes the accepted values, such as "0 to 5000", "keep, convert" or
// "0 to 1 for each of jpy, eur", or is empty.
func (e Explanation) Range() string {
	f := &field{min: e.Min, max: e.Max, enum: e.Enum, keys: e.Keys}
	if e.Type == typeDay.String() {
		f.typ = typeDay
	}
	return f.allowed()
}

// Outside says how a number lies outside the accepted range, or is empty.
func (e Explanation) Outside(x float64) string {
	return (&field{unit: e.Unit, min: e.Min, max: e.Max}).checkNumber(x)
}

// explain returns the explanation given by the tags.
func (f *field) explain(key, kind string) Explanation {
	return Explanation{
		Key: key, Kind: kind, Type: f.typ.String(), Unit: f.unit, Min: f.min, Max: f.max,
		Enum: append([]string(nil), f.enum...), Keys: append([]string(nil), f.keys...), Default: f.def, Role: f.role, Free: f.free, Needs: f.needs,
	}
}

// Effect is the description and what the parameter needs for an effect.
func (e Explanation) Effect() string {
	if e.Needs == "" {
		return e.Doc
	}
	return e.Doc + "; acts only with " + e.Needs
}

// describe adds the description of a parameter.
func (e Explanation) describe(f *field) Explanation {
	d := f.describe()
	e.Doc, e.Status, e.Source = d.Doc, d.Status, d.Source
	return e
}

// Explain describes the value of a key in a scenario: start, days,
// market.<param>, loadings.<instrument>.<loading>, metrics.<name>, <agent>.<param>,
// <kind>.<param> or these two with .<entry> of a map, with or without agents. or
// kinds. in front. A key that ends in * is the factor by which each agent's own value is
// multiplied. The error for an unknown key is an [*Error].
func Explain(s *Scenario, key string) (Explanation, error) {
	base, isFactor := strings.CutSuffix(key, factorMark)
	x, err := s.find(base)
	if err != nil {
		return Explanation{}, err
	}
	e := x.explain(s).describe(x.field)
	if isFactor {
		e = e.factor(key)
	}
	return e, nil
}

// Lookup is [Explain] without Doc, Status and Source, which may require reading source
// text. It is meant for programs that need a value, its type or its unit.
func Lookup(s *Scenario, key string) (Explanation, error) {
	base, isFactor := strings.CutSuffix(key, factorMark)
	x, err := s.find(base)
	if err != nil {
		return Explanation{}, err
	}
	e := x.explain(s)
	if isFactor {
		e = e.factor(key)
		e.Doc = ""
	}
	return e, nil
}

// factor describes the factor on a value.
func (e Explanation) factor(key string) Explanation {
	return Explanation{Key: key, Kind: e.Kind, Type: typeFloat.String(), Unit: "1", Value: 1.0,
		Doc: "factor on each agent's own " + e.Key + ": " + e.Doc, Role: e.Role, Needs: e.Needs}
}

// explain describes the value that was found.
func (x found) explain(s *Scenario) Explanation {
	e := x.field.explain(x.key, x.kind)
	if x.field == kindField || x.field == metricField || x.field == s.runSpec.byName[x.key] {
		e.Default = nil // they have to be set
	}
	if x.entry != "" {
		e.Type, e.Keys, e.Default = typeFloat.String(), nil, nil
		if v, ok := x.field.def.(map[string]float64)[x.entry]; ok {
			e.Default = v
		}
	}
	if !x.ofKind {
		e.Value, e.Origin = x.value(x.params[0].ptr), x.origin(s, x.params[0].id)
		e.Note = s.dayNote(e.Value)
		return e
	}
	values, origins := map[string]bool{}, map[string]bool{}
	var each []string
	for _, p := range x.params {
		v := x.value(p.ptr)
		e.Value = v
		values[formatValue(v)] = true
		origins[x.origin(s, p.id)] = true
		each = append(each, p.id+" = "+formatValue(v))
		e.Each = append(e.Each, AgentValue{p.id, v})
	}
	switch {
	case len(values) == 0:
		e.Value, e.Origin = e.Default, "no agent of this kind; default"
	case len(values) > 1:
		e.Value, e.Origin = nil, "differs between agents: "+listWords(each)
	default:
		e.Each, e.Origin, e.Note = nil, strings.Join(sortedKeys(origins), ", "), s.dayNote(e.Value)
	}
	return e
}

// Parameters describes every parameter of the market, the loadings of the tables and
// every parameter of every kind, in the order of the kinds' names and the structs'
// fields, for documentation tables. The tables are those to which the tags refer, if any.
// It returns nil if the catalogue is invalid; see [CheckCatalogue].
func Parameters(cat Catalogue, tables ...Tables) []Explanation {
	l, err := newLoader(cat, Options{Tables: first(tables)})
	if err != nil {
		return nil
	}
	var out []Explanation
	for _, f := range l.s.runSpec.fields {
		e := f.explain(f.name, "").describe(f)
		e.Default = nil
		out = append(out, e)
	}
	for _, f := range l.s.market.fields {
		out = append(out, f.explain("market."+f.name, "").describe(f))
	}
	for _, i := range l.s.instruments {
		for _, f := range l.s.loadings[i].fields {
			out = append(out, f.explain(l.s.loadings[i].name+"."+f.name, "").describe(f))
		}
	}
	for _, kind := range sortedKeys(l.s.specs) {
		for _, f := range l.s.specs[kind].fields {
			out = append(out, f.explain(kind+"."+f.name, kind).describe(f))
		}
	}
	return out
}
