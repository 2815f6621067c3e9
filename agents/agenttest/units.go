package agenttest

import (
	"fmt"
	"reflect"

	"kirifuda/agents"
	"kirifuda/world"
)

// unlisted says which units of a kind's series and parameters are not of the
// list of [world.CheckUnit]. They work, but nobody else writes them so.
func unlisted(k agents.Kind) (out []error) {
	check := func(what, unit string) {
		if err := world.CheckUnit(unit); err != nil {
			out = append(out, fmt.Errorf("%s: %w", what, err))
		}
	}
	for _, s := range k.Series {
		check("series "+s.Name, s.Unit)
	}
	for _, f := range reflect.VisibleFields(reflect.TypeOf(k.NewParams()).Elem()) {
		if unit, ok := f.Tag.Lookup("unit"); ok {
			check("parameter "+f.Tag.Get("yaml"), unit)
		}
	}
	return out
}
