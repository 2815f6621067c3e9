package economy

import "kirifuda/world"

// Calendar says on which days markets are open.
func (e *Economy) Calendar() *world.Calendar { return e.Balances.Calendar }

// Words lists the names that the tags of parameters may refer to, in the order of
// their table, or nil; see [configs.Tables].
//
//	currencies            of currencies.csv
//	foreign_currencies    those but the dollar
//	instruments           of instruments.csv, without the dollar
//	bonds, equities       of one class
func (e *Economy) Words(name string) []string {
	class := map[string]world.Class{"bonds": world.Bond, "equities": world.Equity}
	var out []string
	switch name {
	case "currencies", "foreign_currencies":
		for _, c := range e.Currencies {
			if name == "currencies" || c.ID != baseCurrency {
				out = append(out, c.ID)
			}
		}
	case "instruments":
		for i := range e.Instruments {
			out = append(out, e.Instruments[i].ID)
		}
	default:
		for i := range e.Instruments {
			if c, ok := class[name]; ok && e.Instruments[i].Class == c {
				out = append(out, e.Instruments[i].ID)
			}
		}
	}
	return out
}

// Column returns numbers that the defaults of parameters may refer to, or nil; see
// [configs.Tables].
//
//	depths.dealer, depths.investor    of depths.csv by currency, USD bn per percent
func (e *Economy) Column(name string) map[string]float64 {
	var out map[string]float64
	for _, r := range e.Balances.Depths {
		if name == "depths."+r.Holder {
			if out == nil {
				out = map[string]float64{}
			}
			out[r.Currency] = r.USDBnPerPct
		}
	}
	return out
}
