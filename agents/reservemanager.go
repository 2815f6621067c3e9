package agents

import (
	"math"

	"kirifuda/world"
	"kirifuda/world/market"
)

// ReserveManagerParams describe an official holder of dollar reserves.
type ReserveManagerParams struct {
	RunSensitivity float64 `yaml:"run_sensitivity" unit:"share/day" min:"0" max:"1" default:"0.002" role:"uncertainty" status:"ASSUMED" source:"open point of the model; high for China and small holders, low for allies" doc:"share of holdings sold a day when others are sure to sell"`
	SanctionRisk   float64 `yaml:"sanction_risk_sh" unit:"share" min:"0" max:"1" default:"0" role:"uncertainty" status:"ASSUMED" source:"model design" doc:"fear of losing access, added to the expected loss"`
	CostShare      float64 `yaml:"illiquidity_cost_sh" unit:"share" min:"0" max:"1" default:"0.02" role:"uncertainty" status:"ASSUMED" source:"open point of the model" doc:"expected loss, share of value, below which nobody sells"`
	CustodyMail    bool    `yaml:"in_custody" default:"true" role:"constant" doc:"holdings are with the Federal Reserve and appear in its custody report"`

	HabitatParams `yaml:",inline"`
	BeliefParams  `yaml:",inline"`
}

// ReserveManager holds reserves, hardly responds to yields, and may run.
//
//	q_j = α_j·max(0, P(others sell)·expected loss + sanction risk − cost)
//
// with the expected loss D·B·E[DV01 to come] plus what prices have lost over
// twenty days: sales by one raise the others' reason to sell (strategic
// complements).
type ReserveManager struct {
	p      ReserveManagerParams
	h      *habitat
	b      belief
	fed    int
	sold   float64
	base   float64
	ind    int
	hawk0  float64
	ledger int
}

func newReserveManager(s *world.Setup, p *ReserveManagerParams) (world.Institution, error) {
	r := &ReserveManager{p: *p, h: newHabitat(s, p.HabitatParams), b: newBelief(p.BeliefParams), fed: s.Agent("us_fed")}
	r.ind = s.Indicator("official_ust_usd_bn", false)
	return r, nil
}

// treasuries is the book's Treasuries, USD bn at base prices.
func treasuries(m *markets, b world.Book) float64 {
	var t float64
	for _, k := range m.ust {
		if k >= 0 {
			t += b.Holding(k)
		}
	}
	return t
}

// Act reports holdings to the custodian on Wednesdays.
func (r *ReserveManager) Act(d *world.Desk) {
	if r.p.CustodyMail && (d.View.Date.Weekday() == 3 || d.View.Day == 1) {
		d.Send(r.fed, world.CustodyHoldings, treasuries(&r.h.fair.m, d.Book))
	}
	d.Report(r.ind, treasuries(&r.h.fair.m, d.Book))
}

// runShare is q_j: the share of holdings to be sold today.
func (r *ReserveManager) runShare(v *world.View) float64 {
	if r.p.RunSensitivity == 0 || v.Day <= 1 {
		return 0
	}
	m := &r.h.fair.m
	if m.ust[2] < 0 {
		return 0
	}
	// What a full sale by others would cost in percent of value, and what has
	// been lost already.
	feared := 0.078 * r.b.p.FearedSaleUSDBn * 0.1 * r.b.p.FearedDurationYr / 100 * r.b.p.FearedDurationYr / 100
	lost := math.Max(0, v.Change(m.ust[2], 20)-20) / 1e4 * r.b.p.FearedDurationYr
	x := (r.b.hawk()-r.b.p.PriorShare)*feared + lost + r.p.SanctionRisk*(r.b.hawk()-r.b.p.PriorShare) - r.p.CostShare
	return math.Min(0.05, r.p.RunSensitivity*math.Max(0, x)/0.05)
}

// Bid submits the habitat schedule and the run.
func (r *ReserveManager) Bid(d *world.Desk) {
	r.h.bid(d)
	if d.View.Round > 0 {
		return
	}
	r.b.read(d.View)
	q := r.runShare(d.View)
	if q <= 0 {
		return
	}
	for i, k := range r.h.k {
		if r.h.bucket[i] < 1 || r.h.swap[i] {
			continue
		}
		s := q * r.h.base[i]
		d.Bid.Want(k, market.Sale, -s)
		r.h.base[i] -= s // sold for good
	}
}
