package main

import (
	"bytes"

	"kirifuda/agents/acts"
	"kirifuda/configs"
)

// actFields lists the fields of acts.
func (g *generator) actFields(b *bytes.Buffer) error {
	head(b, "Field", "Type", "Unit", "Meaning")
	for _, f := range configs.ActFields() {
		row(b, code(f.Key), f.Type, f.Unit, f.Doc)
	}
	return nil
}

// actVerbs lists what can be done.
func (g *generator) actVerbs(b *bytes.Buffer) error {
	head(b, "Verb", "The actor", "By", "What", "Size, USD bn", "With `said: true`")
	for _, v := range acts.Verbs() {
		row(b, code(v.Name), v.Doc, v.By, v.What, v.Amount, v.Said)
	}
	return nil
}
