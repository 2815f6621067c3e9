package agents

import (
	"math"
	"testing"

	"kirifuda/world"
)

// A tariff raises the price level once: it is inflation for twelve months, of
// which the Committee looks through a share, and a lower output for good.
func TestTariffInflationFades(t *testing.T) {
	for _, lookThrough := range []float64{0, 0.5, 1} {
		p := FedParams{InflationWeight: 1.5, GapWeight: 0.5, PriceLevelPerPP: 0.115, GDPPerPP: 0.045, LookThrough: lookThrough}
		start := world.NewDate(2025, 3, 31)
		f := fedState{atr: 2.4, atr0: 2.4}
		for day := 1; day <= 1000; day++ {
			switch day {
			case 21:
				f.atr += 20
			case 100:
				f.atr -= 10
			case 400:
				f.atr -= 10
			}
			if date := start + world.Date(day); date.IsWeekday() {
				f.prices(&p, (*world.Calendar)(nil).Add(date, -1), date)
			} else {
				continue
			}
			rise, inflation := 0.0, 0.0
			for _, s := range []struct {
				day int
				pp  float64
			}{{21, 20}, {100, -10}, {400, -10}} {
				if day >= s.day {
					rise += s.pp
				}
				if day >= s.day && day < s.day+365 {
					inflation += 0.115 * s.pp
				}
			}
			if want := 4.33 + 1.5*(1-lookThrough)*inflation - 0.5*0.045*rise; math.Abs(f.taylor(&p, 4.33)-want) > 1e-12 {
				t.Fatalf("looking through %g, day %d: the rule is at %g %%, want %g", lookThrough, day, f.taylor(&p, 4.33), want)
			}
		}
	}
}
