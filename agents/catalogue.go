package agents

import (
	"fmt"
	"io/fs"
	"maps"
	"reflect"
	"sort"

	"kirifuda/world"
)

// Kind is an entry of a catalogue: it describes a kind of institution and how to make
// one.
type Kind struct {
	NewParams func() any // pointer to a zero parameter struct
	New       func(s *world.Setup, params any) (world.Institution, error)
	Absorbs   bool         // slow holder, to which announced issuance is allotted in proportion to holdings
	Doc       string       // description in one line
	Type      reflect.Type // type of the institution
	// Series lists the series that institutions of the kind report.
	Series []world.Series
	// Does and Reads list the types of scripted events that institutions of a kind from
	// elsewhere can make and act on. Those of the model's kinds are in events.
	Does, Reads []world.StatementType
	// Sources are the embedded Go files of the package that declares the parameters,
	// whose field comments describe them. Sources may be nil if the package is one of
	// the model's or describes its parameters in tags.
	Sources fs.FS
}

// Declarer may be implemented by the parameters of a kind whose terms are common
// knowledge before anybody acts: see [world.Setup.Known].
type Declarer interface {
	Declare() (name string, value any)
}

// Spec is the entry of the roster for an agent of the kind.
func (k Kind) Spec(id string, params any) world.AgentSpec {
	spec := world.AgentSpec{ID: id, New: func(s *world.Setup) (world.Institution, error) { return k.New(s, params) }}
	if d, ok := params.(Declarer); ok {
		name, value := d.Declare()
		spec.Declares = map[string]any{name: value}
	}
	spec.Series = k.Series
	return spec
}

// Catalogue is the set of kinds that a scenario can name. It is a value: Default
// returns a copy, and With returns an extended one.
type Catalogue map[string]Kind

// With returns the catalogue with more kinds, by name; a kind replaces one of the same
// name.
func (c Catalogue) With(more Catalogue) Catalogue {
	out := maps.Clone(c)
	maps.Copy(out, more)
	return out
}

// Kinds lists the names of the kinds in alphabetical order.
func (c Catalogue) Kinds() []string {
	out := make([]string, 0, len(c))
	for k := range c {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// NewParams returns a pointer to a zero parameter struct of a kind.
func (c Catalogue) NewParams(kind string) (any, bool) {
	k, ok := c[kind]
	if !ok {
		return nil, false
	}
	return k.NewParams(), true
}

// Define returns a kind, given a constructor of an institution I with a parameter
// struct P and the series that it reports.
func Define[P, I any](doc string, make func(*world.Setup, *P) (I, error), series ...world.Series) Kind {
	return Kind{
		NewParams: func() any { return new(P) },
		New: func(s *world.Setup, params any) (world.Institution, error) {
			p, ok := params.(*P)
			if !ok {
				return nil, fmt.Errorf("parameters have type %T instead of %T", params, p)
			}
			inst, err := make(s, p)
			if v := reflect.ValueOf(inst); err != nil || !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil() {
				return nil, err
			}
			return inst, nil
		},
		Type: reflect.TypeFor[I](), Doc: doc, Series: series,
	}
}

func absorbing(k Kind) Kind {
	k.Absorbs = true
	return k
}

// NoParams is the parameter struct of kinds that have none.
type NoParams struct{}

// kinds are the kinds of the model. The file of an institution registers its kind.
var kinds = Catalogue{}

// register adds a kind of the model under a name. It is called at initialisation;
// nothing depends on the order of files.
func register(name string, k Kind) Kind {
	if _, ok := kinds[name]; ok {
		panic("agents: two kinds have the name " + name)
	}
	kinds[name] = k
	return k
}

// Default is the model's catalogue.
func Default() Catalogue { return maps.Clone(kinds) }
