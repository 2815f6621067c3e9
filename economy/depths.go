package economy

import (
	"fmt"
	"maps"
	"slices"
)

// maxDepth is the largest depth, USD bn per percent, as for parameters that take their
// default from the table.
const maxDepth = 1000

// DepthRow is one row of depths.csv: the amount of a currency that holders buy, USD bn, per
// percent by which it is below its fair value.
type DepthRow struct {
	Currency       string
	Holder         string // dealer or investor
	USDBnPerPct    float64
	Status, Source string
}

// depthHolders are the words allowed in the column holder.
var depthHolders = map[string]bool{"dealer": true, "investor": true}

// depths reads depths.csv after the currencies.
func (l *loader) depths() error {
	t, err := openTable(l.fsys, "depths.csv", "currency", "holder", "usd_bn_per_pct")
	if err != nil {
		return err
	}
	seen := map[[2]string]bool{}
	for t.next() {
		r := DepthRow{
			Currency: l.currencyOf(t, "currency").ID, Holder: t.str("holder"), USDBnPerPct: t.num("usd_bn_per_pct"),
			Status: t.str("status"), Source: t.str("source"),
		}
		key := [2]string{r.Currency, r.Holder}
		switch {
		case r.Currency == baseCurrency:
			t.fail("currency", "has no exchange rate of its own")
		case !depthHolders[r.Holder]:
			t.fail("holder", "is not dealer or investor")
		case r.USDBnPerPct < 0 || r.USDBnPerPct > maxDepth:
			t.fail("usd_bn_per_pct", fmt.Sprintf("is out of range (from 0 to %d USD bn per %%)", maxDepth))
		case seen[key]:
			t.fail("holder", "appears twice for "+r.Currency)
		}
		seen[key] = true
		l.b.Depths = append(l.b.Depths, r)
	}
	for _, c := range l.b.Currencies {
		for _, h := range slices.Sorted(maps.Keys(depthHolders)) {
			if c.ID != baseCurrency && !seen[[2]string{c.ID, h}] {
				return t.end(fmt.Errorf("%s: no row for the currency %q and the holder %q: write 0 if it does not trade the currency", t.file, c.ID, h))
			}
		}
	}
	return t.err
}
