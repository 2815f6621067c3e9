package main

import (
	"bytes"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/economy"
	"kirifuda/experiment"
)

// parts are the generated parts of pages, by name.
var parts = map[string]func(*generator, *bytes.Buffer) error{
	"act_fields":  (*generator).actFields,
	"act_verbs":   (*generator).actVerbs,
	"kinds":       (*generator).kinds,
	"instruments": (*generator).instruments,
	"currencies":  (*generator).currencies,
	"public":      (*generator).public,
	"private":     (*generator).private,
	"statements":  (*generator).statements,
	"causes":      (*generator).causes,
	"series":      (*generator).series,
	"entries":     (*generator).entries,
	"scenarios":   (*generator).scenarios,
	"settings":    (*generator).settings,
	"machinery":   (*generator).machinery,
	"submodels":   (*generator).submodels,
	"data":        (*generator).data,
	"status":      (*generator).status,
	"free":        (*generator).free,
	"loadings":    (*generator).loadings,
	"sensitivity": (*generator).sensitivity,
}

// institutions are the packages in which rules of institutions are declared, those
// that several kinds share first.
var institutions = []string{"agents/rules", "agents", "agents/talks"}

type generator struct {
	root    string
	cat     agents.Catalogue
	base    *configs.Scenario
	economy *economy.Economy
	params  []configs.Explanation
	src     map[string]*source // by folder
	own     map[string]string  // kind whose files these are, by folder and file
	inline  map[string]bool    // structs that parameters contain, by folder and name
	has     map[string]bool    // parameters, kind.name
	written map[string]bool    // parameters that have a row in submodels
}

func newGenerator(root string) (*generator, error) {
	g := &generator{root: root, cat: agents.Default(), src: map[string]*source{}, own: map[string]string{}, has: map[string]bool{}}
	var err error
	if g.base, err = experiment.LoadScenario("world", g.cat, configs.Options{}); err != nil {
		return nil, err
	}
	if g.economy, err = economy.Load(); err != nil {
		return nil, err
	}
	g.params = experiment.Parameters(g.cat)
	for _, e := range g.params {
		g.has[e.Key] = true
	}
	for _, dir := range append([]string{"world", "world/market", "world/ledger"}, institutions...) {
		if g.src[dir], err = readSource(root, dir); err != nil {
			return nil, err
		}
	}
	return g, g.files()
}
