package talks

import (
	"math"
)

// Foresee is Tokyo's expected yearly payoff from the talks, percent of GDP. The proposer in
// the decisive round is not known in advance, so both sides are equally likely. Nor is the
// rounding of positions to whole concessions: a demand is one of the two whole concessions
// around the position, with probabilities by distance, so that the payoff is continuous.
//
//	E[u] = Σ_n left_n·p_n·u(τ_n) + (no deal)·u(no-deal rate),   left_{n+1} = left_n·(1 − p_n)·(1 − b)
func (t *Game) Foresee(o Outlook, conceded float64) (payoff float64) {
	left, agreed := 1.0, 0.0
	for o.Round <= t.P.MaxRounds {
		stay := 1.0
		if mid := t.Settlement(o); mid != Never {
			p, u := 0.0, 0.0
			for _, us := range [...]bool{true, false} {
				x := t.position(mid, conceded, us)
				low, share := x, 0.0
				if c := t.P.ConcessionPP; c > 0 {
					low = float64(math.Floor(x/c) * c)
					share = (x - low) / c
				}
				for _, d := range [...]struct{ tau, odds float64 }{{t.table(low), 1 - share}, {t.table(low + t.P.ConcessionPP), share}} {
					gap := d.tau - mid
					if !us {
						gap = -gap
					}
					q := float64(d.odds * t.Accepts(gap) / 2)
					p += q
					u += float64(q * t.P.Tokyo(d.tau))
				}
			}
			payoff += float64(left * u)
			agreed += float64(left * p)
			stay = math.Max(0, 1-p)
		}
		if left *= stay * (1 - t.P.Breakdown); left <= 1e-9 {
			break
		}
		conceded += t.Concession(&o)
		o = t.next(o)
	}
	return payoff + float64((1-agreed)*t.P.Tokyo(t.P.NoDealPct))
}
