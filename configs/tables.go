package configs

import (
	"fmt"
	"slices"
	"strings"

	"kirifuda/world"
)

// Tables are the tables of the base date to which scenarios refer: names and numbers used
// by parameters, and the loadings of instruments.
//
// The tags of a parameter refer to a table with "@":
//
//	enum:"usd|@currencies"                            accepted words
//	keys:"@currencies"                                accepted keys of a map
//	default:"@currencies.dealer_depth_usd_bn_per_pct" default of a map, by key
//
// An implementation returns the same every time.
type Tables interface {
	// Words lists the names in a table, in its order, or nil if there is no such
	// list.
	Words(name string) []string
	// Column returns the numbers of a column by the names of the rows, or nil if
	// there is no such column.
	Column(name string) map[string]float64
	// Loadings lists the loadings of all instruments in the order of their table.
	Loadings() []Loading
	// Calendar says on which days markets are open; nil: on every weekday.
	Calendar() *world.Calendar
}

// Loading is a number of an instrument in a table, such as its exposure to a factor, that
// the section loadings of a scenario may replace.
type Loading struct {
	Instrument, Name string
	// Unit, Doc, Status and Source are as those of a parameter. The role of a
	// loading is uncertainty.
	Unit, Doc, Status, Source string
	// Min and Max bound the value; if both are zero, nothing does.
	Min, Max float64
	// Value is the value in the table.
	Value float64
}

// tableMark begins a reference to a table in a tag.
const tableMark = "@"

// tableWords reads a tag of words separated by bars, some of which may be
// references. The message is empty if all could be read.
func tableWords(text string, tables Tables) (words []string, message string) {
	for w := range strings.SplitSeq(text, "|") {
		name, isRef := strings.CutPrefix(w, tableMark)
		if !isRef {
			words = append(words, w)
			continue
		}
		if tables == nil {
			return nil, fmt.Sprintf("refers to %s, and there are no tables", w)
		}
		list := tables.Words(name)
		if len(list) == 0 {
			return nil, fmt.Sprintf("refers to %s, which no table has", w)
		}
		for _, x := range list {
			if !slices.Contains(words, x) {
				words = append(words, x)
			}
		}
	}
	return words, ""
}

// tableColumn reads the default of a map from a table.
func tableColumn(ref string, tables Tables) (column map[string]float64, message string) {
	if tables == nil {
		return nil, "there are no tables"
	}
	column = tables.Column(strings.TrimPrefix(ref, tableMark))
	if column == nil {
		return nil, "no table has this column"
	}
	return copyMap(column), ""
}
