package rules

import (
	"math"
	"testing"

	"kirifuda/world"
)

func TestConfidence(t *testing.T) {
	c := newConvenience(nil, ConvenienceParams{ReversionPerDay: 0.01, TariffPP: 0.012, BuildPerDay: 0.25, SalePP: 2, JointPP: 0.04, JointSD: 1.5, SpreadShare: 0.35, DollarPerPP: 8.4})
	c.us = 3
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
	lasting := newConvenience(nil, ConvenienceParams{TariffPP: 0.012, BuildPerDay: 0.25})
	lasting.us, lasting.tariff = 3, 17.8
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
	if x := c.effect(world.Bond, 0, 1); x != 0 {
		t.Errorf("a loss moves bonds that bear nothing of it by %g", x)
	}
	near("half of a loss of 2 pp in a yield", c.effect(world.Bond, 0.5, 2), 100)
	near("spread of long bonds", c.effect(world.Bond, 1, 1)-c.effect(world.Swap, 1, 1), 35)
	near("the dollar against a currency that moves twice as much", c.effect(world.FX, 2, 0.5), -840)
	near("equities", c.effect(world.Equity, 1, 1), 0)
}

// Days on which all prices fall take no more than there is to lose.
func TestFearOfFallingPricesEnds(t *testing.T) {
	all := []world.Instrument{
		{ID: "ust_long", Class: world.Bond, Currency: "usd", DurationYr: 15, DailySDBp: 5},
		{ID: "nikkei", Class: world.Equity, Country: "JP", DailySDBp: 100},
		{ID: "ust_short", Class: world.Bond, Currency: "usd", DurationYr: 2, DailySDBp: 5},
		{ID: "spx", Class: world.Equity, Country: "US", DailySDBp: 100},
	}
	c := newConvenience(all, ConvenienceParams{ReversionPerDay: 0.01, JointPP: 0.5, JointSD: 1.5, JointMaxPP: 0.73})
	v := silence(10)
	v.Instruments = all
	v.History = [][]float64{{100, 0, 0, -1000}, {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}}
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

// What officials sell counts against all Treasuries, and nothing else.
func TestOfficialSalesAreAShareOfTreasuries(t *testing.T) {
	all := []world.Instrument{{ID: "ust_a", Class: world.Bond, Currency: "usd"}, {ID: "gsec", Class: world.Bond, Currency: "inr"}, {ID: "ust_b", Class: world.Bond, Currency: "usd"}}
	c := newConvenience(all, ConvenienceParams{SalePP: 2})
	for day, held := range []float64{300, 200} {
		v := say(1+day, world.CustodyHoldings, held)
		v.Outstanding = []float64{600, 5000, 400}
		c.Read(v)
	}
	if math.Abs(c.Loss-0.2) > 1e-12 {
		t.Errorf("a sale of a tenth of all Treasuries takes %g pp, want 0.2", c.Loss)
	}
}
