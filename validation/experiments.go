package validation

import (
	"fmt"
	"math"
	"time"

	"kirifuda/configs"
	"kirifuda/economy"
	"kirifuda/world"
)

// shockDay is the day of a shock: after a month, when depth has adapted to ordinary
// volatility.
const shockDay = 21

// suite is one validation in progress.
type suite struct {
	lab    *lab
	report *Report
	n      int // replications of a paired experiment
	quick  bool
	scored bool // only scored targets: neither counterfactuals nor tables
	finish []func()
}

// then registers a function to be called when all arms have run.
func (s *suite) then(f func()) { s.finish = append(s.finish, f) }

// row judges a target by a sample.
func (s *suite) row(id string, sample []float64) {
	t := targets[id]
	s.within(id, t.lo, t.hi, sample)
}

// within judges a target whose range is computed.
func (s *suite) within(id string, lo, hi float64, sample []float64) {
	t := targets[id]
	r := Row{ID: id, Target: t.text, Source: t.source, Status: t.status, Low: bound(lo), High: bound(hi), Unit: t.unit, Weight: t.weight,
		Fitted: t.fitted, Note: t.note}
	r.judge(sample, t.why)
	s.report.Rows = append(s.report.Rows, r)
}

// few is the number of replications divided by share, at least two, or one if the run is
// quick.
func (s *suite) few(share int) int {
	if s.quick {
		return 1
	}
	return max(2, s.n/share)
}

// sale is a patch by which the ministry sells bn over days from the day of the shock.
func sale(bn float64, days int, maturity string, length int) string {
	return fmt.Sprintf("days: %d\nagents:\n  jp_mof: {strategy: programme, sale_usd_bn: %g, start_day: %d, sale_days: %d, proceeds: keep, maturity: "+
		"%s, stop_on_deal: false}\n",
		length, bn, shockDay, days, maturity)
}

// length is a patch that sets the number of days of a run.
func length(days int) string { return fmt.Sprintf("days: %d\n", days) }

// volatile adds an announced volatility regime from the first day.
func volatile(patch string, ratio float64) string {
	return patch + fmt.Sprintf("events:\n  - {date: 2025-04-01, actor: us_trade, type: volatility_regime, value: %g}\n", ratio)
}

// date of a day of a run that starts on the base date.
func date(day int) string {
	days, before := calendar()
	return days.Add(before, day).String()
}

// yearsAfter is the day of such a run that falls a number of years after a day.
func yearsAfter(day, years int) int {
	days, before := calendar()
	t := days.Add(before, day).Time().AddDate(years, 0, 0)
	return days.Until(before, world.DateOf(t))
}

// calendar is that of the embedded economy, with the day before the first of such a run.
func calendar() (*world.Calendar, world.Date) {
	e, err := economy.Load()
	if err != nil {
		panic(err)
	}
	return e.Calendar(), world.NewDate(2025, time.March, 31)
}

// benchmark is the duration, in years, to which impacts are scaled.
const benchmark = 5.8

// horizon is the length of a run for long-run effects, and the first and last day of the
// window in which they are measured.
func (s *suite) horizon() (days, from, to int) {
	from, to = yearsAfter(shockDay, 1), yearsAfter(shockDay, 2)
	if s.quick {
		to = shockDay + 300
	}
	return to, from, to
}

// calm is the world without a shock shared by several experiments.
func (s *suite) calm(n int) *arm {
	days, _, _ := s.horizon()
	return s.lab.arm("calm", "calm", length(days), n)
}

// impact runs C1 to C6 and V1.
func (s *suite) impact() {
	days, from, to := s.horizon()
	n := s.n
	l := s.lab
	base := s.calm(n)
	month := l.arm("sale of notes", "calm", sale(100, 21, "notes", days), n)
	bills := l.arm("sale of bills", "calm", sale(100, 21, "bills", shockDay+40), n)
	day := l.arm("sale in a day", "calm", sale(10, 1, "notes", shockDay+15), n)
	stormBase := l.arm("volatile", "calm", volatile(length(shockDay+15), 2), n)
	storm := l.arm("sale in a volatile week", "calm", volatile(sale(100, 5, "notes", shockDay+15), 2), n)
	said := l.arm("announcement", "calm", length(shockDay+15)+fmt.Sprintf("events:\n  - {date: %s, actor: jp_mof, type: sale_announced, target: "+
		"us_trade, value: 100}\n", date(shockDay)), n)
	s.then(func() {
		lasting := over(pairs(month, base), func(p pair) float64 { return p.scaled(p.average(from, to, p.belly)) })
		c1 := over(pairs(day, base), func(p pair) float64 { return p.scaled(p.highest(shockDay, shockDay+1, p.tenYear)) })
		c2 := peak(pairs(month, base), 26, false)
		c4 := over(pairs(storm, stormBase), func(p pair) float64 { return p.scaled(p.highest(shockDay, shockDay+10, p.tenYear)) })
		c5 := over(pairs(bills, base), func(p pair) float64 { return p.highest(shockDay, shockDay+26, p.tenYear) })
		feared := 3.6 // perceived duration of an announced sale, years
		if sc := said.builder.Scenario(); sc != nil {
			if e, err := configs.Explain(sc, "macro_1.feared_duration_yr"); err == nil {
				if v, ok := e.Value.(float64); ok {
					feared = v
				}
			}
		}
		c6 := over(pairs(said, base), func(p pair) float64 {
			return p.highest(shockDay, shockDay+10, p.belly) * benchmark / feared
		})
		s.row("C1", c1)
		s.row("C2", c2)
		s.row("C3", lasting)
		s.row("C4", c4)
		s.row("C5", c5)
		s.within("C6", math.Max(0, Quantile(lasting, 0.5)), 0.6*Quantile(c2, 0.5), c6)
	})
	if s.scored {
		return
	}
	held := l.arm("sale as held", "calm", sale(100, 21, "pro_rata", shockDay+40), n)
	long := l.arm("sale of long bonds", "calm", sale(100, 21, "long", shockDay+40), n)
	quarter := l.arm("sale over a quarter", "calm", sale(190, 63, "notes", shockDay+90), n)
	stormDay := l.arm("sale in a volatile day", "calm", volatile(sale(10, 1, "notes", shockDay+15), 2), n)
	s.then(func() {
		perDV01 := func(ps []pair, f func(p pair) float64) []float64 {
			return over(ps, func(p pair) float64 { return f(p) / p.with.dv01 })
		}
		s.row("V1.day", perDV01(pairs(day, base), func(p pair) float64 { return p.highest(shockDay, shockDay+1, p.tenYear) }))
		s.row("V1.month", perDV01(pairs(month, base), func(p pair) float64 { return p.highest(shockDay, shockDay+26, p.tenYear) }))
		s.row("V1.quarter", perDV01(pairs(quarter, base), func(p pair) float64 { return p.highest(shockDay, shockDay+66, p.tenYear) }))
		s.row("V1.longrun", perDV01(pairs(month, base), func(p pair) float64 { return p.average(from, to, p.tenYear) }))
		ratio := make([]float64, n)
		cheap := make([]float64, n)
		st, ca := pairs(stormDay, stormBase), pairs(day, base)
		bi, no := pairs(bills, base), pairs(month, base)
		for r := range n {
			ratio[r] = st[r].highest(shockDay, shockDay+1, st[r].tenYear) / ca[r].highest(shockDay, shockDay+1, ca[r].tenYear)
			cheap[r] = bi[r].highest(shockDay, shockDay+26, bi[r].tenYear) / no[r].highest(shockDay, shockDay+26, no[r].tenYear)
		}
		s.row("V1.volatility", ratio)
		s.row("V1.bills", cheap)

		t := Table{ID: "maturity", Title: "What is sold: 100 bn over 21 days, calm",
			Note: "Medians of paired differences. Scaled: to a duration of 5.8 years, as scored in C2.",
			Head: []string{"maturity", ">duration, years", ">5y peak, bp", ">10y peak, bp", ">5–10y peak, bp", ">scaled, bp"}}
		for _, x := range []struct {
			name string
			a    *arm
		}{{"notes of 1 to 10 years", month}, {"as held", held}, {"over 5 years", long}, {"bills", bills}} {
			ps := pairs(x.a, base)
			med := func(f func(p pair) float64) string { return Number(Quantile(over(ps, f), 0.5)) }
			row := []string{x.name,
				med(func(p pair) float64 { return p.with.durationYr() }),
				med(func(p pair) float64 {
					return p.highest(shockDay, shockDay+26, func(d int) float64 { return p.bp(ust5y, d) })
				}),
				med(func(p pair) float64 { return p.highest(shockDay, shockDay+26, p.tenYear) }),
				Number(Quantile(peak(ps, 26, true), 0.5)), Number(Quantile(peak(ps, 26, false), 0.5))}
			if x.a == bills {
				row[5] = "–"
			}
			t.Rows = append(t.Rows, row)
		}
		s.report.Tables = append(s.report.Tables, t)

		path := Table{ID: "path", Title: "100 bn of notes over 21 days, calm: rise of the 5- to 10-year point by business days since the first sale",
			Note: "bp, scaled to a duration of 5.8 years.", Head: []string{"day of the sale", ">median", ">5 %", ">95 %"}}
		for _, d := range []int{1, 5, 10, 21, 42, 63, 126, yearsAfter(0, 1), 378, yearsAfter(0, 2)} {
			if shockDay+d-1 > days {
				break
			}
			x := over(pairs(month, base), func(p pair) float64 { return p.scaled(p.belly(shockDay + d - 1)) })
			path.Rows = append(path.Rows, []string{fmt.Sprint(d), Number(Quantile(x, 0.5)), Number(Quantile(x, 0.05)), Number(Quantile(x, 0.95))})
		}
		s.report.Tables = append(s.report.Tables, path)
	})
}

// reduced is the impact in bp by a reduced form, by volatility, for the sales of curve:
//
//	ŷ_t = Q_t/S∞,  y_t = (Q_t + S_f·ŷ_t − (1−κ)·X_{t−1})/(S_f + κ·S∞),
//	X_t = X_{t−1} + κ·(S∞·y_t − X_{t−1})
//
// with Q sold so far, fast slope S_f = 4/σ² and slow slope S∞ = 22 bn per bp,
// κ = 0.015 a day and volatility σ in multiples of normal.
var reduced = map[float64][5]float64{
	1: {2.7, 27, 23.5, 14.9, 16.2}, 1.5: {5.1, 51, 37.9, 17.4, 17.0}, 2: {7.9, 79, 48.9, 18.1, 17.2}, 2.5: {10.6, 106, 55.8, 18.4, 17.4},
}

// curve runs sales of several sizes and lengths in several states of volatility.
func (s *suite) curve() {
	sizes := []struct {
		name string
		bn   float64
		days int
	}{{"10 bn in a day", 10, 1}, {"100 bn in a day", 100, 1}, {"100 bn in a week", 100, 5}, {"100 bn in a month", 100, 21}, {"190 bn in a quarter", 190, 63}}
	vols := []float64{1, 1.5, 2, 2.5}
	// No daily limit: a trading halt would cut off the largest impacts.
	const wide = "market: {limit_yield_bp: 10000}\n"
	n := s.few(3)
	days := shockDay + 66
	var base []*arm
	var with [][]*arm
	for _, v := range vols {
		set := func(p string) string {
			if v == 1 {
				return p
			}
			return volatile(p, v)
		}
		base = append(base, s.lab.arm("calm", "calm", set(wide+length(days)), n))
		var row []*arm
		for _, z := range sizes {
			row = append(row, s.lab.arm(z.name, "calm", set(wide+sale(z.bn, z.days, "notes", days)), n))
		}
		with = append(with, row)
	}
	s.then(func() {
		t := Table{ID: "curve", Title: "Price impact by size, horizon and volatility: highest rise of the 10-year yield, bp, scaled to a duration of 5.8 years",
			Note: "Median of the model; in brackets a reduced form with a fast slope of 4 bn per bp over the square of volatility, a slow slope of 22 and " +
				"slow adjustment of 1.5 % a day, without balance sheets. Daily limits on prices are off in this table.", Head: []string{"sale"}}
		for _, v := range vols {
			t.Head = append(t.Head, ">volatility × "+Number(v))
		}
		for j, z := range sizes {
			row := []string{z.name}
			for i, v := range vols {
				x := over(pairs(with[i][j], base[i]), func(p pair) float64 {
					return p.scaled(p.highest(shockDay, shockDay+z.days+4, func(d int) float64 { return p.bp(ust10y, d) }))
				})
				row = append(row, Number(Quantile(x, 0.5))+" ("+Number(reduced[v][j])+")")
			}
			t.Rows = append(t.Rows, row)
		}
		s.report.Tables = append(s.report.Tables, t)
	})
}
