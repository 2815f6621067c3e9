package economy

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
)

const (
	// sumToleranceBn is the largest difference allowed when rows typed with
	// one or more decimals are added up, in billions.
	sumToleranceBn = 1e-6
	// roundToleranceBn is the largest difference allowed once par amounts have
	// been rounded to whole lots, in billions.
	roundToleranceBn = 1e-4
)

// Check verifies that the world is closed and agrees with the published
// totals. It returns every breach found, each with the sum and its difference.
func (b *Balances) Check() error {
	var errs []error
	fail := func(format string, args ...any) { errs = append(errs, fmt.Errorf("balances: "+format, args...)) }

	b.checkClosed(fail)
	b.checkSigns(fail)
	b.checkTreasuries(fail)
	b.checkLeverage(fail)
	return errors.Join(errs...)
}

type failFunc func(format string, args ...any)

// checkClosed verifies that every asset sums to zero and that its issuer
// carries exactly what is outstanding.
func (b *Balances) checkClosed(fail failFunc) {
	sums := make(map[string]int64, len(b.Instruments))
	for i, p := range b.Positions {
		sums[p.Asset] += p.Units
		if i > 0 && comparePositions(b.Positions[i-1], p) >= 0 {
			fail("position %s/%s is out of order or double", p.Agent, p.Asset)
		}
		if p.Units == 0 {
			fail("position %s/%s is zero", p.Agent, p.Asset)
		}
	}
	for _, r := range b.Instruments {
		if s := sums[r.ID]; s != 0 {
			fail("asset %s sums to %+d units over all agents (%+.6f bn %s), want exactly 0", r.ID, s, float64(s)/r.UnitsPerBn, unitName(r))
		}
		delete(sums, r.ID)
		want := -int64(math.Round(r.OutstandingBn * r.UnitsPerBn))
		if got := b.Units(b.Issuers[r.ID], r.ID); r.Class != "swap" && got != want {
			fail("issuer %s of %s carries %d units, want %d (off by %d)", b.Issuers[r.ID], r.ID, got, want, got-want)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(sums)) {
		fail("asset %s is held but not in instruments.csv", id)
	}
}

// checkSigns verifies that only issuers, borrowers and swap payers are short.
func (b *Balances) checkSigns(fail failFunc) {
	borrows := make(map[[2]string]bool)
	for _, c := range b.Components {
		if isBorrowing(c.Component) {
			borrows[[2]string{c.Agent, c.Asset}] = true
		}
	}
	class := make(map[string]string, len(b.Instruments))
	for _, r := range b.Instruments {
		class[r.ID] = r.Class
	}
	for _, p := range b.Positions {
		if p.Units < 0 && class[p.Asset] != "swap" && b.Issuers[p.Asset] != p.Agent && !borrows[[2]string{p.Agent, p.Asset}] {
			fail("%s holds %d units of %s: only issuers and borrowers may be negative", p.Agent, p.Units, p.Asset)
		}
	}
}

// checkTreasuries verifies Treasury holdings against the published totals, and
// DV01 by bucket against the published one.
func (b *Balances) checkTreasuries(fail failFunc) {
	byAgent := make(map[string]float64)
	lines := make(map[string]float64)
	for _, h := range b.USTHoldings {
		byAgent[h.Agent] += h.USDBn
		lines["sector/"+h.Sector] += h.USDBn
		lines["total"] += h.USDBn
		if h.Country != "" {
			lines["country/"+h.Country] += h.USDBn
			lines["foreign"] += h.USDBn
		}
	}
	lines["official"] = lines["sector/foreign_official"]
	for _, l := range b.USTLines {
		if d := lines[l.ID] - l.USDBn; math.Abs(d) > sumToleranceBn {
			fail("Treasuries, %s: holders sum to %.6f USD bn, published %.6f (off by %+.6f)", l.ID, lines[l.ID], l.USDBn, d)
		}
	}
	var total float64
	for _, agent := range slices.Sorted(maps.Keys(byAgent)) {
		var v float64
		for _, x := range b.USTMarketValueBn(agent) {
			v += x
		}
		total += v
		if d := v - byAgent[agent]; math.Abs(d) > roundToleranceBn {
			fail("Treasuries of %s are worth %.6f USD bn at base prices, want %.6f (off by %+.6f)", agent, v, byAgent[agent], d)
		}
	}
	for k, id := range ustBuckets {
		r, _ := b.Instrument(id)
		dv01 := float64(0.1 * r.OutstandingBn * r.DurationYr)
		if want := b.bucketDV01[k]; math.Abs(dv01/want-1) > 0.05 {
			fail("%s: DV01 of par %.0f USD mn per bp, published %.0f (off by %+.1f %%, limit 5 %%)", id, dv01, want, 100*(dv01/want-1))
		}
	}
	for _, l := range b.USTLines {
		if l.ID == "total" && math.Abs(total-l.USDBn) > roundToleranceBn {
			fail("Treasuries of all holders are worth %.6f USD bn, published %.6f (off by %+.6f)", total, l.USDBn, total-l.USDBn)
		}
	}
}

// checkLeverage verifies repo borrowing against the haircut, and swap hedges
// against the Treasuries that they hedge.
func (b *Balances) checkLeverage(fail failFunc) {
	repo := make(map[string]float64)
	for _, c := range b.Components {
		if c.Component == "repo_borrowed" {
			repo[c.Agent] -= c.AmountBn
		}
	}
	for _, l := range b.Leveraged {
		want := float64(l.USDBn * (1 - l.HaircutFrac))
		if d := repo[l.Agent] - want; math.Abs(d) > 0.01 {
			fail("%s borrows %.3f USD bn in repo, want %.3f = %.3f of Treasuries less a haircut of %g (off by %+.3f)", l.Agent, repo[l.Agent], want, l.USDBn,
				l.HaircutFrac, d)
		}
		v := b.USTMarketValueBn(l.Agent)
		for k, id := range ustSwaps {
			if id == "" {
				continue
			}
			r, _ := b.Instrument(id)
			n := float64(b.Units(l.Agent, id)) / r.UnitsPerBn
			if d := n + v[k]; math.Abs(d) > roundToleranceBn {
				fail("%s: %s notional %.6f USD bn does not offset Treasuries of %.6f (off by %+.6f)", l.Agent, id, n, v[k], d)
			}
		}
	}
}

func unitName(r InstrumentRow) string {
	if r.Class == "fx" {
		return r.ID
	}
	return r.Currency
}
