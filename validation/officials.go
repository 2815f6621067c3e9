package validation

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"kirifuda/economy"
	"kirifuda/world"
)

// intervention simulates the operations of 2022.
func (s *suite) intervention() {
	n := s.n
	days := shockDay + 90
	operate := func(bn float64) string {
		return length(days) + fmt.Sprintf("agents:\n  jp_mof: {operation_day: %d, operation_usd_bn: %g}\n", shockDay, bn)
	}
	base := s.calm(n)
	small := s.lab.arm("19.7 bn for yen", "calm", operate(19.7), n)
	large := s.lab.arm("37.6 bn for yen", "calm", operate(37.6), n)
	s.then(func() {
		a, b := pairs(small, base), pairs(large, base)
		impact := func(bn float64, day int) func(p pair) float64 {
			return func(p pair) float64 { return -p.pct(usdjpy, day) / bn }
		}
		s.row("V3.impact.20", over(a, impact(19.7, shockDay)))
		s.row("V3.impact.38", over(b, impact(37.6, shockDay)))
		gone := func(days int) func(p pair) float64 {
			return func(p pair) float64 {
				return 100 * (1 - p.pct(usdjpy, shockDay+days)/p.pct(usdjpy, shockDay))
			}
		}
		s.row("V3.reversal.20.2", over(a, gone(2)))
		s.row("V3.reversal.20.5", over(a, gone(5)))
		s.row("V3.reversal.38.2", over(b, gone(2)))
		s.row("V3.reversal.38.5", over(b, gone(5)))
		s.row("V3.longrun", over(b, func(p pair) float64 {
			return -p.average(shockDay+60, shockDay+90, func(d int) float64 { return p.pct(usdjpy, d) }) / 37.6
		}))
		s.row("V3.valuation", []float64{s.valuation()})
	})
}

// valuation is the loss of Japan's holders on their opening Treasuries at +95 bp,
//
//	Σ value·(1 − exp(−D·95/1e4))
func (s *suite) valuation() float64 {
	e, err := economy.Load()
	if err != nil {
		return math.NaN()
	}
	unitsPerBn := e.Currencies[0].UnitsPerBn // cents
	var loss float64
	for _, p := range e.Opening {
		i := slices.IndexFunc(e.Instruments, func(in world.Instrument) bool { return in.ID == p.Asset })
		if i < 0 || !e.Instruments[i].Treasury() || !strings.HasPrefix(p.Agent, "jp_") {
			continue
		}
		in := &e.Instruments[i]
		value := float64(p.Units) / unitsPerBn * in.BasePrice
		loss += float64(value * -math.Expm1(-in.DurationYr*95/1e4))
	}
	return loss
}

// hintDay97 is the day of the hint in the scenario threat-1997.
const hintDay97 = 24

// threat simulates hints without subsequent sales.
func (s *suite) threat() {
	n := s.n
	days := shockDay + 10
	// The scenario of 1997 has its own hint; the reference is a world that does not
	// believe it.
	deaf := length(days) + "kinds:\n"
	for _, k := range s.kindsWith("credibility_sh") {
		deaf += "  " + k + ": {credibility_sh: 0}\n"
	}
	base97 := s.lab.arm("1997, nobody believes the hint", "threat-1997", deaf, n)
	hint97 := s.lab.arm("hint of 1997", "threat-1997", length(days), n)
	denied := s.lab.arm("hint and denial of 1997", "threat-1997", length(days)+
		fmt.Sprintf("events:\n  - {date: %s, actor: jp_mof, type: denial, target: us_trade}\n", date(hintDay97)), n)
	base := s.calm(n)
	hint := s.lab.arm("hint", "calm", length(days)+
		fmt.Sprintf("events:\n  - {date: %s, actor: jp_mof, type: veiled_threat, target: us_trade}\n", date(shockDay)), n)
	s.then(func() {
		rise := func(p pair, day int) float64 {
			return p.highest(day, day+2, func(d int) float64 { return p.bp(ust10y, d) })
		}
		a, b := pairs(hint97, base97), pairs(denied, base97)
		s.row("V4.threat", over(a, func(p pair) float64 { return rise(p, hintDay97) }))
		ratio := make([]float64, n)
		for r := range ratio {
			ratio[r] = rise(b[r], hintDay97) / rise(a[r], hintDay97)
		}
		s.row("V4.denial", ratio)
		s.row("V4.today", over(pairs(hint, base), func(p pair) float64 { return rise(p, shockDay) }))
	})
}
