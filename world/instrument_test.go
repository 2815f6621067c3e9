package world

import (
	"math"
	"testing"
)

func TestPrices(t *testing.T) {
	w := build(t, small(maker("a", 1), maker("b", 1)))
	in := w.View().Instruments
	for k := range in {
		if base, up := in[k].Price(0), in[k].Price(10); in[k].Class != Swap && in[k].Class != Equity && up >= base {
			t.Errorf("%s costs %g at its base price and %g above it", in[k].ID, base, up)
		}
	}
	if got := in[tYen].Quote(1e4 * math.Log(1.1)); math.Abs(got-165) > 1e-9 {
		t.Errorf("10 %% more yen per dollar than 150 is %g", got)
	}
	if got := in[tYen].Price(0) * in[tYen].Quote(0); math.Abs(got-1) > 1e-15 {
		t.Errorf("price times quote of a currency is %g", got)
	}
	if got := in[tBond].Quote(25); math.Abs(got-4.45) > 1e-12 {
		t.Errorf("25 bp above 4.2 %% is %g", got)
	}
}

func TestTreasury(t *testing.T) {
	for _, c := range []struct {
		in   Instrument
		want bool
	}{
		{Instrument{ID: "ust_5_10y", Class: Bond, Currency: "usd"}, true},
		{Instrument{ID: "usdsw_5_10y", Class: Swap, Currency: "usd"}, false},
		{Instrument{ID: "ust_5_10y", Class: Bond, Currency: "jpy"}, false},
		{Instrument{ID: "jgb_gt10y", Class: Bond, Currency: "jpy"}, false},
	} {
		if got := c.in.Treasury(); got != c.want {
			t.Errorf("%+v: %t", c.in, got)
		}
	}
}
