package talks

import (
	"math"

	"kirifuda/internal/portable"
)

// Concession is each side's concession from its first position in a round, pp: one step at
// the usual discount rates, and more in proportion to their sum. Differences between the
// two sides' discount rates are in the solution of the game; here their sum only
// accelerates the talks.
//
//	step·min(most, (ρ_US + ρ_JP)/(−ln δ_US − ln δ_JP))
//
// with step the concession_pp and most the concession_max.
func (t *Game) Concession(o *Outlook) float64 {
	us, jp := t.DiscountRates(o)
	usual := -portable.Log(t.P.DiscountUS) - portable.Log(t.P.DiscountJP)
	if usual <= 0 {
		return t.P.ConcessionPP
	}
	return t.P.ConcessionPP * math.Min(t.P.ConcessionMax, (us+jp)/usual)
}

// position is the position of a side: the settlement plus the rest of its toughness.
func (t *Game) position(settlement, conceded float64, us bool) float64 {
	hard := math.Max(0, t.P.ToughnessPP-conceded)
	if !us {
		hard = -hard
	}
	return math.Min(t.P.NoDealPct, settlement) + hard
}

// Demand is the demand of a side: its position in whole concessions, within the range of
// tariffs on the table,
//
//	settlement ± max(0, toughness − conceded)
func (t *Game) Demand(settlement, conceded float64, us bool) float64 {
	x := t.position(settlement, conceded, us)
	if c := t.P.ConcessionPP; c > 0 {
		x = math.Round(x/c) * c
	}
	return t.table(x)
}

// table limits a tariff to the range on the table.
func (t *Game) table(x float64) float64 {
	return math.Max(t.P.FloorPct, math.Min(t.P.NoDealPct, x))
}

// Accepts is the probability that a side accepts an offer that is worse for it than the
// settlement by gap pp: one half at half a concession,
//
//	1/(1 + exp(slope·(gap − ½·step)))
func (t *Game) Accepts(gap float64) float64 {
	return 1 / (1 + portable.Exp(t.P.AcceptSlope*(gap-float64(0.5*t.P.ConcessionPP))))
}
