package economy

import (
	"fmt"
	"slices"
)

// LeveragedRow describes an agent that finances its Treasuries in repo.
type LeveragedRow struct {
	Agent       string
	Kind        string  // rv_basis, rv_swap or dealer
	USDBn       float64 // market value of its Treasuries
	HaircutFrac float64 // equity as a fraction of market value
}

// leveraged adds dealers and relative-value funds, taking the latter out of
// the lines in which the statistics record them.
func (l *loader) leveraged(hs []USTHolding) ([]USTHolding, error) {
	t, err := openTable(l.fsys, "ust_leveraged.csv", "agent", "kind", "line", "usd_bn", "haircut_frac")
	if err != nil {
		return nil, err
	}
	var added []USTHolding
	for t.next() {
		agent, kind, line, usd, haircut := l.agentOf(t, "agent"), t.str("kind"), t.str("line"), t.num("usd_bn"), t.num("haircut_frac")
		if usd <= 0 {
			t.fail("usd_bn", "must be positive")
		}
		if haircut <= 0 || haircut >= 1 {
			t.fail("haircut_frac", "must be between 0 and 1")
		}
		n := len(l.b.Leveraged)
		if n > 0 && l.b.Leveraged[n-1].Agent == agent {
			last := &l.b.Leveraged[n-1]
			if last.Kind != kind || last.HaircutFrac != haircut {
				t.fail("kind", "or haircut_frac differs from the agent's row above")
			}
			last.USDBn += usd
		} else {
			l.b.Leveraged = append(l.b.Leveraged, LeveragedRow{Agent: agent, Kind: kind, USDBn: usd, HaircutFrac: haircut})
		}
		if line == "dealers" {
			added = append(added, USTHolding{Agent: agent, Sector: line, USDBn: usd})
			continue
		}
		i := slices.IndexFunc(hs, func(h USTHolding) bool {
			return h.Country == line && h.Sector == "foreign_private" || h.Country == "" && h.Sector == line
		})
		if i < 0 {
			t.fail("line", "is neither a country with private holdings nor a sector")
			continue
		}
		hs[i].USDBn -= usd
		if hs[i].USDBn < 0 {
			t.fail("usd_bn", fmt.Sprintf("is more than line %q holds (short by %.6f)", line, -hs[i].USDBn))
		}
		added = append(added, USTHolding{Agent: agent, Sector: hs[i].Sector, Country: hs[i].Country, USDBn: usd})
	}
	return append(hs, added...), t.err
}
