package rules

import "kirifuda/world"

// Shares of cars and parts, and of other goods, in Japan's exports of goods to the
// United States, 2024 (COMPUTED: 47.8 of 148 bn dollars, trade_us_japan.csv).
const (
	carShare   = 0.32
	otherShare = 0.68
)

// JapanAverage is the trade-weighted tariff on Japan's goods,
//
//	(1 − c)·general + c·auto
//
// with c = 0.32 the share of cars and parts in its exports to the United States.
func JapanAverage(general, auto float64) float64 {
	return float64(otherShare*general) + float64(carShare*auto)
}

// JapanTariff is the average of the tariffs in force on agent jp, percent. A sector with a
// tariff of its own, τ_g, counts with its share s_g in Japan's exports to the United States,
//
//	average + Σ_g s_g·(τ_g − the rate that would apply)
//
// until there is a deal.
func JapanTariff(v *world.View, jp int) float64 {
	general, auto := v.Latest(world.TariffGeneral, jp), v.Latest(world.TariffAuto, jp)
	average := JapanAverage(general, auto)
	if !v.SectorTariffs() || v.Latest(world.Deal, jp) > 0 {
		return average
	}
	var all, more float64
	for i := range v.Facts.Goods {
		g := &v.Facts.Goods[i]
		if !g.ToUS {
			continue
		}
		all += g.USDBn
		rate := general
		if g.Auto {
			rate = auto
		}
		if own := v.SectorTariff(i); own == own {
			more += float64(g.USDBn * (own - rate))
		}
	}
	if all == 0 {
		return average
	}
	return average + more/all
}
