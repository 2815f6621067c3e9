package agents

import (
	"slices"

	"kirifuda/world"
)

// at is the place of an instrument.
func at(all []world.Instrument, id string) int {
	return slices.IndexFunc(all, func(in world.Instrument) bool { return in.ID == id })
}

func say(day int, t world.StatementType, value float64) *world.View {
	return &world.View{Day: day, Bulletin: []world.Statement{{Day: day, Type: t, Target: -1, Instrument: -1, Value: value}}}
}

func silence(day int) *world.View { return &world.View{Day: day} }
