package analysis

import (
	"cmp"
	"math"
	"slices"

	"kirifuda/analysis/stats"
	"kirifuda/world"
)

// Effect is the difference of a series between a run and its twin, the run with the same
// draws in which the card is not played. The unit of the numbers is Unit.
type Effect struct {
	Series string `json:"series"`
	Label  string `json:"label"`
	Unit   string `json:"unit"`
	// Peak is the difference that is largest in size; a difference that is always zero
	// has no day.
	Peak    float64      `json:"peak"`
	PeakAt  *EffectDay   `json:"peak_at"`
	Highest float64      `json:"highest"` // 0 if the difference is never positive
	HighAt  *EffectDay   `json:"highest_at"`
	Lowest  float64      `json:"lowest"` // 0 if the difference is never negative
	LowAt   *EffectDay   `json:"lowest_at"`
	End     stats.Spread `json:"end"`
}

// EffectDay is a day of a run; the base date is day 0.
type EffectDay struct {
	Day  int    `json:"day"`
	Date string `json:"date"`
}

// effectRow is a line of the table of effects.
type effectRow struct {
	series, label string
	in            func(s *world.Series) (scale float64, unit string)
}

func inBp(*world.Series) (float64, string) { return 100, "bp" }

// inPercent is in percent of the level of the base date.
func inPercent(s *world.Series) (float64, string) { return 100 / s.Base, "%" }

func asIs(s *world.Series) (float64, string) { return 1, s.Unit }

// effectRows lists the series of the table in their order.
var effectRows = []effectRow{
	{"ust_2y_yield_pct", "Treasury 2y yield", inBp},
	{"ust_5y_yield_pct", "Treasury 5y yield", inBp},
	{"ust_10y_yield_pct", "Treasury 10y yield", inBp},
	{"ust_30y_yield_pct", "Treasury 30y yield", inBp},
	{"usdjpy_jpy", "USDJPY (rise: weaker yen)", inPercent},
	{"eq_us_idx", "U.S. equities", inPercent},
	{"eq_jp_idx", "Japanese equities", inPercent},
	{"jgb_10y_yield_pct", "JGB 10y yield", inBp},
	{"vix_idx", "VIX", asIs},
	{"move_idx", "MOVE", asIs},
	{"us_interest_cost_usd_bn", "U.S. interest cost", asIs},
	{"official_ust_usd_bn", "Treasuries of all foreign officials", asIs},
}

// Effects lists the differences of the headline's series between a run and its twin.
func Effects(with, without *Path) []Effect {
	var out []Effect
	for _, r := range effectRows {
		i, j := with.series(r.series), without.series(r.series)
		if i < 0 || j < 0 {
			continue
		}
		e := Effect{Series: r.series, Label: r.label, End: stats.Spread(math.NaN())}
		scale, unit := r.in(&with.Series[i])
		e.Unit = unit
		for d := range min(len(with.Values), len(without.Values)) {
			v := float64(scale * stats.Less(with.Values[d][i], without.Values[d][j]))
			if v-v != 0 {
				continue
			}
			at := &EffectDay{d + 1, with.Dates[d].String()}
			if math.Abs(v) > math.Abs(e.Peak) {
				e.Peak, e.PeakAt = v, at
			}
			if v > e.Highest {
				e.Highest, e.HighAt = v, at
			}
			if v < e.Lowest {
				e.Lowest, e.LowAt = v, at
			}
			if d == len(with.Values)-1 {
				e.End = stats.Spread(v)
			}
		}
		out = append(out, e)
	}
	return out
}

// Held is the difference of a holder's Treasuries on the last day between a run and its
// twin.
type Held struct {
	Agent string  `json:"agent"`
	USDBn float64 `json:"usd_bn"` // at prices of the base date
}

// HeldMore lists the holders whose Treasuries differ on the last day, the largest
// difference first. An issuer holds the negative of what it has issued.
func HeldMore(with, without *Path) []Held {
	out := []Held{}
	for i, name := range with.Agents {
		j := without.Of(name)
		if j < 0 {
			continue
		}
		if d := stats.Less(with.Held[i], without.Held[j]); math.Abs(d) > 1e-9 {
			out = append(out, Held{name, d})
		}
	}
	slices.SortStableFunc(out, func(a, b Held) int { return cmp.Compare(b.USDBn, a.USDBn) })
	return out
}
