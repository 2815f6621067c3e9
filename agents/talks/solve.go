package talks

import (
	"math"

	"kirifuda/internal/portable"
)

// Never is the offer of a side if no offer is worth more to the other side than waiting.
var Never = math.Inf(1)

// Solve is the tariff that each side would offer now.
//
// The solution is by backward induction over the remaining rounds. In each round either
// side proposes with equal probability; the proposer offers the best tariff for itself
// among those that the other prefers to waiting. A round without agreement costs each side
// its losses in the round and a discount at its rate ρ,
//
//	wait_i = −(1 − δ_i)·c_i + δ_i·[(1 − b)·V_i + b·Z_i],   δ_i = exp(−ρ_i)
//
// where c is c_Ω·Ω for Washington and the cost of its sales for Tokyo, V the value of the
// next round and Z the value if talks break off; after the last round there is no deal.
// Stress, discount rates and pressure follow their expected paths (Rubinstein 1982; with
// random proposers, Binmore 1987, so that the finite horizon gives no last-mover
// advantage).
func (t *Game) Solve(o Outlook) (us, jp float64) {
	last := t.P.MaxRounds - o.Round
	end := t.later(o, last+1)
	// If talks break off, stress fades but the cost of sales does not.
	pain := t.P.StressPct * t.Feels(&end)
	r, _ := t.DiscountRates(&end)
	d := portable.Exp(-r)
	zUS, zJP := -(1-d)*pain/math.Max(1e-9, 1-float64(d*t.P.StressDecay)), -o.Loss
	vUS, vJP := zUS, zJP
	us, jp = Never, Never
	for k := last; k >= 0; k-- {
		at := t.later(o, k)
		r, s := t.DiscountRates(&at)
		dUS, dJP := portable.Exp(-r), portable.Exp(-s)
		pain = t.P.StressPct * t.Feels(&at)
		waitUS := float64(-(1-dUS)*pain) + float64(dUS*(float64((1-t.P.Breakdown)*vUS)+float64(t.P.Breakdown*zUS)))
		waitJP := float64(-(1-dJP)*o.Loss) + float64(dJP*(float64((1-t.P.Breakdown)*vJP)+float64(t.P.Breakdown*zJP)))
		zUS = float64(-(1-dUS)*pain) + float64(dUS*zUS)
		// Payoffs to both sides if Washington and if Tokyo proposes.
		a, b := [2]float64{waitUS, waitJP}, [2]float64{waitUS, waitJP}
		us, jp = Never, Never
		for i := range t.x {
			gu, gj := t.us[i]-at.Pressure, t.jp[i]
			if gu < waitUS-1e-12 || gj < waitJP-1e-12 {
				continue
			}
			if us == Never || gu > a[0] {
				us, a = t.x[i], [2]float64{gu, gj}
			}
			if jp == Never || gj > b[1] {
				jp, b = t.x[i], [2]float64{gu, gj}
			}
		}
		vUS, vJP = (a[0]+b[0])/2, (a[1]+b[1])/2
	}
	return us, jp
}

// Settlement is halfway between the offers of the two sides, τ_US and τ_JP,
//
//	(τ_US + τ_JP)/2
//
// because each is equally likely to propose first. It is +Inf if there is nothing to
// agree on.
func (t *Game) Settlement(o Outlook) float64 {
	us, jp := t.Solve(o)
	if us == Never {
		return Never
	}
	return (us + jp) / 2
}
