package experiment

import (
	"math"
	"testing"
)

func TestOutcomesOfTheTalks(t *testing.T) {
	path := func(v ...float64) *summary {
		s := &summary{}
		for day, x := range v {
			if x == x {
				s.add(x, day+1)
			}
		}
		return s
	}
	nan := math.NaN()
	rounds, general, auto := path(0, 1, 2), path(10, 24, 15), path(27.5, 27.5, 15)
	for _, c := range []struct {
		name      string
		of, by    *summary
		want      float64
		whatItIs  string
		isMissing bool
	}{
		{"y_deal", rounds, path(nan, nan, 15), 1, "a deal on the last day", false},
		{"y_deal", rounds, path(nan, nan, nan), 0, "talks without a deal", false},
		{"y_deal", rounds, path(0, 0, 0), 0, "a rate of zero before a deal", false},
		{"y_deal", path(nan), path(nan), 0, "no talks", true},
		{"y_final_tariff_pct", general, auto, 15, "one rate for all", false},
		{"y_final_tariff_pct", path(10, 24), path(27.5, 27.5), 25.12, "no deal: the rates in force", false},
		{"y_final_tariff_pct", path(nan), path(nan), 0, "no tariffs", true},
	} {
		for i := range outcomes {
			if outcomes[i].column.Name != c.name {
				continue
			}
			got := c.of.value(&outcomes[i], c.by)
			if c.isMissing != (got != got) || got == got && math.Abs(got-c.want) > 1e-12 {
				t.Errorf("%s, %s: %g", c.name, c.whatItIs, got)
			}
		}
	}
}
