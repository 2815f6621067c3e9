package configs

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"go.yaml.in/yaml/v4"
)

// loadingsKey is the name of the section and the beginning of its keys:
// loadings.<instrument>.<loading>.
const loadingsKey = "loadings"

// LoadingValue is a loading whose value in a scenario differs from the tables.
type LoadingValue struct {
	Instrument, Name string
	Value            float64
}

// compare orders loadings by instrument and name.
func (x LoadingValue) compare(y LoadingValue) int {
	return cmp.Or(cmp.Compare(x.Instrument, y.Instrument), cmp.Compare(x.Name, y.Name))
}

// Loading returns the value in force of a loading, and whether the instrument has
// it.
func (s *Scenario) Loading(instrument, name string) (value float64, ok bool) {
	spec := s.loadings[instrument]
	if spec == nil || spec.byName[name] == nil {
		return 0, false
	}
	if i, set := slices.BinarySearchFunc(s.Loadings, LoadingValue{Instrument: instrument, Name: name}, LoadingValue.compare); set {
		return s.Loadings[i].Value, true
	}
	return spec.byName[name].def.(float64), true
}

// loadingSpecs describe the loadings of each instrument as if they were the
// parameters of an agent. The instruments are in the order of the table.
func loadingSpecs(tables Tables) (specs map[string]*paramSpec, instruments []string, err error) {
	specs = map[string]*paramSpec{}
	if tables == nil {
		return specs, nil, nil
	}
	var faults []error
	for _, x := range tables.Loadings() {
		bad := func(format string, args ...any) {
			faults = append(faults, fmt.Errorf("configs: %s.%s.%s: %s", loadingsKey, x.Instrument, x.Name, fmt.Sprintf(format, args...)))
		}
		if !namePattern.MatchString(x.Instrument) || !namePattern.MatchString(x.Name) {
			bad("not names in lower case")
			continue
		}
		s := specs[x.Instrument]
		if s == nil {
			s = &paramSpec{name: loadingsKey + "." + x.Instrument, byName: map[string]*field{}}
			specs[x.Instrument] = s
			instruments = append(instruments, x.Instrument)
		}
		if s.byName[x.Name] != nil {
			bad("listed twice")
			continue
		}
		f := &field{name: x.Name, typ: typeFloat, unit: x.Unit, role: RoleUncertainty,
			tag: Description{Doc: x.Doc, Status: x.Status, Source: x.Source}, def: x.Value, hasDef: true}
		if x.Min != 0 || x.Max != 0 {
			lo, hi := x.Min, x.Max
			f.min, f.max = &lo, &hi
		}
		switch m := f.checkNumber(x.Value); {
		case math.IsNaN(x.Min) || math.IsNaN(x.Max) || x.Min > x.Max:
			bad("the minimum is above the maximum")
		case m != "":
			bad("the value %s is %s", formatFloat(x.Value), m)
		}
		s.fields = append(s.fields, f)
		s.byName[x.Name] = f
	}
	return specs, instruments, errors.Join(faults...)
}

// Tables returns the tables that the scenario was loaded with, or nil.
func (s *Scenario) Tables() Tables { return s.tables }

// applyLoadings merges the section loadings of a file.
func (l *loader) applyLoadings(n *yaml.Node, file place) {
	for _, x := range l.section(n, file, loadingsKey) {
		at := file.in(x.key.Line, x.key.Column)
		if l.s.loadings[x.name] == nil {
			l.unknownInstrument(at, loadingsKey+"."+x.name, x.name)
			continue
		}
		for _, e := range l.section(x.value, file, loadingsKey+"."+x.name) {
			l.setLoading(x.name, e.name, e.value, file.in(e.key.Line, e.key.Column))
		}
	}
}

// unknownInstrument reports an instrument that has no loadings.
func (l *loader) unknownInstrument(where place, key, instrument string) {
	p := Problem{Key: key, Message: "unknown instrument", Allowed: listWords(l.s.instruments),
		Suggestion: Suggest(instrument, l.s.instruments)}
	if len(l.s.instruments) == 0 {
		p.Message = "there is no table of loadings"
	}
	l.problems.at(where, p)
}

// setLoading sets a loading of an instrument. A value equal to the table is not stored,
// so that equal worlds have equal scenarios.
func (l *loader) setLoading(instrument, name string, n *yaml.Node, where place) {
	spec := l.s.loadings[instrument]
	k, ok := l.param(spec, spec.name, name, "", n, where)
	if !ok {
		return
	}
	x := LoadingValue{Instrument: instrument, Name: name, Value: k.value.(float64)}
	list := slices.Clone(l.s.Loadings)
	i, set := slices.BinarySearchFunc(list, x, LoadingValue.compare)
	if set {
		list = slices.Delete(list, i, i+1)
	}
	if x.Value != k.field.def.(float64) {
		list = slices.Insert(list, i, x)
	}
	l.s.Loadings = list
	l.s.origins[spec.name+"."+name] = k.where.origin
}
