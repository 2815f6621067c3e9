package configs_test

import (
	"testing"

	"kirifuda/configs"
)

func TestCatalogue(t *testing.T) {
	if err := configs.CheckCatalogue(fakeCatalogue{}); err != nil {
		t.Fatal(err)
	}
}

// oneKind is a catalogue of the single kind "k".
type oneKind func() any

func (oneKind) Kinds() []string { return []string{"k"} }

func (c oneKind) NewParams(kind string) (any, bool) { return c(), kind == "k" }
