package rules

import (
	"kirifuda/world"
)

func say(day int, t world.StatementType, value float64) *world.View {
	return &world.View{Day: day, Bulletin: []world.Statement{{Day: day, Type: t, Target: -1, Instrument: -1, Value: value}}}
}

func silence(day int) *world.View { return &world.View{Day: day} }
