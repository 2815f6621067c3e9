package agents

import (
	"kirifuda/agents/rules"
	"kirifuda/world"
)

var _ = register("real_money", absorbing(Define("slow investor: households, banks, insurers, pension, mutual and money funds, foreign private and "+
	"Japanese investors", newRealMoney)))

// RealMoney is a domestic or foreign sector of slow investors: households, banks,
// insurers, pension funds, mutual and money funds, state and local governments, foreign
// private investors or Japan's private holders. Sectors differ in their parameters: see
// the section kinds of the base world.
type RealMoney struct{ habitat *rules.Habitat }

func newRealMoney(s *world.Setup, p *rules.HabitatParams) (*RealMoney, error) {
	return &RealMoney{habitat: rules.NewHabitat(s, *p)}, nil
}

// Bid submits the habitat schedule.
func (r *RealMoney) Bid(d *world.Desk) { r.habitat.Bid(d) }

// Adjust changes what it wants to hold by what an act of the scenario has bought.
func (r *RealMoney) Adjust(k int, bought, _ float64) { r.habitat.Adjust(k, bought) }
