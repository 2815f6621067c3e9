package main

import (
	"bytes"
	"strings"

	"kirifuda/world"
	"kirifuda/world/ledger"
	"kirifuda/world/market"
)

func (g *generator) statements(b *bytes.Buffer) error {
	head(b, "Statement", "Unit", "Meaning of its value")
	for i, name := range world.StatementNames() {
		t := world.StatementType(i)
		row(b, code(name), t.Unit(), t.Doc())
	}
	return nil
}

func (g *generator) causes(b *bytes.Buffer) error {
	head(b, "Cause", "Meaning")
	docs := map[string]string{}
	for name, d := range g.src["world/market"].decls {
		if d.file == "bid.go" {
			docs[snake(name)] = d.doc
		}
	}
	for c := range market.NumCauses {
		row(b, code(c.String()), docs[c.String()])
	}
	return nil
}

func (g *generator) entries(b *bytes.Buffer) error {
	head(b, "Entry", "Meaning")
	docs := map[string]string{}
	for name, d := range g.src["world/ledger"].decls {
		if d.file == "kind.go" {
			docs[snake(name)] = d.doc
		}
	}
	for k := range ledger.NumKinds {
		row(b, code(k.String()), docs[k.String()])
	}
	return nil
}

// snake turns a Go name into one of a file: SaleStarted into sale_started.
func snake(s string) string {
	var b strings.Builder
	for i, r := range s {
		if r >= 'A' && r <= 'Z' {
			if i > 0 {
				b.WriteByte('_')
			}
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}
