package talks

import (
	"math"

	"kirifuda/internal/portable"
)

// Pledge returns Japan's pledges in a deal at tariff tau, percent: investment, USD bn, and
// purchases, USD bn a year. This is the contract curve, on which a lower tariff has its
// price,
//
//	share = (no-deal rate − τ)/(no-deal rate − floor),   from 0 to 1
func (p *Params) Pledge(tau float64) (investmentUSDBn, purchasesUSDBnYr float64) {
	share := (p.NoDealPct - tau) / math.Max(1e-9, p.NoDealPct-p.FloorPct)
	share = math.Max(0, math.Min(1, share))
	return share * p.MaxInvestment, share * p.MaxPurchases
}

// Washington is the yearly payoff to Washington of a deal at tau, percent of GDP:
//
//	u = a_τ·τ·(1 − τ/2τ*) + a_K·ln(1 + K/K₀) + a_A·A − c_π·τ
func (p *Params) Washington(tau float64) float64 {
	k, a := p.Pledge(tau)
	return float64(p.RevenuePct*tau*(1-tau/(2*p.OptimalTariff))) + float64(p.InvestmentPct*portable.Log(1+k/p.InvestmentScale)) +
		float64(p.PurchasePct*a) - float64(p.InflationPct*tau)
}

// Tokyo is the yearly payoff to Tokyo of a deal at tau, percent of GDP:
//
//	u = −b_x·τ − g·K/(n·GDP) − b_A·A
//
// with n the jp_grant_years and GDP the jp_gdp_usd_bn.
func (p *Params) Tokyo(tau float64) float64 {
	k, a := p.Pledge(tau)
	return float64(-p.ExportPct*tau) - p.GrantPct*k/(p.GrantYears*p.GDPUSDBn) - float64(p.FarmPct*a)
}

// SaleLoss is Tokyo's yearly cost of having no deal, beyond the tariff, once it sells,
// percent of GDP: a share of the loss on its official dollars, in Treasuries and in yen,
// and of the strain in the alliance, both USD bn,
//
//	b = weight·(loss + alliance)/(horizon·GDP)
func (t *Game) SaleLoss(loss, alliance float64) float64 {
	return 100 * t.P.LossShare * (loss + alliance) / (t.P.HorizonYears * t.P.GDPUSDBn)
}
