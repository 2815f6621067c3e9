package world

import "testing"

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
