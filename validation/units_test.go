package validation

import (
	"testing"

	"kirifuda/world"
)

func TestUnitsOfTargets(t *testing.T) {
	for id, x := range targets {
		if err := world.CheckUnit(x.unit); err != nil {
			t.Errorf("%s: %v", id, err)
		}
	}
	for _, f := range facts {
		if err := world.CheckUnit(f.unit); err != nil {
			t.Errorf("%s: %v", f.id, err)
		}
	}
}
