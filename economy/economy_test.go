package economy

import (
	"io/fs"
	"math"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"kirifuda/world"
)

// balances are the embedded tables, read anew.
func balances(t *testing.T) *Balances {
	t.Helper()
	b, err := readBalances(Embedded())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// near fails the test unless got is within tol of want.
func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > tol {
		t.Errorf("%s = %.6f, want %.6f (within %g)", what, got, want, tol)
	}
}

// brokenData returns the data files with one replacement in one of them.
func brokenData(t *testing.T, file, old, with string) fstest.MapFS {
	t.Helper()
	m := fstest.MapFS{}
	entries, err := fs.ReadDir(Embedded(), ".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		data, err := fs.ReadFile(Embedded(), e.Name())
		if err != nil {
			t.Fatal(err)
		}
		s := string(data)
		if e.Name() == file {
			if strings.Count(s, old) != 1 {
				t.Fatalf("%s has %q %d times, want once", file, old, strings.Count(s, old))
			}
			s = strings.Replace(s, old, with, 1)
		}
		m[e.Name()] = &fstest.MapFile{Data: []byte(s)}
	}
	return m
}

func TestLoadIsDeterministic(t *testing.T) {
	type economy struct {
		*Economy
		series []float64 // what functions read, which cannot be compared
	}
	read := func() economy {
		e, err := LoadFS(Embedded())
		if err != nil {
			t.Fatal(err)
		}
		rec := moved(e, movedPrices)
		var series []float64
		for i := range e.Series {
			s := &e.Series[i]
			series = append(series, s.Read(rec))
			s.Read = nil
			if math.IsNaN(s.Base) {
				s.Base = -1
			}
		}
		for i := range e.Facts.Goods { // NaN is unequal to itself
			if g := &e.Facts.Goods[i]; math.IsNaN(g.DealTariff) {
				g.DealTariff = -1
			}
		}
		return economy{e, series}
	}
	a := read()
	for range 3 {
		if b := read(); !reflect.DeepEqual(a, b) {
			t.Fatal("two loads differ")
		}
	}
}

// Every start of the program loads the tables: about 2,900 allocations, a few
// milliseconds. A bound on the time would be one on the machine.
func TestLoadIsCheap(t *testing.T) {
	n := testing.AllocsPerRun(5, func() {
		if _, err := LoadFS(Embedded()); err != nil {
			t.Error(err)
		}
	})
	if n > 3500 {
		t.Errorf("loading makes %g allocations", n)
	}
}

// A test may have an economy of its own.
func TestOwnEconomy(t *testing.T) {
	e, err := LoadFS(brokenData(t, "levels.csv", "boj_call,0.5,", "boj_call,0.75,"))
	if err != nil {
		t.Fatal(err)
	}
	if c, ok := e.Currency("jpy"); !ok || c.PolicyRatePct != 0.75 || c.CentralBank != "jp_boj" || c.Country != "JP" {
		t.Errorf("%+v", c)
	}
	if _, ok := e.Currency("inr"); ok {
		t.Error("the economy has rupees")
	}
	for _, in := range e.Instruments {
		if in.ID == "usd" || in.DailySDBp <= 0 || in.Class == world.FX && in.BasePrice*e.Facts.OutstandingUSDBn[in.ID] == 0 {
			t.Errorf("%+v", in)
		}
	}
	if again, err := Load(); err != nil || again.Currencies[1].PolicyRatePct != 0.5 {
		t.Errorf("the embedded economy has changed: %+v, %v", again, err)
	}
}

func TestBrokenFiles(t *testing.T) {
	tests := []struct {
		name, file, old, with string
		want                  []string // all in the error
	}{
		{"not a number", "ust_sectors.csv", "2772.4", "2772,4x", []string{"ust_sectors.csv", "line 5"}},
		{"text in a number", "ust_sectors.csv", "2772.4", "many", []string{`ust_sectors.csv:5: column "usd_bn": "many" is not a number`}},
		{"infinite", "levels.csv", "ust_3mo,4.32", "ust_3mo,Inf", []string{`levels.csv:2: column "value": "Inf" is not a number`}},
		{"sector sum", "ust_sectors.csv", "1487.5", "1497.5", []string{"ust_sectors.csv", "26772.000000", "26762.000000", "off by +10.000000"}},
		{"country sum", "ust_foreign_holders.csv", "belgium,Belgium,402.1,0,402.1", "belgium,Belgium,403.1,0,403.1", []string{"ust_foreign_holders.csv", "9055.200000", "9054.200000", "off by +1.000000"}},
		{"country parts", "ust_foreign_holders.csv", "belgium,Belgium,402.1,0,402.1", "belgium,Belgium,402.1,1,402.1", []string{"ust_foreign_holders.csv:", `column "total_usd_bn": "402.1" is not official 1 plus private 402.1`}},
		{"official split", "ust_foreign_holders.csv", ",419.8,", ",420.8,", []string{"bills 420.800000", "off by +1.000000"}},
		{"Japan sum", "japan_split.csv", "jp_banks,110", "jp_banks,111", []string{"japan_split.csv", "1131.800000", "1130.800000", "off by +1.000000"}},
		{"Japan shares", "japan_split.csv", "800,0.15", "800,0.16", []string{"japan_split.csv:3", "sum to 1.01, want 1"}},
		{"prior shares", "ust_maturity_priors.csv", "us_mmf,0.985", "us_mmf,0.885", []string{"ust_maturity_priors.csv:", "sum to 0.9, want 1 (off by -0.1)"}},
		{"prior missing", "ust_maturity_priors.csv", "fp_uk,", "us_trade,", []string{"ust_maturity_priors.csv:", `"us_trade"`, "holds no Treasuries"}},
		{"infeasible", "ust_buckets.csv", "9100,760", "9200,760", []string{"ust_buckets.csv:2", `column "par_usd_bn": "9200" differs from outstanding_bn 9100`}},
		{"price", "instruments.csv", "0.775402061856", "0.78", []string{"Treasury par times base price", "off by -22.3"}},
		{"DV01", "instruments.csv", "0.775402061856,14.5", "0.775402061856,13.5", []string{"ust_gt10y: DV01", "off by -6.9 %"}},
		{"unknown agent", "other_balances.csv", "us_treasury,usd", "us_treasurer,usd", []string{"other_balances.csv:3", `column "agent": "us_treasurer" is not an agent`}},
		{"unknown asset", "other_balances.csv", "us_treasury,usd", "us_treasury,usx", []string{"other_balances.csv:3", `column "asset": "usx" is not an instrument`}},
		{"open world", "other_balances.csv", "us_treasury,usd,330,", "us_treasury,usd,331,", []string{"asset usd sums to +100000000000 units", "+1.000000 bn usd", "want exactly 0"}},
		{"open bond", "other_balances.csv", "jp_boj,jgb_le10y,440000,", "jp_boj,jgb_le10y,440001,", []string{"asset jgb_le10y sums to +1000000000 units", "+1.000000 bn jpy"}},
		{"short holding", "other_balances.csv", "us_gse,usd,30,", "us_gse,usd,-30,", []string{"other_balances.csv:", `"-30" is negative`}},
		{"repo", "ust_leveraged.csv", "dealer_1,dealer,dealers,136.5,0.05", "dealer_1,dealer,dealers,136.5,0.07", []string{"dealer_1 borrows 129.675 USD bn in repo, want 126.945"}},
		{"carve-out", "ust_leveraged.csv", "rv_basis_1,rv_basis,cayman_islands,126.36", "rv_basis_1,rv_basis,cayman_islands,526.36", []string{"ust_leveraged.csv:2", `"526.36" is more than line "cayman_islands" holds`}},
		{"receivers", "swap_receivers.csv", "us_life_insurers,0.35", "us_life_insurers,0.45", []string{"swap_receivers.csv", `"rv_swap" sum to 1.1`}},
		{"status", "levels.csv", "ust_3mo,4.32,%/yr,READ", "ust_3mo,4.32,%/yr,GUESSED", []string{`levels.csv:2: column "status": "GUESSED" is not READ, COMPUTED, RECALLED or ASSUMED`}},
		{"no source", "swap_receivers.csv", "asset managers receive against dealer hedges", "", []string{`swap_receivers.csv:3: column "source": "" must not be empty`}},
		{"column missing", "levels.csv", "name,value,unit", "name,price,unit", []string{`levels.csv:1: column "value" is missing`}},
		{"column unknown", "levels.csv", "name,value,unit,status,source", "name,value,unit,status,source,extra", []string{`levels.csv:1: unknown column "extra"`}},
		{"short row", "issuers.csv", "ust_le1y,us_treasury,us_households,ASSUMED,", "ust_le1y,us_treasury,us_households,", []string{"issuers.csv", "line 2", "wrong number of fields"}},
		{"no issuer", "issuers.csv", "gilt,uk_gov,uk_domestic,ASSUMED,who carries the negative side in the closed world; taxes are paid by the holder of the most domestic money\n", "", []string{`issuers.csv: asset "gilt" has no issuer`}},
		{"class", "instruments.csv", "bund,German federal bonds,bond", "bund,German federal bonds,note", []string{"instruments.csv:", `column "class": "note" is not bond, swap, fx or equity`}},
		{"sd", "instruments.csv", "2.88,9900,5.4,", "2.88,9900,0,", []string{`instruments.csv:3: column "daily_sd_bp": "0" must be positive`}},
		{"sd without a status", "instruments.csv", "4.5,1.497,0.95,780000,1.9,COMPUTED", "4.5,1.497,0.95,780000,1.9,", []string{`column "daily_sd_status": "" must not be empty`}},
		{"currency of an instrument", "instruments.csv", "gilt,UK gilts,bond,gbp", "gilt,UK gilts,bond,inr", []string{`column "currency": "inr" is not a currency of currencies.csv`}},
		{"currency missing", "instruments.csv", "mxn,Mexican peso cash,fx", "mxn,Mexican peso cash,bond", []string{`instruments.csv: currency "mxn" is missing`}},
		{"dollar first", "currencies.csv", "usd,US,us_fed,effr,100000000000,ASSUMED,", "inr,US,us_fed,effr,100000000000,ASSUMED,", []string{`currencies.csv:2: column "id": "inr" comes before usd`}},
		{"central bank", "currencies.csv", ",jp_boj,", ",jp_mof,", []string{`issuers.csv:`, `column "issuer": "jp_boj" is not the central bank in currencies.csv, jp_mof`}},
		{"country of the central bank", "currencies.csv", "jpy,JP", "jpy,EU", []string{`currencies.csv:3: column "country": "EU" is not that of jp_boj in agents.csv, JP`}},
		{"policy rate", "currencies.csv", "boj_call", "boj_put", []string{`currencies.csv:3: column "rate_level": "boj_put" is not a row of levels.csv`}},
		{"units", "currencies.csv", "boj_call,1000000000,", "boj_call,0,", []string{`currencies.csv:3: column "units_per_bn": "0" must be positive`}},
		{"gauge", "levels.csv", "equity_vol_gauge", "vol_gauge", []string{`levels.csv has no row "equity_vol_gauge"`}},
		{"group", "trade_us_japan.csv", "Auto parts,auto", "Auto parts,car", []string{`trade_us_japan.csv:3: column "group": "car" is not auto, farm, energy, defence or empty`}},
		{"news group", "instruments.csv", "January 2015 to June 2024\",EU,,,rate,,,ASSUMED,\"10y yield RECALLED; outstanding, duration, price and coupon ASSUMED\"\ngilt", "January 2015 to June 2024\",EU,,,bonds,,,ASSUMED,\"10y yield RECALLED; outstanding, duration, price and coupon ASSUMED\"\ngilt", []string{`instruments.csv:11: column "news_group": "bonds" is not short_rate, rate, jgb, fx, yen, equity, japan_equity`}},
		{"short rate", "instruments.csv", ",JP,japan_equity,jgb_le10y,jgb_gt10y,", ",JP,japan_equity,jpy,jgb_gt10y,", []string{`instruments.csv:22: column "short_rate": "jpy" is not a bond in a row above`}},
		{"country of a bond", "instruments.csv", "2015 to May 2025\",JP,,,jgb,,,ASSUMED,\"30y", "2015 to May 2025\",JP,,JP,jgb,,,ASSUMED,\"30y", []string{`column "country": "JP" must be given for equities and only for them`}},
		{"no country of equities", "instruments.csv", ",JP,japan_equity,", ",,japan_equity,", []string{`instruments.csv:22: column "country": "" must be given for equities`}},
		{"equity of a partner", "trade_partners.csv", "EU,eu_gov,eu_corporates,eq_eu", "EU,eu_gov,eu_corporates,eur", []string{`trade_partners.csv: column "equity": "eur" of EU is not an equity of instruments.csv`}},
		{"unknown loading", "loadings.csv", "eq_jp,own_tariff,", "eq_jp,own_tarif,", []string{`loadings.csv:`, `column "loading": "own_tarif" is not a loading (did you mean "own_tariff"?)`}},
		{"nothing like a loading", "loadings.csv", "eq_jp,own_tariff,", "eq_jp,zzzzzzzz,", []string{`"zzzzzzzz" is not a loading (allowed: policy, convenience, tariff, `}},
		{"loading out of range", "loadings.csv", "eq_jp,own_tariff,-50,", "eq_jp,own_tariff,-501,", []string{`column "value": "-501" is out of range (own_tariff from -500 to 500 bp per pp)`}},
		{"loading of nothing", "loadings.csv", "eq_jp,own_tariff,", "eq_in,own_tariff,", []string{`column "instrument": "eq_in" is not an instrument of instruments.csv`}},
		{"loading of the dollar", "loadings.csv", "eq_jp,own_tariff,", "usd,own_tariff,", []string{`column "instrument": "usd" has no price of its own`}},
		{"loading twice", "loadings.csv", "eq_jp,own_tariff,", "eq_jp,tariff,", []string{`column "loading": "tariff" appears twice for eq_jp`}},
		{"loading of no status", "loadings.csv", "eq_jp,own_tariff,-50,ASSUMED,", "eq_jp,own_tariff,-50,,", []string{`column "status": "" must not be empty`}},
		{"correlation", "correlations.csv", "usdsw_1_5y,usdsw_gt10y,0.79", "usdsw_1_5y,usdsw_gt10y,1.79", []string{`correlations.csv:3: column "correlation": "1.79" is out of range (from -0.99 to 0.99)`}},
		{"correlation twice", "correlations.csv", "usdsw_1_5y,usdsw_gt10y,", "usdsw_5_10y,usdsw_1_5y,", []string{`correlations.csv:3: column "b": "usdsw_1_5y" appears twice with usdsw_5_10y`}},
		{"correlation with itself", "correlations.csv", "usdsw_1_5y,usdsw_gt10y,", "usdsw_1_5y,usdsw_1_5y,", []string{`correlations.csv:3: column "b": "usdsw_1_5y" is correlated with itself`}},
		{"correlation of nothing", "correlations.csv", "usdsw_1_5y,usdsw_gt10y,", "usdsw_1_5y,usdsw_30y,", []string{`correlations.csv:3: column "b": "usdsw_30y" is not an instrument of instruments.csv`}},
		{"rule of a holiday", "holidays.csv", "third monday of january,,1986", "third munday of january,,1986", []string{`holidays.csv:3: column "rule": "third munday of january" is not a rule such as 12-25`}},
		{"date of a holiday", "holidays.csv", "Juneteenth,06-19,nearest,2022,,RECALLED,SIFMA", "Juneteenth,06-31,nearest,2022,,RECALLED,SIFMA", []string{`column "rule": "06-31" is not a rule`}},
		{"observance", "holidays.csv", "Juneteenth,06-19,nearest,2022,,RECALLED,SIFMA", "Juneteenth,06-19,friday,2022,,RECALLED,SIFMA", []string{`column "observed": "friday" is not empty, monday, nearest, next, japan`}},
		{"year of a holiday", "holidays.csv", "Mountain Day,08-11,japan,2016,2019", "Mountain Day,08-11,japan,2016,1019", []string{`column "last_year": "1019" is not a year from 1970 to 2199`}},
		{"years of a holiday", "holidays.csv", "Mountain Day,08-11,japan,2016,2019", "Mountain Day,08-11,japan,2016,2015", []string{`column "last_year": "2015" is before first_year`}},
		{"centre", "instruments.csv", "2024\",EU,,,rate", "2024\",FR,,,rate", []string{`column "centre": "FR" is not a centre of holidays.csv`}},
		{"row twice", "levels.csv", "ust_1y,", "ust_3mo,", []string{`levels.csv:3: column "name": "ust_3mo" appears twice`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e, err := LoadFS(brokenData(t, tt.file, tt.old, tt.with))
			if err == nil {
				t.Fatalf("no error; %d positions", len(e.Opening))
			}
			for _, w := range tt.want {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("error %q\nlacks %q", err, w)
				}
			}
		})
	}
}

func TestMissingFile(t *testing.T) {
	if _, err := LoadFS(fstest.MapFS{}); err == nil || !strings.Contains(err.Error(), "holidays.csv") {
		t.Errorf("error %v does not name the file", err)
	}
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := LoadFS(Embedded()); err != nil {
			b.Fatal(err)
		}
	}
}
