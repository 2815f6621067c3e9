package experiment

import (
	"errors"
	"fmt"

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
	s, err := configs.Load(name, cat, opts)
	if err != nil {
		return nil, nameBaseDate(err)
	}
	if p := OtherDate(s); p != nil {
		s.Warnings = append(s.Warnings, *p)
	}
	return s, nil
}

// nameBaseDate adds the base date to what is wrong with a start or with a base of one's own.
func nameBaseDate(err error) error {
	var wrong *configs.Error
	if errors.As(err, &wrong) {
		for i := range wrong.Problems {
			if p := &wrong.Problems[i]; p.Key == "start" || p.Key == "base" {
				p.Message += fmt.Sprintf("; the data are of the base date %s", economy.BaseDate)
			}
		}
	}
	return err
}

// OtherDate is the warning about a scenario that starts on another day than the one after
// the base date: balances, prices and curves are still those of the base date.
func OtherDate(s *configs.Scenario) *configs.Problem {
	if e, ok := s.Tables().(*economy.Economy); ok && e != nil {
		if embedded, err := economy.Load(); err != nil || e != embedded {
			return nil // other tables may be of another date
		}
	}
	if s.Calendar().Add(s.Start, -1) == economy.BaseDate {
		return nil
	}
	o := s.Origin("start")
	return &configs.Problem{File: o.File, Line: o.Line, Key: "start", Value: s.Start.String(),
		Message: fmt.Sprintf("the data are of the base date %s, not of the day before the start: balances, prices, curves and changes from the base date are those of %s under other dates",
			economy.BaseDate, economy.BaseDate)}
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
