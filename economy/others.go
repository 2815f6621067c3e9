package economy

import (
	"math"
	"slices"
)

// Component is one row of other_balances.csv. The components of an agent's
// cash add up to its position: a bank's reserves, for instance, less the
// deposits that it owes.
type Component struct {
	Agent, Asset   string
	AmountBn       float64
	Component      string
	Status, Source string
}

// isBorrowing reports whether a component of cash is money owed.
func isBorrowing(component string) bool {
	return component == "repo_borrowed" || component == "yen_borrowed"
}

// others reads every holding that is not a Treasury or a swap.
func (l *loader) others() error {
	t, err := openTable(l.fsys, "other_balances.csv", "agent", "asset", "amount_bn", "component")
	if err != nil {
		return err
	}
	for t.next() {
		c := Component{
			Agent: l.agentOf(t, "agent"), Asset: l.assetOf(t, "asset"), AmountBn: t.num("amount_bn"),
			Component: t.str("component"), Status: t.str("status"), Source: t.str("source"),
		}
		if t.err != nil {
			break
		}
		if slices.Contains(ustBuckets[:], c.Asset) || l.instr[c.Asset].Class == "swap" {
			t.fail("asset", "is fitted, not listed here")
		}
		if c.AmountBn < 0 && !isBorrowing(c.Component) && c.Component != "deposits_owed" {
			t.fail("amount_bn", "is negative but the component is neither borrowed nor owed")
		}
		l.b.Components = append(l.b.Components, c)
		l.add(c.Agent, c.Asset, int64(math.Round(c.AmountBn*l.instr[c.Asset].UnitsPerBn)))
	}
	return t.err
}
