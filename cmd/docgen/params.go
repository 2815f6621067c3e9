package main

import (
	"bytes"
	"slices"
	"strings"

	"kirifuda/configs"
)

// table lists the parameters of a kind, or those of a shared group by the first
// kind that has them.
func (g *generator) table(b *bytes.Buffer, kind string, names map[string]bool) {
	head(b, "Parameter", "Unit", "Range", "Default", "Base world", "Role", "Status", "Source", "Meaning")
	done := map[string]bool{}
	for _, e := range g.params {
		_, name, _ := strings.Cut(e.Key, ".")
		if e.Kind == "" || kind != "" && e.Kind != kind || !names[name] {
			continue
		}
		if kind == "" && !g.inGroup(e.Kind, names) {
			continue
		}
		g.written[e.Key] = true
		if done[name] {
			continue
		}
		done[name] = true
		role := e.Role
		if e.Free {
			role += ", free"
		}
		row(b, code(name), e.Unit, e.Range(), configs.FormatValue(e.Default), g.inWorld(kind, name, names, e.Default), role, e.Status, e.Source, e.Effect())
	}
	b.WriteByte('\n')
}

// inGroup reports whether the kind has all names of the group, so that a name it
// shares by chance does not count.
func (g *generator) inGroup(kind string, names map[string]bool) bool {
	n := 0
	for _, e := range g.params {
		if _, name, _ := strings.Cut(e.Key, "."); e.Kind == kind && names[name] {
			n++
		}
	}
	return n == len(names)
}

// inWorld is what the agents of the base world have instead of the default.
func (g *generator) inWorld(kind, name string, group map[string]bool, def any) string {
	var values []string
	least, most, numbers := 0.0, 0.0, true
	for _, a := range g.base.Agents {
		if kind != "" && a.Kind != kind || kind == "" && !g.inGroup(a.Kind, group) || !g.has[a.Kind+"."+name] {
			continue
		}
		e, err := configs.Explain(g.base, "agents."+a.ID+"."+name)
		if err != nil {
			continue
		}
		text := configs.FormatValue(e.Value)
		if text == configs.FormatValue(def) {
			continue
		}
		x, ok := e.Value.(float64)
		numbers = numbers && ok
		if len(values) == 0 || x < least {
			least = x
		}
		if len(values) == 0 || x > most {
			most = x
		}
		if !slices.Contains(values, text) {
			values = append(values, text)
		}
	}
	switch {
	case len(values) == 0:
		return ""
	case numbers && len(values) > 2:
		return configs.FormatValue(least) + " to " + configs.FormatValue(most)
	}
	return strings.Join(values, "; ")
}
