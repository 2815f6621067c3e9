package main

import (
	"bytes"
	"strings"
)

// loadings lists the loadings of instruments and the correlations between them, one
// row for what has the same source.
func (g *generator) loadings(b *bytes.Buffer) error {
	type group struct{ name, unit, status, source, doc string }
	values := map[group][]string{}
	var order []group
	add := func(x group, value string) {
		if values[x] == nil {
			order = append(order, x)
		}
		values[x] = append(values[x], value)
	}
	all := g.economy.Loadings()
	done := map[string]bool{}
	for _, first := range all { // by loading, in the order in which they first appear
		if done[first.Name] {
			continue
		}
		done[first.Name] = true
		for _, x := range all {
			if x.Name == first.Name {
				add(group{code(x.Name), x.Unit, x.Status, x.Source, x.Doc}, code(x.Instrument)+" "+num(x.Value))
			}
		}
	}
	for _, r := range g.economy.Balances.Correlations {
		add(group{"correlation", "1", r.Status, r.Source, "of daily changes"}, code(r.A)+" and "+code(r.B)+" "+num(r.Value))
	}
	head(b, "Loading", "Unit", "Values", "Status", "Source", "Meaning")
	for _, x := range order {
		row(b, x.name, x.unit, strings.Join(values[x], ", "), x.status, x.source, x.doc)
	}
	return nil
}
