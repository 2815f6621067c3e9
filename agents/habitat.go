package agents

import (
	"math"

	"kirifuda/internal/portable"
	"kirifuda/world"
	"kirifuda/world/market"
)

// HabitatParams describe slow real-money demand.
type HabitatParams struct {
	BetaPct            float64 `yaml:"beta_pct_per_100bp" unit:"% per 100 bp" min:"0" max:"500" default:"10" role:"uncertainty" status:"ASSUMED" source:"Eren, Schrimpf and Xia (2023); Tabova and Warnock; split by sector ASSUMED" doc:"semi-elasticity of desired holdings to the yield"`
	BillBetaPct        float64 `yaml:"bill_beta_pct_per_100bp" unit:"% per 100 bp" min:"0" max:"2000" default:"60" role:"uncertainty" status:"ASSUMED" source:"Koijen and Yogo: short debt about nine times as elastic as long" doc:"semi-elasticity in the bucket up to one year"`
	KappaPerDay        float64 `yaml:"kappa_per_day" unit:"1/day" min:"0.0001" max:"1" default:"0.015" role:"uncertainty" free:"true" status:"ASSUMED" source:"ratio of month to long-run impact" doc:"speed of adjustment in calm markets; slower as volatility rises"`
	BillKappaPerDay    float64 `yaml:"bill_kappa_per_day" unit:"1/day" min:"0.0001" max:"1" default:"0.3" role:"uncertainty" status:"ASSUMED" source:"bills are cash management" doc:"speed of adjustment in the bucket up to one year"`
	CrossPct           float64 `yaml:"cross_pct_per_100bp" unit:"% per 100 bp" min:"0" max:"100" default:"2" role:"uncertainty" status:"ASSUMED" source:"Jansen, Li and Schmid (2024), qualitative" doc:"substitution out of a bucket when the neighbouring buckets yield more"`
	AnchorHalfLifeDays float64 `yaml:"anchor_half_life_days" unit:"days" min:"20" max:"5000" default:"500" role:"uncertainty" free:"true" status:"ASSUMED" source:"impact 12 to 24 months later" doc:"half-life at which the yield thought normal drifts to the realised one"`
	ActiveShare        float64 `yaml:"active_sh" unit:"share" min:"0" max:"1" default:"1" role:"constant" status:"ASSUMED" source:"held-to-maturity books" doc:"share of holdings that responds at all"`
	FlowPct            float64 `yaml:"redemption_pct" unit:"% per % loss" min:"0" max:"5" default:"0" role:"uncertainty" status:"ASSUMED" source:"flow-performance of bond funds" doc:"holdings redeemed a day per percent lost over the last five days beyond one standard deviation"`
	Home               string  `yaml:"home_currency" default:"usd" enum:"usd|jpy|eur|gbp|cny|krw|cad|mxn" role:"constant" doc:"currency of the owner's liabilities"`
	HedgedShare        float64 `yaml:"fx_hedged_sh" unit:"share" min:"0" max:"1" default:"1" role:"uncertainty" status:"ASSUMED" source:"insurers' reports" doc:"share of dollar assets funded in dollars or hedged; the rest is bought with home currency"`
	SwitchPct          float64 `yaml:"switch_pct_per_bp" unit:"% per bp" min:"0" max:"10" default:"0.3" role:"uncertainty" free:"true" status:"ASSUMED" source:"asset managers hold futures instead of bonds for want of balance sheet" doc:"share of a swap or futures position exchanged for bonds per bp that bonds cheapen against it"`
	HedgeCostWeight    float64 `yaml:"hedge_cost_weight" unit:"weight" min:"0" max:"2" default:"0" role:"uncertainty" status:"ASSUMED" source:"open point of the model" doc:"weight of the change of hedging cost against the change of yield"`

	ConfidenceParams `yaml:",inline"`
}

// habitat is one sector's demand for the bonds it lives in.
//
//	Q*_k = (Q̄_k + share·issued_k)·exp(β·(y_k − y⁰_k − c·hedge) − χ·(ȳ_−k − ȳ⁰_−k))
//	Q_k ← Q_k + κ_t·(Q*_k − Q_k),   κ_t = 1 − (1 − κ)^(σ₀/σ_t)
//
// after Koijen and Yogo (demand systems) and Vayanos and Vila (2021,
// preferred habitat) with slow-moving capital (Duffie 2010). The yield y⁰
// that a sector thinks normal moves at once with news and drifts to the realised
// mean. Announced issuance is absorbed at once, in proportion to holdings.
type habitat struct {
	p      HabitatParams
	k      []int     // instruments
	bill   []bool    // fast bucket
	base   []float64 // Q̄
	anchor []float64 // y⁰, displacement bp
	issued []float64 // absorbed so far
	share  []float64 // of announced issuance
	cross  []float64 // what neighbouring buckets take away, log of demand
	bucket []int     // Treasury bucket, −1 otherwise
	near   [][]int   // places of the neighbouring Treasury buckets
	swap   []bool
	fair   fair
	fx     int // FX instrument of the home currency, −1
	home   int // currency
	cost0  float64
	drift  float64
	stay   float64 // ln(1 − κ)
	stayB  float64 // and in the fast bucket
	pairs  []pair
}

func newHabitat(s *world.Setup, p HabitatParams) *habitat {
	m := findMarkets(s)
	absorb := s.Facts.Allotment[s.ID]
	h := &habitat{p: p, fair: newFair(s, p.ConfidenceParams), fx: -1, home: s.Currency(p.Home)}
	if p.Home != "usd" {
		h.fx = s.Instrument(p.Home)
	}
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
		bucket, swap := -1, in.Class == world.Swap
		for b := range m.ust {
			if m.ust[b] == k || m.sw[b] == k {
				bucket = b
			}
		}
		h.k = append(h.k, k)
		h.base = append(h.base, q)
		h.bucket = append(h.bucket, bucket)
		h.swap = append(h.swap, swap)
		h.bill = append(h.bill, in.DurationYr < 1)
		h.anchor = append(h.anchor, 0)
		h.issued = append(h.issued, 0)
		h.share = append(h.share, absorb[in.ID])
		h.cross = append(h.cross, 0)
	}
	for i := range h.k {
		var near []int
		for j := range h.k {
			if j != i && !h.swap[j] && h.bucket[j] >= 0 && abs(h.bucket[j]-h.bucket[i]) == 1 {
				near = append(near, j)
			}
		}
		h.near = append(h.near, near)
	}
	h.fair.only(h.k)
	h.cost0 = h.hedgeCost(nil, s)
	h.pair(s)
	return h
}

// pair is a maturity in which a sector holds both a bond and a swap. When bonds
// cheapen against swaps it exchanges one for the other, at unchanged duration:
//
//	m = switch·N̄·(s − s⁰)      s = cash yield − swap rate
type pair struct {
	cash, swap int     // places in habitat.k
	scale      float64 // USD bn per bp
	done       float64
}

func (h *habitat) pair(s *world.Setup) {
	for i := range h.k {
		for j := range h.k {
			if h.swap[j] && !h.swap[i] && h.bucket[i] == h.bucket[j] && h.bucket[i] >= 0 {
				h.pairs = append(h.pairs, pair{cash: i, swap: j, scale: h.p.SwitchPct / 100 * s.Book().Holding(h.k[j])})
			}
		}
	}
}

// switched is m at the last prices.
func (h *habitat) switched(v *world.View, p *pair) float64 {
	return float64(p.scale * (v.X[h.k[p.cash]] - h.anchor[p.cash] - v.X[h.k[p.swap]] + h.anchor[p.swap]))
}

// exchange bids for the switch from swaps into bonds.
func (h *habitat) exchange(d *world.Desk) {
	for n := range h.pairs {
		p := &h.pairs[n]
		i, j := p.cash, p.swap
		if q := h.switched(d.View, p) - p.done; math.Abs(q) > dust {
			d.Bid.Want(h.k[i], market.Valuation, q)
			d.Bid.Want(h.k[j], market.Valuation, -q)
		}
		for _, k := range [2]int{i, j} {
			sign := p.scale
			if k == j {
				sign = -sign
			}
			d.Bid.Slope(h.k[k], h.k[i], sign)
			d.Bid.Slope(h.k[k], h.k[j], -sign)
		}
	}
}

// exchanged is what of holding i came out of switching.
func (h *habitat) exchanged(i int) float64 {
	var q float64
	for _, p := range h.pairs {
		if p.cash == i {
			q += p.done
		}
		if p.swap == i {
			q -= p.done
		}
	}
	return q
}

// hedgeCost is what rolling a currency hedge costs, in percent a year: the
// policy-rate differential times the hedged share.
func (h *habitat) hedgeCost(v *world.View, s *world.Setup) float64 {
	if h.fx < 0 {
		return 0
	}
	if v == nil {
		return (s.Currencies[0].PolicyRatePct - s.Currencies[h.home].PolicyRatePct) * h.p.HedgedShare
	}
	return (v.PolicyRatePct[0] - v.PolicyRatePct[h.home]) * h.p.HedgedShare
}

// want is Q*_k at the last prices for anchor a.
func (h *habitat) want(v *world.View, i int, a, cost float64) float64 {
	gap := v.X[h.k[i]] - a
	if v.Instruments[h.k[i]].Currency == "usd" { // what is at home needs no hedge
		gap -= float64(100 * h.p.HedgeCostWeight * cost)
	}
	return float64(h.quantity(i) * portable.Exp(float64(h.beta(i)*gap/1e4)-h.cross[i]))
}

func (h *habitat) beta(i int) float64 {
	if h.bill[i] {
		return h.p.BillBetaPct
	}
	return h.p.BetaPct
}

// crossGap is the mean yield gap of the neighbouring Treasury buckets, bp.
func (h *habitat) crossGap(v *world.View, i int) float64 {
	near := h.near[i]
	if len(near) == 0 {
		return 0
	}
	var sum float64
	for _, j := range near {
		sum += v.X[h.k[j]] - h.anchor[j]
	}
	return sum / float64(len(near))
}

func abs(i int) int {
	if i < 0 {
		return -i
	}
	return i
}

// quantity is Q̄ with issuance absorbed, the part that responds.
func (h *habitat) quantity(i int) float64 {
	return (h.base[i] + h.issued[i]) * h.p.ActiveShare
}

// fixed is the part that does not respond.
func (h *habitat) fixed(i int) float64 {
	return float64((h.base[i] + h.issued[i]) * (1 - h.p.ActiveShare))
}

func (h *habitat) bid(d *world.Desk) {
	v := d.View
	for n := range h.pairs { // what the last prices brought, if they cleared
		p := &h.pairs[n]
		p.done = h.switched(v, p)
	}
	first := v.Round == 0
	for i := range h.k { // the last prices against the normal yields before today's bid revises any
		h.cross[i] = 0
		if h.bucket[i] >= 0 && !h.swap[i] && h.p.CrossPct > 0 {
			h.cross[i] = h.p.CrossPct * h.crossGap(v, i) / 1e4
		}
	}
	cost := h.hedgeCost(v, nil) - h.cost0
	if first {
		h.fair.read(v)
	}
	for i, k := range h.k {
		vol := riskVol(v, k)
		stay := h.stay
		if h.bill[i] {
			stay = h.stayB
		}
		kappa := 1 - portable.Exp(float64(1/(float64(v.Rounds)*vol)*stay))
		held := d.Book.Holding(k) - h.exchanged(i)
		if first {
			h.anchor[i] += float64(h.drift * (v.X[k] - h.anchor[i]))
		}
		prev := h.want(v, i, h.anchor[i], cost) + h.fixed(i)
		unhedged := 0.0 // share bought with home currency
		if h.fx >= 0 && !h.swap[i] && v.Instruments[k].Currency == "usd" {
			unhedged = 1 - h.p.HedgedShare
		}
		buy := func(cause market.Cause, q float64) {
			if math.Abs(q) < dust {
				return
			}
			d.Bid.Want(k, cause, q)
			if unhedged > 0 && cause != market.Supply { // new issues are paid for with dollars earned
				d.Bid.Want(h.fx, cause, -unhedged*q)
			}
		}
		// κ applies to the gap between target and holding; what is absorbed of an
		// issue changes both at once.
		buy(market.Valuation, kappa*(prev-held))
		if first {
			if h.share[i] != 0 {
				if in := float64(v.Issued[k] * h.share[i]); in != h.issued[i] {
					buy(market.Supply, in-h.issued[i])
					h.issued[i] = in
					prev = h.want(v, i, h.anchor[i], cost) + h.fixed(i)
				}
			}
			for _, r := range h.fair.rev {
				if r.k != k {
					continue
				}
				h.anchor[i] += r.bp
				next := h.want(v, i, h.anchor[i], cost) + h.fixed(i)
				buy(r.cause, kappa*(next-prev))
				prev = next
			}
			if h.p.FlowPct > 0 && v.Day > 5 && !h.swap[i] && !h.bill[i] {
				loss := v.Instruments[k].DurationYr * v.Change(k, 5) / 100 // percent
				normal := v.Instruments[k].DurationYr * v.Instruments[k].DailySDBp * v.Vol[k] * math.Sqrt(5) / 100
				if loss > normal {
					buy(market.Margin, -math.Min(0.02, h.p.FlowPct/100*(loss-normal))*held)
				}
			}
		}
		star := prev - h.fixed(i)
		d.Bid.Curve(k, kappa*star, h.beta(i)/1e4)
		if unhedged > 0 {
			d.Bid.Slope(h.fx, k, -unhedged*kappa*star*h.beta(i)/1e4)
		}
	}
	h.exchange(d)
}
