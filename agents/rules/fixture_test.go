package rules

import (
	"kirifuda/world"
)

// nowhere is a world without markets.
func nowhere() Markets {
	m := Markets{Bund: -1, Gilt: -1}
	for _, v := range [][]int{m.UST[:], m.Swap[:], m.JGB[:], m.FX[:], m.EQ[:]} {
		for i := range v {
			v[i] = -1
		}
	}
	return m
}

func say(day int, t world.StatementType, value float64) *world.View {
	return &world.View{Day: day, Bulletin: []world.Statement{{Day: day, Type: t, Target: -1, Instrument: -1, Value: value}}}
}

func silence(day int) *world.View { return &world.View{Day: day} }
