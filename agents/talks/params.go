package talks

import "kirifuda/world"

// Params are the payoffs and the protocol of the tariff talks. They are
// common knowledge, so both sides solve the same game.
type Params struct {
	// whether the two sides talk at all
	// READ: ministerial rounds of 2025
	On bool `yaml:"talks" default:"true" role:"lever"`
	// day of the first round; rounds that lie before the run count towards max_rounds, and
	// those after them are held on their days
	// READ: 16 April 2025, Washington
	FirstRoundDay world.When `yaml:"first_round_day" min:"1" max:"1000" default:"2025-04-16" role:"constant"`
	// business days between rounds
	// READ: 8 rounds in 97 days
	RoundDays int `yaml:"round_days" unit:"days" min:"1" max:"100" default:"9" role:"constant"`
	// rounds before talks end without a deal
	// ASSUMED: model design
	MaxRounds int `yaml:"max_rounds" unit:"1" min:"1" max:"60" default:"12" role:"constant"`
	// day on which the no-deal rate enters into force; in a run that starts later it does not
	// READ: letter of 7 July 2025, which moved the day from 9 July to 1 August
	DeadlineDay world.When `yaml:"deadline_day" min:"1" max:"1000" default:"2025-08-01" role:"constant"`
	// tariff without a deal
	// READ: letter of 7 July 2025
	NoDealPct float64 `yaml:"no_deal_pct" unit:"%" min:"0" max:"100" default:"25" role:"lever"`
	// lowest tariff on the table
	// READ: baseline tariff
	FloorPct float64 `yaml:"floor_pct" unit:"%" min:"0" max:"100" default:"10" role:"constant"`
	// investment pledged at the floor; falls linearly to zero at the no-deal rate
	// COMPUTED: 550 bn at 15 %
	MaxInvestment float64 `yaml:"max_investment_usd_bn" unit:"USD bn" min:"0" max:"5000" default:"825" role:"constant"`
	// farm, energy and defence purchases pledged at the floor
	// COMPUTED: farm goods 8 and defence 3 bn a year at 15 %
	MaxPurchases float64 `yaml:"max_purchases_usd_bn" unit:"USD bn/yr" min:"0" max:"500" default:"16.5" role:"constant"`
	// what Washington gains from the first pp of tariff
	// ASSUMED: deal of 22 July 2025
	RevenuePct float64 `yaml:"us_tariff_value_pct" unit:"% of GDP per pp" min:"0" max:"1" default:"0.0057" role:"uncertainty" free:"true"`
	// tariff at which Washington's gain is largest
	// ASSUMED: open point of the model
	OptimalTariff float64 `yaml:"us_optimal_tariff_pct" unit:"%" min:"1" max:"500" default:"40" role:"uncertainty"`
	// weight of the logarithm of pledged investment
	// ASSUMED: deal of 22 July 2025
	InvestmentPct float64 `yaml:"us_investment_value_pct" unit:"% of GDP" min:"0" max:"1" default:"0.02" role:"uncertainty" free:"true"`
	// scale of the pledge in its logarithmic value
	// ASSUMED: open point of the model
	InvestmentScale float64 `yaml:"us_investment_scale_usd_bn" unit:"USD bn" min:"1" max:"5000" default:"100" role:"uncertainty"`
	// value of purchases
	// ASSUMED: open point of the model
	PurchasePct float64 `yaml:"us_purchase_value_pct" unit:"% of GDP per USD bn/yr" min:"0" max:"0.1" default:"0.0001" role:"uncertainty"`
	// cost of the tariff to buyers
	// ASSUMED: Fajgelbaum and others (2020)
	InflationPct float64 `yaml:"us_inflation_cost_pct" unit:"% of GDP per pp" min:"0" max:"0.1" default:"0.0004" role:"uncertainty"`
	// yearly cost to Washington of a unit of market stress while there is no deal
	// ASSUMED: pause of 9 April 2025
	StressPct float64 `yaml:"us_stress_cost_pct" unit:"% of GDP" min:"0" max:"1" default:"0.01" role:"uncertainty" free:"true"`
	// addition to Washington's discount rate over a round per unit of market stress
	// ASSUMED: open point of the model
	StressDiscount float64 `yaml:"us_impatience_per_stress" unit:"1/round" min:"0" max:"2" default:"0.03" role:"uncertainty"`
	// expected share of market stress left a round later
	// ASSUMED: April and May 2025
	StressDecay float64 `yaml:"stress_decay_per_round" unit:"share/round" min:"0" max:"1" default:"0.5" role:"uncertainty"`
	// rise of the 30-year yield over stress_days that is a unit of stress
	// ASSUMED: pause of 9 April 2025
	StressYieldBp float64 `yaml:"stress_yield_bp" unit:"bp" min:"1" max:"1000" default:"30" role:"uncertainty"`
	// fall of U.S. equities over stress_days that is a unit of stress
	// ASSUMED: pause of 9 April 2025
	StressEquityPct float64 `yaml:"stress_equity_pct" unit:"%" min:"0.1" max:"100" default:"10" role:"uncertainty"`
	// level of the rate-volatility gauge above which it is stress
	// ASSUMED: its usual level
	StressMOVEFrom float64 `yaml:"stress_move_from" unit:"index" min:"0" max:"1000" default:"100" role:"uncertainty"`
	// points of the gauge above that level that are a unit of stress
	// ASSUMED: pause of 9 April 2025
	StressMOVE float64 `yaml:"stress_move_points" unit:"index" min:"1" max:"1000" default:"40" role:"uncertainty"`
	// days over which moves of markets count as stress
	// ASSUMED: model design
	StressDays int `yaml:"stress_days" unit:"days" min:"1" max:"63" default:"5" role:"uncertainty"`
	// business days over which Washington expects a feared sale to be made
	// ASSUMED: a quarter
	FearDays int `yaml:"fear_days" unit:"days" min:"1" max:"2500" default:"63" role:"uncertainty"`
	// largest cost to tit_for_tat of yielding to threats and sales, as a multiple of
	// tit_for_tat_cost_pct
	// ASSUMED: model design
	CostMax float64 `yaml:"tit_for_tat_cost_max" unit:"1" min:"0" max:"100" default:"2" role:"uncertainty" needs:"strategy tit_for_tat, and a threat or a sale during talks"`
	// share of that cost left after a quiet round
	// ASSUMED: model design
	CostDecay float64 `yaml:"tit_for_tat_decay_per_round" unit:"share/round" min:"0" max:"1" default:"0.5" role:"uncertainty" needs:"strategy tit_for_tat, and a threat or a sale during talks"`
	// stress from the deadline under the strategy deadline, reached over the us_deadline_days before
	// it
	// ASSUMED: model design
	DeadlineStress float64 `yaml:"us_deadline_pressure" unit:"1" min:"0" max:"50" default:"3" role:"uncertainty" needs:"strategy deadline"`
	// business days before the deadline over which this stress builds up
	// ASSUMED: model design
	DeadlineDays int `yaml:"us_deadline_days" unit:"days" min:"1" max:"1000" default:"40" role:"uncertainty" needs:"strategy deadline"`
	// effect of a sale on long yields as believed by both sides
	// COMPUTED: impact of a month's sale
	ImpactBpPerBn float64 `yaml:"expected_impact_bp_per_bn" unit:"bp per USD bn" min:"0" max:"5" default:"0.12" role:"uncertainty"`
	// loss of volume and margin to Japan per pp of tariff
	// ASSUMED: exports to the United States, 3.7 % of GDP
	ExportPct float64 `yaml:"jp_export_loss_pct" unit:"% of GDP per pp" min:"0" max:"1" default:"0.014" role:"uncertainty" free:"true"`
	// share of pledged investment that is a cost, borne over jp_grant_years
	// ASSUMED: loans and guarantees
	GrantPct float64 `yaml:"jp_grant_share_pct" unit:"%" min:"0" max:"100" default:"5" role:"uncertainty"`
	// years over which the cost of investment is borne
	// ASSUMED: model design
	GrantYears float64 `yaml:"jp_grant_years" unit:"years" min:"0.1" max:"100" default:"10" role:"uncertainty"`
	// Japan's GDP, of which payoffs are shares
	// RECALLED: GDP of 2024, national statistics
	GDPUSDBn float64 `yaml:"jp_gdp_usd_bn" unit:"USD bn" min:"1" max:"100000" default:"4030" role:"constant"`
	// domestic political cost of purchases
	// ASSUMED: open point of the model
	FarmPct float64 `yaml:"jp_purchase_cost_pct" unit:"% of GDP per USD bn/yr" min:"0" max:"0.1" default:"0.001" role:"uncertainty"`
	// day of Japan's election, or the last business day before it, because elections are held on
	// Sundays; 0 for none
	// READ: upper house election of 20 July 2025
	ElectionDay world.When `yaml:"jp_election_day" min:"0" max:"5000" default:"2025-07-20" closed:"before" role:"constant"`
	// addition to Tokyo's discount rate over a round due to an election, reached over the
	// jp_election_days before it
	// ASSUMED: open point of the model
	ElectionDiscount float64 `yaml:"jp_election_impatience" unit:"1/round" min:"0" max:"2" default:"0.05" role:"uncertainty"`
	// business days before an election over which its effect builds up
	// ASSUMED: model design
	ElectionDays int `yaml:"jp_election_days" unit:"days" min:"1" max:"1000" default:"30" role:"uncertainty"`
	// addition to Tokyo's discount rate over a round per unit of exporters' losses from tariffs in
	// force beyond those at the floor
	// ASSUMED: open point of the model
	ExportDiscount float64 `yaml:"jp_impatience_per_export_loss" unit:"1/round per % of GDP" min:"0" max:"20" default:"0.2" role:"uncertainty"`
	// weight of book losses on official dollars and of strains in the alliance relative to income
	// ASSUMED: open point of the model
	LossShare float64 `yaml:"jp_loss_weight_sh" unit:"share" min:"0" max:"1" default:"0.1" role:"uncertainty"`
	// years over which a tariff counts
	// ASSUMED: a presidential term
	HorizonYears float64 `yaml:"horizon_years" unit:"years" min:"0.1" max:"50" default:"4" role:"uncertainty"`
	// Washington's discount factor over a round in calm markets
	// ASSUMED: open point of the model
	DiscountUS float64 `yaml:"us_discount_per_round" unit:"1/round" min:"0.01" max:"1" default:"0.96" role:"uncertainty" free:"true"`
	// Tokyo's discount factor over a round, before exporters' losses and elections
	// ASSUMED: open point of the model
	DiscountJP float64 `yaml:"jp_discount_per_round" unit:"1/round" min:"0.01" max:"1" default:"0.925" role:"uncertainty" free:"true"`
	// probability that talks break off in a round without agreement
	// ASSUMED: open point of the model
	Breakdown float64 `yaml:"breakdown_per_round" unit:"share/round" min:"0" max:"1" default:"0.01" role:"uncertainty"`
	// distance of first offers from the settlement
	// ASSUMED: 8 rounds before the deal
	ToughnessPP float64 `yaml:"toughness_pp" unit:"pp" min:"0" max:"30" default:"8.5" role:"uncertainty" free:"true"`
	// concession made in a round at the usual discount rates
	// READ: 1 pp per concession, Yomiuri, 24 July 2025
	ConcessionPP float64 `yaml:"concession_pp" unit:"pp" min:"0" max:"10" default:"1" role:"constant"`
	// largest concession due to high discount rates, as a multiple of concession_pp
	// ASSUMED: model design
	ConcessionMax float64 `yaml:"concession_max" unit:"1" min:"1" max:"100" default:"5" role:"uncertainty"`
	// slope of the acceptance probability in the gap between an offer and the settlement
	// ASSUMED: open point of the model
	AcceptSlope float64 `yaml:"accept_slope_per_pp" unit:"1 per pp" min:"0.01" max:"50" default:"2.5" role:"uncertainty"`
}
