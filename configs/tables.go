package configs

import (
	"fmt"
	"slices"
	"strings"
)

// Tables are the tables of the base date, as far as scenarios refer to them:
// names and numbers that parameters take from a table.
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
