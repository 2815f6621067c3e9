package rules

import (
	"math"

	"kirifuda/internal/portable"
	"kirifuda/world"
	"kirifuda/world/market"
)

// HabitatParams describe slow real-money demand.
type HabitatParams struct {
	// semi-elasticity of desired holdings to the yield
	// ASSUMED: Eren, Schrimpf and Xia (2023); Tabova and Warnock; split by sector ASSUMED
	BetaPct float64 `yaml:"beta_pct_per_100bp" unit:"% per 100 bp" min:"0" max:"500" default:"10" role:"uncertainty"`
	// semi-elasticity in the bucket up to one year
	// ASSUMED: Koijen and Yogo: short debt about nine times as elastic as long
	BillBetaPct float64 `yaml:"bill_beta_pct_per_100bp" unit:"% per 100 bp" min:"0" max:"2000" default:"60" role:"uncertainty" needs:"holdings of up to one year"`
	// speed of adjustment in calm markets; it falls as volatility rises
	// ASSUMED: ratio of month to long-run impact
	KappaPerDay float64 `yaml:"kappa_per_day" unit:"1/day" min:"0.0001" max:"1" default:"0.015" role:"uncertainty" free:"true"`
	// speed of adjustment in the bucket up to one year
	// ASSUMED: bills are cash management
	BillKappaPerDay float64 `yaml:"bill_kappa_per_day" unit:"1/day" min:"0.0001" max:"1" default:"0.3" role:"uncertainty" needs:"holdings of up to one year"`
	// semi-elasticity of desired holdings to the yields of neighbouring buckets: substitution
	// ASSUMED: Jansen, Li and Schmid (2024), qualitative
	CrossPct float64 `yaml:"cross_pct_per_100bp" unit:"% per 100 bp" min:"0" max:"100" default:"2" role:"uncertainty" needs:"holdings of Treasuries of several maturities"`
	// half-life with which the perceived normal yield drifts to the realised one
	// ASSUMED: impact 12 to 24 months later
	AnchorHalfLifeDays float64 `yaml:"anchor_half_life_days" unit:"days" min:"20" max:"5000" default:"500" role:"uncertainty" free:"true"`
	// share of holdings that responds to yields
	// ASSUMED: held-to-maturity books
	ActiveShare float64 `yaml:"active_sh" unit:"share" min:"0" max:"1" default:"1" role:"constant"`
	// daily redemptions per percent lost over the last five days beyond one standard deviation
	// ASSUMED: flow-performance of bond funds
	FlowPct float64 `yaml:"redemption_pct" unit:"% per %" min:"0" max:"5" default:"0" role:"uncertainty"`
	// largest redemption in a day
	// ASSUMED: model design
	FlowMax float64 `yaml:"redemption_max_sh_per_day" unit:"share/day" min:"0" max:"1" default:"0.02" role:"uncertainty" needs:"redemption_pct above 0"`
	// currency of the owner's liabilities
	Home string `yaml:"home_currency" default:"usd" enum:"@currencies" role:"constant" needs:"fx_hedged_sh below 1, or hedge_cost_weight above 0"`
	// share of dollar assets funded in dollars or hedged; the rest is bought with the home currency
	// ASSUMED: insurers' reports
	HedgedShare float64 `yaml:"fx_hedged_sh" unit:"share" min:"0" max:"1" default:"1" role:"uncertainty" needs:"a home_currency other than usd"`
	// share of a swap or futures position exchanged for bonds per bp by which bonds cheapen against it
	// ASSUMED: asset managers hold futures instead of bonds for want of balance sheet
	SwitchPct float64 `yaml:"switch_pct_per_bp" unit:"% per bp" min:"0" max:"10" default:"0.3" role:"uncertainty" free:"true" needs:"a position in swaps and a bond of their maturity"`
	// weight of a change in hedging cost relative to a change in yield
	// ASSUMED: open point of the model
	HedgeCostWeight float64 `yaml:"hedge_cost_weight" unit:"1" min:"0" max:"2" default:"0" role:"uncertainty" needs:"a home_currency other than usd, and fx_hedged_sh above 0"`

	ConvenienceParams `yaml:",inline"`
}

// Habitat is the slow demand of one sector for the bonds of its preferred habitat.
//
//	Q*_k = (Q̄_k + share·issued_k)·exp(β·(y_k − y⁰_k − c·hedge) − χ·(ȳ_−k − ȳ⁰_−k))
//	Q_k ← Q_k + κ_t·(Q*_k − Q_k),   κ_t = 1 − (1 − κ)^(σ₀/σ_t)
//
// after Koijen and Yogo (demand systems) and Vayanos and Vila (2021, preferred habitat)
// with slow-moving capital (Duffie 2010). The yield y⁰ that a sector perceives as normal
// moves at once with news and drifts to the realised yield. Announced issuance is absorbed
// at once, in proportion to holdings. In a market that is closed nothing is ordered.
type Habitat struct {
	p     HabitatParams
	fair  FairValue
	stay  float64 // ln(1 − κ)
	stayB float64 // the same in the fast bucket
	drift float64 // daily drift of the anchor
	cost0 float64 // of hedging at the start, percent a year
	at    struct {
		k      []int     // instruments
		bill   []bool    // fast bucket
		share  []float64 // shares of announced issuance
		bucket []int     // index among Treasuries of the instrument or of its bond, −1 for others
		near   [][]int   // indices of the neighbouring Treasury buckets
		swap   []bool
		fx     int // FX instrument of the home currency, −1
		home   int // currency
	}
	state struct { // by instrument
		base   []float64 // Q̄, USD bn
		anchor []float64 // y⁰, deviation from base, bp
		issued []float64 // absorbed so far, USD bn
		cross  []float64 // effect of neighbouring buckets on the log of demand
		pairs  []pair    // bonds and swaps of one maturity, with the amounts exchanged
	}
}

// NewHabitat returns the demand of the sector that is being set up, for the instruments
// in its opening book.
func NewHabitat(s *world.Setup, p HabitatParams) *Habitat {
	m := FindMarkets(s.Instruments)
	absorb := s.Facts.Allotment[s.ID]
	h := &Habitat{p: p, fair: NewFairValue(s, p.ConvenienceParams)}
	h.at.fx, h.at.home = m.FX(p.Home), s.Currency(p.Home)
	h.drift = 1 - portable.Exp2(-1/p.AnchorHalfLifeDays)
	h.stay, h.stayB = portable.Log(1-p.KappaPerDay), portable.Log(1-p.BillKappaPerDay)
	book := s.Book()
	for k := range s.Instruments {
		in := &s.Instruments[k]
		if in.Class != world.Bond && in.Class != world.Swap {
			continue
		}
		q := book.Holding(k)
		if q <= 0 {
			continue
		}
		h.at.k = append(h.at.k, k)
		h.state.base = append(h.state.base, q)
		h.at.bucket = append(h.at.bucket, m.BucketOf(k))
		h.at.swap = append(h.at.swap, in.Class == world.Swap)
		h.at.bill = append(h.at.bill, in.DurationYr < bill)
		h.state.anchor = append(h.state.anchor, 0)
		h.state.issued = append(h.state.issued, 0)
		h.at.share = append(h.at.share, absorb[in.ID])
		h.state.cross = append(h.state.cross, 0)
	}
	for i := range h.at.k {
		var near []int
		for j := range h.at.k {
			if j != i && !h.at.swap[j] && h.at.bucket[j] >= 0 && abs(h.at.bucket[j]-h.at.bucket[i]) == 1 {
				near = append(near, j)
			}
		}
		h.at.near = append(h.at.near, near)
	}
	h.fair.Only(h.at.k)
	h.cost0 = h.hedgeCost(nil, s)
	h.pair(s)
	return h
}

// hedgeCost is the cost of rolling over a currency hedge, percent a year: the policy-rate
// differential times the hedged share.
func (h *Habitat) hedgeCost(v *world.View, s *world.Setup) float64 {
	if h.at.fx < 0 {
		return 0
	}
	if v == nil {
		return (s.Currencies[0].PolicyRatePct - s.Currencies[h.at.home].PolicyRatePct) * h.p.HedgedShare
	}
	return (v.PolicyRatePct[0] - v.PolicyRatePct[h.at.home]) * h.p.HedgedShare
}

// want is Q*_k at the last prices for anchor a.
func (h *Habitat) want(v *world.View, i int, a, cost float64) float64 {
	gap := v.Deviation[h.at.k[i]] - a
	if v.Instruments[h.at.k[i]].Currency == "usd" { // what is at home needs no hedge
		gap -= float64(100 * h.p.HedgeCostWeight * cost)
	}
	return float64(h.quantity(i) * portable.Exp(float64(h.beta(i)*gap/1e4)-h.state.cross[i]))
}

func (h *Habitat) beta(i int) float64 {
	if h.at.bill[i] {
		return h.p.BillBetaPct
	}
	return h.p.BetaPct
}

// crossGap is the mean yield gap of the neighbouring Treasury buckets, bp.
func (h *Habitat) crossGap(v *world.View, i int) float64 {
	near := h.at.near[i]
	if len(near) == 0 {
		return 0
	}
	var sum float64
	for _, j := range near {
		sum += v.Deviation[h.at.k[j]] - h.state.anchor[j]
	}
	return sum / float64(len(near))
}

func abs(i int) int {
	if i < 0 {
		return -i
	}
	return i
}

// quantity is the part of Q̄, including absorbed issuance, that responds.
func (h *Habitat) quantity(i int) float64 {
	return (h.state.base[i] + h.state.issued[i]) * h.p.ActiveShare
}

// fixed is the part that does not respond.
func (h *Habitat) fixed(i int) float64 {
	return float64((h.state.base[i] + h.state.issued[i]) * (1 - h.p.ActiveShare))
}

// Bid submits the schedule. It reads the bulletin in the first round of a day.
func (h *Habitat) Bid(d *world.Desk) {
	v := d.View
	for n := range h.state.pairs { // exchanges at the last prices, as far as they were executed
		p := &h.state.pairs[n]
		p.done = h.switched(v, p)
	}
	first := v.Round == 0
	for i := range h.at.k { // the last prices against the normal yields before today's bid revises any
		h.state.cross[i] = 0
		if h.at.bucket[i] >= 0 && !h.at.swap[i] && h.p.CrossPct > 0 {
			h.state.cross[i] = h.p.CrossPct * h.crossGap(v, i) / 1e4
		}
	}
	cost := h.hedgeCost(v, nil) - h.cost0
	if first {
		h.fair.Read(v)
	}
	for i, k := range h.at.k {
		if !v.IsOpen(k) {
			continue
		}
		vol := RiskVol(v, k)
		stay := h.stay
		if h.at.bill[i] {
			stay = h.stayB
		}
		kappa := 1 - portable.Exp(float64(1/(float64(v.Rounds)*vol)*stay))
		held := d.Book.Holding(k) - h.exchanged(i)
		if first {
			h.state.anchor[i] += float64(h.drift * (v.Deviation[k] - h.state.anchor[i]))
		}
		prev := h.want(v, i, h.state.anchor[i], cost) + h.fixed(i)
		unhedged := 0.0 // share bought with home currency
		if h.at.fx >= 0 && !h.at.swap[i] && v.Instruments[k].Currency == "usd" {
			unhedged = 1 - h.p.HedgedShare
		}
		buy := func(cause market.Cause, q float64) {
			if math.Abs(q) < Dust {
				return
			}
			d.Bid.Order(k, cause, q)
			if unhedged > 0 && cause != market.Supply { // new issues are paid for in dollars earned
				d.Bid.Order(h.at.fx, cause, -unhedged*q)
			}
		}
		// κ applies to the gap between target and holding; absorbed issuance changes
		// both at once.
		buy(market.Valuation, kappa*(prev-held))
		if first {
			if h.at.share[i] != 0 {
				if in := float64(v.Issued[k] * h.at.share[i]); in != h.state.issued[i] {
					buy(market.Supply, in-h.state.issued[i])
					h.state.issued[i] = in
					prev = h.want(v, i, h.state.anchor[i], cost) + h.fixed(i)
				}
			}
			for _, r := range h.fair.Revisions {
				if r.K != k {
					continue
				}
				h.state.anchor[i] += r.Bp
				next := h.want(v, i, h.state.anchor[i], cost) + h.fixed(i)
				buy(r.Cause, kappa*(next-prev))
				prev = next
			}
			if h.p.FlowPct > 0 && v.Day > 5 && !h.at.swap[i] && !h.at.bill[i] {
				loss := v.Instruments[k].DurationYr * v.Change(k, 5) / 100 // percent
				normal := v.Instruments[k].DurationYr * v.Instruments[k].DailySDBp * v.Vol[k] * math.Sqrt(5) / 100
				if loss > normal {
					buy(market.Margin, -math.Min(h.p.FlowMax, h.p.FlowPct/100*(loss-normal))*held)
				}
			}
		}
		star := prev - h.fixed(i)
		d.Bid.SemiElastic(k, kappa*star, h.beta(i)/1e4)
		if unhedged > 0 {
			d.Bid.Slope(h.at.fx, k, -unhedged*kappa*star*h.beta(i)/1e4)
		}
	}
	h.exchange(d)
}

// SellForGood sells at once a share of the sector's Treasuries of more than one year and
// reduces its desired holdings permanently by the same amount.
func (h *Habitat) SellForGood(d *world.Desk, share float64) {
	for i, k := range h.at.k {
		if h.at.bucket[i] < 0 || h.at.bill[i] || h.at.swap[i] || !d.View.IsOpen(k) {
			continue
		}
		s := math.Min(float64(share*h.state.base[i]), math.Max(0, d.Book.Holding(k)))
		d.Bid.Order(k, market.Sale, -s)
		h.state.base[i] -= s
	}
}

// Adjust changes what the sector wants to hold of instrument k by bought, USD bn: what an
// act of the scenario has bought for it, or sold if negative, it does not trade back. A
// sector that has sold everything wants nothing.
func (h *Habitat) Adjust(k int, bought float64) {
	for i := range h.at.k {
		if h.at.k[i] == k {
			h.state.base[i] = math.Max(0, h.state.base[i]+bought)
		}
	}
}
