package experiment

import (
	"slices"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/world"
)

// trades reports whether an agent negotiates tariffs for Japan or governs a trade partner of
// the economy's tables: nobody reads what others put on goods, or what is put on theirs.
func (b *Builder) trades(agent string) bool {
	return agent == "jp_trade" || slices.ContainsFunc(b.economy.Facts.Partners, func(p world.Partner) bool { return p.Government == agent })
}

// checkFollowed finds governments, named in parameters, that cannot retaliate.
func (b *Builder) checkFollowed() error {
	var wrong []configs.Problem
	for _, a := range b.scenario.Agents {
		f, ok := a.Params.(agents.Follower)
		if !ok {
			continue
		}
		key, id := f.Follows()
		p := configs.Problem{Key: a.ID + "." + key, Value: id, Allowed: "jp_trade, or a government of trade_partners.csv, or empty for none"}
		switch {
		case id == "":
			continue
		case b.scenario.Agent(id) == nil:
			p.Message = "the scenario has no such agent"
		case !b.trades(id):
			p.Message = "not the government of a trade partner, so that it never retaliates"
		default:
			continue
		}
		wrong = append(wrong, b.located(p))
	}
	return refuse(wrong)
}

// aboutTrade reports whether statements of a type are about the trade of their target.
func aboutTrade(t world.StatementType) bool {
	return t == world.TariffThreat || t == world.TariffGeneral || t == world.Deal
}
