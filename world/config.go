package world

import (
	"kirifuda/world/market"
)

// Config is everything a world is built from.
type Config struct {
	Start       Date // the day before the first step: prices and balances as of its close
	Days        int
	Rounds      int // clearings a day
	Seed, Run   uint64
	Inline      bool // call institutions one after another instead of on goroutines of their own
	Market      market.Settings
	Instruments []Instrument
	Currencies  []Currency // the dollar first
	Agents      []AgentSpec
	Opening     []Position
	Facts       *Facts
	Script      []Statement // statements made on given days, whoever the actor is
	VIX, MOVE   float64     // gauges at the start
	Observers   []Observer
	Profile     bool // take the time of each phase, see World.Profile
	AllowGap    bool // let agents of Opening be missing from the roster (their books are kept, they do not act)
}
