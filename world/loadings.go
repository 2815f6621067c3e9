package world

import (
	"embed"
	"fmt"
	"reflect"
)

// Loadings say how the fair value of an instrument responds to public information.
// They are rows of economy/data/loadings.csv, each with a status and a source; a
// loading without a row is 0. Deviations from base are those of Instrument: yields
// and swap rates in bp, currencies and equities in bp of the logarithm; a rise of a
// currency's rate is a rise of the dollar.
type Loadings struct {
	// deviation from base per bp of an unexpected change in the policy rate of its currency
	Policy float64 `loading:"policy" unit:"bp per bp" min:"-5" max:"5"`
	// share of a loss of convenience yield that a dollar yield bears; for a currency, its move
	// relative to that of the broad dollar
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
	// weight of the level of dollar yields in its news
	NewsLevel float64 `loading:"news_level" unit:"1" min:"-2" max:"2"`
	// weight of the slope of dollar yields in its news
	NewsSlope float64 `loading:"news_slope" unit:"1" min:"-2" max:"2"`
	// weight of the curvature of dollar yields in its news
	NewsCurvature float64 `loading:"news_curvature" unit:"1" min:"-2" max:"2"`
	// correlation of its news with the common news of its class, relative to that of the class
	NewsCommon float64 `loading:"news_common" unit:"1" min:"0" max:"10"`
	// weight of the yield factor of its currency in the news about a foreign bond; the rest is idiosyncratic
	NewsCurve float64 `loading:"news_curve" unit:"1" min:"0" max:"1"`
}

// LoadingsSource is the source file of Loadings, whose field comments describe the
// loadings.
//
//go:embed loadings.go
var LoadingsSource embed.FS

// Set sets the loading of a name, such as haven.
func (l *Loadings) Set(name string, value float64) error {
	v := reflect.ValueOf(l).Elem()
	for i := range v.NumField() {
		if v.Type().Field(i).Tag.Get("loading") == name {
			v.Field(i).SetFloat(value)
			return nil
		}
	}
	return fmt.Errorf("there is no loading %q", name)
}
