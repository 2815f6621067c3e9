package economy

import (
	"reflect"
	"strings"
	"testing"

	"kirifuda/world"
)

// Every field of world.Loadings has a name, a unit and bounds, and instruments get
// what their rows say.
func TestLoadings(t *testing.T) {
	typ := reflect.TypeFor[world.Loadings]()
	for i, f := range loadingFields() {
		if f.name == "" || f.doc == "" || f.unit == "" || f.min >= f.max || f.min > 0 || f.max < 0 || strings.ToLower(f.name) != f.name {
			t.Errorf("%s: %+v", typ.Field(i).Name, f)
		}
	}
	e, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for i := range e.Instruments {
		v := reflect.ValueOf(e.Instruments[i].Loadings)
		for _, f := range loadingFields() {
			var want float64
			for _, r := range e.Balances.Loadings {
				if r.Instrument == e.Instruments[i].ID && r.Loading == f.name {
					want = r.Value
					found++
				}
			}
			if got := v.Field(f.index).Float(); got != want {
				t.Errorf("%s of %s is %g, want %g", f.name, e.Instruments[i].ID, got, want)
			}
		}
	}
	if found != len(e.Balances.Loadings) || found == 0 {
		t.Errorf("instruments have %d of %d loadings", found, len(e.Balances.Loadings))
	}
	for _, in := range e.Instruments {
		if in.Class == world.FX && (in.Country == "" || in.Loadings.NewsCommon == 0) || in.Class == world.Equity && (in.ShortRate == "" || in.LongRate == "") {
			t.Errorf("%+v", in)
		}
	}
}

func TestCorrelations(t *testing.T) {
	e, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		a, b string
		want float64
		ok   bool
	}{
		{"usdsw_1_5y", "usdsw_gt10y", 0.79, true},
		{"usdsw_gt10y", "usdsw_1_5y", 0.79, true},
		{"bund", "bund", 1, true},
		{"bund", "gilt", 0, false},
	} {
		if got, ok := e.Facts.Correlation(x.a, x.b); got != x.want || ok != x.ok {
			t.Errorf("%s and %s: %g, %v", x.a, x.b, got, ok)
		}
	}
}
