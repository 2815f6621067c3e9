package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// machine lists what is no institution: title, folder and declarations whose
// comments state the rule.
var machine = []struct {
	title, dir string
	decls      []string
}{
	{"Prices of instruments", "world", []string{"Instrument.Price", "Instrument.RunningPct"}},
	{"Clearing", "world/market", []string{"", "Solver.Clear"}},
	{"Positions under a limit", "world/market", []string{"RiskLimited"}},
	{"Attribution", "world/market", []string{"Attribution"}},
	{"Gauges", "world", []string{"gauges.update"}},
	{"Books", "world/ledger", []string{"", "Ledger.Check"}},
	{"Settlement", "world", []string{"World.variation", "World.carry"}},
}

func (g *generator) machinery(b *bytes.Buffer) error {
	for _, m := range machine {
		src := g.src[m.dir]
		fmt.Fprintf(b, "### %s\n\n", m.title)
		var files, checks []string
		add := func(list *[]string, s ...string) {
			for _, x := range s {
				if !slices.Contains(*list, x) {
					*list = append(*list, x)
				}
			}
		}
		for _, name := range m.decls {
			doc, file := src.pkg, "doc.go"
			if name != "" {
				d, ok := src.decls[name]
				if !ok || d.doc == "" {
					return fmt.Errorf("%s has no comment on %s", m.dir, name)
				}
				doc, file = d.doc, d.file
			}
			b.WriteString(markdown(doc) + "\n")
			add(&files, link(m.dir+"/"+file))
			add(&checks, tests(g.root, m.dir, file)...)
		}
		add(&checks, link("test/reference/reference_test.go"))
		fmt.Fprintf(b, "Code: %s. Tests: %s.\n\n", strings.Join(files, ", "), strings.Join(checks, ", "))
	}
	return nil
}
