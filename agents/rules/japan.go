package rules

import "kirifuda/world"

// JapanShare is Japan's share in U.S. goods imports, 2024.
const JapanShare = 0.045

// JapanAverage is the trade-weighted tariff on Japan's goods; cars and parts are
// 32 % of its exports to the United States,
//
//	.68·general + .32·auto
func JapanAverage(general, auto float64) float64 { return float64(0.68*general) + float64(0.32*auto) }

// JapanTariff is the average of the rates in force on agent jp, percent.
func JapanTariff(v *world.View, jp int) float64 {
	return JapanAverage(v.Latest(world.TariffGeneral, jp), v.Latest(world.TariffAuto, jp))
}
