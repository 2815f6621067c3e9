package configs

import (
	"errors"
	"fmt"
	"io/fs"
)

// Catalogue is the set of agent kinds that a scenario may use.
type Catalogue interface {
	// Kinds returns the names of all kinds.
	Kinds() []string
	// NewParams returns a pointer to a zero parameter struct of a kind, and
	// whether the kind exists. The loader fills in the defaults.
	NewParams(kind string) (any, bool)
}

// EventTyper may be implemented by a [Catalogue] to restrict the types of
// events.
type EventTyper interface {
	// EventTypes returns the accepted values of the field type of an event.
	EventTypes() []string
}

// EventJudge may be implemented by a [Catalogue] to say which events can be made.
type EventJudge interface {
	// EventFault says what is wrong with an event of a type by an agent of a kind: the
	// field of the event that it concerns, a message and what is allowed. The kind of the
	// target is empty if the target is not an agent. Without a fault all three are empty.
	EventFault(typ, kind, target, targetKind string, hasValue bool) (field, message, allowed string)
}

// Validator may be implemented by a parameter struct for rules between its
// fields. It is called once all values are set. Several errors may be joined
// with errors.Join; each is reported at the agent's place in the file.
type Validator interface {
	Validate() error
}

// Roles of a parameter, as in exploratory modelling.
const (
	RoleUncertainty = "uncertainty" // unknown to the analyst
	RoleLever       = "lever"       // a choice of policy or of the analyst
	RoleConstant    = "constant"    // a convention or a measured fact
)

// CheckCatalogue tests the tags of every kind of a catalogue: types, bounds,
// defaults within the bounds, roles and unique names, and that each parameter
// has a description, a role and, if it is a number, a unit. It is meant for tests of
// packages that define agents. The tables are those to which the tags refer, if any;
// their loadings are tested, too.
func CheckCatalogue(cat Catalogue, tables ...Tables) error {
	specs, err := specsOf(cat, first(tables))
	faults := []error{err}
	loadings, instruments, err := loadingSpecs(first(tables))
	faults = append(faults, err)
	for _, i := range instruments {
		for _, f := range loadings[i].fields {
			if f.unit == "" || f.tag.Doc == "" {
				faults = append(faults, fmt.Errorf("%s.%s: no unit or no description", loadings[i].name, f.name))
			}
		}
	}
	sources := sourcesOf(cat)
	for _, path := range sortedKeys(sources) {
		if _, err := Comments(sources[path]); err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", path, err))
		}
	}
	for _, kind := range sortedKeys(specs) {
		for _, f := range specs[kind].fields {
			bad := func(s string) { faults = append(faults, fmt.Errorf("%s.%s: %s", kind, f.name, s)) }
			if f.describe().Doc == "" {
				bad("no comment and no doc tag")
			}
			if f.role == "" {
				bad("no role tag")
			}
			switch f.typ {
			case typeFloat, typeInt, typeFloats, typeFloatMap:
				if f.unit == "" {
					bad("no unit tag")
				}
			}
			if !f.hasDef && f.check(f.def) != "" {
				bad("no default tag, and the zero value is not allowed")
			}
		}
	}
	return errors.Join(faults...)
}

// first returns the tables of an optional argument.
func first(tables []Tables) Tables {
	if len(tables) == 0 {
		return nil
	}
	return tables[0]
}

// sourcesOf returns the Go files of a catalogue, if it has any.
func sourcesOf(cat Catalogue) map[string]fs.FS {
	if c, ok := cat.(Commented); ok {
		return c.GoSources()
	}
	return nil
}

// specsOf reads the tags of all kinds.
func specsOf(cat Catalogue, tables Tables) (map[string]*paramSpec, error) {
	out := map[string]*paramSpec{}
	if cat == nil {
		return out, errors.New("configs: no catalogue of agents")
	}
	var faults []error
	sources := sourcesOf(cat)
	for _, kind := range cat.Kinds() {
		if !namePattern.MatchString(kind) {
			faults = append(faults, fmt.Errorf("configs: the kind %q is not a name in lower case", kind))
			continue
		}
		if out[kind] != nil {
			faults = append(faults, fmt.Errorf("configs: the kind %s is listed twice", kind))
			continue
		}
		ptr, ok := cat.NewParams(kind)
		if !ok {
			faults = append(faults, fmt.Errorf("configs: the catalogue lists the kind %s but has no parameters for it", kind))
			continue
		}
		s, err := newParamSpec(kind, ptr, tables, sources)
		if err != nil {
			faults = append(faults, fmt.Errorf("configs: %w", err))
			continue
		}
		out[kind] = s
	}
	return out, errors.Join(faults...)
}
