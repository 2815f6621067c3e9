package agents

import (
	"math"

	"kirifuda/internal/portable"
	"kirifuda/world"
)

// TalksParams are the payoffs and the protocol of the tariff talks. They are
// common knowledge, so both sides solve the same game.
type TalksParams struct {
	On              bool    `yaml:"talks" default:"true" role:"lever" status:"READ" source:"ministerial rounds of 2025" doc:"whether the two sides talk at all"`
	FirstRoundDay   int     `yaml:"first_round_day" unit:"days" min:"1" max:"1000" default:"12" role:"constant" status:"READ" source:"16 April 2025" doc:"business day of the first round"`
	RoundDays       int     `yaml:"round_days" unit:"days" min:"1" max:"100" default:"9" role:"constant" status:"READ" source:"8 rounds in 97 days" doc:"business days between rounds"`
	MaxRounds       int     `yaml:"max_rounds" unit:"1" min:"1" max:"60" default:"12" role:"constant" status:"ASSUMED" source:"model design" doc:"rounds before talks end without a deal"`
	DeadlineDay     int     `yaml:"deadline_day" unit:"days" min:"1" max:"1000" default:"88" role:"constant" status:"READ" source:"1 August 2025" doc:"business day on which the no-deal rate enters into force"`
	NoDealPct       float64 `yaml:"no_deal_pct" unit:"%" min:"0" max:"100" default:"25" role:"lever" status:"READ" source:"letter of 7 July 2025" doc:"tariff without a deal"`
	FloorPct        float64 `yaml:"floor_pct" unit:"%" min:"0" max:"100" default:"10" role:"constant" status:"READ" source:"baseline tariff" doc:"lowest tariff on the table"`
	MaxInvestment   float64 `yaml:"max_investment_usd_bn" unit:"USD bn" min:"0" max:"5000" default:"825" role:"constant" status:"COMPUTED" source:"550 bn at 15 %" doc:"investment pledged at the floor; falls linearly to zero at the no-deal rate"`
	MaxPurchases    float64 `yaml:"max_purchases_usd_bn" unit:"USD bn/yr" min:"0" max:"500" default:"16.5" role:"constant" status:"COMPUTED" source:"farm goods 8 and defence 3 bn a year at 15 %" doc:"farm, energy and defence purchases pledged at the floor"`
	RevenuePct      float64 `yaml:"us_tariff_value_pct" unit:"% of GDP per pp" min:"0" max:"1" default:"0.0055" role:"uncertainty" free:"true" status:"ASSUMED" source:"deal of 22 July 2025" doc:"what Washington gains from the first pp of tariff"`
	OptimalTariff   float64 `yaml:"us_optimal_tariff_pct" unit:"%" min:"1" max:"500" default:"40" role:"uncertainty" status:"ASSUMED" source:"open point of the model" doc:"tariff at which that gain peaks"`
	InvestmentPct   float64 `yaml:"us_investment_value_pct" unit:"% of GDP" min:"0" max:"1" default:"0.02" role:"uncertainty" free:"true" status:"ASSUMED" source:"deal of 22 July 2025" doc:"weight of the logarithm of pledged investment"`
	InvestmentScale float64 `yaml:"us_investment_scale_usd_bn" unit:"USD bn" min:"1" max:"5000" default:"100" role:"uncertainty" status:"ASSUMED" source:"open point of the model" doc:"pledge at which its value bends"`
	PurchasePct     float64 `yaml:"us_purchase_value_pct" unit:"% of GDP per USD bn/yr" min:"0" max:"0.1" default:"0.0001" role:"uncertainty" status:"ASSUMED" source:"open point of the model" doc:"value of purchases"`
	InflationPct    float64 `yaml:"us_inflation_cost_pct" unit:"% of GDP per pp" min:"0" max:"0.1" default:"0.0004" role:"uncertainty" status:"ASSUMED" source:"Fajgelbaum and others (2020)" doc:"cost of the tariff to buyers"`
	StressPct       float64 `yaml:"us_stress_cost_pct" unit:"% of GDP" min:"0" max:"1" default:"0.01" role:"uncertainty" free:"true" status:"ASSUMED" source:"pause of 9 April 2025" doc:"cost to Washington of a unit of market stress while there is no deal"`
	ExportPct       float64 `yaml:"jp_export_loss_pct" unit:"% of GDP per pp" min:"0" max:"1" default:"0.014" role:"uncertainty" free:"true" status:"ASSUMED" source:"exports to the United States, 3.7 % of GDP" doc:"loss of volume and margin to Japan per pp of tariff"`
	GrantPct        float64 `yaml:"jp_grant_share_pct" unit:"%" min:"0" max:"100" default:"5" role:"uncertainty" status:"ASSUMED" source:"loans and guarantees" doc:"share of pledged investment that is a cost, borne over ten years"`
	FarmPct         float64 `yaml:"jp_purchase_cost_pct" unit:"% of GDP per USD bn/yr" min:"0" max:"0.1" default:"0.001" role:"uncertainty" status:"ASSUMED" source:"open point of the model" doc:"domestic political cost of purchases"`
	ElectionDay     int     `yaml:"jp_election_day" unit:"days" min:"0" max:"5000" default:"79" role:"constant" status:"READ" source:"upper house election of 20 July 2025" doc:"business day of Japan's election, 0 for none"`
	ElectionPct     float64 `yaml:"jp_election_cost_pct" unit:"% of GDP" min:"0" max:"1" default:"0.02" role:"uncertainty" status:"ASSUMED" source:"open point of the model" doc:"cost to Tokyo of going into the election without a deal, reached over the thirty days before it"`
	DiscountUS      float64 `yaml:"us_discount_per_round" unit:"1" min:"0.01" max:"1" default:"0.96" role:"uncertainty" free:"true" status:"ASSUMED" source:"open point of the model" doc:"Washington's discount factor over a round"`
	DiscountJP      float64 `yaml:"jp_discount_per_round" unit:"1" min:"0.01" max:"1" default:"0.91" role:"uncertainty" free:"true" status:"ASSUMED" source:"open point of the model" doc:"Tokyo's discount factor over a round"`
	Breakdown       float64 `yaml:"breakdown_per_round" unit:"probability" min:"0" max:"1" default:"0.01" role:"uncertainty" status:"ASSUMED" source:"open point of the model" doc:"probability that talks break off in a round without agreement"`
	ToughnessPP     float64 `yaml:"toughness_pp" unit:"pp" min:"0" max:"30" default:"5" role:"uncertainty" free:"true" status:"ASSUMED" source:"8 rounds before the deal" doc:"how far first offers lie beyond the solution of the game"`
	ConcessionPP    float64 `yaml:"concession_pp" unit:"pp" min:"0" max:"10" default:"1" role:"constant" status:"READ" source:"1 pp per concession, Yomiuri, 24 July 2025" doc:"concession made in a round"`
	AcceptSlope     float64 `yaml:"accept_slope_per_pp" unit:"1/pp" min:"0.01" max:"50" default:"2.5" role:"uncertainty" status:"ASSUMED" source:"open point of the model" doc:"slope of the acceptance probability in the gap between an offer and the solution"`
}

// talks is the game as both sides see it.
type talks struct{ p TalksParams }

// investment and purchases pledged with tariff tau: the contract curve, on which
// a lower tariff is paid for.
func (t *talks) pledge(tau float64) (k, a float64) {
	share := (t.p.NoDealPct - tau) / math.Max(1e-9, t.p.NoDealPct-t.p.FloorPct)
	share = math.Max(0, math.Min(1, share))
	return share * t.p.MaxInvestment, share * t.p.MaxPurchases
}

// washington is the yearly payoff of a deal at tau, percent of GDP:
//
//	u = a_τ·τ·(1 − τ/2τ*) + a_K·ln(1 + K/K₀) + a_A·A − c_π·τ
func (t *talks) washington(tau float64) float64 {
	k, a := t.pledge(tau)
	return t.p.RevenuePct*tau*(1-tau/(2*t.p.OptimalTariff)) + t.p.InvestmentPct*math.Log1p(k/t.p.InvestmentScale) +
		t.p.PurchasePct*a - t.p.InflationPct*tau
}

// tokyo is Japan's:
//
//	u = −b_x·τ − g·K/(10·GDP) − b_A·A
func (t *talks) tokyo(tau float64) float64 {
	const gdp = 4030.0 // USD bn, 2024
	k, a := t.pledge(tau)
	return -t.p.ExportPct*tau - t.p.GrantPct*k/(10*gdp) - t.p.FarmPct*a
}

// stress is the pain that markets cause in Washington:
//
//	Ω = [Δ₅y₃₀/30 bp]₊ + [−r₅/10 %]₊ + [(MOVE − 100)/40]₊
func stress(v *world.View, m *markets) float64 {
	if v.Day <= 1 || m.ust[3] < 0 {
		return 0
	}
	o := math.Max(0, v.Change(m.ust[3], 5)/30) + math.Max(0, (v.MOVE-100)/40)
	if m.eq[0] >= 0 {
		o += math.Max(0, -v.Change(m.eq[0], 5)/1000)
	}
	return o
}

// electionPain is what having no deal costs Tokyo as an election nears, percent
// of GDP: it rises over thirty business days and is gone once the votes are in.
func (t *talks) electionPain(day int) float64 {
	left := t.p.ElectionDay - day
	if t.p.ElectionDay == 0 || left < 0 || left > 30 {
		return 0
	}
	return t.p.ElectionPct * (1 - float64(left)/30)
}

// solve is the tariff that each side would offer in round n (first 1), given
// what a year without a deal costs each beyond the tariff itself.
//
// Backward induction over the rounds left on a grid of 0.25 pp. In a round
// either side may come to propose, with equal odds; who proposes offers what is
// best for it among tariffs that the other prefers to waiting, whose value is
// discounted and lost if talks break off. After the last round there is no deal.
// (Rubinstein 1982; with random proposers, Binmore 1987, so that the finite
// horizon gives no last-mover advantage.)
func (t *talks) solve(n int, usPain, jpPain float64) (us, jp float64) {
	dUS, dJP := t.p.DiscountUS*(1-t.p.Breakdown), t.p.DiscountJP*(1-t.p.Breakdown)
	u0, j0 := t.washington(t.p.NoDealPct)-usPain, t.tokyo(t.p.NoDealPct)-jpPain
	vUS, vJP := 0.0, 0.0
	us, jp = t.p.NoDealPct, t.p.NoDealPct
	for r := t.p.MaxRounds; r >= n; r-- {
		bestUS, bestJP := math.Inf(-1), math.Inf(-1)
		var a, b [2]float64 // payoffs to the two when Washington, when Tokyo proposes
		for g := 0; ; g++ {
			x := t.p.FloorPct + 0.25*float64(g)
			if x > t.p.NoDealPct+1e-9 {
				break
			}
			gu, gj := t.washington(x)-u0, t.tokyo(x)-j0
			if gj >= dJP*vJP-1e-12 && gu > bestUS {
				bestUS, us, a = gu, x, [2]float64{gu, gj}
			}
			if gu >= dUS*vUS-1e-12 && gj > bestJP {
				bestJP, jp, b = gj, x, [2]float64{gu, gj}
			}
		}
		if math.IsInf(bestUS, -1) || math.IsInf(bestJP, -1) {
			vUS, vJP = dUS*vUS, dJP*vJP
			continue
		}
		vUS, vJP = (a[0]+b[0])/2, (a[1]+b[1])/2
	}
	return us, jp
}

// demand is what a side asks for in round n: the solution, hardened by what is
// left of its first position. One concession a round is given up.
func (t *talks) demand(solution float64, n int, us bool) float64 {
	hard := math.Max(0, t.p.ToughnessPP-t.p.ConcessionPP*float64(n-1))
	if !us {
		hard = -hard
	}
	x := solution + hard
	if c := t.p.ConcessionPP; c > 0 {
		x = math.Round(x/c) * c
	}
	return math.Max(t.p.FloorPct, math.Min(t.p.NoDealPct, x))
}

// accepts is the probability that a side takes an offer which is worse for it
// than the solution by gap pp: logistic, one half at half a concession.
func (t *talks) accepts(gap float64) float64 {
	return 1 / (1 + portable.Exp(t.p.AcceptSlope*(gap-0.5*t.p.ConcessionPP)))
}
