package talks

import (
	"math"

	"kirifuda/internal/portable"
)

// Feels is the stress to which Washington responds. It depends on its strategy: none for
// firm and tit_for_tat, the approach of the deadline for deadline, and otherwise that of
// markets,
//
//	Ω + E[Ω of sales to come] + Ω of a planned sale
//	Ω_d·max(0, 1 − days to the deadline/n)
//
// where the second line is for deadline, with Ω_d the us_deadline_pressure and n the
// us_deadline_days.
func (t *Game) Feels(o *Outlook) float64 {
	switch t.Strategy {
	case "firm", "tit_for_tat":
		return 0
	case "deadline":
		left := float64(t.P.DeadlineDay.DayOrNever()-o.Day) / float64(t.P.DeadlineDays)
		return t.P.DeadlineStress * math.Max(0, math.Min(1, 1-left))
	}
	return o.Stress + o.Fear + float64(o.sale*math.Min(1, o.rounds))
}

// DiscountRates returns each side's discount rate over a round,
//
//	ρ_US = −ln δ_US + ρ_Ω·Ω,   ρ_JP = −ln δ_JP + ρ_x·b_x·(τ − floor) + ρ_e·(1 − days to the election/n)
//
// Market stress raises Washington's rate, and exporters' losses and elections raise
// Tokyo's.
func (t *Game) DiscountRates(o *Outlook) (us, jp float64) {
	us = -portable.Log(t.P.DiscountUS) + float64(t.P.StressDiscount*t.Feels(o))
	jp = -portable.Log(t.P.DiscountJP) + float64(t.P.ExportDiscount*t.P.ExportPct*math.Max(0, o.Tariff-t.P.FloorPct)) +
		float64(t.P.ElectionDiscount*t.Election(o.Day))
	return us, jp
}

// Election is the proximity of Japan's election, which rises from 0, n business days
// before it, to 1,
//
//	1 − days left/n
//
// with n the jp_election_days. It is 0 after the election.
func (t *Game) Election(day int) float64 {
	left := t.P.ElectionDay.DayOrNever() - day
	if left < 0 || left > t.P.ElectionDays {
		return 0
	}
	return 1 - float64(left)/float64(t.P.ElectionDays)
}
