package validation

import (
	"math"
	"sort"
)

// reasons say why the model misses a target, below and above its range.
type reasons struct{ low, high string }

// target is one entry of the table of evidence.
type target struct {
	text   string
	source string
	status string
	lo, hi float64 // bounds; ±Inf where there is none
	unit   string
	weight float64
	note   string
	why    reasons
	fitted bool // used in calibration, so that a hit is not a test
}

// Fitted lists the identifiers of the targets used in calibration.
func Fitted() []string {
	var out []string
	for id, t := range targets {
		if t.fitted {
			out = append(out, id)
		}
	}
	sort.Strings(out)
	return out
}

var inf = math.Inf(1)

// Sources of several targets.
const (
	beltran  = "Beltran, Kretchmer, Marquez and Thomas (2013), scaled to a market of 28.4 tn"
	demand   = "Eren, Schrimpf and Xia (2023); Chaudhary, Fu and Zhou (2024); Beltran and others (2013), after private investors respond"
	ahmed    = "Ahmed and Rebucci (2022)"
	april    = "U.S. Treasury par yields, Federal Reserve H.10, S&P 500 and VIX closes, 2–21 April 2025"
	yen      = "Ministry of Finance operations of September and October 2022 and Federal Reserve H.10 noon rates"
	adler    = "Adler, Lisack and Mano (2015)"
	deal     = "ministerial rounds of 16 April to 22 July 2025 and the agreement"
	dayFacts = "own statistics of daily data, 2015–25; 90 % block-bootstrap band where one is given"
)

// targets by identifier: published numbers and the ranges that they imply.
// Impacts are those of selling 100 bn with a duration of 5.8 years, unless the
// text says otherwise.
var targets = map[string]target{
	"C1": {fitted: true, text: "10 bn sold in one day, calm: rise of the 10-year yield", source: beltran + "; own reduced form", status: "COMPUTED",
		lo: 1.5, hi: 4, unit: "bp", weight: 1,
		why: reasons{"Dealers and macro funds together are deeper than 4 bn per bp.",
			"Fast depth, 4 bn per bp of dealers and macro funds in calm markets, is cut by the square of volatility, which news keeps above its floor most " +
				"of the time."}},
	"C2": {fitted: true, text: "100 bn of notes over 21 days, 5- to 10-year point: highest rise", source: beltran, status: "COMPUTED", lo: 11, hi: 17,
		unit: "bp", weight: 3,
		note: "notes of 1 to 10 years sold as held, impact scaled to a duration of 5.8 years",
		why: reasons{"Slow investors respond quickly enough to take much of the sale within the month.",
			"Slow investors take too little of the sale within the month."}},
	"C3": {fitted: true, text: "the same sale, 12 to 24 months later: mean rise", source: demand, status: "COMPUTED", lo: 1.5, hi: 6, unit: "bp", weight: 3,
		note: "mean over the second year after the sale begins, scaled to a duration of 5.8 years",
		why: reasons{"Slow demand is more elastic, or forgets its anchor more slowly, than published demand systems say.",
			"Slow demand is less elastic than published demand systems say, or the anchor yield follows the price up."}},
	"C4": {fitted: true, text: "100 bn in one week, volatility doubled: highest rise of the 10-year yield", source: ahmed + "; own reduced form",
		status: "COMPUTED", lo: 35, hi: 100, unit: "bp", weight: 2,
		note: "volatility doubled from the first day in both arms",
		why: reasons{"Depth falls with the square of volatility, but it is shared by several maturities.",
			"Value-at-risk limits and dealers' balance sheets bind together."}},
	"C5": {fitted: true, text: "100 bn of bills over 21 days: highest rise of the 10-year yield",
		source: "Koijen and Yogo; Jansen, Li and Schmid (2024)", status: "READ", lo: -0.5, hi: 2, unit: "bp", weight: 1,
		why: reasons{"", "What is known to have been sold counts as duration, whatever its maturity, in what funds expect to absorb."}},
	"C6": {fitted: true, text: "announcement of 100 bn to be sold later: highest rise within ten days",
		source: "asset-purchase announcements; Krishnamurthy and Vissing-Jorgensen (2011), D'Amico and King (2013)", status: "RECALLED", unit: "bp", weight: 1,
		note: "range: from the model's own long-run effect to 60 % of its month peak; scaled to a duration of 5.8 years",
		why: reasons{"Funds expect less of an announced sale than its long-run effect, or the announcement is half believed.",
			"An announcement brings forward more than the long-run effect."}},

	"V1.day": {text: "10-year yield per USD m of DV01 sold: 10 bn in a day", source: "own reduced form, 0.47", status: "COMPUTED", lo: 0.26, hi: 0.69,
		unit: "bp per USD m",
		note: "range of C1 over 5.8 m", why: reasons{"As C1.", "As C1."}},
	"V1.month": {text: "the same: 100 bn over 21 days, peak", source: "own reduced form, 0.26", status: "COMPUTED", lo: 0.19, hi: 0.29, unit: "bp per USD m",
		note: "range of C2 over 58 m", why: reasons{"As C2; what is sold are notes shorter than the 10-year point.", "As C2."}},
	"V1.quarter": {text: "the same: 190 bn over 63 days, peak", source: "own reduced form, 0.147", status: "COMPUTED", lo: 0.10, hi: 0.19, unit: "bp per USD m",
		note: "± 30 %, ASSUMED", why: reasons{"As C2.", "Slow investors take the flow of a quarter up too slowly."}},
	"V1.longrun": {text: "the same: 12 to 24 months later", source: "own reduced form, 0.078", status: "COMPUTED", lo: 0.026, hi: 0.103, unit: "bp per USD m",
		note: "range of C3 over 58 m", why: reasons{"As C3.", "As C3."}},
	"V1.volatility": {text: "impact of 10 bn in a day, volatility doubled, over calm", source: "own reduced form, 2.9: fast part × (σ/σ₀)²",
		status: "COMPUTED", lo: 2, hi: 4, unit: "1",
		why: reasons{"News keeps volatility above its floor in the calm arm, so that doubling it is less than doubling depth's divisor.", ""}},
	"V1.bills": {text: "bills over notes of equal value, month peak at the 10-year point", source: "Koijen and Yogo: elasticity 27.9 against 3.2",
		status: "COMPUTED", lo: 0, hi: 0.2, unit: "1",
		why: reasons{"", "As C5."}},

	"V2.10y": {text: "April 2025, no official sale: largest five-day rise of the 10-year yield", source: april, status: "READ", lo: 30, hi: 55, unit: "bp",
		note: "largest to end 3 to 30 April in the path itself, as measured in 2025: +47 on 11 April",
		why: reasons{"Forced sales of relative-value funds and the loss of convenience yield reach fewer basis points at the 10-year point than in 2025.",
			"Forced sales and the loss of convenience yield reach more basis points than in 2025."}},
	"V2.10y.paired": {fitted: true, text: "the same, in excess of the world without the tariff news", source: april, status: "READ", lo: 30, hi: 55, unit: "bp",
		why: reasons{"What the tariff news alone does; the path of 2025 contains other news too.", ""}},
	"V2.2s10s": {fitted: true, text: "largest steepening, 2- against 10-year, by 21 April", source: april + "; 38 on 21 April", status: "READ", lo: 25,
		hi: 45, unit: "bp",
		why: reasons{"The short end falls less than in 2025: expected policy rates do not react to the tariff news on the day.", ""}},
	"V2.ss30": {fitted: true, text: "cash Treasuries against swaps, 30-year (minus the swap spread): largest rise by 21 April",
		source: "swap spreads of 2–8 April 2025, a vendor's: +19.7", status: "READ", lo: 12, hi: 25, unit: "bp",
		why: reasons{"Relative-value funds unwind less than in 2025 or dealers carry what they sell too cheaply.", "Unwinds overshoot dealers' balance sheets."}},
	"V2.usd": {fitted: true, text: "broad dollar: lowest by 21 April", source: april + "; −3.2 %", status: "READ", lo: -4, hi: -2, unit: "%",
		why: reasons{"The loss of convenience yield is larger than in 2025.",
			"Higher dollar yields support the dollar more than the loss of convenience yield weighs on it."}},
	"V2.spx": {fitted: true, text: "U.S. equities: lowest by 8 April", source: april + "; −12.1 %", status: "READ", lo: -14, hi: -10, unit: "%",
		why: reasons{"Term premium and volatility add to the effect of tariffs.",
			"Equity funds price the tariff at less than in 2025 before volatility and term premium add to it."}},
	"V2.vix": {fitted: true, text: "VIX: highest close", source: april + "; 52.3", status: "READ", lo: 45, hi: 60, unit: "index",
		why: reasons{"The gauge follows equities at −5.3 % per percent, the mean response of 2021–25; in April 2025 it rose by more.",
			"Equities fall by more than in 2025."}},
	"V2.margin": {text: "10-year response that goes when margin calls are switched off",
		source: "finding on swap spreads, 46 % of the rise of 4–8 April", status: "COMPUTED", lo: 40, hi: inf, unit: "%",
		note: "rv_fund: margin_called_sh and haircut_vol_power 0",
		why: reasons{"Forced sales carry most of the cash spread, but the hedge is closed with them and swap rates fall: the loss of convenience yield " +
			"carries the rest.", ""}},
	"V2.dollar": {text: "dollar with the loss of confidence switched off, mean of days 7 to 14",
		source: "Jiang, Krishnamurthy, Lustig and others; sign in April 2025", status: "READ", lo: 0, hi: inf, unit: "%",
		note: "confidence_tariff_pp, _joint_pp and _sale_pp 0 for every kind",
		why:  reasons{"The dollar still falls without it.", ""}},

	"V3.impact.20": {fitted: true, text: "19.7 bn sold for yen: same-day fall of the dollar", source: yen, status: "COMPUTED", lo: 0.06, hi: 0.19,
		unit: "% per USD bn",
		why:  reasons{"Currency intermediaries are deeper than in 2022.", "Currency intermediaries are shallower than in 2022."}},
	"V3.impact.38": {text: "37.6 bn sold for yen: same-day fall of the dollar", source: yen, status: "COMPUTED", lo: 0.06, hi: 0.19, unit: "% per USD bn",
		why: reasons{"As for 19.7 bn.", "As for 19.7 bn."}},
	"V3.reversal.20.2": {text: "19.7 bn: share of the same-day move gone after two business days", source: yen + "; complete in September",
		status: "COMPUTED", lo: 25, hi: 100, unit: "%",
		note: "range of both operations", why: reasons{"Slow holders of currency come in over weeks, not days.", ""}},
	"V3.reversal.20.5": {text: "19.7 bn: the same after five business days", source: yen, status: "COMPUTED", lo: 25, hi: 100, unit: "%",
		why: reasons{"As after two days.", ""}},
	"V3.reversal.38.2": {text: "37.6 bn: share of the same-day move gone after two business days",
		source: yen + "; 69 % on the next day, a quarter to a half after two weeks, in October", status: "COMPUTED", lo: 25, hi: 100, unit: "%",
		why: reasons{"The move of the day is large enough to set off the stops of carry funds, who sell dollars with the ministry.", ""}},
	"V3.reversal.38.5": {text: "37.6 bn: the same after five business days", source: yen, status: "COMPUTED", lo: 25, hi: 100, unit: "%",
		why: reasons{"As after two days.", ""}},
	"V3.longrun": {fitted: true, text: "lasting fall of the dollar, days 60 to 90 after", source: adler, status: "READ", lo: 0.02, hi: 0.06, unit: "% per USD bn",
		why: reasons{"Slow holders take the whole of the flow.", "Slow holders of currency are less elastic than annual evidence says."}},
	"V3.valuation": {text: "Japan's Treasuries: loss of value at +95 bp (August to October 2022)",
		source: "Treasury International Capital, −132 bn of which about 62 sold and 60 valuation", status: "COMPUTED", lo: 40, hi: 75, unit: "USD bn",
		note: "opening books of Japan's holders, parallel shift; range ASSUMED",
		why: reasons{"Japan's holders keep shorter bonds here than the valuation of 2022 implies.",
			"Japan's holders keep longer bonds here than the valuation of 2022 implies."}},

	"V4.threat": {text: "a veiled threat in the market of 1997: 10-year yield, highest of three days",
		source: "U.S. Treasury par yields, 23–25 June 1997: +3, +5, +8", status: "COMPUTED", lo: 1, hi: 10, unit: "bp",
		why: reasons{"Too little is feared of a hint.", "Too much is feared of a hint."}},
	"V4.denial": {text: "the same with a denial on the same day, over without", source: "threats of 1997, 1998 and 2025: sign only", status: "ASSUMED",
		lo: 0, hi: 0.8, unit: "1",
		why: reasons{"A denial undoes more than the threat.", "A denial is not believed."}},
	"V4.today": {text: "a veiled threat in the market of 2025: 10-year yield, highest of three days",
		source: "2 May 2025: +8 bp on the day of payrolls, an upper bound", status: "READ", lo: 0, hi: 8, unit: "bp",
		why: reasons{"", "Too much is feared of a hint."}},

	"V6.rate": {fitted: true, text: "talks without a threat: tariff agreed", source: deal, status: "READ", lo: 12, hi: 18, unit: "%",
		why: reasons{"Washington's outside option is too weak.", "Tokyo's outside option is too weak."}},
	"V6.rounds": {fitted: true, text: "talks without a threat: rounds until the deal", source: deal, status: "READ", lo: 6, hi: 10, unit: "1",
		why: reasons{"First demands lie too close to the solution of the game.", "First demands lie too far from the solution of the game."}},
	"V6.calm.rate": {text: "talks with market stress of no cost to Washington: tariff agreed", source: deal + "; counterfactual", status: "ASSUMED",
		lo: 12, hi: 18, unit: "%",
		why: reasons{"As with stress.", "As with stress."}},
	"V6.calm.rounds": {text: "the same: rounds until the deal", source: deal + "; counterfactual", status: "ASSUMED", lo: 6, hi: 10, unit: "1",
		why: reasons{"As with stress.", "As with stress."}},
}

// bound is nil for an infinite value.
func bound(v float64) *float64 {
	if math.IsInf(v, 0) {
		return nil
	}
	return &v
}

// fact is the evidence on one daily series, from our own statistics for 2015–25.
type fact struct {
	id, name           string
	col                int
	unit               string // unit of the standard deviation
	sd                 float64
	kurtosis, klo, khi float64
	hill, hlo, hhi     float64
	acf1               float64
	abs1, alo, ahi     float64
	abs5, abs20, abs50 float64
	leverage           float64
	equity             bool
	change             func(x []float64) []float64
}

var (
	inBp  = func(x []float64) []float64 { return changes(x, 100) }
	inPct = logChanges
)

// facts are daily statistics of 2015–25 with 90 % block-bootstrap bands.
var facts = []fact{
	{id: "ust2y", name: "UST 2-year", col: ust2y, unit: "bp", sd: 5.23, kurtosis: 10.6, klo: 4.3, khi: 16, hill: 3.0, hlo: 2.5, hhi: 3.6, acf1: -0.04,
		abs1: 0.30, alo: 0.20, ahi: 0.39, abs5: 0.25, abs20: 0.25, abs50: 0.17, leverage: -0.02, change: inBp},
	{id: "ust10y", name: "UST 10-year", col: ust10y, unit: "bp", sd: 5.41, kurtosis: 1.8, klo: 1.1, khi: 2.8, hill: 4.2, hlo: 3.2, hhi: 5.1, acf1: -0.01,
		abs1: 0.19, alo: 0.13, ahi: 0.27, abs5: 0.18, abs20: 0.15, abs50: 0.11, leverage: -0.01, change: inBp},
	{id: "ust30y", name: "UST 30-year", col: ust30y, unit: "bp", sd: 5.18, kurtosis: 2.4, klo: 0.8, khi: 4.4, hill: 3.8, hlo: 2.9, hhi: 5.1, acf1: -0.02,
		abs1: 0.18, alo: 0.10, ahi: 0.27, abs5: 0.17, abs20: 0.11, abs50: 0.07, leverage: -0.01, change: inBp},
	{id: "jgb10y", name: "JGB 10-year", col: jgb10y, unit: "bp", sd: 1.94, kurtosis: 14.8, klo: 7.9, khi: 20, hill: 2.7, hlo: 2.2, hhi: 3.1, acf1: 0.02,
		abs1: 0.34, alo: 0.25, ahi: 0.39, abs5: 0.20, abs20: 0.14, abs50: 0.05, leverage: -0.02, change: inBp},
	{id: "usdjpy", name: "USDJPY", col: usdjpy, unit: "%", sd: 0.59, kurtosis: 4.3, klo: 2.8, khi: 5.7, hill: 3.1, hlo: 2.8, hhi: 3.6, acf1: -0.01,
		abs1: 0.15, alo: 0.11, ahi: 0.20, abs5: 0.12, abs20: 0.09, abs50: 0.04, leverage: -0.03, change: inPct},
	{id: "eurusd", name: "EURUSD", col: eurusd, unit: "%", sd: 0.50, kurtosis: 2.2, klo: 1.5, khi: 2.9, hill: 4.0, hlo: 3.5, hhi: 4.7, acf1: 0.02,
		abs1: 0.13, alo: 0.09, ahi: 0.17, abs5: 0.12, abs20: 0.09, abs50: 0.08, leverage: 0.01, change: inPct},
	{id: "broad", name: "broad dollar", col: broad, unit: "%", sd: 0.33, kurtosis: 2.8, klo: 1.6, khi: 3.8, hill: 3.8, hlo: 3.3, hhi: 4.3, acf1: 0.04,
		abs1: 0.12, alo: 0.08, ahi: 0.16, abs5: 0.08, abs20: 0.05, abs50: 0.03, leverage: 0.02, change: inPct},
	{id: "spx", name: "S&P 500", col: eqUS, unit: "%", sd: 1.13, kurtosis: 16.0, klo: 4.2, khi: 21, hill: 2.7, hlo: 2.1, hhi: 3.9, acf1: -0.13,
		abs1: 0.38, alo: 0.20, ahi: 0.50, abs5: 0.33, abs20: 0.19, abs50: 0.06, leverage: -0.10, equity: true, change: inPct},
	{id: "nikkei", name: "Nikkei 225", col: eqJP, unit: "%", sd: 1.32, kurtosis: 9.5, klo: 4.2, khi: 15, hill: 3.0, hlo: 2.5, hhi: 3.6, acf1: -0.05,
		abs1: 0.30, alo: 0.20, ahi: 0.37, abs5: 0.13, abs20: 0.06, abs50: 0.02, leverage: -0.09, equity: true, change: inPct},
	{id: "vix", name: "VIX", col: vix, unit: "%", sd: 8.0, kurtosis: 7.8, klo: 4.7, khi: 10.6, hill: 2.9, hlo: 2.6, hhi: 3.3, acf1: -0.06, abs1: 0.22,
		alo: 0.17, ahi: 0.26, abs5: 0.11, abs20: 0.03, abs50: 0.02, leverage: 0.08, change: inPct},
}

// correlation is the correlation of daily changes of two series in the data, 2015–25.
type correlation struct {
	a, b  string
	value float64
}

// why says why a correlation is below or above its range: nearer to zero than in the data
// or farther from it, according to its sign.
func (c correlation) why() reasons {
	if c.a == "spx" && c.b == "vix" {
		return reasons{"The gauge is a function of equities alone.", "The gauge follows equities too little."}
	}
	if c.value < 0 {
		return reasons{"The two move against each other too much.", "The two move against each other too little."}
	}
	return reasons{"The two move together too little.", "The two move together too much."}
}

var correlations = []correlation{
	{"ust2y", "ust10y", 0.76}, {"ust2y", "ust30y", 0.57}, {"ust10y", "ust30y", 0.93},
	{"ust10y", "usdjpy", 0.44}, {"ust10y", "spx", 0.16}, {"broad", "spx", -0.26},
	{"spx", "vix", -0.74}, {"ust10y", "jgb10y", 0.18},
}
