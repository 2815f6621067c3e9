package agents

import (
	"slices"
	"strings"

	"kirifuda/world"
)

// Event says what a scripted statement of a type is: who can make it and who reads it. A
// type that nobody reads cannot be scripted.
type Event struct {
	Type world.StatementType
	// By lists the kinds that can make the statement. A kind from elsewhere can make what
	// its entry in the catalogue lists.
	By []string
	// ReadBy says who acts on it; Instead says what to write where nobody does.
	ReadBy, Instead string
	// Target lists the kinds of agents at which it is aimed; empty means none, and
	// anybody any agent.
	Target []string
	Needs  []string // of target and value: those without which it would mean nothing
}

const anybody = "*"

var (
	holders  = []string{"jp_mof", "jp_trade", "reserve_manager", "pboc", "government"}
	sellers  = []string{"jp_mof", "reserve_manager", "pboc"}
	partners = []string{"jp_trade", "government"}
	// The rest of the world trades and has no policy: row_residual, of kind idle, stands for
	// its government (economy/data/trade_partners.csv).
	traders = append(slices.Clone(partners), "idle")
	news    = []string{"news_wire", "fed", "us_treasury", "us_trade"}

	value, both = []string{"value"}, []string{"target", "value"}
)

// events has the types in the order of world.StatementType.
var events = [world.NumStatementTypes]Event{
	world.VeiledThreat:   {By: holders, Target: []string{anybody}, ReadBy: "belief in a sale, Washington, the Federal Reserve"},
	world.Denial:         {By: holders, Target: []string{anybody}, ReadBy: "belief in a sale, Washington"},
	world.Preparation:    {By: holders, Target: []string{anybody}, ReadBy: "belief in a sale, Washington, the Federal Reserve"},
	world.SaleAnnounced:  {By: sellers, Target: []string{anybody}, Needs: value, ReadBy: "belief in a sale, the Federal Reserve"},
	world.SaleStarted:    {By: sellers, Target: []string{anybody}, ReadBy: "belief in a sale, the talks, the Federal Reserve"},
	world.SaleEnded:      {By: sellers, Target: []string{anybody}, ReadBy: "belief in a sale, the talks"},
	world.TariffThreat:   {By: []string{"us_trade"}, Target: traders, Needs: both, ReadBy: "governments, Japan's ministry"},
	world.TariffGeneral:  {By: []string{"us_trade"}, Target: traders, Needs: both, ReadBy: "governments, importers, Japan's ministry"},
	world.TariffAuto:     {By: []string{"us_trade"}, Target: []string{"jp_trade"}, Needs: both, ReadBy: "importers, Japan's ministry"},
	world.TariffSector:   {By: []string{"us_trade", "jp_trade"}, Target: []string{"jp_trade", "us_trade"}, Needs: both, ReadBy: "importers, Japan's ministry, the talks; only as an act, with a sector"},
	world.TariffExpected: {By: []string{"us_trade"}, Target: append([]string{"us_trade"}, partners...), Needs: value, ReadBy: "all who value markets, central banks, governments"},
	world.Retaliation:    {By: traders, Target: []string{"us_trade"}, Needs: value, ReadBy: "governments, importers, reserve managers"},
	world.Offer:          {Instead: "a deal by us_trade, or parameters of us_trade such as round_days"},
	world.Round:          {Instead: "us_trade.first_round_day and us_trade.round_days"},
	world.Deal:           {By: []string{"us_trade", "government"}, Target: traders, Needs: both, ReadBy: "governments, importers, Japan's ministry"},
	world.Breakdown:      {By: []string{"us_trade"}, Target: []string{"jp_trade", "us_trade"}, ReadBy: "Japan's ministry"},
	world.Pause:          {By: []string{"us_trade"}, Target: []string{anybody}, ReadBy: "governments, Japan's ministry"},
	world.PolicyRate:     {By: []string{"fed", "central_bank", "pboc"}, Needs: value, ReadBy: "the world: it is the rate of the currency from that day"},
	world.Purchases:      {Instead: "an act with do: buy by the bank, or its parameters such as us_fed.trigger_yield_bp and jp_boj.backstop_10y_bp"},
	world.Intervention:   {Instead: "an act with do: intervene"},
	world.RepoFacility:   {Instead: "jp_mof.strategy and us_fed.official_repo_cap_usd_bn"},
	world.Issuance:       {Instead: "an act with do: issue and said: true, which sells the debt, too"},
	world.CustodyHoldings: {By: []string{"fed"}, Needs: value,
		ReadBy: "belief in a sale, reserve managers, all who value the safety of dollar assets"},
	world.Fundamentals:     {Instead: "parameters of news_wire, or the events confidence and volatility_regime"},
	world.CapacityRelief:   {By: []string{"fed"}, Needs: value, ReadBy: "dealers"},
	world.Confidence:       {By: news, Needs: value, ReadBy: "all who value the safety of dollar assets"},
	world.VolatilityRegime: {By: news, Needs: value, ReadBy: "the news"},
	world.Refunding:        {Instead: "us_treasury.refundings and us_treasury.refunding_max_sh, or acts with do: issue and do: buy_back"},
	world.Utilisation:      {Instead: "dealer.capacity_usd_bn, or capacity_relief by us_fed"},
	world.Invoice:          {Instead: "parameters of us_corporates such as convert_sh"},
	world.DebtIssued:       {Instead: "an act with do: issue: debt_issued records what was sold"},
	world.Buyback:          {Instead: "an act with do: buy_back, or us_treasury.buybacks: debt_bought_back records what was bought"},
	world.BondsBought:      {Instead: "an act with do: buy by the bank: bonds_bought records what was bought"},
	world.BondsSold:        {Instead: "an act with do: sell, or jp_mof.strategy: bonds_sold records what was sold"},
	world.SaleShort:        {Instead: "an act with do: sell, or jp_mof.strategy: sale_short records what was not sold"},
	world.ActDone:          {Instead: "an act: act_done records what was done"},
	world.ActShort:         {Instead: "an act: act_short records what was not done"},
	world.ActVoid:          {Instead: "an act with a condition: act_void records that it was left out"},
	world.RepoDrawn:        {Instead: "jp_mof.strategy and us_fed.official_repo_cap_usd_bn: repo_drawn records what was drawn"},
}

// EventOf describes scripted statements of a type.
func EventOf(t world.StatementType) Event {
	a := events[t]
	a.Type = t
	return a
}

// Events describes the types that can be scripted, in their order.
func Events() []Event {
	var out []Event
	for t := range events {
		if a := EventOf(world.StatementType(t)); a.ReadBy != "" {
			out = append(out, a)
		}
	}
	return out
}

// Events describes all types in their order, as far as kinds of the catalogue make or read
// them: a type that nobody reads says what to write instead.
func (c Catalogue) Events() []Event {
	var out []Event
	for t := range events {
		a := EventOf(world.StatementType(t))
		a.By = c.doers(a)
		var readers []string
		for _, name := range c.Kinds() {
			if slices.Contains(c[name].Reads, a.Type) {
				readers = append(readers, name)
			}
		}
		if len(readers) > 0 {
			if a.ReadBy != "" {
				readers = append([]string{a.ReadBy}, readers...)
			}
			a.ReadBy, a.Instead = strings.Join(readers, ", "), ""
		}
		switch {
		case a.ReadBy == "":
			a.By = nil
		case slices.Contains(a.Target, anybody):
			a.Target = []string{"any agent"}
		}
		out = append(out, a)
	}
	return out
}

// EventTypes lists the types of scripted events.
func (c Catalogue) EventTypes() []string {
	var out []string
	for t := range events {
		if t := world.StatementType(t); c.read(t) {
			out = append(out, t.String())
		}
	}
	return out
}

// read reports whether anybody reads scripted statements of a type.
func (c Catalogue) read(t world.StatementType) bool {
	if events[t].ReadBy != "" {
		return true
	}
	for _, k := range c {
		if slices.Contains(k.Reads, t) {
			return true
		}
	}
	return false
}

// EventFault says what is wrong with an event of a type by an agent of a kind: the field
// that it concerns, the message and what is allowed instead. The kind of the target is
// empty if the target is not an agent. All three are empty if the event can be made.
func (c Catalogue) EventFault(name, kind, target, targetKind string, hasValue bool) (field, message, allowed string) {
	t, err := world.ParseStatementType(name)
	if err != nil {
		return "type", "unknown type of event", strings.Join(c.EventTypes(), ", ")
	}
	a := EventOf(t)
	if !c.read(t) {
		return "type", "an event that nobody reads; write instead " + a.Instead, ""
	}
	if !slices.Contains(a.By, kind) && !slices.Contains(c[kind].Does, t) {
		return "actor", "of kind " + kind + ", which cannot do this", "agents of the kinds " + strings.Join(c.doers(a), ", ")
	}
	if a.ReadBy == "" { // known to kinds from elsewhere only
		return "", "", ""
	}
	anyAgent := slices.Contains(a.Target, anybody)
	switch {
	case target == "" && slices.Contains(a.Needs, "target"):
		return "target", "is missing", "an agent of the kinds " + strings.Join(a.Target, ", ")
	case target == "":
	case len(a.Target) == 0:
		return "target", "has no effect: " + name + " is aimed at nobody", "none"
	case !anyAgent && !slices.Contains(a.Target, targetKind):
		return "target", "has no effect: " + name + " is aimed at others", "agents of the kinds " + strings.Join(a.Target, ", ")
	}
	if !hasValue && slices.Contains(a.Needs, "value") {
		return "value", "is missing", world.WithUnit("a number", t.Unit())
	}
	return "", "", ""
}

// doers lists the kinds that can make a statement.
func (c Catalogue) doers(a Event) []string {
	out := slices.Clone(a.By)
	for _, name := range c.Kinds() {
		if slices.Contains(c[name].Does, a.Type) && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}
