package agents

import (
	"math"
	"testing"
)

// A tariff raises the price level once: it is inflation for twelve months, of
// which the Committee looks through a share, and a lower output for good.
func TestTariffInflationFades(t *testing.T) {
	for _, lookThrough := range []float64{0, 0.5, 1} {
		p := FedParams{InflationWeight: 1.5, GapWeight: 0.5, PriceLevelPerPP: 0.115, GDPPerPP: 0.045, LookThrough: lookThrough}
		f := fedState{atr: 2.4, atr0: 2.4}
		for day := 1; day <= 700; day++ {
			switch day {
			case 20:
				f.atr += 20
			case 100:
				f.atr -= 10
			case 400:
				f.atr -= 10
			}
			f.prices(&p, day)
			rise, inflation := 0.0, 0.0
			for _, s := range []struct {
				day int
				pp  float64
			}{{20, 20}, {100, -10}, {400, -10}} {
				if day >= s.day {
					rise += s.pp
				}
				if day >= s.day && day < s.day+252 {
					inflation += 0.115 * s.pp
				}
			}
			if want := 4.33 + 1.5*(1-lookThrough)*inflation - 0.5*0.045*rise; math.Abs(f.taylor(&p, 4.33)-want) > 1e-12 {
				t.Fatalf("looking through %g, day %d: the rule is at %g %%, want %g", lookThrough, day, f.taylor(&p, 4.33), want)
			}
		}
	}
}
