package main

import (
	"bytes"
	"fmt"
	"strings"
)

func (g *generator) kinds(b *bytes.Buffer) error {
	head(b, "Kind", "What it is", "In the base world", "Identifiers")
	total := 0
	for _, kind := range g.cat.Kinds() {
		var ids []string
		for _, a := range g.base.Agents {
			if a.Kind == kind {
				ids = append(ids, code(a.ID))
			}
		}
		total += len(ids)
		row(b, code(kind), g.cat[kind].Doc, fmt.Sprint(len(ids)), strings.Join(ids, ", "))
	}
	row(b, "all", "", fmt.Sprint(total), "")
	return nil
}
