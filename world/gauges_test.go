package world

import (
	"testing"

	"kirifuda/world/market"
)

func TestGauges(t *testing.T) {
	calm := build(t, small(maker("m", 1), agent("a", nil, nil)))
	steps(t, calm, 10)
	v := calm.View()
	if v.Vol[tBond] != 1 || v.VIX != 20 || v.MOVE != 100 {
		t.Errorf("calm: volatility %g, VIX %g, MOVE %g", v.Vol[tBond], v.VIX, v.MOVE)
	}
	storm := build(t, small(maker("m", 1), agent("a", nil, func(d *Desk) { d.Bid.Order(tBond, market.Sale, -30) })))
	steps(t, storm, 10)
	if v := storm.View(); v.Vol[tBond] <= 1.5 || v.MOVE <= 150 {
		t.Errorf("30 bp a day: volatility %g, MOVE %g", v.Vol[tBond], v.MOVE)
	}
}
