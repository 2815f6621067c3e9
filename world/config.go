package world

import (
	"kirifuda/world/market"
)

// Config is everything that a world is built from.
type Config struct {
	Start       Date // the day before the first step: prices and balances as of its close
	Days        int
	Calendar    *Calendar // nil: every weekday is a business day, and all markets are open
	Rounds      int       // clearings a day
	Seed, Run   uint64
	Inline      bool // call institutions one after another instead of on goroutines of their own
	Market      market.Settings
	Instruments []Instrument
	Currencies  []Currency // the dollar first
	Agents      []AgentSpec
	Opening     []Position
	Facts       *Facts
	Script      []Statement // statements published on given days in the name of their actors
	Series      []Series    // shown to observers in this order, before those that agents list
	VIX, MOVE   float64     // volatility indices at the start
	Observers   []Observer
	Profile     bool // measure the time that each phase takes, see World.Profile
	AllowGap    bool // accept opening balances of agents not on the roster: they have books but do not act
}
