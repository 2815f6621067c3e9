package agents

import (
	"io/fs"
	"reflect"
	"testing"
	"testing/fstest"
)

// Every struct with parameters has its source in the catalogue.
func TestGoSources(t *testing.T) {
	sources := Default().GoSources()
	var check func(reflect.Type)
	check = func(p reflect.Type) {
		if files := sources[p.PkgPath()]; files == nil {
			t.Errorf("%s: no sources", p)
		} else if names, err := fs.Glob(files, "*.go"); err != nil || len(names) == 0 {
			t.Errorf("%s: %v %v", p, names, err)
		}
		for i := range p.NumField() {
			if f := p.Field(i); f.Anonymous {
				check(f.Type)
			}
		}
	}
	for _, k := range Default() {
		check(reflect.TypeOf(k.NewParams()).Elem())
	}
}

// A kind of another package brings its sources.
func TestGoSourcesOfOtherKinds(t *testing.T) {
	files := &fstest.MapFS{"params.go": {}}
	own := Catalogue{"strange": {NewParams: func() any { return new(testing.InternalTest) }, Sources: files}}
	if got := Default().With(own).GoSources(); got["testing"] != files || len(got) != len(Default().GoSources())+1 {
		t.Errorf("%v", got)
	}
}
