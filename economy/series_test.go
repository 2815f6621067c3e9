package economy

import (
	"fmt"
	"io/fs"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kirifuda/world"
)

// moved is a finished day of the economy on which prices stand x bp from the base
// date, by instrument, and everything else stands somewhere too.
func moved(e *Economy, x map[string]float64) *world.Record {
	v := &world.View{Instruments: e.Instruments, Currencies: e.Currencies, Facts: &e.Facts, Deviation: make([]float64, len(e.Instruments)), VIX: 31.5, MOVE: 140}
	for k := range e.Instruments {
		v.Deviation[k] = x[e.Instruments[k].ID]
	}
	for c := range e.Currencies {
		v.PolicyRatePct = append(v.PolicyRatePct, 0.25*float64(c+1)) // in the order of currencies.csv
	}
	return &world.Record{View: v, Rounds: []world.RoundRecord{{Iterations: 4, ResidualUSDBn: 0.001}, {Iterations: 6, ResidualUSDBn: 0.005}, {Iterations: 3, ResidualUSDBn: 0.002}}}
}

// movedPrices are displacements that differ between all instruments.
var movedPrices = map[string]float64{
	"ust_le1y": 10, "ust_1_5y": 20, "ust_5_10y": 40, "ust_gt10y": 80, "usdsw_1_5y": -5, "usdsw_5_10y": 15, "usdsw_gt10y": 31,
	"jgb_le10y": 7, "jgb_gt10y": -12, "bund": 3, "gilt": -9,
	"jpy": 100, "eur": -200, "gbp": 50, "cny": 25, "krw": 300, "cad": -75, "mxn": 400,
	"eq_us": -1000, "eq_jp": 500, "eq_eu": -50, "eq_row": 11,
}

// loaded is an economy of the test's own.
func loaded(t *testing.T) *Economy {
	t.Helper()
	e, err := LoadFS(Embedded())
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// Every measure gives the number that its row describes.
func TestSeries(t *testing.T) {
	e := loaded(t)
	rec := moved(e, movedPrices)
	up := func(level, bp float64) float64 { return level * math.Exp(bp/1e4) }
	// Goods trade of 2024 with the United States, both ways.
	trade := map[string]float64{
		"jpy": 148.2 + 79.7, "eur": 605.8 + 370.2, "gbp": 68.1 + 79.9, "cny": 438.9 + 143.5, "krw": 131.5 + 65.5, "cad": 412.7 + 349.4, "mxn": 505.9 + 334.0,
	}
	var all, logs float64
	for id, bn := range trade {
		all += bn
		logs += bn * movedPrices[id]
	}
	want := map[string]float64{
		"ust_2y_yield_pct":    3.89 + (10+10*(1.9-0.35)/(2.7-0.35))/100,
		"ust_5y_yield_pct":    3.96 + 30./100,
		"ust_10y_yield_pct":   4.23 + (40+40*(8.1-6.3)/(14.5-6.3))/100,
		"ust_30y_yield_pct":   4.59 + 80./100,
		"ust_le1y_yield_pct":  4.33,
		"ust_1_5y_yield_pct":  4.12,
		"ust_5_10y_yield_pct": 4.56,
		"ust_gt10y_yield_pct": 5.4,
		"usdsw_1_5y_rate_pct": 3.87, "usdsw_5_10y_rate_pct": 4.31, "usdsw_gt10y_rate_pct": 4.91,
		"cash_spread_10y_bp": 25, "cash_spread_30y_bp": 49,
		"jgb_10y_yield_pct": 1.567, "jgb_30y_yield_pct": 2.36, "bund_yield_pct": 2.77, "gilt_yield_pct": 4.59,
		"usdjpy_jpy": up(149.9, 100), "eurusd_usd": up(1.0796, 200), "gbpusd_usd": up(1.2896, -50), "usdcny_cny": up(7.2567, 25),
		"usdkrw_krw": up(1474.44, 300), "usdcad_cad": up(1.4379, -75), "usdmxn_mxn": up(20.4582, 400),
		"usd_broad_idx": up(100, logs/all),
		"eq_us_idx":     up(100, -1000), "eq_jp_idx": up(100, 500), "eq_eu_idx": up(100, -50), "eq_row_idx": up(100, 11),
		"vix_idx": 31.5, "move_idx": 140,
		"fed_rate_pct": 0.25, "boj_rate_pct": 0.5, "ecb_rate_pct": 0.75, "boe_rate_pct": 1,
		"pboc_rate_pct": 1.25, "bok_rate_pct": 1.5, "boc_rate_pct": 1.75, "banxico_rate_pct": 2,
		"residual_usd_bn": 0.005, "iterations_n": 13,
	}
	for i := range e.Series {
		s := &e.Series[i]
		w, ok := want[s.Name]
		if !ok {
			t.Errorf("the test does not know %s", s.Name)
			continue
		}
		near(t, s.Name, s.Read(rec), w, 1e-9*math.Max(1, w))
		delete(want, s.Name)
	}
	for name := range want {
		t.Errorf("there is no series %s", name)
	}
}

// Before the first day every series has its base value, but for what describes a
// clearing. Treasuries are quoted as on the base date.
func TestSeriesOnTheBaseDate(t *testing.T) {
	e := loaded(t)
	rec := moved(e, nil)
	rec.View.VIX, rec.View.MOVE = e.VIX, e.MOVE
	for c := range e.Currencies {
		rec.View.PolicyRatePct[c] = e.Currencies[c].PolicyRatePct
	}
	base := map[string]float64{}
	for _, s := range e.Series {
		if s.Name == "residual_usd_bn" || s.Name == "iterations_n" {
			if !math.IsNaN(s.Base) {
				t.Errorf("%s has the base %g", s.Name, s.Base)
			}
			continue
		}
		base[s.Name] = s.Base
		near(t, s.Name, s.Read(rec), s.Base, 1e-12*math.Abs(s.Base))
	}
	b := e.Balances.Levels
	for name, want := range map[string]float64{
		"ust_2y_yield_pct": b["ust_2y"], "ust_5y_yield_pct": b["ust_5y"], "ust_10y_yield_pct": b["ust_10y"], "ust_30y_yield_pct": b["ust_30y"],
		"usdjpy_jpy": b["usdjpy"], "eurusd_usd": b["eurusd"], "gbpusd_usd": b["gbpusd"], "usdcny_cny": b["usdcny"], "usdkrw_krw": b["usdkrw"],
		"usdcad_cad": b["usdcad"], "usdmxn_mxn": b["usdmxn"], "fed_rate_pct": b["effr"], "boj_rate_pct": b["boj_call"], "ecb_rate_pct": b["ecb_dfr"],
		"boe_rate_pct": b["boe_bank_rate"], "vix_idx": b["equity_vol_gauge"], "move_idx": b["rate_vol_gauge"], "eq_us_idx": 100, "usd_broad_idx": 100,
		"cash_spread_10y_bp": 0,
	} {
		near(t, "base of "+name, base[name], want, 1e-9*math.Max(1, want))
	}
}

// Names are columns that every reader takes, stand once, and say the unit last.
func TestSeriesAreDescribed(t *testing.T) {
	name := regexp.MustCompile(`^[a-z][a-z0-9_]{0,31}$`)
	data, err := fs.ReadFile(Embedded(), "series.csv")
	if err != nil {
		t.Fatal(err)
	}
	e := loaded(t)
	if rows := strings.Count(string(data), "\n") - 1; len(e.Series) != rows || rows == 0 {
		t.Errorf("%d series of %d rows", len(e.Series), rows)
	}
	seen := map[string]bool{}
	for _, s := range e.Series {
		if !name.MatchString(s.Name) || seen[s.Name] {
			t.Errorf("%q is no name or is there twice", s.Name)
		}
		seen[s.Name] = true
		if s.Unit == "" || s.Doc == "" || strings.Contains(s.Doc, "\n") || s.Read == nil || s.Mean {
			t.Errorf("%+v lacks a unit, a line of documentation or a measure, or is a mean", s)
		}
	}
}

// The weights of the dollar index sum to one: if the dollar rises by as much against
// every currency, so does the index. Other prices have no part in it.
func TestBroadDollar(t *testing.T) {
	e := loaded(t)
	i := slices.IndexFunc(e.Series, func(s world.Series) bool { return s.Name == "usd_broad_idx" })
	x := map[string]float64{}
	for _, in := range e.Instruments {
		x[in.ID] = 777
		if in.Class == world.FX {
			x[in.ID] = 250
		}
	}
	near(t, "dollar index", e.Series[i].Read(moved(e, x)), 100*math.Exp(0.025), 1e-10)
	var weights float64
	for _, in := range e.Instruments {
		w := 1e4 / 100 * math.Log(e.Series[i].Read(moved(e, map[string]float64{in.ID: 100}))/100)
		switch {
		case in.Class == world.FX && w <= 0.03, in.Class != world.FX && w != 0:
			t.Errorf("%s has the weight %g", in.ID, w)
		}
		weights += w
	}
	near(t, "sum of weights", weights, 1, 1e-10)
}

func TestTenorYield(t *testing.T) {
	d, x := []float64{0.35, 2.7, 6.3, 14.5}, []float64{10, 20, 40, 80}
	at := func(i int) float64 { return x[i] }
	for _, c := range []struct{ duration, want float64 }{
		{0.1, 4.1}, {0.35, 4.1}, {2.7, 4.2}, {4.5, 4.3}, {10.4, 4.6}, {14.5, 4.8}, {16.3, 4.8},
	} {
		if got := TenorYield(4, c.duration, d, at); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("duration %g: %g, want %g", c.duration, got, c.want)
		}
	}
	if TenorYield(4, 5, nil, at) != 4 {
		t.Error("without buckets the base level stays")
	}
	if got := TenorYield(4, 5, d[:1], at); got != 4.1 {
		t.Errorf("with one bucket all move with it: %g", got)
	}
}

// Buckets may stand in any order among the instruments: what counts is duration.
func TestTenorsOfUnsortedBuckets(t *testing.T) {
	e := loaded(t)
	slices.Reverse(e.Instruments)
	e.Series = nil
	if err := e.readSeries(Embedded()); err != nil {
		t.Fatal(err)
	}
	rec := moved(e, movedPrices)
	near(t, e.Series[0].Name, e.Series[0].Read(rec), 3.89+(10+10*(1.9-0.35)/(2.7-0.35))/100, 1e-12)
	near(t, e.Series[2].Name, e.Series[2].Read(rec), 4.23+(40+40*(8.1-6.3)/(14.5-6.3))/100, 1e-12)
}

// Series are read every day of every run.
func TestReadingSeriesDoesNotAllocate(t *testing.T) {
	e := loaded(t)
	rec := moved(e, movedPrices)
	if n := testing.AllocsPerRun(20, func() {
		for i := range e.Series {
			e.Series[i].Read(rec)
		}
	}); n != 0 {
		t.Errorf("%g allocations a day", n)
	}
}

// What is wrong with a row is named with file, line, column and value.
func TestBrokenSeries(t *testing.T) {
	const first = `ust_2y_yield_pct,tenor,ust_2y,1.9,%/yr,"yield of the 2-year Treasury, interpolated between the maturity buckets by duration"`
	for _, tt := range []struct{ name, old, with, want string }{
		{"measure", "ust_le1y_yield_pct,quote,", "ust_le1y_yield_pct,price,", `series.csv:6: column "measure": "price" is unknown`},
		{"no measure", "ust_le1y_yield_pct,quote,", "ust_le1y_yield_pct,,", `series.csv:6: column "measure": "" must not be empty`},
		{"instrument", "quote,ust_le1y,", "quote,ust_le2y,", `series.csv:6: column "of": "ust_le2y" does not name an instrument or currency of the world`},
		{"no instrument", "quote,ust_le1y,", "quote,,", `series.csv:6: column "of": "" does not name an instrument or currency of the world`},
		{"exchange rate", "fx,jpy,", "fx,inr,", `series.csv:19: column "of": "inr" does not name an instrument or currency of the world`},
		{"inverse exchange rate", "fxinv,eur,", "fxinv,chf,", `series.csv:20: column "of": "chf" does not name an instrument or currency of the world`},
		{"first of a spread", "spread,ust_5_10y usdsw_5_10y,", "spread,ust_6_9y usdsw_5_10y,", `series.csv:13: column "of": "ust_6_9y usdsw_5_10y" does not name an instrument or currency of the world`},
		{"second of a spread", "spread,ust_5_10y usdsw_5_10y,", "spread,ust_5_10y,", `series.csv:13: column "of": "ust_5_10y" does not name an instrument or currency of the world`},
		{"currency", "policy,eur,", "policy,bund,", `series.csv:35: column "of": "bund" does not name an instrument or currency of the world`},
		{"level of a tenor", "tenor,ust_2y,", "tenor,ust_4y,", `series.csv:2: column "of": "ust_4y" is not a row of levels.csv`},
		{"two levels of a tenor", "tenor,ust_2y,", "tenor,ust_2y ust_5y,", `series.csv:2: column "of": "ust_2y ust_5y" is not a row of levels.csv`},
		{"no duration", "ust_2y,1.9,", "ust_2y,,", `series.csv:2: column "duration_yr": "" must be given for the measure tenor and only for it`},
		{"duration", "ust_2y,1.9,", "ust_2y,two,", `series.csv:2: column "duration_yr": "two" is not a number`},
		{"no name", "gilt_yield_pct,quote", ",quote", `series.csv:18: column "name": "" must not be empty`},
		{"no unit", "move_idx,move,,,index,", "move_idx,move,,,,", `series.csv:32: column "unit": "" must not be empty`},
		{"no description", "quote,gilt,,%/yr,yield of UK government bonds", "quote,gilt,,%/yr,", `series.csv:18: column "description": "" must not be empty`},
		{"twice", "move_idx,move,", "vix_idx,move,", `series.csv:32: column "name": "vix_idx" appears twice`},
		{"the first of two", first, strings.Replace(first, "1.9", "x", 1) + "\nvix_idx,nothing,,,index,none", `series.csv:2: column "duration_yr": "x" is not a number`},
		{"column missing", "measure,of,duration_yr", "measure,from,duration_yr", `series.csv:1: column "of" is missing`},
		{"column unknown", "unit,description", "unit,description,source", `series.csv:1: unknown column "source"`},
		{"short row", first, "ust_2y_yield_pct,tenor", "series.csv: record on line 2: wrong number of fields"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := LoadFS(brokenData(t, "series.csv", tt.old, tt.with)); err == nil || err.Error() != tt.want {
				t.Errorf("%v\nwant %s", err, tt.want)
			}
		})
	}
	m := brokenData(t, "", "", "")
	delete(m, "series.csv")
	if _, err := LoadFS(m); err == nil || !strings.Contains(err.Error(), "series.csv") {
		t.Errorf("a missing file: %v", err)
	}
}

// An economy of one's own may show other series of its markets.
func TestOwnSeries(t *testing.T) {
	row := "eq_us_idx,quote,eq_us,,index,\"U.S. equities, base date = 100\"\n"
	e, err := LoadFS(brokenData(t, "series.csv", row, row+"basis_bp,spread,jgb_gt10y bund,,bp,long JGB less Bund\n"))
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(e.Series, func(s world.Series) bool { return s.Name == "basis_bp" })
	if i < 1 || e.Series[i-1].Name != "eq_us_idx" {
		t.Fatalf("the series is in place %d", i)
	}
	s := e.Series[i]
	if got := s.Read(moved(e, movedPrices)); got != -15 || s.Base != 0 || fmt.Sprint(s.Unit, "; ", s.Doc) != "bp; long JGB less Bund" {
		t.Errorf("%g, base %g, %s, %s", got, s.Base, s.Unit, s.Doc)
	}
}
