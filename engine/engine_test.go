package engine

import (
	"flag"
	"slices"
	"testing"
)

// Every engine has a name, says where it runs and keeps its own options under its
// name, so that those of two cannot collide.
func TestRegistry(t *testing.T) {
	r := Default()
	if names := r.Names(); names[0] != "local" || len(slices.Compact(slices.Sorted(slices.Values(names)))) != len(r) {
		t.Errorf("engines %v", names)
	}
	for _, k := range r {
		own := flag.NewFlagSet(k.Name, flag.ContinueOnError)
		if k.Doc == "" || k.New(own) == nil {
			t.Errorf("%+v", k)
		}
		own.VisitAll(func(f *flag.Flag) {
			if len(f.Name) < len(k.Name) || f.Name[:len(k.Name)] != k.Name {
				t.Errorf("option %s of engine %s", f.Name, k.Name)
			}
		})
		if found, ok := r.Find(k.Name); !ok || found.Doc != k.Doc {
			t.Errorf("%s is not found", k.Name)
		}
	}
	if _, ok := r.Find("nosuch"); ok {
		t.Error("an engine that does not exist was found")
	}
}
