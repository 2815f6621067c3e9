package configs

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"kirifuda/world"
)

// Scenario is a complete, checked configuration: what [Load] returns.
type Scenario struct {
	// Name identifies the scenario in files and tables.
	Name string
	// Title is a title in one line, Story a paragraph, Sources the references.
	Title   string
	Story   string
	Sources []string
	// Start is the first business day, Days the number of business days.
	Start world.Date
	Days  int
	// Market holds the settings of the clearing.
	Market MarketParams
	// Agents lists the roster: the agents of world.yaml and those that files add,
	// in the order of identifiers.
	Agents []AgentSpec
	// Loadings lists the loadings that differ from the tables, by instrument and name.
	Loadings []LoadingValue
	// Acts lists what institutions are told to do, by name.
	Acts []Act
	// Events lists the events by date; events of one date keep the order of
	// the layers and files.
	Events []Event
	// Metrics are expressions by name.
	Metrics map[string]string
	// Warnings lists events and acts that were dropped because a higher layer moved or
	// shortened the run after they had been written, and days that are set outside the run.
	Warnings []Problem

	cat      Catalogue
	tables   Tables
	run      runParams
	runSpec  *paramSpec
	market   *paramSpec
	specs    map[string]*paramSpec // by kind
	loadings map[string]*paramSpec // by instrument
	// instruments that have loadings, in the order of the table
	instruments []string
	index       map[string]int // position in Agents
	places      []place        // by agent: where it was last touched
	origins     map[string]Origin
	allEvents   []layeredEvent
	acts        map[string]*layeredAct
	runLayer    int // highest layer that set start or days
	kindSets    []kindSet
	types       []string // accepted event types, if restricted
}

// AgentSpec is one agent of a scenario.
type AgentSpec struct {
	ID   string
	Kind string
	// Params is a pointer to the parameter struct of the kind.
	Params any
}

// MarketParams are the settings of the market section.
type MarketParams struct {
	RoundsPerDay   int     `yaml:"rounds_per_day" unit:"1/day" min:"1" max:"8" default:"1" role:"constant" doc:"clearing rounds per business day"`
	LimitYieldBP   float64 `yaml:"limit_yield_bp" unit:"bp" min:"1" max:"10000" default:"60" role:"constant" doc:"largest move of a yield in one round before trading halts"`
	LimitFXPct     float64 `yaml:"limit_fx_pct" unit:"%" min:"0.1" max:"90" default:"10" role:"constant" doc:"largest move of an exchange rate in one round before trading halts"`
	LimitEquityPct float64 `yaml:"limit_equity_pct" unit:"%" min:"0.1" max:"90" default:"20" role:"constant" doc:"largest move of an equity index in one round before trading halts"`
	ToleranceUSDBn float64 `yaml:"tolerance_usd_bn" unit:"USD bn" min:"1e-12" max:"1" default:"1e-9" role:"constant" doc:"largest excess demand in any market at which a round counts as cleared"`
}

// runParams are the top-level settings of a run.
type runParams struct {
	Start world.Date `yaml:"start" role:"constant" doc:"first business day of the run"`
	Days  int        `yaml:"days" unit:"days" min:"1" max:"50000" role:"constant" doc:"length of the run"`
}

// Agent returns the agent with an id, or nil.
func (s *Scenario) Agent(id string) *AgentSpec {
	if i, ok := s.index[id]; ok {
		return &s.Agents[i]
	}
	return nil
}

// End returns the last business day of the run.
func (s *Scenario) End() world.Date { return s.Calendar().Add(s.Start, s.Days-1) }

// Calendar says on which days the markets of the scenario's tables are open.
func (s *Scenario) Calendar() *world.Calendar {
	if s == nil || s.tables == nil {
		return nil
	}
	return s.tables.Calendar()
}

// Origin returns where the value of a canonical key was set: start, days,
// market.<param>, <agent>.<param>, <agent>.kind or metrics.<name>. Keys that
// nothing has set have the origin "default".
func (s *Scenario) Origin(key string) Origin { return s.origins[key] }

// With returns a copy of the scenario with overrides of the form key=value,
// as given by -s. The original is unchanged. It reads no files, and may be
// called from several goroutines at once.
func (s *Scenario) With(set ...string) (*Scenario, error) {
	c, err := s.clone()
	if err != nil {
		return nil, err
	}
	l := &loader{s: c, layer: c.maxLayer() + 1, broken: map[string]bool{}, touched: map[int]bool{}}
	for _, text := range set {
		if strings.HasPrefix(text, "@") {
			l.problems.at(setPlace, Problem{Value: text, Message: "a file cannot be read here"})
			continue
		}
		l.setText(text)
	}
	l.finish()
	if err := l.problems.err(); err != nil {
		return nil, err
	}
	return c, nil
}

// WithoutActs is With without the acts that are not part of the background and without the
// events of some actors.
func (s *Scenario) WithoutActs(actors []string, set ...string) (*Scenario, error) {
	c := *s
	c.acts = make(map[string]*layeredAct, len(s.acts))
	for name, a := range s.acts {
		if a.Background {
			c.acts[name] = a
		}
	}
	c.allEvents = nil
	for _, e := range s.allEvents {
		if !slices.Contains(actors, e.Actor) {
			c.allEvents = append(c.allEvents, e)
		}
	}
	return c.With(set...)
}

func (s *Scenario) maxLayer() int {
	m := s.runLayer
	for _, e := range s.allEvents {
		m = max(m, e.layer)
	}
	for _, a := range s.acts {
		m = max(m, a.layer)
	}
	return m
}

// clone copies everything that an override may change.
func (s *Scenario) clone() (*Scenario, error) {
	c := *s
	c.run = runParams{Start: s.Start, Days: s.Days}
	c.Sources = append([]string(nil), s.Sources...)
	c.Agents = append([]AgentSpec(nil), s.Agents...)
	for i, a := range c.Agents {
		t := reflect.TypeOf(a.Params)
		if t == nil || t.Kind() != reflect.Pointer {
			return nil, fmt.Errorf("configs: the parameters of %s are %T, not a pointer", a.ID, a.Params)
		}
		p := reflect.New(t.Elem())
		p.Elem().Set(reflect.ValueOf(a.Params).Elem())
		c.Agents[i].Params = p.Interface()
		for _, f := range s.specs[a.Kind].fields {
			f.set(c.Agents[i].Params, f.get(a.Params)) // own lists and maps
		}
	}
	c.Metrics = copyMap(s.Metrics)
	c.index = copyMap(s.index)
	c.places = append([]place(nil), s.places...)
	c.origins = copyMap(s.origins)
	c.allEvents = append([]layeredEvent(nil), s.allEvents...)
	s.cloneActs(&c)
	c.kindSets = append([]kindSet(nil), s.kindSets...)
	c.Warnings = nil
	return &c, nil
}

func copyMap[K comparable, V any](m map[K]V) map[K]V {
	out := make(map[K]V, len(m))
	for k, v := range m {
		out[k] = v
	}
	return out
}
