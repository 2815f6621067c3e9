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

// JapanTariff is the average of the tariffs in force on agent jp, percent.
func JapanTariff(v *world.View, jp int) float64 {
	return JapanAverage(v.Latest(world.TariffGeneral, jp), v.Latest(world.TariffAuto, jp))
}
