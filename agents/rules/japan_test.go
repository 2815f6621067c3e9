package rules

import (
	"math"
	"testing"

	"kirifuda/economy"
)

// The weights of the average tariff are those of the table of trade.
func TestJapanWeightsAreThoseOfTrade(t *testing.T) {
	e, err := economy.Load()
	if err != nil {
		t.Fatal(err)
	}
	var cars, all float64
	for i := range e.Facts.Goods {
		if g := &e.Facts.Goods[i]; g.ToUS {
			all += g.USDBn
			if g.Auto {
				cars += g.USDBn
			}
		}
	}
	if share := cars / all; math.Abs(share-carShare) > 0.005 || math.Abs(carShare+otherShare-1) > 1e-12 {
		t.Errorf("cars and parts are %.3f of exports, the average tariff weighs them by %g and the rest by %g", share, carShare, otherShare)
	}
}
