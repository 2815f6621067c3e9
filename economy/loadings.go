package economy

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"kirifuda/configs"
	"kirifuda/world"
)

// LoadingRow is one row of loadings.csv: a response of the fair value of an instrument to
// public information. A loading without a row is 0.
type LoadingRow struct {
	Instrument, Loading string
	Value               float64
	Status, Source      string
}

// loadingField describes a field of world.Loadings by its tags.
type loadingField struct {
	index      int
	name, unit string
	doc        string
	min, max   float64
}

// loadingFields describe the fields of world.Loadings, in its order.
var loadingFields = sync.OnceValue(func() []loadingField {
	t := reflect.TypeFor[world.Loadings]()
	text, err := configs.Comments(world.LoadingsSource)
	if err != nil {
		panic(err) // the file is embedded and compiles
	}
	out := make([]loadingField, t.NumField())
	for i := range out {
		tag := t.Field(i).Tag
		bound := func(key string) float64 {
			x, err := strconv.ParseFloat(tag.Get(key), 64)
			if err != nil {
				panic(fmt.Sprintf("world.Loadings.%s: tag %s: %v", t.Field(i).Name, key, err)) // the tags are constants
			}
			return x
		}
		out[i] = loadingField{index: i, name: tag.Get("loading"), unit: tag.Get("unit"), doc: text[t.Name()+"."+t.Field(i).Name].Doc, min: bound("min"),
			max: bound("max")}
	}
	return out
})

// findLoading finds the description of a loading.
func findLoading(name string) (loadingField, bool) {
	fields := loadingFields()
	i := slices.IndexFunc(fields, func(f loadingField) bool { return f.name == name })
	if i < 0 {
		return loadingField{}, false
	}
	return fields[i], true
}

// loadings reads loadings.csv after the instruments.
func (l *loader) loadings() error {
	t, err := openTable(l.fsys, "loadings.csv", "instrument", "loading", "value")
	if err != nil {
		return err
	}
	seen := map[[2]string]bool{}
	for t.next() {
		r := LoadingRow{Instrument: l.assetOf(t, "instrument"), Loading: t.str("loading"), Value: t.num("value"), Status: t.str("status"), Source: t.str("source")}
		if r.Instrument == baseCurrency {
			t.fail("instrument", "has no price of its own")
		}
		f, ok := findLoading(r.Loading)
		switch {
		case !ok:
			t.fail("loading", unknownLoading(r.Loading))
		case r.Value < f.min || r.Value > f.max:
			t.fail("value", fmt.Sprintf("is out of range (%s from %g to %s)", r.Loading, f.min, world.WithUnit(fmt.Sprint(f.max), f.unit)))
		case seen[[2]string{r.Instrument, r.Loading}]:
			t.fail("loading", "appears twice for "+r.Instrument)
		}
		seen[[2]string{r.Instrument, r.Loading}] = true
		if r.Loading == "convenience" && r.Value == 0 && l.hedged(r.Instrument) {
			t.fail("value", "must be positive: "+HedgedConvenience)
		}
		l.b.Loadings = append(l.b.Loadings, r)
	}
	for _, r := range l.b.Instruments {
		if t.err == nil && l.hedged(r.ID) && !seen[[2]string{r.ID, "convenience"}] {
			return fmt.Errorf("%s: no row for the loading convenience of %q, which must be positive: %s", t.file, r.ID, HedgedConvenience)
		}
	}
	return t.err
}

// HedgedConvenience says why bonds that a swap of their maturity hedges need a loading
// convenience.
const HedgedConvenience = "dealers who hold the bond against a swap of its maturity bear this risk, and without it their position has no limit"

// hedged reports whether an instrument is a bond with a swap of its maturity.
func (l *loader) hedged(id string) bool {
	in := l.instr[id]
	return in.Class == "bond" && in.Bucket != "" && slices.ContainsFunc(l.b.Instruments, func(r InstrumentRow) bool {
		return r.Class == "swap" && r.Bucket == in.Bucket
	})
}

// unknownLoading suggests a loading or lists all of them.
func unknownLoading(name string) string {
	var names []string
	for _, f := range loadingFields() {
		names = append(names, f.name)
	}
	if s := configs.Suggest(name, names); s != "" {
		return fmt.Sprintf("is not a loading (did you mean %q?)", s)
	}
	return "is not a loading (allowed: " + strings.Join(names, ", ") + ")"
}

// Loadings lists the loadings that have a row, in the order of loadings.csv; see
// [configs.Tables].
func (e *Economy) Loadings() []configs.Loading {
	out := make([]configs.Loading, len(e.Balances.Loadings))
	for i, r := range e.Balances.Loadings {
		f, _ := findLoading(r.Loading) // the reader has found it
		out[i] = configs.Loading{
			Instrument: r.Instrument, Name: r.Loading, Unit: f.unit, Doc: f.doc, Status: r.Status, Source: r.Source,
			Min: f.min, Max: f.max, Value: r.Value,
		}
	}
	return out
}
