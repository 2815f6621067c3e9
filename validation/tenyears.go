package validation

import (
	"fmt"
	"math"
)

// tenYears compares daily statistics of long runs without a shock with the data.
func (s *suite) tenYears() {
	days, n := yearsAfter(0, 10), max(4, s.n/8)
	if s.quick {
		days, n = 800, 2
	}
	base := s.lab.arm("ten years", "calm", length(days), n)
	base.partial = true
	s.then(func() {
		for r, p := range base.runs {
			if p.fault != "" {
				s.report.Faults = append(s.report.Faults, fmt.Sprintf("%s, replication %d: %s", base.name, r, p.fault))
			}
		}
		moves := map[string][][]float64{} // by series and run
		for _, f := range facts {
			for _, p := range base.runs {
				moves[f.id] = append(moves[f.id], f.change(p.col[f.col]))
			}
		}
		each := func(id string, stat func(x []float64) float64) []float64 {
			out := make([]float64, n)
			for r := range out {
				out[r] = stat(traded(moves[id][r]))
			}
			return out
		}
		put := func(id, text, status, unit string, lo, hi float64, note string, why reasons, sample []float64) {
			r := Row{ID: "V5." + id, Target: text, Source: dayFacts, Status: status, Low: bound(lo), High: bound(hi), Unit: unit, Note: note}
			r.judge(sample, why)
			s.report.Rows = append(s.report.Rows, r)
		}
		detail := Table{ID: "facts", Title: fmt.Sprintf("Stylised facts: %d runs of %d days without a shock, model median (data)", n, days),
			Head: []string{"series", ">sd", ">excess kurtosis", ">tail index", ">ACF r(1)", ">ACF |r| 1", ">5", ">20", ">50", ">leverage"}}
		for _, f := range facts {
			sd := each(f.id, SD)
			kurtosis := each(f.id, ExcessKurtosis)
			hill := each(f.id, func(x []float64) float64 { return Hill(x, 0.05) })
			acf := each(f.id, func(x []float64) float64 { return ACF(x, 1) })
			abs := func(lag int) []float64 {
				return each(f.id, func(x []float64) float64 { return AbsACF(x, lag) })
			}
			lev := each(f.id, func(x []float64) float64 { return Leverage(x, 10) })
			put("sd."+f.id, f.name+": standard deviation of daily changes", "COMPUTED", f.unit, 0.8*f.sd, 1.2*f.sd, "± 20 %, ASSUMED",
				reasons{"Agents absorb more of the news than in the data.", "Agents amplify news more than in the data."}, sd)
			put("kurtosis."+f.id, f.name+": excess kurtosis", "COMPUTED", "1", f.klo, f.khi, "",
				reasons{"Large days are too rare: news has one stochastic variance and the data of 2015–25 contain crises that a calm world lacks.",
					"Large days are too frequent."}, kurtosis)
			put("tail."+f.id, f.name+": tail index", "COMPUTED", "1", f.hlo, f.hhi, "",
				reasons{"Tails are too fat.", "Tails are too thin: no crisis falls into a calm decade."}, hill)
			put("acf."+f.id, f.name+": autocorrelation of changes", "COMPUTED", "1", math.Min(-0.1, f.acf1-0.05), 0.1, "negligible: within 0.1, or 0.05 below the data",
				reasons{"Prices overshoot and come back.", "Slow adjustment makes changes predictable."}, acf)
			put("memory1."+f.id, f.name+": autocorrelation of absolute changes, one day", "COMPUTED", "1", f.alo, f.ahi, "",
				reasons{"Volatility clusters too little.", "Volatility clusters too much."}, abs(1))
			put("memory20."+f.id, f.name+": autocorrelation of absolute changes, 20 days", "COMPUTED", "1", f.abs20-0.1, f.abs20+0.1, "± 0.1, ASSUMED",
				reasons{"Volatility forgets too fast.", "Volatility remembers too long."}, abs(20))
			if f.equity {
				put("leverage."+f.id, f.name+": leverage effect", "COMPUTED", "1", -inf, -0.04, "mean of corr(r_t, |r_{t+h}|), h = 1…10; the data have "+Number(f.leverage),
					reasons{"", "Volatility rises too little after falls."}, lev)
			} else {
				put("leverage."+f.id, f.name+": no leverage effect", "COMPUTED", "1", math.Min(-0.04, f.leverage-0.04), math.Max(0.04, f.leverage+0.04),
					"mean of corr(r_t, |r_{t+h}|), h = 1…10; the data have "+Number(f.leverage),
					reasons{"Volatility rises after falls, as it should in equities only.", "Volatility rises after rises."}, lev)
			}
			cell := func(x []float64, data float64) string {
				return Number(Quantile(x, 0.5)) + " (" + Number(data) + ")"
			}
			detail.Rows = append(detail.Rows, []string{f.name + ", " + f.unit, cell(sd, f.sd), cell(kurtosis, f.kurtosis), cell(hill, f.hill), cell(acf, f.acf1),
				cell(abs(1), f.abs1), cell(abs(5), f.abs5), cell(abs(20), f.abs20), cell(abs(50), f.abs50), cell(lev, f.leverage)})
		}
		for _, w := range weekRises {
			put(fmt.Sprintf("week%g.%s", w.percentile, w.id), fmt.Sprintf("%s: %gth percentile of five-day changes", w.name, w.percentile), "COMPUTED", "bp",
				0.8*w.bp, 1.2*w.bp, "± 20 %, ASSUMED",
				reasons{"Rises over a week are too small: moves of single days do not add up.", "Large rises over a week are too frequent."},
				each(w.id, func(x []float64) float64 { return Quantile(Sums(x, 5), w.percentile/100) }))
		}
		name := func(id string) string {
			for _, f := range facts {
				if f.id == id {
					return f.name
				}
			}
			return id
		}
		for _, c := range correlations {
			x := make([]float64, n)
			for r := range x {
				x[r] = Corr(bothTraded(moves[c.a][r], moves[c.b][r]))
			}
			put("corr."+c.a+"."+c.b, "correlation of daily changes, "+name(c.a)+" and "+name(c.b), "COMPUTED", "1", c.value-0.15, c.value+0.15,
				"± 0.15, ASSUMED; closes of different time zones bias the data to zero",
				c.why(), x)
		}
		s.report.Tables = append(s.report.Tables, detail)
	})
}
