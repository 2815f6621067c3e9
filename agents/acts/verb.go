package acts

import (
	"fmt"
	"slices"

	"kirifuda/world"
	"kirifuda/world/market"
)

// Verb is what an act does in markets and books. Acts that say something have the name of
// a type of statement instead.
type Verb uint8

// Verbs.
const (
	Sell Verb = iota
	Buy
	RaiseCash
	Intervene
	Issue
	BuyBack
	Redeem
	NumVerbs
	Say = NumVerbs // the statement of an order
)

// VerbDoc describes a verb, or a type of statement, as a word of the language.
type VerbDoc struct {
	Name string `json:"name"`
	Doc  string `json:"description"`
	By   string `json:"by"` // who can do it
	// What says which instruments it is done with.
	What string `json:"what"`
	// Amount says how its size is measured; empty if it has none.
	Amount string `json:"size,omitempty"`
	// Needs are the fields without which it would mean nothing, and May the others that it
	// has, besides actor and do, the fields of conditions and those of time.
	Needs   []string `json:"needs"`
	May     []string `json:"may"`
	Said    string   `json:"said,omitempty"` // what said: true publishes; empty if it cannot be said
	Example string   `json:"example"`        // fields in one line of YAML
}

// conditions are the fields by which every act can depend on statements.
var conditions = []string{"when", "unless", "until", "about"}

// always are the fields that every act has.
var always = append([]string{"actor", "do", "on", "from", "to", "background"}, conditions...)

var sizes = []string{"usd_bn", "usd_bn_per_day", "path_usd_bn"}

var verbs = [NumVerbs]VerbDoc{
	Sell: {
		Name: "sell", Doc: "sells of what it holds", By: "whoever holds it, but for its issuer",
		What:   "bonds, equities, or a currency by its name; several are sold in proportion to holdings",
		Amount: "at prices of the base date", Needs: []string{"what"}, May: append([]string{"proceeds", "said"}, sizes...),
		Said:    "sale_announced and sale_started on the first day and sale_ended after the last: by official holders of Treasuries, of these",
		Example: "{actor: cn_pboc, do: sell, what: treasuries, usd_bn: 100, from: 2025-05-05, to: 2025-06-30, said: true}",
	},
	Buy: {
		Name: "buy", Doc: "buys", By: "whoever has the money, or is the central bank that makes it, but not the issuer",
		What:   "bonds, equities, or a currency by its name; several are bought in proportion to what is outstanding",
		Amount: "at prices of the base date", Needs: []string{"what"}, May: append([]string{"paid_with", "said"}, sizes...),
		Said:    "purchases, the pace in USD bn a day, and 0 after the last day: by central banks",
		Example: "{actor: us_fed, do: buy, what: treasuries, usd_bn_per_day: 20, from: 2025-05-05, to: 2025-05-23, said: true}",
	},
	RaiseCash: {
		Name: "raise_cash", Doc: "sells, the shortest first, until it has raised an amount of money", By: "whoever holds what is sold, but for its issuer",
		What: "bonds and equities, in dollars", Amount: "at the prices of the day", Needs: []string{"what"}, May: append([]string{"proceeds"}, sizes...),
		Example: "{actor: us_mutual_funds, do: raise_cash, what: treasuries, usd_bn: 60, from: 2025-04-07, to: 2025-04-11}",
	},
	Intervene: {
		Name: "intervene", Doc: "sells dollars for a currency, or buys them if the amount is negative",
		By:   "central banks and official holders of dollars; only the central bank of the currency, or who has it, buys dollars",
		What: "one currency", Amount: "of dollars, at the rate of the day", Needs: []string{"what"}, May: sizes,
		Example: "{actor: jp_mof, do: intervene, what: jpy, usd_bn: 20, on: 2025-05-07}",
	},
	Issue: {
		Name: "issue", Doc: "sells new debt of its own", By: "the issuer of the bonds", What: "bonds; of several in proportion to what is outstanding",
		Amount: "at prices of the base date", Needs: []string{"what"}, May: append([]string{"said"}, sizes...),
		Said:    "issuance on each day, for which holders are prepared, so that they take it up in proportion to their holdings",
		Example: "{actor: us_treasury, do: issue, what: ust_gt10y, usd_bn: 50, from: 2025-05-12, to: 2025-05-23}",
	},
	BuyBack: {
		Name: "buy_back", Doc: "buys back debt of its own", By: "the issuer of the bonds", What: "bonds; of several in proportion to what is outstanding",
		Amount: "at prices of the base date", Needs: []string{"what"}, May: sizes,
		Example: "{actor: us_treasury, do: buy_back, what: ust_gt10y, usd_bn: 30, from: 2025-05-12, to: 2025-05-23}",
	},
	Redeem: {
		Name: "redeem", Doc: "does not roll over what matures: its issuer redeems it and sells as much new debt to others", By: "whoever holds Treasuries, but for their issuer",
		What: "Treasuries of all maturities: each comes down to the next shorter one as time passes, and those below a year are redeemed",
		May:  []string{"what"}, Example: "{actor: jp_mof, do: redeem, from: 2025-05-05, to: 2025-09-30}",
	},
}

func (v Verb) String() string {
	if v < NumVerbs {
		return verbs[v].Name
	}
	return "say"
}

// Doc describes the verb.
func (v Verb) Doc() VerbDoc { return verbs[v] }

// ParseVerb finds a verb by its name.
func ParseVerb(name string) (Verb, error) {
	for v := range verbs {
		if verbs[v].Name == name {
			return Verb(v), nil
		}
	}
	return 0, fmt.Errorf("unknown verb %q", name)
}

// Verbs describes all verbs in their order.
func Verbs() []VerbDoc { return slices.Clone(verbs[:]) }

// ofStatement are the fields of an act that says something, besides those of all.
var ofStatement = []string{"target", "value", "text", "credibility_sh"}

// Fields lists the fields that an act may have: a verb's, or those of a statement of type t
// if it says something.
func Fields(v Verb, t world.StatementType) []string {
	if v == Say {
		out := append(slices.Clone(always), ofStatement[:3]...)
		if t == world.TariffSector {
			out = append(out, "sector")
		}
		if t == world.VeiledThreat || t == world.Preparation {
			out = append(out, ofStatement[3])
		}
		return out
	}
	return slices.Concat(always, verbs[v].Needs, verbs[v].May)
}

// Sizes are the fields by one of which the size of an act is given.
func Sizes() []string { return slices.Clone(sizes) }

// cause is what the act's orders are attributed to.
func (v Verb) cause(centralBank bool) market.Cause {
	switch {
	case v == RaiseCash:
		return market.Margin
	case v == Issue:
		return market.Supply
	case v == Intervene, v == BuyBack, v == Buy && centralBank:
		return market.Policy
	}
	return market.Sale
}
