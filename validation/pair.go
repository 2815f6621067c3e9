package validation

import "math"

// pair is a replication with the shock and its twin without it.
type pair struct{ with, without *path }

// pairs combines two arms replication by replication.
func pairs(with, without *arm) []pair {
	n := min(len(with.runs), len(without.runs))
	out := make([]pair, n)
	for r := range out {
		out[r] = pair{with.runs[r], without.runs[r]}
	}
	return out
}

// bp is the difference in a yield on a day, basis points.
func (p pair) bp(c, day int) float64 {
	return 100 * (p.with.col[c][day-1] - p.without.col[c][day-1])
}

// belly is the mean difference at the 5- and 10-year points, bp.
func (p pair) belly(day int) float64 { return (p.bp(ust5y, day) + p.bp(ust10y, day)) / 2 }

// diff is the difference in a level on a day.
func (p pair) diff(c, day int) float64 { return p.with.col[c][day-1] - p.without.col[c][day-1] }

// pct is the difference in a price on a day, percent of the price without the shock,
// because the evidence is in simple returns.
func (p pair) pct(c, day int) float64 {
	return 100 * (p.with.col[c][day-1]/p.without.col[c][day-1] - 1)
}

// highest is the highest value of f over days a…b of the run.
func (p pair) highest(a, b int, f func(day int) float64) float64 {
	best := math.Inf(-1)
	for d := a; d <= min(b, len(p.with.col[0]), len(p.without.col[0])); d++ {
		best = math.Max(best, f(d))
	}
	return best
}

// lowest is the lowest value of f over days a…b of the run.
func (p pair) lowest(a, b int, f func(day int) float64) float64 {
	return -p.highest(a, b, func(d int) float64 { return -f(d) })
}

// average is the average of f over days a…b of the run.
func (p pair) average(a, b int, f func(day int) float64) float64 {
	var s float64
	b = min(b, len(p.with.col[0]), len(p.without.col[0]))
	for d := a; d <= b; d++ {
		s += f(d)
	}
	return s / float64(b-a+1)
}

// over applies a statistic to every pair.
func over(ps []pair, f func(p pair) float64) []float64 {
	out := make([]float64, len(ps))
	for i, p := range ps {
		out[i] = f(p)
	}
	return out
}

// each applies a statistic to every run of an arm.
func (a *arm) each(f func(p *path) float64) []float64 {
	out := make([]float64, len(a.runs))
	for i, p := range a.runs {
		out[i] = f(p)
	}
	return out
}

// scaled is an impact scaled to the benchmark duration.
func (p pair) scaled(bp float64) float64 { return bp * benchmark / p.with.durationYr() }

// tenYear is the difference in the 10-year yield, bp.
func (p pair) tenYear(day int) float64 { return p.bp(ust10y, day) }

// peak is the highest rise of the 5- to 10-year point in the days after the shock, raw or
// scaled.
func peak(ps []pair, days int, raw bool) []float64 {
	return over(ps, func(p pair) float64 {
		v := p.highest(shockDay, shockDay+days, p.belly)
		if raw {
			return v
		}
		return p.scaled(v)
	})
}
