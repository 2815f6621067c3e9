package main

import (
	"bytes"
	"slices"
	"strings"

	"kirifuda/world"
)

// series lists what institutions of each kind report.
func (g *generator) series(b *bytes.Buffer) error {
	head(b, "Series", "Unit", "Reported by", "Meaning")
	var all []world.Series
	by := map[string][]string{}
	for _, kind := range g.cat.Kinds() {
		for _, s := range g.cat[kind].Series {
			if by[s.Name] == nil {
				all = append(all, s)
			}
			by[s.Name] = append(by[s.Name], code(kind))
		}
	}
	slices.SortFunc(all, func(a, b world.Series) int { return strings.Compare(a.Name, b.Name) })
	for _, s := range all {
		doc := s.Doc
		if s.Mean {
			doc += "; mean of those who report"
		}
		row(b, code(s.Name), s.Unit, strings.Join(by[s.Name], ", "), doc)
	}
	return nil
}
