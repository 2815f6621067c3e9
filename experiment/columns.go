package experiment

import (
	"fmt"
	"slices"
	"strings"

	"kirifuda/agents"
	"kirifuda/economy"
	"kirifuda/output"
	"kirifuda/world"
)

// Series lists the series of worlds with institutions of a catalogue: the market
// series of the economy, then the series reported by kinds, by name. Every
// experiment with the catalogue has a column for each.
func Series(cat agents.Catalogue, e *economy.Economy) ([]world.Series, error) {
	out := slices.Clone(e.Series)
	from := map[string]string{}
	for _, s := range out {
		from[s.Name] = "markets"
	}
	n := len(out)
	for _, kind := range cat.Kinds() {
		for _, s := range cat[kind].Series {
			i := slices.IndexFunc(out, func(o world.Series) bool { return o.Name == s.Name })
			if i >= 0 && !out[i].Same(&s) {
				return nil, fmt.Errorf("kind %s lists the series %q, which has a different declaration in %s", kind, s.Name, from[s.Name])
			}
			if i < 0 {
				out, from[s.Name] = append(out, s), "kind "+kind
			}
		}
	}
	slices.SortFunc(out[n:], func(a, b world.Series) int { return strings.Compare(a.Name, b.Name) })
	_, err := output.PanelTable(output.SeriesColumns(out))
	return out, err
}

// SeriesOf lists the columns of the panel for a catalogue in the embedded economy.
func SeriesOf(cat agents.Catalogue) ([]output.Column, error) {
	e, err := economy.Load()
	if err != nil {
		return nil, err
	}
	s, err := Series(cat, e)
	return output.SeriesColumns(s), err
}

// names lists the names of columns.
func names(columns []output.Column) []string {
	out := make([]string, len(columns))
	for i := range columns {
		out[i] = columns[i].Name
	}
	return out
}

// place is the index of a series in a record, −1 if the world does not have it.
func place(rec *world.Record, name string) int {
	return slices.IndexFunc(rec.Series, func(s world.Series) bool { return s.Name == name })
}
