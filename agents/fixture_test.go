package agents

import (
	"kirifuda/agents/rules"
	"kirifuda/world"
)

// nowhere is a world without markets.
func nowhere() rules.Markets {
	m := rules.Markets{Bund: -1, Gilt: -1}
	for _, v := range [][]int{m.UST[:], m.Swap[:], m.JGB[:], m.FX[:], m.EQ[:]} {
		for i := range v {
			v[i] = -1
		}
	}
	return m
}

// everywhere numbers all markets from 0.
func everywhere() (m rules.Markets, n int) {
	for _, list := range [][]int{m.UST[:], m.Swap[:], m.JGB[:], {0}, {0}, m.FX[:], m.EQ[:]} {
		for i := range list {
			list[i] = n
			n++
		}
	}
	m.Bund, m.Gilt = m.JGB[1]+1, m.JGB[1]+2
	return m, n
}

func say(day int, t world.StatementType, value float64) *world.View {
	return &world.View{Day: day, Bulletin: []world.Statement{{Day: day, Type: t, Target: -1, Instrument: -1, Value: value}}}
}

func silence(day int) *world.View { return &world.View{Day: day} }
