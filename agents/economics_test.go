package agents_test

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/experiment"
	"kirifuda/world"
	"kirifuda/world/market"
)

// path is what a run did.
type path struct {
	names       []string // of instruments
	x           [][]float64
	indicator   map[string][]float64
	holdings    map[string][]int64 // everything on a sheet, day by day
	attribution map[string]float64 // bp by "agent/cause/instrument", summed over days
	traded      map[string]float64 // USD bn by "agent/instrument", summed over days
	spoken      []spoken
}

type spoken struct {
	world.Statement
	actor string
}

// at is the displacement of an instrument at the close of a day, 1 for the first.
func (p *path) at(t *testing.T, instrument string, day int) float64 {
	t.Helper()
	k := slices.Index(p.names, instrument)
	if k < 0 {
		t.Fatalf("no instrument %q", instrument)
	}
	return p.x[day-1][k]
}

// Observe implements world.Observer.
func (p *path) Observe(r *world.Record) error {
	p.x = append(p.x, slices.Clone(r.View.X))
	for i := range r.Series {
		p.indicator[r.Series[i].Name] = append(p.indicator[r.Series[i].Name], r.Values[i])
	}
	for _, st := range r.Statements {
		p.spoken = append(p.spoken, spoken{st, r.Agents[st.Actor]})
	}
	n := len(r.View.Instruments)
	for g, a := range r.Agents {
		for s := range r.Books.Assets() {
			p.holdings[a] = append(p.holdings[a], r.Books.Units(g, s), r.Books.Value(g, s))
		}
		for k := range n {
			if q := r.Traded[g*n+k]; q != 0 {
				p.traded[a+"/"+r.View.Instruments[k].ID] += q
			}
			for c := range market.NumCauses {
				if bp := r.Attribution.At(g, c, k); bp != 0 {
					p.attribution[a+"/"+c.String()+"/"+r.View.Instruments[k].ID] += bp
				}
			}
		}
	}
	return nil
}

// play runs a scenario of the base world. Settings are those of -s; one that
// starts with "agents:" is a file of its own.
func play(t *testing.T, scenario string, days int, settings ...string) *path {
	t.Helper()
	if testing.Short() {
		t.Skip("economics are the same under the race detector")
	}
	return playOn(t, true, scenario, days, settings...)
}

// playOn is play with either scheduler.
func playOn(t *testing.T, inline bool, scenario string, days int, settings ...string) *path {
	t.Helper()
	cat := agents.Default()
	opt := configs.Options{Set: []string{fmt.Sprintf("days=%d", days)}}
	for _, s := range settings {
		if strings.HasPrefix(s, "agents:") || strings.HasPrefix(s, "kinds:") || strings.HasPrefix(s, "events:") {
			name := fmt.Sprintf("layer-%d.yaml", len(opt.Files))
			opt.Files = append(opt.Files, name)
			text, before := s, opt.ReadFile
			opt.ReadFile = func(n string) ([]byte, error) {
				if n != name && before != nil {
					return before(n)
				}
				return []byte(text), nil
			}
		} else {
			opt.Set = append(opt.Set, s)
		}
	}
	s, err := experiment.LoadScenario(scenario, cat, opt)
	if err != nil {
		t.Fatal(err)
	}
	p := &path{indicator: map[string][]float64{}, holdings: map[string][]int64{}, attribution: map[string]float64{}, traded: map[string]float64{}}
	w, err := experiment.Build(s, cat, experiment.RunOptions{Seed: 7, Inline: inline, Observers: []world.Observer{p}})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	for _, in := range w.View().Instruments {
		p.names = append(p.names, in.ID)
	}
	if err := w.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	return p
}

// sameBits reports rows that differ; without names what only the second has.
func sameBits(t *testing.T, what string, a, b *path) {
	t.Helper()
	for day := range a.x {
		if !slices.Equal(a.x[day], b.x[day]) {
			t.Errorf("%s: prices differ on day %d", what, day+1)
			return
		}
	}
	for name, rows := range a.holdings {
		if !slices.Equal(rows, b.holdings[name]) {
			t.Errorf("%s: the books of %s differ", what, name)
		}
	}
	for name, rows := range a.indicator {
		if !slices.EqualFunc(rows, b.indicator[name], equalBits) {
			t.Errorf("%s: the indicator %s differs", what, name)
		}
	}
}

// equalBits also calls two missing values equal.
func equalBits(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) }

const quiet = "news.scale=0"

func TestNothingHappensInACalmWorld(t *testing.T) {
	p := play(t, "calm", 60, quiet)
	for day, x := range p.x {
		for k, v := range x {
			if v != 0 {
				t.Fatalf("%s moved by %g bp on day %d", p.names[k], v, day+1)
			}
		}
	}
	for what, q := range p.traded { // bills pay for the interest, at an unchanged price
		if !strings.HasSuffix(what, "/ust_le1y") {
			t.Errorf("%s traded %g", what, q)
		}
	}
}

func TestNothingHappensInACalmWorldOfSmallFunds(t *testing.T) {
	p := play(t, "calm", 30, quiet, "agents: {crowd: {kind: small_funds, funds_n: 3000}, herd: {kind: small_funds, market: eq_jp}}")
	for day, x := range p.x {
		for k, v := range x {
			if v != 0 {
				t.Fatalf("%s moved by %g bp on day %d", p.names[k], v, day+1)
			}
		}
	}
}

func TestASaleOfNothingIsNoSale(t *testing.T) {
	for _, strategy := range []string{"programme", "front_loaded", "salami", "bills_first", "repo_first", "tit_for_tat", "best_response"} {
		none := play(t, "baseline", 45)
		zero := play(t, "baseline", 45, "jp_mof.strategy="+strategy, "jp_mof.sale_usd_bn=0", "jp_mof.start_day=5", "jp_mof.sale_days=20")
		sameBits(t, strategy, none, zero)
	}
}

func TestABystanderChangesNothing(t *testing.T) {
	sameBits(t, "an idle agent", play(t, "japan-sale-2025", 45), play(t, "japan-sale-2025", 45, "agents: {bystander: {kind: idle}}"))
}

func TestBothSchedulersInTheBaseWorld(t *testing.T) {
	days := 30
	if testing.Short() {
		days = 8
	}
	want := playOn(t, true, "japan-sale-2025", days)
	for _, procs := range []int{1, 2, 8} {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
		for _, inline := range []bool{true, false} {
			sameBits(t, fmt.Sprintf("GOMAXPROCS %d, inline %t", procs, inline), want, playOn(t, inline, "japan-sale-2025", days))
		}
	}
}

func TestSmallFundsTrade(t *testing.T) {
	crowd := "agents: {crowd: {kind: small_funds, funds_n: 5000, assets_usd_bn: 200, workers_n: %d}}"
	one := play(t, "japan-sale-2025", 40, fmt.Sprintf(crowd, 1))
	sameBits(t, "three workers", one, play(t, "japan-sale-2025", 40, fmt.Sprintf(crowd, 3)))
	without := play(t, "japan-sale-2025", 40)
	if one.traded["crowd/usdsw_5_10y"] == 0 || slices.Equal(one.x[39], without.x[39]) {
		t.Error("200 bn of small funds leave no trace")
	}
	// A crowd of value funds softens the blow.
	sale := []string{quiet, "jp_mof.strategy=programme", "jp_mof.sale_usd_bn=300", "jp_mof.start_day=5", "jp_mof.sale_days=20"}
	alone := play(t, "calm", 30, sale...)
	with := play(t, "calm", 30, append(sale, "agents: {crowd: {kind: small_funds, funds_n: 5000, assets_usd_bn: 300, trend_sh: 0}}")...)
	if a, b := alone.at(t, "usdsw_5_10y", 24), with.at(t, "usdsw_5_10y", 24); !(b < a && a > 0) {
		t.Errorf("a sale of 300 bn moves the 10-year swap by %g bp, with value funds by %g", a, b)
	}
}

// sale is a sale in calm water, beginning on day 5 and lasting 20 days.
func sale(t *testing.T, usdBn float64, settings ...string) *path {
	t.Helper()
	return play(t, "calm", 40, append([]string{quiet, "jp_mof.strategy=programme", fmt.Sprintf("jp_mof.sale_usd_bn=%g", usdBn),
		"jp_mof.start_day=5", "jp_mof.sale_days=20"}, settings...)...)
}

func TestSalesRaiseYields(t *testing.T) {
	sizes := []float64{50, 100, 200, 400}
	last := map[string]float64{}
	for _, size := range sizes {
		p := sale(t, size)
		for _, in := range []string{"ust_1_5y", "ust_5_10y", "ust_gt10y"} {
			x := p.at(t, in, 24)
			if !(x > last[in]) {
				t.Errorf("a sale of %g bn moves %s by %g bp, a smaller one by %g", size, in, x, last[in])
			}
			last[in] = x
		}
		var sold float64
		for _, in := range []string{"ust_le1y", "ust_1_5y", "ust_5_10y", "ust_gt10y"} {
			sold -= p.traded["jp_mof/"+in]
		}
		if math.Abs(sold-size) > 1e-6 {
			t.Errorf("a programme of %g bn sold %g", size, sold)
		}
	}
}

// Whoever sells, somebody buys: trades sum to zero in every market.
func TestTradesSumToZero(t *testing.T) {
	p := play(t, "japan-sale-2025", 60)
	for _, in := range p.names {
		var net, gross float64
		for key, q := range p.traded {
			if strings.HasSuffix(key, "/"+in) {
				net += q
				gross += math.Abs(q)
			}
		}
		if math.Abs(net) > 1e-9*(1+gross) {
			t.Errorf("trades in %s sum to %g USD bn of %g", in, net, gross)
		}
	}
}

func TestBillsMoveLessThanBonds(t *testing.T) {
	bills, notes, long := sale(t, 60, "jp_mof.maturity=bills"), sale(t, 60, "jp_mof.maturity=notes"), sale(t, 60, "jp_mof.maturity=long")
	b, n, l := bills.at(t, "ust_5_10y", 24), notes.at(t, "ust_5_10y", 24), long.at(t, "ust_5_10y", 24)
	if !(b < n && n < l) {
		t.Errorf("60 bn of bills, notes and long bonds move the 10-year yield by %g, %g and %g bp", b, n, l)
	}
	for key, q := range bills.traded {
		if strings.HasPrefix(key, "jp_mof/") && key != "jp_mof/ust_le1y" {
			t.Errorf("a sale of bills trades %g of %s", q, key)
		}
	}
	if q := long.traded["jp_mof/ust_1_5y"] + long.traded["jp_mof/ust_le1y"]; q != 0 {
		t.Errorf("a sale of long bonds sells %g of short ones", -q)
	}
}

func TestProceeds(t *testing.T) {
	keep, convert := sale(t, 200, "jp_mof.proceeds=keep"), sale(t, 200, "jp_mof.proceeds=convert")
	// Kept dollars reach the yen only through yields, which carry the dollar up.
	if x := keep.at(t, "jpy", 24); !(x > 0) {
		t.Errorf("a sale whose proceeds stay in dollars moves USDJPY by %g bp", x)
	}
	if q := keep.traded["jp_mof/jpy"]; q != 0 {
		t.Errorf("who keeps dollars buys %g of yen", q)
	}
	// It buys yen for what it receives: its dollars stay as they are without a sale,
	// but for coupons and moves within a day.
	none := sale(t, 0, "jp_mof.proceeds=convert")
	dollars := func(p *path) float64 {
		rows := p.holdings["jp_mof"]
		return float64(rows[len(rows)-len(rows)/len(p.x)]) / 1e11 // the first column, in cents
	}
	if got := dollars(convert) - dollars(none); math.Abs(got) > 2 {
		t.Errorf("who converts 200 bn has %g bn of dollars more", got)
	}
	if got := dollars(keep) - dollars(none); !(got > 190 && got < 201) {
		t.Errorf("who keeps 200 bn has %g bn of dollars more", got)
	}
	if k, c := keep.attribution["jp_mof/sale/jpy"], convert.attribution["jp_mof/sale/jpy"]; !(c < k-50) {
		t.Errorf("the sale is said to move USDJPY by %g bp when dollars are kept and by %g when they are converted", k, c)
	}
	if k, c := keep.at(t, "jpy", 24), convert.at(t, "jpy", 24); !(c < k-50) {
		t.Errorf("USDJPY moves by %g bp when dollars are kept and by %g when they are converted", k, c)
	}
}

func TestThreats(t *testing.T) {
	threat := []string{quiet, "events: [{date: 2025-04-07, actor: jp_mof, type: veiled_threat, target: us_trade}]"}
	calm := play(t, "calm", 30, quiet)
	believed := play(t, "calm", 30, threat...)
	if x := believed.at(t, "ust_5_10y", 5); !(x > 0.1) {
		t.Errorf("a threat moves the 10-year yield by %g bp", x)
	}
	if a, b := believed.at(t, "ust_5_10y", 5), believed.at(t, "ust_5_10y", 30); !(math.Abs(b) < math.Abs(a)) {
		t.Errorf("a threat that nothing follows still moves the 10-year yield by %g bp after a month, %g at first", b, a)
	}
	ignored := play(t, "calm", 30, append(threat, "kinds: {macro_fund: {credibility_sh: 0}, dealer: {credibility_sh: 0}, reserve_manager: {credibility_sh: 0}}")...)
	for day := range ignored.x {
		if !slices.Equal(ignored.x[day], calm.x[day]) {
			t.Fatalf("a threat that nobody believes moves prices on day %d", day+1)
		}
	}
	denied := play(t, "calm", 30, quiet, "events: [{date: 2025-04-07, actor: jp_mof, type: veiled_threat, target: us_trade}, {date: 2025-04-08, actor: jp_mof, type: denial, target: us_trade}]")
	if a, b := believed.at(t, "ust_5_10y", 8), denied.at(t, "ust_5_10y", 8); !(b < a) {
		t.Errorf("denied, a threat moves the 10-year yield by %g bp, not denied by %g", b, a)
	}
}

func TestTariffs(t *testing.T) {
	last := math.Inf(1)
	for _, rate := range []string{"0", "10", "25"} {
		p := play(t, "calm", 60, quiet, "us_trade.general_pct="+rate, "us_trade.auto_pct="+rate)
		exports := p.indicator["jp_exports_us_usd_bn"]
		if x := exports[len(exports)-1]; !(x < last) {
			t.Errorf("at a tariff of %s %% Japan exports %g, at a lower one %g", rate, x, last)
		} else {
			last = x
		}
		revenue := p.indicator["tariff_revenue_usd_bn"]
		if paid := revenue[len(revenue)-1]; rate == "25" && !(paid > 0.15*last) {
			t.Errorf("a tariff of 25 %% on %g raises %g", last, paid)
		}
	}
}

// What officials sell, others hold: the loss of the seller on what it keeps is
// that of prices.
func TestLossOnWhatIsKept(t *testing.T) {
	p := sale(t, 300)
	loss, held := p.indicator["jp_mof_loss_usd_bn"], p.indicator["jp_mof_ust_usd_bn"]
	if math.Abs(loss[3]) > 1e-9 {
		t.Errorf("before the sale there is a loss of %g", loss[3])
	}
	day := 27 // reported in the morning, so of the close before
	x := p.at(t, "ust_5_10y", day-1)
	if rough := held[day-1] * 3.6 * x / 1e4; !(loss[day-1] > rough/3 && loss[day-1] < 3*rough) {
		t.Errorf("a move of %g bp on %g bn is a loss of %g, about %g was expected", x, held[day-1], loss[day-1], rough)
	}
	if d := held[2] - held[day-1]; math.Abs(d-300) > 1e-6 {
		t.Errorf("holdings fell by %g", d)
	}
}

func TestIntervention(t *testing.T) {
	calm := play(t, "calm", 12, quiet)
	sold := play(t, "calm", 12, quiet, "jp_mof.operation_day=5", "jp_mof.operation_usd_bn=50")
	if a, b := calm.at(t, "jpy", 5), sold.at(t, "jpy", 5); !(b < a-100) {
		t.Errorf("50 bn of dollars sold for yen move USDJPY from %g to %g bp", a, b)
	}
}

// Announced issuance is bought by those who hold the debt already, in proportion.
func TestIssuanceIsAbsorbed(t *testing.T) {
	sold := func(p *path) (q float64) {
		for _, in := range []string{"ust_le1y", "ust_1_5y", "ust_5_10y", "ust_gt10y"} {
			q -= p.traded["us_treasury/"+in]
		}
		return q
	}
	none := play(t, "calm", 64, quiet)
	p := play(t, "calm", 64, quiet, "us_treasury.net_issuance_usd_bn_per_yr=2520")
	if q := sold(p) - sold(none); q < 400 || q > 700 {
		t.Errorf("10 bn a day over 64 days come to %g", q)
	}
	if x := p.at(t, "ust_5_10y", 64); math.Abs(x) > 0.5 {
		t.Errorf("it moves the 10-year yield by %g bp", x)
	}
}

// A day of the base world makes no garbage, whatever is said, mailed, lent and paid
// on it: after the first three days memory is taken only when an institution has
// more to say or to ask for than on any day before, which few runs see and none
// more than twice.
func TestDaysDoNotAllocate(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	cat := agents.Default()
	talks, repo, mail := 0, 0, 0
	for _, name := range []string{"japan-sale-2025", "repo-first", "trade-war", "april-2025"} {
		s, err := experiment.LoadScenario(name, cat, configs.Options{Set: []string{"days=250"}})
		if err != nil {
			t.Fatal(err)
		}
		w, err := experiment.Build(s, cat, experiment.RunOptions{Seed: 3, Inline: true})
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		var before, after runtime.MemStats
		left := uint64(2)
		for day := 1; day <= 250; day++ {
			runtime.ReadMemStats(&before)
			if err := w.Step(); err != nil {
				t.Fatal(err)
			}
			runtime.ReadMemStats(&after)
			for _, b := range w.View().Bulletin {
				switch b.Type {
				case world.Round:
					talks++
				case world.RepoFacility:
					repo++
				case world.CustodyHoldings:
					mail++ // its sum comes by mail
				}
			}
			if n := after.Mallocs - before.Mallocs; day > 3 && n > left {
				t.Fatalf("%s, day %d: %d allocations on a day on which %d statements were made", name, day, n, len(w.View().Bulletin))
			} else if day > 3 {
				left -= n
			}
		}
	}
	if talks == 0 || repo == 0 || mail == 0 {
		t.Errorf("%d rounds of talks, %d statements on the repo facility, %d custody reports: the test looks at too little", talks, repo, mail)
	}
}

// Relative-value funds differ in how keenly they trade the spread: without
// margin calls traits change what they hold as long as they respond to it.
func TestTraitsOfRelativeValueFunds(t *testing.T) {
	position := func(response, sd float64) []float64 {
		settings := []string{quiet}
		for _, kind := range []string{"basis", "swap"} {
			for n := 1; n <= 3; n++ {
				settings = append(settings, fmt.Sprintf("agents: {rv_%s_%d: {haircut_pct: 0.1, haircut_vol_power: 0, margin_called_sh: 0, response_per_bp: %g, trait_log_sd: %g}}", kind, n, response, sd))
			}
		}
		return play(t, "sale-300", 15, settings...).indicator["rv_position_usd_bn"]
	}
	if slices.Equal(position(0.005, 0), position(0.005, 0.8)) {
		t.Error("traits change nothing")
	}
	if !slices.Equal(position(0, 0), position(0, 0.8)) {
		t.Error("traits move funds that do not respond to the spread")
	}
}

// Fear of volatility, which is made of falls, does not feed on itself without
// end anywhere in its range.
func TestVolatilityInEquitiesEnds(t *testing.T) {
	// The end of the range is in the tag.
	field, _ := reflect.TypeFor[agents.EquityFundParams]().FieldByName("VolPct")
	high, err := strconv.ParseFloat(field.Tag.Get("max"), 64)
	if err != nil {
		t.Fatal(err)
	}
	settings := []string{"news.scale=1.5"}
	for _, region := range []string{"us", "jp", "eu", "row"} {
		settings = append(settings, fmt.Sprintf("eqf_%s.vol_pct=%g", region, high))
	}
	p := play(t, "april-2025", 40, settings...)
	for day := 1; day <= 40; day++ {
		if x := p.at(t, "eq_us", day); x < 1e4*math.Log(0.5) {
			t.Fatalf("equities have fallen by %.0f %% on day %d", 100*(1-math.Exp(x/1e4)), day)
		}
	}
}
