package experiment

import (
	"math"

	"kirifuda/agents/rules"
	"kirifuda/analysis/stats"
	"kirifuda/output"
	"kirifuda/world"
)

// statistic turns the path of a series into one number.
type statistic uint8

const (
	highest     statistic = iota // highest value over the days, including the base date
	lowest                       // lowest value over the days, including the base date
	highestDay                   // day of the highest value, 0 if that is the base date
	final                        // value on the last day
	agreed                       // value on the last day if it is not zero
	sinceBase                    // value on the last day less that on the base date
	highestEver                  // highest value over the days, excluding the base date
	reached                      // 1 if the series by is not zero on the last day, 0 if it is
	average                      // average of the tariffs on goods and, in the series by, on cars on the last day
)

// measure is the unit in which a series enters a statistic.
type measure uint8

const (
	level    measure = iota
	inBp             // change from the base date, percentage points × 100
	inPct            // change from the base date, percent
	dayCount         // level, reported as a number of the day
)

// outcome is a scalar outcome of a run, a y_ column of the table of runs.
type outcome struct {
	column output.Column
	series string
	by     string // second series of a statistic that needs two
	stat   statistic
	in     measure
	kind   stats.Kind
}

// extremeDoc ends the descriptions of outcomes that are extremes.
const extremeDoc = "; an extreme of each run: the difference between two arms is that of two extremes on different days," +
	" and not the highest paired effect, which sim irf gives"

// outcomes lists the outcomes of every run. Moves are measured from the base date.
var outcomes = func() []outcome {
	var out []outcome
	add := func(name, unit, doc, series string, stat statistic, in measure) {
		switch stat {
		case highest, lowest, highestEver:
			doc += extremeDoc
		}
		out = append(out, outcome{column: output.Column{Name: "y_" + name, Type: output.Double, Unit: unit, Doc: doc}, series: series, stat: stat, in: in,
			kind: stat.kind()})
	}
	at := func(v world.Valuation) { out[len(out)-1].column.Valuation = v }
	const bp, pct, bn = "bp", "%", "USD bn"
	for _, t := range []string{"2y", "5y", "10y", "30y"} {
		s, bond := "ust_"+t+"_yield_pct", t[:len(t)-1]+"-year Treasury"
		add("ust_"+t+"_peak_bp", bp, "highest move of the yield of the "+bond, s, highest, inBp)
		add("ust_"+t+"_peak_day_n", "days", "day of the highest yield of the "+bond+", 0 if it never rose", s, highestDay, dayCount)
		add("ust_"+t+"_trough_bp", bp, "lowest move of the yield of the "+bond, s, lowest, inBp)
		add("ust_"+t+"_end_bp", bp, "move of the yield of the "+bond+" by the last day", s, final, inBp)
	}
	add("usdjpy_peak_pct", pct, "highest move of yen per dollar; a rise means a weaker yen", "usdjpy_jpy", highest, inPct)
	add("usdjpy_trough_pct", pct, "lowest move of yen per dollar", "usdjpy_jpy", lowest, inPct)
	add("usdjpy_end_pct", pct, "move of yen per dollar by the last day", "usdjpy_jpy", final, inPct)
	add("eq_us_trough_pct", pct, "lowest move of U.S. equities", "eq_us_idx", lowest, inPct)
	add("eq_us_end_pct", pct, "move of U.S. equities by the last day", "eq_us_idx", final, inPct)
	add("eq_jp_trough_pct", pct, "lowest move of Japanese equities", "eq_jp_idx", lowest, inPct)
	add("eq_jp_end_pct", pct, "move of Japanese equities by the last day", "eq_jp_idx", final, inPct)
	add("jgb_10y_peak_bp", bp, "highest move of the yield of JGBs up to 10 years", "jgb_10y_yield_pct", highest, inBp)
	add("vix_max_idx", "index", "highest VIX, the implied volatility of U.S. equities", "vix_idx", highestEver, level)
	add("move_max_idx", "index", "highest MOVE index, the implied volatility of Treasuries", "move_idx", highestEver, level)
	add("us_interest_cost_chg_usd_bn", "USD bn/yr", "change in the annualised interest cost of U.S. federal debt from the base date to the last day",
		"us_interest_cost_usd_bn", sinceBase, level)
	at(world.AtFace)
	add("jp_mof_loss_usd_bn", bn, "loss in value of the Treasuries that Japan's Ministry of Finance still holds on the last day: base prices less market prices, "+
		"negative for a gain; between arms it differs also because less is held: see card_balance for what a sale does", "jp_mof_loss_usd_bn",
		final, level)
	at(world.AtMarket)
	add("jp_mof_sold_usd_bn", bn, "Treasuries sold or let mature by Japan's Ministry of Finance by the last day, at base prices, less those bought", "jp_mof_sold_usd_bn", final, level)
	at(world.AtBasePrices)
	add("deal_rate_pct", pct, "tariff agreed in the talks; null without a deal, so that paired differences cover only runs with a deal in both arms; "+
		"see deal and final_tariff_pct", "deal_rate_pct", agreed, level)
	add("deal", "1", "1 if the talks have ended in a deal by the last day, 0 if not; the mean is the share of runs with a deal", "talks_round_n", reached, level)
	out[len(out)-1].by = "deal_rate_pct"
	add("final_tariff_pct", pct, "average U.S. tariff on Japan's goods in force on the last day, with or without a deal; cars and parts have a weight "+
		"of 32 %", "jp_tariff_general_pct", average, level)
	out[len(out)-1].by = "jp_tariff_auto_pct"
	add("talks_round_n", "1", "rounds of trade talks held", "talks_round_n", final, level)
	out[len(out)-1].kind = stats.Count
	add("fed_purchases_usd_bn", bn, "Treasuries bought by the Federal Reserve by the last day, at base prices, less those sold", "fed_purchases_usd_bn", final, level)
	at(world.AtBasePrices)
	add("residual_max_usd_bn", bn, "largest excess demand left after a clearing", "residual_usd_bn", highestEver, level)
	at(world.AtBasePrices)
	add("iterations_max_n", "1", "largest number of solver iterations on a day", "iterations_n", highestEver, level)
	return out
}()

// summary holds what statistics need of a series.
type summary struct {
	base             float64
	last             float64
	max, min         float64 // over the days
	maxDay           int
	any              bool
	peak, trough     float64 // including the base date
	peakDay          int
	peakSet, baseSet bool
}

func (s *summary) add(v float64, day int) {
	if !s.any {
		s.any, s.max, s.min, s.maxDay = true, v, v, day
	}
	if v > s.max {
		s.max, s.maxDay = v, day
	}
	s.min, s.last = math.Min(s.min, v), v
	if !s.peakSet {
		s.peakSet, s.peak, s.trough, s.peakDay = true, v, v, day
	}
	if v > s.peak {
		s.peak, s.peakDay = v, day
	}
	s.trough = math.Min(s.trough, v)
}

// value is the value of an outcome of a series and, for some statistics, of a second
// one.
func (s *summary) value(o *outcome, by *summary) float64 {
	if !s.any {
		return math.NaN()
	}
	v := s.last
	switch o.stat {
	case highest:
		v = s.peak
	case lowest:
		v = s.trough
	case highestDay:
		return float64(s.peakDay)
	case agreed:
		if v == 0 {
			return math.NaN()
		}
	case sinceBase:
		return s.last - s.base
	case highestEver:
		v = s.max
	case reached:
		if by.any && by.last != 0 {
			return 1
		}
		return 0
	case average:
		if !by.any {
			return math.NaN()
		}
		return rules.JapanAverage(s.last, by.last)
	}
	switch o.in {
	case inBp:
		return 100 * (v - s.base)
	case inPct:
		return 100 * (v/s.base - 1)
	}
	return v
}

// Columns lists the y_ columns of runs: the outcomes of every run and the metrics.
func Columns(m *Metrics) []output.Column {
	var out []output.Column
	for i := range outcomes {
		out = append(out, outcomes[i].column)
	}
	if m != nil {
		out = append(out, m.columns...)
	}
	return out
}
