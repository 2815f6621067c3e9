package agents

import (
	"fmt"

	"kirifuda/agents/rules"
	"kirifuda/world"
)

// Validate finds denials that a next threat would always overtake.
func (p *JPMoFParams) Validate() error {
	if p.Strategy == veiledThreat.name && p.DenyDays >= p.ThreatEvery {
		return fmt.Errorf("deny_after_days is %d, but the next threat is made after %d days, so that none would be denied (allowed: less than threat_every_days, or 0 for never)",
			p.DenyDays, p.ThreatEvery)
	}
	return nil
}

// Idle reports whether nothing happens on the day of a parameter.
func (p *JPMoFParams) Idle(name string) bool {
	switch name {
	case "start_day":
		return p.Strategy == silent.name
	case "operation_day":
		return p.OperationUSDBn == 0
	}
	return false
}

// Fault is a parameter that an agent's opening balances do not allow.
type Fault struct {
	Key     string // of the parameter
	Value   any
	Message string
	Allowed string
}

// Solvent is implemented by the parameters of kinds whose instructions need balances that
// an agent may lack: a sale of bonds that it does not hold. The faults are those that the
// opening balances show, given in USD bn at base prices by instrument and currency.
type Solvent interface {
	Faults(instruments []world.Instrument, held func(asset string) float64) []Fault
}

// Follower is implemented by the parameters of kinds that follow what another agent does,
// named in a parameter; the name may be empty.
type Follower interface {
	Follows() (key, agent string)
}

// tolerance of a sale of everything, USD bn.
const tolerance = 1e-3

// Faults finds a programme larger than the Treasuries of the maturities that are to be
// sold, and an operation larger than the dollars on deposit with those that a sale brings.
func (p *JPMoFParams) Faults(instruments []world.Instrument, held func(string) float64) (out []Fault) {
	how, err := strategyNamed(p.Strategy)
	if err != nil {
		return nil
	}
	sells := how.pace != nil || how.answer != nil
	if sells {
		m, have := rules.FindMarkets(instruments), 0.0
		for _, b := range m.Buckets {
			if within(b, p.Maturity) {
				have += max(0, held(instruments[b.Cash].ID))
			}
		}
		if p.SaleUSDBn > have+tolerance {
			what := "Treasuries"
			if p.Maturity != "pro_rata" {
				what += " of the maturity " + p.Maturity
			}
			out = append(out, Fault{"sale_usd_bn", p.SaleUSDBn, "more than the " + what + " that the agent holds at base prices",
				fmt.Sprintf("at most %.4g USD bn, or strategy silent", have)})
		}
	}
	dollars := max(0, held("usd"))
	if sells && p.Proceeds == "keep" {
		dollars += p.SaleUSDBn
	}
	if p.OperationDay.Day() > 0 && p.OperationUSDBn > dollars+tolerance {
		out = append(out, Fault{"operation_usd_bn", p.OperationUSDBn, "more than the dollars that the agent has on deposit", fmt.Sprintf("at most %.4g USD bn", dollars)})
	}
	return out
}
