package experiment

import (
	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/economy"
)

// LoadScenario reads a scenario as [configs.Load] does, with the tables of the embedded
// economy unless the options bring others.
func LoadScenario(name string, cat agents.Catalogue, opts configs.Options) (*configs.Scenario, error) {
	if opts.Tables == nil {
		e, err := economy.Load()
		if err != nil {
			return nil, err
		}
		opts.Tables = e
	}
	return configs.Load(name, cat, opts)
}

// economyOf is the economy whose tables the scenario was loaded with, the embedded
// one if it was loaded without.
func economyOf(s *configs.Scenario) (*economy.Economy, error) {
	if e, ok := s.Tables().(*economy.Economy); ok {
		return e, nil
	}
	return economy.Load()
}

// Parameters describes every parameter of the kinds and the loadings of the embedded
// economy, as [configs.Parameters] does.
func Parameters(cat agents.Catalogue) []configs.Explanation {
	e, err := economy.Load()
	if err != nil {
		return nil
	}
	return configs.Parameters(cat, e)
}
