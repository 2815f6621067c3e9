package agents

import (
	"math"
	"time"

	"kirifuda/agents/rules"
	"kirifuda/internal/portable"
	"kirifuda/world"
)

var _ = register("reserve_manager", Define("official holder of dollar reserves", newReserveManager, officialTreasuries))

var officialTreasuries = world.Series{Name: "official_ust_usd_bn", Unit: "USD bn", Valuation: world.AtBasePrices,
	Doc: "Treasuries held by all foreign official institutions, Japan's Ministry of Finance among them, at base prices"}

// ReserveManagerParams describe an official holder of dollar reserves.
type ReserveManagerParams struct {
	// share of holdings sold a day per percent of expected loss beyond the cost of selling
	// ASSUMED: open point of the model; high for China and small holders, low for allies
	RunSensitivity float64 `yaml:"run_sensitivity" unit:"share/day per %" min:"0" max:"1" default:"0.002" role:"uncertainty"`
	// expected loss from U.S. sanctions when others sell or when the holder's own government has
	// retaliated with a tariff of 100 %, percent of value
	// ASSUMED: model design
	SanctionRisk float64 `yaml:"sanction_risk_pct" unit:"%" min:"0" max:"100" default:"0" role:"uncertainty"`
	// agent whose retaliation makes sanctions more likely; empty: none
	Government string `yaml:"own_government" default:"" role:"constant" needs:"a sanction_risk_pct above 0, and retaliation by that government"`
	// fall of others' holdings in custody below the perceived normal that does not cause alarm
	// ASSUMED: weekly custody figures: standard deviation about 0.4 %
	WatchFrom float64 `yaml:"watch_from_sh" unit:"share" min:"0" max:"1" default:"0.01" role:"uncertainty"`
	// further fall at which a run is considered certain
	// ASSUMED: open point of the model
	WatchFull float64 `yaml:"watch_full_sh" unit:"share" min:"0.01" max:"1" default:"0.2" role:"uncertainty"`
	// half-life with which the perceived normal follows the custody report, so that completed sales
	// cease to alarm
	// ASSUMED: open point of the model
	WatchHalfLife float64 `yaml:"watch_half_life_days" unit:"days" min:"1" max:"5000" default:"20" role:"uncertainty"`
	// expected loss below which the holder does not sell, percent of value
	// ASSUMED: open point of the model
	CostPct float64 `yaml:"illiquidity_cost_pct" unit:"%" min:"0" max:"100" default:"0.1" role:"uncertainty"`
	// largest share of holdings sold in a day
	// ASSUMED: daily limits of an orderly sale
	RunMaxShare float64 `yaml:"run_max_sh" unit:"share/day" min:"0" max:"1" default:"0.05" role:"uncertainty"`
	// rise of the 10-year yield over run_rise_days beyond which it counts as a loss due to sales by
	// others; news alone rarely causes as much
	// ASSUMED: model design
	RunRiseFromBp float64 `yaml:"run_rise_from_bp" unit:"bp" min:"0" max:"1000" default:"60" role:"uncertainty"`
	// days over which that rise is measured
	// ASSUMED: model design
	RunRiseDays int `yaml:"run_rise_days" unit:"days" min:"1" max:"63" default:"20" role:"uncertainty"`
	// expected rise of yields within a month of a sale, per DV01 sold
	// COMPUTED: impact of a month's sale, 0.26 bp per USD m
	MonthImpact float64 `yaml:"run_impact_bp_per_dv01" unit:"bp per USD m" min:"0" max:"5" default:"0.26" role:"uncertainty"`
	// duration of the holder's own portfolio
	// ASSUMED: maturity mix of foreign official holders
	DurationYr float64 `yaml:"reserve_duration_yr" unit:"years" min:"0" max:"20" default:"3.6" role:"uncertainty"`
	// holdings are with the Federal Reserve and appear in its custody report
	CustodyMail bool `yaml:"in_custody" default:"true" role:"constant"`

	rules.HabitatParams `yaml:",inline"`
	rules.BeliefParams  `yaml:",inline"`
}

// Follows names the government whose retaliation matters.
func (p *ReserveManagerParams) Follows() (key, agent string) { return "own_government", p.Government }

// ReserveManager holds reserves, hardly responds to yields, and may run. It watches
// Japan's statements and, in the weekly custody report, the sales of all others:
//
//	P = Δp + (1 − Δp)·min(1, max(0, w − w₀)/w₁)      Δp = p − p₀ of the hawk, w = 1 − others' holdings/normal
//	normal ← normal + (1 − 2^(−5/half-life))·(others' holdings − normal) a week
//	q_j = min(q̄, α_j·max(0, P·(L + sanctions) + τ_j·sanctions + min(L, D·[Δy₁₀ − ȳ]₊) − cost))
//	L   = i·(0.1·feared sale·its duration)·D
//
// so that a sale by one raises the others' incentive to sell (strategic complements). q_j
// is the share of holdings sold today, at most q̄, the run_max_sh, and α_j the
// run_sensitivity. L, percent of value, is the loss that the feared sale would cause
// within a month, with i the run_impact_bp_per_dv01 and D the reserve_duration_yr. The
// third term is the loss already incurred, with Δy₁₀ the rise of the 10-year yield over
// run_rise_days and ȳ the run_rise_from_bp, which news rarely exceeds. It is a sign that
// others sell and therefore bounded by L: without the bound, holders would sell the faster
// the further yields are above normal, and a run would take prices to their daily limits.
// w₀ is the watch_from_sh and w₁ the watch_full_sh. τ_j is the retaliation of the holder's
// own government, 1 for 100 %. Reassuring statements, Δp < 0, reduce the perceived
// probability.
type ReserveManager struct {
	p     ReserveManagerParams
	at    reserveManagerPlaces
	state reserveManagerState

	habitat *rules.Habitat
}

// reserveManagerPlaces are its indices and constants, found at set-up.
type reserveManagerPlaces struct {
	m      rules.Markets
	fed    int
	gov    int     // own government, −1 for none
	follow float64 // share of the gap between reported and normal holdings closed a week
	held   int     // series
}

// reserveManagerState is all that changes.
type reserveManagerState struct {
	belief  rules.Belief // belief in a sale by Japan and by others
	mailed  float64      // own holdings as last reported to the custodian, USD bn
	normal  float64      // perceived normal of others' holdings, USD bn
	others  float64      // others' holdings in the last custody report, USD bn
	hostile float64      // τ_j
}

func newReserveManager(s *world.Setup, p *ReserveManagerParams) (*ReserveManager, error) {
	r := &ReserveManager{
		p: *p, at: reserveManagerPlaces{m: rules.FindMarkets(s.Instruments), fed: s.Agent("us_fed"), gov: s.Agent(p.Government)},
		state: reserveManagerState{belief: rules.NewBeliefs(s, p.BeliefParams)}, habitat: rules.NewHabitat(s, p.HabitatParams),
	}
	r.at.follow = 1 - portable.Exp2(-5/p.WatchHalfLife)
	r.at.held = s.Series(officialTreasuries)
	return r, nil
}

// Act reports holdings to the custodian on Wednesdays.
func (r *ReserveManager) Act(d *world.Desk) {
	if r.p.CustodyMail && (d.View.Due(time.Wednesday, -1) || d.View.Day == 1) {
		r.state.mailed = r.at.m.Treasuries(d.Book)
		d.Send(r.at.fed, world.CustodyHoldings, r.state.mailed)
	}
}

// Open reports opening holdings.
func (r *ReserveManager) Open(d *world.Desk) { r.Close(d) }

// Close reports holdings.
func (r *ReserveManager) Close(d *world.Desk) {
	d.Report(r.at.held, r.at.m.Treasuries(d.Book))
}

// watch reads others' holdings from today's bulletin: follow is the share of the gap
// between reported and normal holdings closed a week, gov the holder's own government.
func (s *reserveManagerState) watch(v *world.View, follow float64, gov int) {
	for i := range v.Bulletin {
		switch b := &v.Bulletin[i]; b.Type {
		case world.CustodyHoldings:
			s.others = b.Value - s.mailed // without custody of its own, mailed is 0
			if s.normal == 0 {
				s.normal = s.others
			}
			s.normal += float64(follow * (s.others - s.normal))
		case world.Retaliation:
			if b.Actor == gov {
				s.hostile = math.Min(1, math.Max(0, b.Value/100))
			}
		}
	}
}

// othersSell is P, the probability, above the prior, that others sell.
func (s *reserveManagerState) othersSell(p *ReserveManagerParams) float64 {
	x := s.belief.OthersSell()
	if s.normal <= 0 {
		return x
	}
	fall := math.Max(0, 1-s.others/s.normal-p.WatchFrom)
	return x + float64((1-x)*math.Min(1, fall/p.WatchFull))
}

// feared is L, the loss on the holder's portfolio within a month of the feared sale,
// percent of value.
func (p *ReserveManagerParams) feared() float64 {
	return p.MonthImpact * p.FearedSaleUSDBn * 0.1 * p.FearedDurationYr * p.DurationYr / 100
}

// runShare is q_j, the share of holdings to be sold today, after a rise of the
// 10-year yield by riseBp over run_rise_days.
func (s *reserveManagerState) runShare(p *ReserveManagerParams, riseBp float64) float64 {
	feared := p.feared()
	lost := math.Min(feared, math.Max(0, riseBp-p.RunRiseFromBp)/100*p.DurationYr)
	x := float64(s.othersSell(p)*(feared+p.SanctionRisk)) + float64(s.hostile*p.SanctionRisk) + lost - p.CostPct
	return math.Min(p.RunMaxShare, p.RunSensitivity*math.Max(0, x))
}

// Bid submits the habitat schedule and the sales of a run.
func (r *ReserveManager) Bid(d *world.Desk) {
	r.habitat.Bid(d)
	if d.View.Round > 0 {
		return
	}
	v, ten := d.View, r.at.m.TenYear().Cash
	r.state.belief.Read(v)
	r.state.watch(v, r.at.follow, r.at.gov)
	if r.p.RunSensitivity == 0 || v.Day <= 1 || ten < 0 || !v.IsOpen(ten) {
		return
	}
	if q := r.state.runShare(&r.p, v.Change(ten, r.p.RunRiseDays)); q > 0 {
		r.habitat.SellForGood(d, q)
	}
}

// Adjust changes what it wants to hold by what an act of the scenario has bought.
func (r *ReserveManager) Adjust(k int, bought, _ float64) { r.habitat.Adjust(k, bought) }
