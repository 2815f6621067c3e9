package experiment

import (
	"fmt"
	"slices"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/world"
)

// checkBalances refuses what the opening balances of an agent do not allow.
func (b *Builder) checkBalances() error {
	var wrong []configs.Problem
	for i := range b.scenario.Agents {
		a := &b.scenario.Agents[i]
		p, ok := a.Params.(agents.Solvent)
		if !ok {
			continue
		}
		for _, f := range p.Faults(b.instruments, func(asset string) float64 { return b.opening(a.ID, asset) }) {
			o := b.scenario.Origin(a.ID + "." + f.Key)
			wrong = append(wrong, configs.Problem{File: o.File, Line: o.Line, Key: a.ID + "." + f.Key, Value: fmt.Sprint(f.Value), Message: f.Message, Allowed: f.Allowed})
		}
	}
	return refuse(wrong)
}

// opening is an opening balance in USD bn at base prices.
func (b *Builder) opening(agent, asset string) float64 {
	var units int64
	for _, p := range b.economy.Opening {
		if p.Agent == agent && p.Asset == asset {
			units += p.Units
		}
	}
	if k := slices.IndexFunc(b.instruments, func(in world.Instrument) bool { return in.ID == asset && in.Class != world.FX }); k >= 0 {
		in := &b.instruments[k]
		c, _ := b.economy.Currency(in.Currency)
		return float64(units) / c.UnitsPerBn / c.BasePerUSD * in.Price(0)
	}
	c, ok := b.economy.Currency(asset)
	if !ok {
		return 0
	}
	return float64(units) / c.UnitsPerBn / c.BasePerUSD
}
