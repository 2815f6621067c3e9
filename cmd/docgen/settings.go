package main

import (
	"bytes"
	"strings"

	"kirifuda/configs"
)

func (g *generator) scenarios(b *bytes.Buffer) error {
	head(b, "Scenario", "What it is", "Built on")
	for _, s := range configs.List() {
		on := s.Extends
		if on == "" {
			on = "world"
		}
		row(b, code(s.Name), s.Title, code(on))
	}
	return nil
}

// settings is the table of what is set outside agents.
func (g *generator) settings(b *bytes.Buffer) error {
	head(b, "Setting", "Unit", "Range", "Default", "Role", "Meaning")
	for _, e := range g.params {
		if e.Kind != "" || strings.HasPrefix(e.Key, "loadings.") { // these have a table of their own
			continue
		}
		value := "set by the scenario"
		if e.Default != nil {
			value = configs.FormatValue(e.Default)
		}
		row(b, code(e.Key), e.Unit, e.Range(), value, e.Role, e.Doc)
	}
	return nil
}

// free lists the parameters that calibration may move.
func (g *generator) free(b *bytes.Buffer) error {
	head(b, "Parameter", "Unit", "Default", "Source")
	for _, e := range g.params {
		if e.Free {
			row(b, code(e.Key), e.Unit, configs.FormatValue(e.Default), e.Source)
		}
	}
	return nil
}
