package talks

import (
	"pgregory.net/rapid"

	"kirifuda/world"
)

var defaultTalks = Params{
	MaxRounds: 12, NoDealPct: 25, FloorPct: 10, MaxInvestment: 825, MaxPurchases: 16.5, RevenuePct: 0.0055, OptimalTariff: 40,
	InvestmentPct: 0.02, InvestmentScale: 100, PurchasePct: 0.0001, InflationPct: 0.0004, StressPct: 0.01, ExportPct: 0.014,
	RoundDays: 9, DeadlineDay: world.OnDay(89), ElectionDay: world.OnDay(79), StressDiscount: 0.03, StressDecay: 0.5, DeadlineStress: 3, ElectionDiscount: 0.05, ExportDiscount: 0.2,
	StressYieldBp: 30, StressEquityPct: 10, StressMOVEFrom: 100, StressMOVE: 40, StressDays: 5, FearDays: 63, CostMax: 2, CostDecay: 0.5,
	DeadlineDays: 40, ElectionDays: 30, GrantYears: 10, GDPUSDBn: 4030, ConcessionMax: 5,
	LossShare: 0.1, HorizonYears: 4, ImpactBpPerBn: 0.12,
	GrantPct: 5, FarmPct: 0.001, DiscountUS: 0.96, DiscountJP: 0.925, Breakdown: 0.01, ToughnessPP: 5, ConcessionPP: 1, AcceptSlope: 2.5,
}

// anyTalks draws payoffs around the defaults.
func anyTalks(t *rapid.T) Game {
	p := defaultTalks
	scale := func(name string, x *float64) { *x *= rapid.Float64Range(0.3, 3).Draw(t, name) }
	scale("revenue", &p.RevenuePct)
	scale("investment", &p.InvestmentPct)
	scale("inflation", &p.InflationPct)
	scale("export", &p.ExportPct)
	scale("grant", &p.GrantPct)
	p.FloorPct = rapid.Float64Range(0, 15).Draw(t, "floor")
	p.NoDealPct = p.FloorPct + rapid.Float64Range(1, 30).Draw(t, "range")
	p.DiscountUS = rapid.Float64Range(0.5, 1).Draw(t, "us patience")
	p.DiscountJP = rapid.Float64Range(0.5, 1).Draw(t, "jp patience")
	p.MaxRounds = rapid.IntRange(1, 20).Draw(t, "rounds")
	return New(p, "stress_sensitive")
}
