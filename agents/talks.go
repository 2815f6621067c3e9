package agents

import (
	"math"

	"kirifuda/agents/rules"
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
	DeadlineDay     int     `yaml:"deadline_day" unit:"days" min:"1" max:"1000" default:"89" role:"constant" status:"READ" source:"1 August 2025" doc:"business day on which the no-deal rate enters into force"`
	NoDealPct       float64 `yaml:"no_deal_pct" unit:"%" min:"0" max:"100" default:"25" role:"lever" status:"READ" source:"letter of 7 July 2025" doc:"tariff without a deal"`
	FloorPct        float64 `yaml:"floor_pct" unit:"%" min:"0" max:"100" default:"10" role:"constant" status:"READ" source:"baseline tariff" doc:"lowest tariff on the table"`
	MaxInvestment   float64 `yaml:"max_investment_usd_bn" unit:"USD bn" min:"0" max:"5000" default:"825" role:"constant" status:"COMPUTED" source:"550 bn at 15 %" doc:"investment pledged at the floor; falls linearly to zero at the no-deal rate"`
	MaxPurchases    float64 `yaml:"max_purchases_usd_bn" unit:"USD bn/yr" min:"0" max:"500" default:"16.5" role:"constant" status:"COMPUTED" source:"farm goods 8 and defence 3 bn a year at 15 %" doc:"farm, energy and defence purchases pledged at the floor"`
	RevenuePct      float64 `yaml:"us_tariff_value_pct" unit:"% of GDP per pp" min:"0" max:"1" default:"0.0057" role:"uncertainty" free:"true" status:"ASSUMED" source:"deal of 22 July 2025" doc:"what Washington gains from the first pp of tariff"`
	OptimalTariff   float64 `yaml:"us_optimal_tariff_pct" unit:"%" min:"1" max:"500" default:"40" role:"uncertainty" status:"ASSUMED" source:"open point of the model" doc:"tariff at which that gain peaks"`
	InvestmentPct   float64 `yaml:"us_investment_value_pct" unit:"% of GDP" min:"0" max:"1" default:"0.02" role:"uncertainty" free:"true" status:"ASSUMED" source:"deal of 22 July 2025" doc:"weight of the logarithm of pledged investment"`
	InvestmentScale float64 `yaml:"us_investment_scale_usd_bn" unit:"USD bn" min:"1" max:"5000" default:"100" role:"uncertainty" status:"ASSUMED" source:"open point of the model" doc:"pledge at which its value bends"`
	PurchasePct     float64 `yaml:"us_purchase_value_pct" unit:"% of GDP per USD bn/yr" min:"0" max:"0.1" default:"0.0001" role:"uncertainty" status:"ASSUMED" source:"open point of the model" doc:"value of purchases"`
	InflationPct    float64 `yaml:"us_inflation_cost_pct" unit:"% of GDP per pp" min:"0" max:"0.1" default:"0.0004" role:"uncertainty" status:"ASSUMED" source:"Fajgelbaum and others (2020)" doc:"cost of the tariff to buyers"`
	StressPct       float64 `yaml:"us_stress_cost_pct" unit:"% of GDP" min:"0" max:"1" default:"0.01" role:"uncertainty" free:"true" status:"ASSUMED" source:"pause of 9 April 2025" doc:"cost a year to Washington of a unit of market stress while there is no deal"`
	StressHaste     float64 `yaml:"us_impatience_per_stress" unit:"1 per round" min:"0" max:"2" default:"0.03" role:"uncertainty" status:"ASSUMED" source:"open point of the model" doc:"what a unit of market stress adds to Washington's discount rate over a round"`
	StressDecay     float64 `yaml:"stress_decay_per_round" unit:"share" min:"0" max:"1" default:"0.5" role:"uncertainty" status:"ASSUMED" source:"April and May 2025" doc:"share of market stress that is expected to be left a round later"`
	DeadlineStress  float64 `yaml:"us_deadline_pressure" unit:"1" min:"0" max:"50" default:"3" role:"uncertainty" status:"ASSUMED" source:"model design" doc:"stress that the deadline itself is to a Washington that negotiates by it, reached over the forty days before it"`
	ImpactBpPerBn   float64 `yaml:"expected_impact_bp_per_bn" unit:"bp per USD bn" min:"0" max:"5" default:"0.12" role:"uncertainty" status:"COMPUTED" source:"impact of a month's sale" doc:"what both sides believe a sale does to long yields"`
	ExportPct       float64 `yaml:"jp_export_loss_pct" unit:"% of GDP per pp" min:"0" max:"1" default:"0.014" role:"uncertainty" free:"true" status:"ASSUMED" source:"exports to the United States, 3.7 % of GDP" doc:"loss of volume and margin to Japan per pp of tariff"`
	GrantPct        float64 `yaml:"jp_grant_share_pct" unit:"%" min:"0" max:"100" default:"5" role:"uncertainty" status:"ASSUMED" source:"loans and guarantees" doc:"share of pledged investment that is a cost, borne over ten years"`
	FarmPct         float64 `yaml:"jp_purchase_cost_pct" unit:"% of GDP per USD bn/yr" min:"0" max:"0.1" default:"0.001" role:"uncertainty" status:"ASSUMED" source:"open point of the model" doc:"domestic political cost of purchases"`
	ElectionDay     int     `yaml:"jp_election_day" unit:"days" min:"0" max:"5000" default:"79" role:"constant" status:"READ" source:"upper house election of 20 July 2025" doc:"business day of Japan's election, 0 for none"`
	ElectionHaste   float64 `yaml:"jp_election_impatience" unit:"1 per round" min:"0" max:"2" default:"0.05" role:"uncertainty" status:"ASSUMED" source:"open point of the model" doc:"what an election adds to Tokyo's discount rate over a round, reached over the thirty days before it"`
	ExportHaste     float64 `yaml:"jp_impatience_per_export_loss" unit:"1 per round and % of GDP" min:"0" max:"20" default:"0.2" role:"uncertainty" status:"ASSUMED" source:"open point of the model" doc:"what exporters' losses from tariffs in force, beyond those of the floor, add to Tokyo's discount rate over a round"`
	LossShare       float64 `yaml:"jp_loss_weight_sh" unit:"share" min:"0" max:"1" default:"0.1" role:"uncertainty" status:"ASSUMED" source:"open point of the model" doc:"weight of book losses on official dollars, and of strains in the alliance, against income"`
	HorizonYears    float64 `yaml:"horizon_years" unit:"years" min:"0.1" max:"50" default:"4" role:"uncertainty" status:"ASSUMED" source:"a presidential term" doc:"years for which a tariff counts"`
	DiscountUS      float64 `yaml:"us_discount_per_round" unit:"1" min:"0.01" max:"1" default:"0.96" role:"uncertainty" free:"true" status:"ASSUMED" source:"open point of the model" doc:"Washington's discount factor over a round in calm markets"`
	DiscountJP      float64 `yaml:"jp_discount_per_round" unit:"1" min:"0.01" max:"1" default:"0.925" role:"uncertainty" free:"true" status:"ASSUMED" source:"open point of the model" doc:"Tokyo's discount factor over a round, before exporters' losses and elections"`
	Breakdown       float64 `yaml:"breakdown_per_round" unit:"probability" min:"0" max:"1" default:"0.01" role:"uncertainty" status:"ASSUMED" source:"open point of the model" doc:"probability that talks break off in a round without agreement"`
	ToughnessPP     float64 `yaml:"toughness_pp" unit:"pp" min:"0" max:"30" default:"8.5" role:"uncertainty" free:"true" status:"ASSUMED" source:"8 rounds before the deal" doc:"how far first offers lie beyond the settlement"`
	ConcessionPP    float64 `yaml:"concession_pp" unit:"pp" min:"0" max:"10" default:"1" role:"constant" status:"READ" source:"1 pp per concession, Yomiuri, 24 July 2025" doc:"concession made in a round by a side in no more than its usual hurry"`
	AcceptSlope     float64 `yaml:"accept_slope_per_pp" unit:"1/pp" min:"0.01" max:"50" default:"2.5" role:"uncertainty" status:"ASSUMED" source:"open point of the model" doc:"slope of the acceptance probability in the gap between an offer and the settlement"`
}

// points of the grid on which the game is solved.
const points = 301

// talks is the game as both sides see it.
type talks struct {
	p        TalksParams
	strategy string             // Washington's: what it feels is known
	duress   float64            // what a sale adds to it, if it answers in kind
	public   rules.BeliefParams // how it reads threats
	x        [points]float64
	us, jp   [points]float64 // what a deal at x adds to the yearly payoffs
}

// newTalks tabulates the payoffs.
func newTalks(p TalksParams, strategy string) talks {
	t := talks{p: p, strategy: strategy}
	u0, j0 := t.washington(p.NoDealPct), t.tokyo(p.NoDealPct)
	for i := range t.x {
		t.x[i] = p.FloorPct + float64((p.NoDealPct-p.FloorPct)*float64(i))/(points-1)
		t.us[i], t.jp[i] = t.washington(t.x[i])-u0, t.tokyo(t.x[i])-j0
	}
	return t
}

// outlook is what both sides know when they bargain.
type outlook struct {
	day     int     // business day
	n       int     // round, first 1
	stress  float64 // Ω, mean of the days since the last round
	fear    float64 // stress that Washington expects of sales to come
	duress  float64 // what yielding now would cost Washington, % of GDP a year
	lasting bool    // a sale is under way: fear and duress do not fade
	tariff  float64 // average tariff on Japan's goods in force, percent
	loss    float64 // what its sales cost Tokyo while there is no deal, % of GDP a year
	sale    float64 // stress that a planned sale brings while it lasts
	rounds  float64 // for how many rounds it lasts
	relief  float64 // what a round of it takes from fear
	left    struct {
		fear, loss float64 // once it has ended
	}
}

// unease is what threats and sales by Japan's ministry do to Washington. All of
// it is public, so the ministry knows it as well as Washington does.
type unease struct {
	belief  rules.Belief
	selling bool    // a sale is known to run
	duress  float64 // what yielding now would cost, % of GDP a year
}

// read takes in the day's statements; those of any but two institutions count for
// the belief alone.
func (u *unease) read(t *talks, v *world.View, mof, trade int) {
	u.belief.Read(v)
	for i := range v.Bulletin {
		s := &v.Bulletin[i]
		if s.Actor != mof && s.Actor != trade {
			continue
		}
		switch s.Type {
		case world.SaleStarted:
			u.selling = true
			u.press(t)
		case world.SaleEnded:
			u.selling = false
		case world.VeiledThreat, world.Preparation:
			u.press(t)
		case world.Denial:
			u.duress = 0
		}
	}
}

// press adds to duress, up to twice its unit.
func (u *unease) press(t *talks) { u.duress = math.Min(u.duress+t.duress, 2*t.duress) }

// rest lets duress fade after a round of quiet.
func (u *unease) rest() {
	if !u.selling {
		u.duress /= 2
	}
}

// fear is the stress that Washington expects of sales still to come,
//
//	E[Ω] = p·stress(what is left of the feared sale, over a quarter)
//
// with p the belief above the prior, and the trust in announcements once a sale
// runs.
func (t *talks) fear(u *unease) float64 {
	p, b := 0.0, &u.belief
	switch {
	case u.selling:
		p = b.P.AnnouncedTrust
	case b.Excess > 0:
		p = b.Hawk() - b.P.PriorShare
	}
	if p == 0 {
		return 0
	}
	const quarter = 63
	left := math.Max(0, math.Max(b.P.FearedSaleUSDBn, b.Announced)-b.Gone())
	return p * t.saleStress(left/quarter)
}

// burden adds to an outlook what Washington's strategy makes of threats and sales.
func (t *talks) burden(o *outlook, u *unease) {
	o.lasting = u.selling
	switch t.strategy {
	case "stress_sensitive":
		o.fear = t.fear(u)
	case "tit_for_tat":
		o.duress = u.duress
	}
}

// later is the outlook k rounds on.
func (t *talks) later(o outlook, k int) outlook {
	fade := portable.Pow(t.p.StressDecay, float64(k))
	o.day += k * t.p.RoundDays
	o.n += k
	o.stress *= fade
	if !o.lasting {
		o.fear *= fade
		o.duress *= fade
	}
	o.rounds = math.Max(0, o.rounds-float64(k))
	if o.day >= t.p.DeadlineDay {
		o.tariff = math.Max(o.tariff, t.p.NoDealPct)
	}
	return o
}

// next is the outlook as the one who sells foresees it a round on. Those who
// bargain take a sale that runs for lasting; he knows when his own will end and
// that what he has sold is no longer feared.
func (t *talks) next(o outlook) outlook {
	if o.lasting {
		o.fear = math.Max(0, o.fear-o.relief)
	}
	runs := o.rounds > 0
	o = t.later(o, 1)
	if runs && o.rounds == 0 {
		o.loss = o.left.loss
		if o.lasting {
			o.lasting, o.fear = false, o.left.fear
		}
	}
	return o
}

// feels is the stress that moves Washington, by its strategy: none if it is firm
// or answers in kind, the deadline if it bargains by that, markets otherwise.
func (t *talks) feels(o *outlook) float64 {
	switch t.strategy {
	case "firm", "tit_for_tat":
		return 0
	case "deadline":
		left := float64(t.p.DeadlineDay-o.day) / 40
		return t.p.DeadlineStress * math.Max(0, math.Min(1, 1-left))
	}
	return o.stress + o.fear + float64(o.sale*math.Min(1, o.rounds))
}

// haste is each side's discount rate over a round,
//
//	ρ_US = −ln δ_US + ρ_Ω·Ω,   ρ_JP = −ln δ_JP + ρ_x·b_x·(τ − floor) + ρ_e·(1 − days to the election/30)
//
// markets hurry Washington, exporters' losses and elections Tokyo.
func (t *talks) haste(o *outlook) (us, jp float64) {
	us = -portable.Log(t.p.DiscountUS) + float64(t.p.StressHaste*t.feels(o))
	jp = -portable.Log(t.p.DiscountJP) + float64(t.p.ExportHaste*t.p.ExportPct*math.Max(0, o.tariff-t.p.FloorPct)) + float64(t.p.ElectionHaste*t.election(o.day))
	return us, jp
}

// election is how near Japan's election is: from 0, thirty business days before
// it, to 1. Once the votes are in it presses no more.
func (t *talks) election(day int) float64 {
	left := t.p.ElectionDay - day
	if t.p.ElectionDay == 0 || left < 0 || left > 30 {
		return 0
	}
	return 1 - float64(left)/30
}

// Pledge is what Japan pledges in a deal at tariff tau, percent: investment, USD
// bn, and purchases, USD bn a year. It is the contract curve, on which a lower
// tariff is paid for,
//
//	share = (no-deal rate − τ)/(no-deal rate − floor),   from 0 to 1
func (p *TalksParams) Pledge(tau float64) (investmentUSDBn, purchasesUSDBnYr float64) {
	share := (p.NoDealPct - tau) / math.Max(1e-9, p.NoDealPct-p.FloorPct)
	share = math.Max(0, math.Min(1, share))
	return share * p.MaxInvestment, share * p.MaxPurchases
}

func (t *talks) pledge(tau float64) (k, a float64) { return t.p.Pledge(tau) }

// washington is the yearly payoff of a deal at tau, percent of GDP:
//
//	u = a_τ·τ·(1 − τ/2τ*) + a_K·ln(1 + K/K₀) + a_A·A − c_π·τ
func (t *talks) washington(tau float64) float64 {
	k, a := t.pledge(tau)
	return float64(t.p.RevenuePct*tau*(1-tau/(2*t.p.OptimalTariff))) + float64(t.p.InvestmentPct*portable.Log(1+k/t.p.InvestmentScale)) +
		float64(t.p.PurchasePct*a) - float64(t.p.InflationPct*tau)
}

// tokyo is Japan's:
//
//	u = −b_x·τ − g·K/(10·GDP) − b_A·A
func (t *talks) tokyo(tau float64) float64 {
	k, a := t.pledge(tau)
	return float64(-t.p.ExportPct*tau) - t.p.GrantPct*k/(10*japanGDP) - float64(t.p.FarmPct*a)
}

// japanGDP of 2024, USD bn.
const japanGDP = 4030.0

// saleLoss is what no deal costs Tokyo a year beyond the tariff once it sells,
// percent of GDP: a share of the loss on its official dollars, Treasuries and
// yen, and of the strain in the alliance, both USD bn.
//
//	b = weight·(loss + alliance)/(horizon·GDP)
func (t *talks) saleLoss(loss, alliance float64) float64 {
	return 100 * t.p.LossShare * (loss + alliance) / (t.p.HorizonYears * japanGDP)
}

// saleStress is the stress that selling so many USD bn a day is expected to bring.
func (t *talks) saleStress(perDay float64) float64 { return t.p.ImpactBpPerBn * 5 * perDay / 30 }

// stress is the pain that markets cause in Washington:
//
//	Ω = [Δ₅y₃₀/30 bp]₊ + [−r₅/10 %]₊ + [(MOVE − 100)/40]₊
func stress(v *world.View, m *rules.Markets) float64 {
	if v.Day <= 1 || m.UST[3] < 0 {
		return 0
	}
	o := math.Max(0, v.Change(m.UST[3], 5)/30) + math.Max(0, (v.MOVE-100)/40)
	if m.EQ[0] >= 0 {
		o += math.Max(0, -v.Change(m.EQ[0], 5)/1000)
	}
	return o
}

// gauge keeps the mean stress of the days since the last round, so that what
// markets do between rounds counts and not only the eve of one.
type gauge struct {
	sum float64
	n   int
}

func (g *gauge) add(x float64) {
	g.sum += x
	g.n++
}

func (g *gauge) mean() float64 {
	if g.n == 0 {
		return 0
	}
	return g.sum / float64(g.n)
}

// never is what a side offers, or asks for, where the other has nothing to take
// that is worth more to it than waiting.
var never = math.Inf(1)

// solve is the tariff that each side would offer now.
//
// Backward induction over the rounds left. In a round either side may come to
// propose, with equal odds; who proposes offers what is best for it among
// tariffs that the other prefers to waiting. A round without agreement costs
// each what it suffers in it and its impatience,
//
//	wait_i = −(1 − δ_i)·c_i + δ_i·[(1 − b)·V_i + b·Z_i],   δ_i = exp(−ρ_i)
//
// where c is c_Ω·Ω for Washington and the cost of its sales for Tokyo, V the
// value of the next round and Z that of talks broken off; after the last round
// there is no deal. Stress, impatience and duress follow their expected paths.
// (Rubinstein 1982; with random proposers, Binmore 1987, so that the finite
// horizon gives no last-mover advantage.)
func (t *talks) solve(o outlook) (us, jp float64) {
	last := t.p.MaxRounds - o.n
	end := t.later(o, last+1)
	// Broken off: stress fades, what sales cost does not.
	pain := t.p.StressPct * t.feels(&end)
	r, _ := t.haste(&end)
	d := portable.Exp(-r)
	zUS, zJP := -(1-d)*pain/math.Max(1e-9, 1-float64(d*t.p.StressDecay)), -o.loss
	vUS, vJP := zUS, zJP
	us, jp = never, never
	for k := last; k >= 0; k-- {
		at := t.later(o, k)
		r, s := t.haste(&at)
		dUS, dJP := portable.Exp(-r), portable.Exp(-s)
		pain = t.p.StressPct * t.feels(&at)
		waitUS := float64(-(1-dUS)*pain) + float64(dUS*(float64((1-t.p.Breakdown)*vUS)+float64(t.p.Breakdown*zUS)))
		waitJP := float64(-(1-dJP)*o.loss) + float64(dJP*(float64((1-t.p.Breakdown)*vJP)+float64(t.p.Breakdown*zJP)))
		zUS = float64(-(1-dUS)*pain) + float64(dUS*zUS)
		// Payoffs to the two when Washington, when Tokyo proposes.
		a, b := [2]float64{waitUS, waitJP}, [2]float64{waitUS, waitJP}
		us, jp = never, never
		for i := range t.x {
			gu, gj := t.us[i]-at.duress, t.jp[i]
			if gu < waitUS-1e-12 || gj < waitJP-1e-12 {
				continue
			}
			if us == never || gu > a[0] {
				us, a = t.x[i], [2]float64{gu, gj}
			}
			if jp == never || gj > b[1] {
				jp, b = t.x[i], [2]float64{gu, gj}
			}
		}
		vUS, vJP = (a[0]+b[0])/2, (a[1]+b[1])/2
	}
	return us, jp
}

// settlement lies halfway between what the two would offer: both have proposals in
// a round, and whose comes first is chance. +Inf if there is nothing to agree on.
func (t *talks) settlement(o outlook) float64 {
	us, jp := t.solve(o)
	if us == never {
		return never
	}
	return (us + jp) / 2
}

// concession is what each side gives up of its first position in a round, pp: one
// step if the two are in no more than their usual hurry, more in proportion. Who
// is in a hurry is in the solution of the game; here it only speeds up talks.
//
//	step·(ρ_US + ρ_JP)/(−ln δ_US − ln δ_JP)
func (t *talks) concession(o *outlook) float64 {
	us, jp := t.haste(o)
	usual := -portable.Log(t.p.DiscountUS) - portable.Log(t.p.DiscountJP)
	if usual <= 0 {
		return t.p.ConcessionPP
	}
	return t.p.ConcessionPP * math.Min(5, (us+jp)/usual)
}

// position is where a side stands: the settlement, hardened by what is left of its
// first position.
func (t *talks) position(settlement, conceded float64, us bool) float64 {
	hard := math.Max(0, t.p.ToughnessPP-conceded)
	if !us {
		hard = -hard
	}
	return math.Min(t.p.NoDealPct, settlement) + hard
}

// demand is what a side asks for: its position in whole concessions.
func (t *talks) demand(settlement, conceded float64, us bool) float64 {
	x := t.position(settlement, conceded, us)
	if c := t.p.ConcessionPP; c > 0 {
		x = math.Round(x/c) * c
	}
	return t.table(x)
}

// table keeps a tariff within what is on the table.
func (t *talks) table(x float64) float64 {
	return math.Max(t.p.FloorPct, math.Min(t.p.NoDealPct, x))
}

// accepts is the probability that a side takes an offer which is worse for it
// than the settlement by gap pp: logistic, one half at half a concession.
func (t *talks) accepts(gap float64) float64 {
	return 1 / (1 + portable.Exp(t.p.AcceptSlope*(gap-float64(0.5*t.p.ConcessionPP))))
}

// foresee is what talks are expected to bring Tokyo from here on: its yearly
// payoff, percent of GDP. Who will propose in the round that decides cannot be
// foreseen, so both are given equal odds; nor, to a fraction of a concession,
// where the two will stand, so a demand is either of the whole concessions around
// the position, by how near they are, and odds do not jump where rounding does.
//
//	E[u] = Σ_n left_n·p_n·u(τ_n) + (no deal)·u(25 %),   left_{n+1} = left_n·(1 − p_n)·(1 − b)
func (t *talks) foresee(o outlook, conceded float64) (payoff float64) {
	left, agreed := 1.0, 0.0
	for o.n <= t.p.MaxRounds {
		stay := 1.0
		if mid := t.settlement(o); mid != never {
			p, u := 0.0, 0.0
			for _, us := range [...]bool{true, false} {
				x := t.position(mid, conceded, us)
				low, share := x, 0.0
				if c := t.p.ConcessionPP; c > 0 {
					low = float64(math.Floor(x/c) * c)
					share = (x - low) / c
				}
				for _, d := range [...]struct{ tau, odds float64 }{{t.table(low), 1 - share}, {t.table(low + t.p.ConcessionPP), share}} {
					gap := d.tau - mid
					if !us {
						gap = -gap
					}
					q := float64(d.odds * t.accepts(gap) / 2)
					p += q
					u += float64(q * t.tokyo(d.tau))
				}
			}
			payoff += float64(left * u)
			agreed += float64(left * p)
			stay = math.Max(0, 1-p)
		}
		if left *= stay * (1 - t.p.Breakdown); left <= 1e-9 {
			break
		}
		conceded += t.concession(&o)
		o = t.next(o)
	}
	return payoff + float64((1-agreed)*t.tokyo(t.p.NoDealPct))
}
