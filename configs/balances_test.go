package configs

import (
	"io/fs"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func mustLoadBalances(t *testing.T) *Balances {
	t.Helper()
	b, err := LoadBalances()
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

// ustBn returns the market value of the Treasuries of some agents.
func ustBn(b *Balances, agents ...string) float64 {
	var sum float64
	for _, a := range agents {
		for _, v := range b.USTMarketValueBn(a) {
			sum += v
		}
	}
	return sum
}

// TestPublishedTotals is the load check: the totals of the initial state in
// the economics specification, computed from positions and prices alone.
func TestPublishedTotals(t *testing.T) {
	b := mustLoadBalances(t)
	const tol = 1e-4 // USD bn: par is rounded to 1,000 dollars per agent and bucket

	kinds := make(map[string][]string)
	var all []string
	for _, a := range b.Agents {
		if a.ID == b.Issuers["ust_le1y"] {
			continue
		}
		kinds[a.Kind] = append(kinds[a.Kind], a.ID)
		all = append(all, a.ID)
	}
	official := append(slices.Clone(kinds["reserve_manager"]), "jp_mof", "cn_pboc")
	near(t, "all sectors", ustBn(b, all...), 26762.0, tol)
	near(t, "foreign official", ustBn(b, official...), 3935.6, tol)
	// 390 + 250 of the relative-value funds are recorded abroad.
	foreign := slices.Concat(official, kinds["foreign_private"], kinds["japan_private"])
	near(t, "foreign", ustBn(b, foreign...)+640, 9054.2, tol)
	near(t, "Japan", ustBn(b, append(kinds["japan_private"], "jp_mof")...), 1130.8, tol)
	near(t, "Japan MoF", ustBn(b, "jp_mof"), 800, tol)
	near(t, "Fed", ustBn(b, "us_fed"), 3832.2, tol)
	near(t, "households with funds", ustBn(b, "us_households")+610, 2772.4, tol)
	near(t, "state and local", ustBn(b, "us_state_local"), 1487.5, tol)
	near(t, "money market funds", ustBn(b, "us_mmf"), 2900, tol)
	near(t, "dealers", ustBn(b, kinds["dealer"]...), 390, tol)
	near(t, "basis funds", ustBn(b, kinds["rv_basis"]...), 900, tol)
	near(t, "swap funds", ustBn(b, kinds["rv_swap"]...), 350, tol)
	near(t, "UK", ustBn(b, "fp_uk")+250+10, 779.3, tol)
	near(t, "Cayman", ustBn(b, "fp_cayman")+390, 453.6, tol)

	var le1y float64
	for _, a := range official {
		le1y += b.USTMarketValueBn(a)[0]
	}
	near(t, "officials up to one year: bills and maturing notes", le1y, 419.8+0.13*3515.8, 1e-3)

	dv01 := []struct {
		id   string
		want float64 // USD mn per bp
	}{{"ust_le1y", 318}, {"ust_1_5y", 2673}, {"ust_5_10y", 2898}, {"ust_gt10y", 7032}}
	var total float64
	for _, d := range dv01 {
		r, _ := b.Instrument(d.id)
		x := 0.1 * float64(-b.Units("us_treasury", d.id)) / 1e11 * r.DurationYr
		near(t, d.id+" DV01", x, d.want, 0.05*d.want)
		total += x
	}
	near(t, "DV01", total, 12900, 0.05*12900)
	var japan float64
	for k, v := range b.USTMarketValueBn("jp_mof") {
		r, _ := b.Instrument(ustBuckets[k])
		japan += 0.1 * v * r.DurationYr
	}
	near(t, "Japan MoF DV01", japan, 288, 0.05*288)
}

// TestFedPar keeps the Fed's par within the error of the recalled split: its
// row is scaled so that market value equals the published line.
func TestFedPar(t *testing.T) {
	b := mustLoadBalances(t)
	for k, want := range [nBuckets]float64{760, 1440, 490, 1547} {
		near(t, "Fed par "+ustBuckets[k], float64(b.Units("us_fed", ustBuckets[k]))/1e11, want, 0.005*want)
	}
}

func TestClosedWorld(t *testing.T) {
	b := mustLoadBalances(t)
	sums := make(map[string]int64)
	for i, p := range b.Positions {
		sums[p.Asset] += p.Units
		if p.Units == 0 {
			t.Errorf("zero position %+v", p)
		}
		if i > 0 && comparePositions(b.Positions[i-1], p) >= 0 {
			t.Errorf("positions not sorted at %+v", p)
		}
	}
	if len(sums) != len(b.Instruments) {
		t.Errorf("%d assets are held, want %d", len(sums), len(b.Instruments))
	}
	for asset, s := range sums {
		if s != 0 {
			t.Errorf("%s sums to %d units, want exactly 0", asset, s)
		}
	}
	// Whoever is negative is an issuer, borrows on purpose or pays on a swap.
	for _, p := range b.Positions {
		r, _ := b.Instrument(p.Asset)
		borrows := p.Asset == "usd" && (strings.HasPrefix(p.Agent, "rv_") || strings.HasPrefix(p.Agent, "dealer_")) ||
			p.Asset == "jpy" && strings.HasPrefix(p.Agent, "fx_carry_")
		if p.Units < 0 && b.Issuers[p.Asset] != p.Agent && r.Class != "swap" && !borrows {
			t.Errorf("%s holds %d of %s", p.Agent, p.Units, p.Asset)
		}
	}
}

func TestCash(t *testing.T) {
	b := mustLoadBalances(t)
	gross := make(map[string]float64)
	for _, c := range b.Components {
		gross[c.Asset+"/"+c.Component] += c.AmountBn
	}
	near(t, "reserves", gross["usd/reserves"], b.Levels["bank_reserves_us"], 1e-9)
	near(t, "Treasury account", gross["usd/treasury_account"], b.Levels["tga"], 1e-9)
	near(t, "reverse repo", gross["usd/reverse_repo"], b.Levels["on_rrp"], 1e-9)
	near(t, "foreign repo pool", gross["usd/foreign_repo_pool"], b.Levels["fed_foreign_rrp_pool"], 1e-9)
	near(t, "repo lent", gross["usd/repo_lent"]+gross["usd/repo_borrowed"], 0, 1e-9)
	near(t, "dollar deposits", gross["usd/deposits"]+gross["usd/carry_long"]+gross["usd/deposits_owed"], 0, 1e-9)
	near(t, "yen lent", gross["jpy/yen_lent"]+gross["jpy/yen_borrowed"], 0, 1e-6)
	near(t, "yen deposits", gross["jpy/deposits"]+gross["jpy/deposits_owed"], 0, 1e-6)
	near(t, "carry book", -gross["jpy/yen_borrowed"]/b.Levels["usdjpy"], 250, 1e-9)
	near(t, "MoF deposits", float64(b.Units("jp_mof", "usd"))/1e11, 159.7, 1e-9)
	near(t, "Fed", float64(b.Units("us_fed", "usd"))/1e11, -4230, 0)
}

func TestLevelsAgreeWithInstruments(t *testing.T) {
	b := mustLoadBalances(t)
	usd := map[string]float64{
		"jpy": 1 / b.Levels["usdjpy"], "eur": b.Levels["eurusd"], "gbp": b.Levels["gbpusd"], "cny": 1 / b.Levels["usdcny"],
		"krw": 1 / b.Levels["usdkrw"], "cad": 1 / b.Levels["usdcad"], "mxn": 1 / b.Levels["usdmxn"], "usd": 1,
	}
	for id, want := range usd {
		r, ok := b.Instrument(id)
		if !ok {
			t.Fatalf("no instrument %s", id)
		}
		near(t, id+" price", r.BasePrice, want, 1e-11*want)
	}
	rates := map[string]string{
		"usd": "effr", "jpy": "boj_call", "eur": "ecb_dfr", "gbp": "boe_bank_rate", "cny": "pboc_7d_rr", "krw": "bok_base", "cad": "boc_overnight", "mxn": "banxico",
		"jgb_le10y": "jgb_10y", "jgb_gt10y": "jgb_30y", "bund": "bund_10y", "gilt": "gilt_10y",
	}
	for id, level := range rates {
		r, _ := b.Instrument(id)
		near(t, id+" yield", r.BaseYieldPct, b.Levels[level], 0)
	}
	// Bond prices follow from coupon, yield and duration to first order.
	for _, id := range ustBuckets {
		r, _ := b.Instrument(id)
		near(t, id+" price", r.BasePrice, 1-(r.BaseYieldPct-r.CouponPct)/100*r.DurationYr, 0.02)
	}
}

// TestNotForPublication keeps licensed index and vendor values out.
func TestNotForPublication(t *testing.T) {
	b := mustLoadBalances(t)
	for name := range b.Levels {
		for _, bad := range []string{"spx", "nikkei", "vix", "move", "dxy", "stoxx", "ftse", "csi300", "kospi", "tsx", "swap_spread"} {
			if strings.Contains(name, bad) {
				t.Errorf("levels.csv has %s", name)
			}
		}
	}
	for _, id := range []string{"eq_us", "eq_jp", "eq_eu", "eq_row"} {
		near(t, "index of "+id, b.Levels["index_"+id], 100, 0)
	}
}

func TestUnitsPerBn(t *testing.T) {
	for currency, want := range map[string]float64{"usd": 1e11, "mxn": 1e11, "jpy": 1e9, "krw": 1e9, "none": 0, "": 0} {
		near(t, currency, UnitsPerBn(currency), want, 0)
	}
	b := mustLoadBalances(t)
	if r, _ := b.Instrument("jpy"); r.UnitsPerBn() != 1e9 {
		t.Errorf("yen cash counts %g units per bn, want 1e9", r.UnitsPerBn())
	}
}

func TestLoadIsDeterministic(t *testing.T) {
	a := mustLoadBalances(t)
	for range 3 {
		if b := mustLoadBalances(t); !reflect.DeepEqual(a, b) {
			t.Fatal("two loads differ")
		}
	}
}

// Every start of the program loads the sheets: about 1,350 allocations, a
// millisecond. A bound on the time would be one on the machine.
func TestLoadIsCheap(t *testing.T) {
	if n := testing.AllocsPerRun(5, func() { mustLoadBalances(t) }); n > 3000 {
		t.Errorf("loading makes %g allocations", n)
	}
}

// brokenData returns the data files with one replacement in one of them.
func brokenData(t *testing.T, file, old, with string) fs.FS {
	t.Helper()
	m := fstest.MapFS{}
	entries, err := fs.ReadDir(balanceData, "data")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		data, err := fs.ReadFile(balanceData, "data/"+e.Name())
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
		{"status", "levels.csv", "ust_3mo,4.32,pct,READ", "ust_3mo,4.32,pct,GUESSED", []string{`levels.csv:2: column "status": "GUESSED" is not READ, COMPUTED, RECALLED or ASSUMED`}},
		{"no source", "swap_receivers.csv", "asset managers receive against dealer hedges", "", []string{`swap_receivers.csv:3: column "source": "" must not be empty`}},
		{"column missing", "levels.csv", "name,value,unit", "name,price,unit", []string{`levels.csv:1: column "value" is missing`}},
		{"column unknown", "levels.csv", "name,value,unit,status,source", "name,value,unit,status,source,extra", []string{`levels.csv:1: unknown column "extra"`}},
		{"short row", "issuers.csv", "ust_le1y,us_treasury,ASSUMED,", "ust_le1y,us_treasury,", []string{"issuers.csv", "line 2", "wrong number of fields"}},
		{"no issuer", "issuers.csv", "gilt,uk_gov,ASSUMED,who carries the negative side in the closed world\n", "", []string{`issuers.csv: asset "gilt" has no issuer`}},
		{"class", "instruments.csv", "bund,German federal bonds,bond", "bund,German federal bonds,note", []string{"instruments.csv:", `column "class": "note" is not bond, swap, fx or equity`}},
		{"row twice", "levels.csv", "ust_1y,", "ust_3mo,", []string{`levels.csv:3: column "name": "ust_3mo" appears twice`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b, err := LoadBalancesFS(brokenData(t, tt.file, tt.old, tt.with))
			if err == nil {
				t.Fatalf("no error; %d positions", len(b.Positions))
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
	if _, err := LoadBalancesFS(fstest.MapFS{}); err == nil || !strings.Contains(err.Error(), "instruments.csv") {
		t.Errorf("error %v does not name the file", err)
	}
}

// TestFixedRowsTooLarge asks for more paper up to one year than there is.
func TestFixedRowsTooLarge(t *testing.T) {
	fsys := brokenData(t, "ust_maturity_priors.csv", "us_households,0.42,0.34,0.12,0.12,0", "us_households,1,0,0,0,1")
	m := fsys.(fstest.MapFS)
	priors := m["ust_maturity_priors.csv"]
	for _, r := range [][2]string{
		{"us_state_local,0.42,0.44,0.1,0.04,0", "us_state_local,1,0,0,0,1"},
		{"us_banks,0.16,0.55,0.23,0.06,0", "us_banks,1,0,0,0,1"},
	} {
		priors.Data = []byte(strings.Replace(string(priors.Data), r[0], r[1], 1))
	}
	if _, err := LoadBalancesFS(fsys); err == nil || !strings.Contains(err.Error(), "cannot be fitted") {
		t.Errorf("error %v", err)
	}
}

func TestCheckFindsTampering(t *testing.T) {
	b := mustLoadBalances(t)
	i := slices.IndexFunc(b.Positions, func(p Position) bool { return p.Agent == "jp_mof" && p.Asset == "ust_1_5y" })
	b.Positions[i].Units -= 1e11
	err := b.Check()
	if err == nil {
		t.Fatal("no error")
	}
	for _, w := range []string{"asset ust_1_5y sums to -100000000000 units", "Treasuries of jp_mof are worth 799.028", "off by -0.972"} {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("error %q\nlacks %q", err, w)
		}
	}
}

func TestTradeTables(t *testing.T) {
	trade, err := TradeUSJapan()
	if err != nil {
		t.Fatal(err)
	}
	sum := make(map[string]float64)
	for _, r := range trade {
		if r.Sector != "total" {
			sum[r.Direction] += r.USDBn
		}
	}
	near(t, "JP->US", sum["JP->US"], 148.2, 1e-9)
	near(t, "US->JP", sum["US->JP"], 79.7, 1e-9)

	flows, err := TradeMatrix()
	if err != nil {
		t.Fatal(err)
	}
	if len(flows) != 9*8 {
		t.Errorf("%d flows, want 72", len(flows))
	}
	for _, f := range flows {
		if f.Exporter == "JP" && f.Importer == "US" {
			near(t, "matrix JP->US", f.USDBn, 148.2, 0)
		}
	}

	partners, err := TradePartners()
	if err != nil {
		t.Fatal(err)
	}
	var imports, duty float64
	for _, f := range flows {
		if f.Importer != "US" {
			continue
		}
		rate := 1.6 // Japan's, the total of its table
		for _, p := range partners {
			if p.Country == f.Exporter {
				rate = p.USTariffPct
			}
		}
		imports += f.USDBn
		duty += f.USDBn * rate
	}
	if len(partners) != 7 {
		t.Errorf("%d partners, want 7", len(partners))
	}

	steps, err := Tariffs()
	if err != nil {
		t.Fatal(err)
	}
	near(t, "average U.S. tariff before 2025", duty/imports, steps[0].USAveragePct, 0.05)
	last := steps[len(steps)-1]
	near(t, "last auto tariff", last.JapanAutosPct, 15, 0)
	if !math.IsNaN(last.USAveragePct) {
		t.Errorf("average tariff on %v is %g, want NaN", last.Date, last.USAveragePct)
	}

	levels, err := Macro()
	if err != nil {
		t.Fatal(err)
	}
	if levels[0].Country != "US" || levels[0].GDPUSDTn != 29.18 {
		t.Errorf("first macro row %+v", levels[0])
	}
}

func TestBrokenTradeTables(t *testing.T) {
	_, err := parseTradeUSJapan(brokenData(t, "trade_us_japan.csv", "Auto parts,8.1", "Auto parts,8.2"))
	if err == nil || !strings.Contains(err.Error(), `"148.2" differs from the sum of the sectors above, 148.300000 (off by -0.100000)`) {
		t.Errorf("error %v", err)
	}
	_, err = parseTariffs(brokenData(t, "tariffs.csv", "2025-09-16", "16 Sep 2025"))
	if err == nil || !strings.Contains(err.Error(), `tariffs.csv:16: column "date": "16 Sep 2025"`) {
		t.Errorf("error %v", err)
	}
	_, err = parseMacro(brokenData(t, "macro.csv", "29.18", "29.18tn"))
	if err == nil || !strings.Contains(err.Error(), `macro.csv:2: column "gdp_usd_tn": "29.18tn"`) {
		t.Errorf("error %v", err)
	}
	_, err = parseTradePartners(brokenData(t, "trade_partners.csv", ",cad,0.1,", ",cad,-0.1,"))
	if err == nil || !strings.Contains(err.Error(), `trade_partners.csv:6: column "us_tariff_2024_pct": "-0.1" must not be negative`) {
		t.Errorf("error %v", err)
	}
	_, err = parseTradePartners(brokenData(t, "trade_partners.csv", "MX,mx_gov", "CA,mx_gov"))
	if err == nil || !strings.Contains(err.Error(), `trade_partners.csv:7: column "country": "CA" appears twice`) {
		t.Errorf("error %v", err)
	}
	_, err = parseTradeMatrix(brokenData(t, "trade_matrix.csv", "JP,US,148.2", "JP,JP,148.2"))
	if err == nil || !strings.Contains(err.Error(), `column "importer": "JP" is the exporter`) {
		t.Errorf("error %v", err)
	}
}

func BenchmarkLoadBalances(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := LoadBalances(); err != nil {
			b.Fatal(err)
		}
	}
}
