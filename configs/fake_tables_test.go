package configs_test

import (
	"kirifuda/configs"
	"kirifuda/world"
)

// fakeTables are the tables of a small base date.
type fakeTables struct{}

func (fakeTables) Words(name string) []string {
	return map[string][]string{"currencies": {"jpy", "eur", "inr"}}[name]
}

func (fakeTables) Column(name string) map[string]float64 {
	return map[string]map[string]float64{
		"currencies.depth_usd_bn_per_pct": {"jpy": 7, "eur": 18, "inr": 1.5},
		"currencies.wrong":                {"jpy": -1},
	}[name]
}

// tableParams refer to fakeTables.
type tableParams struct {
	Depth  map[string]float64 `yaml:"depth_usd_bn_per_pct" unit:"USD bn per %" min:"0" max:"1000" keys:"@currencies" default:"@currencies.depth_usd_bn_per_pct" list:"jpy,eur" role:"uncertainty" doc:"depth of the market"`
	Home   string             `yaml:"home" enum:"usd|@currencies" default:"usd" role:"constant" doc:"home currency"`
	Venues []string           `yaml:"venues" enum:"@currencies" role:"lever" doc:"where it trades"`
	Open   map[string]float64 `yaml:"open" unit:"1" role:"lever" doc:"any names"`
}

var tableCatalogue = oneKind(func() any { return &tableParams{} })

const tableWorld = "start: 2025-04-01\ndays: 2\nagents: {x: {kind: k}, y: {kind: k, depth_usd_bn_per_pct: {jpy: 8}}}\n"

// tableOptions are options with fakeTables and tableWorld.
func tableOptions(set ...string) configs.Options {
	return configs.Options{FS: worldFS(tableWorld), Tables: fakeTables{}, Set: set}
}

func (fakeTables) Calendar() *world.Calendar {
	c, err := world.NewCalendar([]world.Centre{{Name: "JP", Holidays: []world.Holiday{{Date: world.NewDate(2026, 1, 1), Name: "New Year's Day"}}}}, 2025, 2030)
	if err != nil {
		panic(err)
	}
	return c
}

func (fakeTables) Loadings() []configs.Loading {
	return []configs.Loading{
		{Instrument: "jpy", Name: "haven", Unit: "% per %", Doc: "rise when U.S. equities fall", Status: "ASSUMED", Source: "model design", Min: -1, Max: 1, Value: 0.3},
		{Instrument: "jpy", Name: "beta", Unit: "1", Doc: "weight on the broad dollar", Status: "COMPUTED", Source: "returns", Max: 2, Value: 1},
		{Instrument: "eur", Name: "haven", Unit: "% per %", Doc: "rise when U.S. equities fall", Status: "ASSUMED", Source: "model design", Min: -1, Max: 1, Value: -0.1},
		{Instrument: "ust_10y", Name: "free", Unit: "1", Doc: "a number without bounds", Value: 1000},
	}
}
