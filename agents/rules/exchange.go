package rules

import (
	"math"

	"kirifuda/world"
	"kirifuda/world/market"
)

// pair is a maturity in which a sector holds both a bond and a swap. When bonds
// cheapen against swaps it exchanges one for the other, at unchanged duration:
//
//	m = switch·N̄·(s − s⁰)      s = cash yield − swap rate
type pair struct {
	cash, swap int     // indices in Habitat.at.k
	scale      float64 // USD bn per bp
	done       float64
}

func (h *Habitat) pair(s *world.Setup) {
	for i := range h.at.k {
		for j := range h.at.k {
			if h.at.swap[j] && !h.at.swap[i] && h.at.bucket[i] == h.at.bucket[j] && h.at.bucket[i] >= 0 {
				h.state.pairs = append(h.state.pairs, pair{cash: i, swap: j, scale: h.p.SwitchPct / 100 * s.Book().Holding(h.at.k[j])})
			}
		}
	}
}

// switched is m at the last prices.
func (h *Habitat) switched(v *world.View, p *pair) float64 {
	return float64(p.scale * (v.Deviation[h.at.k[p.cash]] - h.state.anchor[p.cash] - v.Deviation[h.at.k[p.swap]] + h.state.anchor[p.swap]))
}

// exchange bids for the switch from swaps into bonds.
func (h *Habitat) exchange(d *world.Desk) {
	for n := range h.state.pairs {
		p := &h.state.pairs[n]
		i, j := p.cash, p.swap
		if !d.View.IsOpen(h.at.k[i]) || !d.View.IsOpen(h.at.k[j]) {
			continue
		}
		if q := h.switched(d.View, p) - p.done; math.Abs(q) > Dust {
			d.Bid.Order(h.at.k[i], market.Valuation, q)
			d.Bid.Order(h.at.k[j], market.Valuation, -q)
		}
		for _, k := range [2]int{i, j} {
			sign := p.scale
			if k == j {
				sign = -sign
			}
			d.Bid.Slope(h.at.k[k], h.at.k[i], sign)
			d.Bid.Slope(h.at.k[k], h.at.k[j], -sign)
		}
	}
}

// exchanged is the part of holding i that is due to switching.
func (h *Habitat) exchanged(i int) float64 {
	var q float64
	for _, p := range h.state.pairs {
		if p.cash == i {
			q += p.done
		}
		if p.swap == i {
			q -= p.done
		}
	}
	return q
}
