package world

import (
	"embed"
	"fmt"
	"reflect"
)

// Loadings say how the fair value of an instrument answers to what everybody sees.
// They are rows of economy/data/loadings.csv with a status and a source each; what
// has no row is 0. Displacements are those of Instrument: yields and swap rates in
// bp, currencies and equities in bp of the logarithm, currencies up = dollar up.
type Loadings struct {
	// displacement per bp of an unexpected change of the policy rate of its currency
	Policy float64 `loading:"policy" unit:"bp per bp" min:"-5" max:"5"`
	// share of a loss of convenience yield that a dollar yield bears; of a currency, its move over
	// that of the broad dollar
	Convenience float64 `loading:"convenience" unit:"1" min:"0" max:"5"`
	// displacement per pp of the expected average tariff of the United States, at given yields and volatility
	Tariff float64 `loading:"tariff" unit:"bp per pp" min:"-500" max:"500"`
	// displacement per pp of the U.S. tariff on goods of its own country
	OwnTariff float64 `loading:"own_tariff" unit:"bp per pp" min:"-500" max:"500"`
	// share of the premium on supply to be absorbed that shows in the rate
	Supply float64 `loading:"supply" unit:"1" min:"0" max:"5"`
	// of a currency: share of a rate differential that reaches its fair value
	Differential float64 `loading:"differential" unit:"1" min:"0" max:"5"`
	// of a currency: share of the dollar's rise in bad times that it bears
	Haven float64 `loading:"haven" unit:"1" min:"-5" max:"10"`
	// weight of the level of dollar yields in its news
	NewsLevel float64 `loading:"news_level" unit:"1" min:"-2" max:"2"`
	// weight of the slope of dollar yields in its news
	NewsSlope float64 `loading:"news_slope" unit:"1" min:"-2" max:"2"`
	// weight of the curvature of dollar yields in its news
	NewsCurvature float64 `loading:"news_curvature" unit:"1" min:"-2" max:"2"`
	// correlation of its news with what its class has in common, over that of the class
	NewsCommon float64 `loading:"news_common" unit:"1" min:"0" max:"10"`
	// weight of its currency's yield factor in the news about a foreign bond; the rest is its own
	NewsCurve float64 `loading:"news_curve" unit:"1" min:"0" max:"1"`
}

// LoadingsSource is the Go file of Loadings: the comments of its fields describe
// them.
//
//go:embed loadings.go
var LoadingsSource embed.FS

// Set gives the loading of a name, such as haven, a value.
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
