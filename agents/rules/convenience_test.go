package rules

import (
	"math"
	"testing"

	"kirifuda/world"
)

func TestConfidence(t *testing.T) {
	c := Convenience{p: ConvenienceParams{ReversionPerDay: 0.01, TariffPP: 0.012, BuildPerDay: 0.25, SalePP: 2, JointPP: 0.04, SpreadShare: 0.35, DollarPerPP: 8.4}, us: 3, m: nowhere(), tariff: math.NaN()}
	near := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-12 {
			t.Errorf("%s is %.12g, want %.12g", what, got, want)
		}
	}
	near("the first tariff", c.Read(say(1, world.TariffExpected, 17.8)), 0)
	near("10 pp more", c.Read(say(2, world.TariffExpected, 27.8)), 0.03)
	near("a day later", c.Read(silence(3)), 0.25*0.09-0.01*0.03)
	before := c.Loss
	near("an announced shock", c.Read(say(4, world.Confidence, 0.5)), 0.5+0.25*0.75*0.09-0.01*before)
	lasting := Convenience{p: ConvenienceParams{TariffPP: 0.012, BuildPerDay: 0.25}, us: 3, m: nowhere(), tariff: 17.8}
	felt := lasting.Read(say(1, world.TariffExpected, 27.8))
	for range 200 {
		felt += lasting.Read(silence(2))
	}
	if math.Abs(felt-0.12) > 1e-8 {
		t.Errorf("10 pp cost %g in the end, want 0.12", felt)
	}
	v := say(5, world.TariffExpected, 90)
	v.Bulletin[0].Target = 7
	before, c.doubt = c.Loss, 0
	c.Read(v)
	near("another country's tariff", c.Loss, 0.99*before)
	if c.YieldBp(0, 1) != 0 || c.YieldBp(3, 1) <= c.YieldBp(1, 1) {
		t.Errorf("a loss moves bills by %g, short by %g, long bonds by %g bp", c.YieldBp(0, 1), c.YieldBp(1, 1), c.YieldBp(3, 1))
	}
	near("spread of long bonds", c.YieldBp(3, 1)-c.SwapBp(3, 1), 35)
	if c.DollarBp(1) >= 0 {
		t.Errorf("a loss of confidence moves the dollar by %g bp", c.DollarBp(1))
	}
}

// Days on which all prices fall take no more than there is to lose.
func TestFearOfFallingPricesEnds(t *testing.T) {
	c := Convenience{p: ConvenienceParams{ReversionPerDay: 0.01, JointPP: 0.5, JointMaxPP: 0.73}, us: -1, m: nowhere(), tariff: math.NaN()}
	c.m.UST[3], c.m.EQ[0] = 0, 1
	v := silence(10)
	v.Instruments = []world.Instrument{{DailySDBp: 5}, {DailySDBp: 100}}
	v.History = [][]float64{{100, -1000}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}}
	if d := c.Read(v); d != 0.5 {
		t.Errorf("the first day takes %g, want 0.5", d)
	}
	for range 300 {
		c.Read(v)
		if c.Loss > 0.73+1e-12 {
			t.Fatalf("falling prices have taken %g", c.Loss)
		}
	}
	if c.Loss < 0.72 {
		t.Errorf("falling prices have taken %g, want 0.73", c.Loss)
	}
	// Other losses come on top.
	v.Bulletin = say(11, world.Confidence, 1).Bulletin
	if c.Read(v); c.Loss < 1.72 {
		t.Errorf("an announced shock brings the loss to %g", c.Loss)
	}
}
