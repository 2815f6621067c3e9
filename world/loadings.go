package world

// Loadings say how the fair value of an instrument responds to public information.
// They are rows of economy/data/loadings.csv, each with a status and a source; a
// loading without a row is 0. Deviations from base are those of Instrument: yields
// and swap rates in bp, currencies and equities in bp of the logarithm, with a
// rise of a currency's rate meaning a rise of the dollar.
type Loadings struct {
	// deviation from base per bp of an unexpected change in the policy rate of its currency
	Policy float64 `loading:"policy" unit:"bp per bp" min:"-5" max:"5"`
	// share of a loss of convenience yield that a dollar yield bears; for a currency, its move relative to that of the broad dollar
	Convenience float64 `loading:"convenience" unit:"1" min:"0" max:"5"`
	// deviation from base per pp of the expected average tariff of the United States, at given yields and volatility
	Tariff float64 `loading:"tariff" unit:"bp per pp" min:"-500" max:"500"`
	// deviation from base per pp of the U.S. tariff on goods of its own country
	OwnTariff float64 `loading:"own_tariff" unit:"bp per pp" min:"-500" max:"500"`
	// share of the premium for supply yet to be absorbed that shows in the rate
	Supply float64 `loading:"supply" unit:"1" min:"0" max:"5"`
	// for a currency: share of a rate differential that passes through to its fair value
	Differential float64 `loading:"differential" unit:"1" min:"0" max:"5"`
	// for a currency: its move relative to the dollar's rise in bad times
	Haven float64 `loading:"haven" unit:"1" min:"-5" max:"10"`
	// for a currency: amount bought by dealers per percent below its fair value
	DealerDepth float64 `loading:"dealer_depth" unit:"USD bn per %" min:"0" max:"1000"`
	// for a currency: amount bought in the end by slow investors per percent below its fair value
	InvestorDepth float64 `loading:"investor_depth" unit:"USD bn per %" min:"0" max:"1000"`
	// weights of the level, slope and curvature of dollar yields in its news
	NewsLevel     float64 `loading:"news_level" unit:"1" min:"-2" max:"2"`
	NewsSlope     float64 `loading:"news_slope" unit:"1" min:"-2" max:"2"`
	NewsCurvature float64 `loading:"news_curvature" unit:"1" min:"-2" max:"2"`
	// correlation of its news with the common news of its class, relative to that of the class
	NewsCommon float64 `loading:"news_common" unit:"1" min:"0" max:"10"`
	// weight of the yield factor of its currency in the news about a foreign bond; the rest is idiosyncratic
	NewsCurve float64 `loading:"news_curve" unit:"1" min:"0" max:"1"`
}
