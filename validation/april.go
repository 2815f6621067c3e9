package validation

import (
	"math"
	"sort"

	"kirifuda/experiment"
)

// april simulates April 2025 without an official sale, and twice more with one mechanism
// switched off.
func (s *suite) april() {
	const off = "confidence_tariff_pp: 0, confidence_joint_pp: 0, confidence_sale_pp: 0"
	n := s.n
	quiet := "days: 60\nagents:\n  us_trade: {average_pct: 2.4, general_pct: 0, auto_pct: 2.5}\n"
	calmBase := s.lab.arm("April 2025 without tariffs", "world", quiet, n)
	full := s.lab.arm("April 2025", "april-2025", "days: 60\n", n)
	s.then(func() { s.aprilTargets(full, calmBase) })
	if s.scored {
		return
	}
	margin := s.lab.arm("April 2025, no margin calls", "april-2025", "days: 60\nkinds:\n  rv_fund: {margin_called_sh: 0, haircut_vol_power: 0}\n", n)
	patch := "days: 60\nkinds:\n"
	for _, k := range s.kindsWith("confidence_tariff_pp") {
		patch += "  " + k + ": {" + off + "}\n"
	}
	trust := s.lab.arm("April 2025, no loss of confidence", "april-2025", patch, n)
	s.then(func() {
		ps := pairs(full, calmBase)
		without := pairs(margin, calmBase)
		gone := make([]float64, n)
		for r := range gone {
			gone[r] = 100 * (1 - without[r].rise5()/ps[r].rise5())
		}
		s.row("V2.margin", gone)
		s.row("V2.dollar", over(pairs(trust, calmBase), func(p pair) float64 {
			return p.average(7, 14, func(d int) float64 { return p.pct(broad, d) })
		}))
		t := Table{ID: "april", Title: "April 2025 with no official sale: medians of differences from the world without the tariff news",
			Head: []string{"world", ">10y rise over 5 days, bp", ">2s10s, bp", ">30y cash against swaps, bp", ">broad dollar, %", ">U.S. equities, %"}}
		for _, x := range []struct {
			name string
			a    *arm
		}{{"all mechanisms", full}, {"no margin calls", margin}, {"no loss of confidence", trust}} {
			q := pairs(x.a, calmBase)
			med := func(f func(p pair) float64) string { return Number(Quantile(over(q, f), 0.5)) }
			t.Rows = append(t.Rows, []string{x.name, med(pair.rise5),
				med(func(p pair) float64 {
					return p.highest(aprilFirst, 15, func(d int) float64 { return p.bp(ust10y, d) - p.bp(ust2y, d) })
				}),
				med(func(p pair) float64 {
					return p.highest(aprilFirst, 15, func(d int) float64 { return p.diff(spread30y, d) })
				}),
				med(func(p pair) float64 {
					return p.average(7, 14, func(d int) float64 { return p.pct(broad, d) })
				}),
				med(func(p pair) float64 {
					return p.lowest(aprilFirst, 6, func(d int) float64 { return p.pct(eqUS, d) })
				}),
			})
		}
		t.Note = "Dollar: mean of days 7 to 14. Observed in 2025: +47, +38, +19.7, −3.2 and −12.1."
		s.report.Tables = append(s.report.Tables, t)
	})
}

// Days of April 2025 that are compared: from 3 April, when markets first traded on the
// announcement, to the end of the month. Day 6 is 8 April and day 15 is 21 April.
const aprilFirst, aprilLast = 3, 22

// rise5 is the largest five-day rise of the difference in 10-year yields, bp.
func (p pair) rise5() float64 {
	return p.highest(aprilFirst, aprilLast, func(d int) float64 { return p.bp(ust10y, d) - p.bp(ust10y, max(1, d-5)) })
}

// aprilTargets judges the targets for April 2025.
func (s *suite) aprilTargets(full, calmBase *arm) {
	s.row("V2.10y", full.each(func(p *path) float64 {
		best := math.Inf(-1)
		for d := aprilFirst; d <= aprilLast; d++ {
			best = math.Max(best, 100*(p.col[ust10y][d-1]-p.col[ust10y][max(1, d-5)-1]))
		}
		return best
	}))
	ps := pairs(full, calmBase)
	s.row("V2.10y.paired", over(ps, pair.rise5))
	s.row("V2.2s10s", over(ps, func(p pair) float64 {
		return p.highest(aprilFirst, 15, func(d int) float64 { return p.bp(ust10y, d) - p.bp(ust2y, d) })
	}))
	s.row("V2.ss30", over(ps, func(p pair) float64 {
		return p.highest(aprilFirst, 15, func(d int) float64 { return p.diff(spread30y, d) })
	}))
	s.row("V2.usd", over(ps, func(p pair) float64 {
		return p.lowest(aprilFirst, 15, func(d int) float64 { return p.pct(broad, d) })
	}))
	s.row("V2.spx", over(ps, func(p pair) float64 {
		return p.lowest(aprilFirst, 6, func(d int) float64 { return p.pct(eqUS, d) })
	}))
	s.row("V2.vix", full.each(func(p *path) float64 {
		best := 0.0
		for d := aprilFirst; d <= 15; d++ {
			best = math.Max(best, p.col[vix][d-1])
		}
		return best
	}))
}

// kindsWith lists the kinds that have a parameter.
func (s *suite) kindsWith(name string) []string {
	seen := map[string]bool{}
	for _, e := range experiment.Parameters(s.lab.cat) {
		if e.Kind != "" && e.Key == e.Kind+"."+name {
			seen[e.Kind] = true
		}
	}
	var out []string
	for k := range seen {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
