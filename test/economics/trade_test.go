package economics_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/experiment"
	"kirifuda/world"
	"kirifuda/world/ledger"
)

// partners are the governments of third countries.
var partners = []string{"cn_gov", "eu_gov", "uk_gov", "kr_gov", "ca_gov", "mx_gov", "row_residual"}

// deaf markets do not read tariffs: what is left of a tariff is trade.
const deaf = "kinds: {equity_fund: {export_tariff_elasticity: 0}}"

// frozen currencies: nobody converts a change of receipts.
const frozen = "us_corporates.convert_sh=0"

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

// A cheap yen adds to the volume that Japan sells, whatever it does to the value
// in dollars, and Japan's answer is a duty that its importers owe in yen.
func TestJapansTradeIsInVolumesAndYen(t *testing.T) {
	p := play(t, "calm", 60, quiet, "jp_mof.operation_day=3", "jp_mof.operation_usd_bn=-50", "jp_mof.intervene=false")
	if yen, gdp := p.at(t, "jpy", 60), p.last(t, "jp_gdp_effect_pct"); !(yen > 0 && gdp > 0) {
		t.Errorf("the dollar stands %g bp higher and Japan's GDP is %g %% higher", yen, gdp)
	}
}

// What is shipped on the first day was ordered at the tariffs of 2024; those of the
// scenario are levied from the second on.
func TestTariffsApplyFromTheSecondDay(t *testing.T) {
	calm, p := play(t, "calm", 3, quiet), play(t, "calm", 3, quiet, "us_trade.general_pct=25", "us_trade.auto_pct=25")
	for name, want := range map[string]float64{"jp_exports_us_usd_bn": 148.2, "tariff_revenue_usd_bn": calm.indicator["tariff_revenue_usd_bn"][0]} {
		if x := p.indicator[name]; math.Abs(x[0]-want) > 1e-9 || !(math.Abs(x[1]-want) > 0.01) {
			t.Errorf("%s is %v in the first days, want %g on the first only", name, x, want)
		}
	}
	if x := calm.indicator["tariff_revenue_usd_bn"]; math.Abs(x[0]-x[1]) > 1e-9 {
		t.Errorf("where no tariff rises, duty is %v in the first days", x)
	}
}

func TestTradeStandsStillInACalmWorld(t *testing.T) {
	p := play(t, "calm", 60, quiet)
	for name, want := range map[string]float64{
		"us_exports_usd_bn": 2065, "us_imports_usd_bn": 3267, "us_trade_balance_usd_bn": 2065 - 3267, "retaliation_avg_pp": 0, "jp_trade_balance_us_usd_bn": 148.2 - 79.7,
	} {
		x := p.indicator[name]
		for day := 2; day < len(x); day++ {
			if x[day] != x[1] {
				t.Fatalf("%s is %v on day %d, %v before", name, x[day], day+1, x[1])
			}
		}
		if math.Abs(x[1]-want) > 1e-6 {
			t.Errorf("%s is %g, want %g", name, x[1], want)
		}
	}
	if duty := p.last(t, "us_customs_usd_bn"); math.Abs(duty/3267*100-2.4) > 0.1 {
		t.Errorf("duty of %g on 3267 of imports, the average tariff of 2024 is 2.4 %%", duty)
	}
}

// A tariff on a country lowers its exports, the more the higher it is, and moves
// some of them to others.
func TestTariffsOnThirdCountries(t *testing.T) {
	for _, target := range partners {
		last := math.Inf(1)
		for _, rate := range []float64{0, 10, 40} {
			p := play(t, "calm", 40, quiet, frozen, deaf, events(onDay("2025-04-04", "us_trade", "tariff_general", target, rate)), "cn_gov.stance=negotiate")
			if x := p.last(t, "us_imports_usd_bn"); !(x < last) {
				t.Errorf("at a tariff of %g %% on %s the United States imports %g, at a lower one %g", rate, target, x, last)
			} else {
				last = x
			}
			if x := p.last(t, "jp_exports_us_usd_bn"); rate > 0 && !(x > 148.2) {
				t.Errorf("a tariff on %s moves Japan's exports to %g", target, x)
			}
		}
	}
	// The average tariff reaches those of whom nothing is said.
	last := math.Inf(1)
	for _, rate := range []float64{2.4, 10, 25} {
		p := play(t, "calm", 40, quiet, frozen, deaf, fmt.Sprint("us_trade.average_pct=", rate))
		if x := p.last(t, "us_imports_usd_bn"); !(x < last) {
			t.Errorf("at an average tariff of %g %% the United States imports %g, at a lower one %g", rate, x, last)
		} else {
			last = x
		}
	}
}

// What is shipped is paid for, and what is levied is collected, to the cent.
func TestTradeIsBooked(t *testing.T) {
	if testing.Short() {
		t.Skip("economics are the same under the race detector")
	}
	cat := agents.Default()
	s, err := experiment.LoadScenario("calm", cat, configs.Options{Set: []string{"days=30", quiet, "us_trade.average_pct=20"}, Files: []string{"e.yaml"}, ReadFile: func(string) ([]byte, error) {
		return []byte(events(onDay("2025-04-02", "cn_gov", "retaliation", "us_trade", 30))), nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	var customs, goods, all float64
	probe := observe(func(r *world.Record) error {
		x, _ := r.Value("us_customs_usd_bn")
		in, _ := r.Value("us_imports_usd_bn")
		share := r.View.YearShare
		customs, goods, all = customs+float64(x*share), goods+float64(in*share), all+share
		return nil
	})
	w, err := experiment.Build(s, cat, experiment.RunOptions{Seed: 7, Inline: true, Observers: []world.Observer{probe}})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	asset := func(name string) int {
		for a := range w.Books().Assets() {
			if w.Books().AssetName(a) == name {
				return a
			}
		}
		t.Fatalf("no asset %s", name)
		return 0
	}
	usd, cny := asset("usd"), asset("cny")
	gov := slices.Index(w.Agents(), "cn_gov")
	before := w.Books().Units(gov, cny)
	if err := w.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	// In dollars there are the duty of the United States and that of the rest of the world, which has no currency: 5 % of 642.8 bn a year.
	rest := 0.05 * 642.8 * all
	if paid := float64(w.Books().Turnover(ledger.Tariff, usd)) / 1e11; math.Abs(paid-customs-rest) > 1e-3 || customs < 20 {
		t.Errorf("duty of %g is booked, %g was due", paid, customs+rest)
	}
	if paid := float64(w.Books().Turnover(ledger.Goods, usd)) / 1e11; paid < goods {
		t.Errorf("payments of %g are booked for imports alone of %g", paid, goods)
	}
	got := float64(w.Books().Units(gov, cny)-before) / 1e11
	if want := 7.2567 * 143.5 * 0.51 * all; math.Abs(got/want-1) > 0.2 {
		t.Errorf("China collects %g bn yuan, about %g was due", got, want)
	}
}

// After a deal Japan buys what it has pledged, in a year.
func TestPledgedPurchases(t *testing.T) {
	deal := events(onDay("2025-04-02", "us_trade", "deal", "jp_trade", 15))
	p := play(t, "calm", 270, quiet, frozen, deal, "us_trade.talks=false")
	x := p.indicator["us_exports_jp_usd_bn"]
	if d := x[len(x)-1] - x[1]; math.Abs(d-11) > 0.3 {
		t.Errorf("a year after a deal at 15 %% Japan buys %g more, 8 of farm goods and 3 for defence were pledged", d)
	}
	if d := x[127] - x[1]; math.Abs(d-5.5) > 0.3 {
		t.Errorf("half a year after it Japan buys %g more", d)
	}
	none := play(t, "calm", 270, quiet, frozen, deal, "us_trade.talks=false", "us_trade.max_purchases_usd_bn=0")
	if d := none.last(t, "us_exports_jp_usd_bn") - none.indicator["us_exports_jp_usd_bn"][1]; math.Abs(d) > 0.3 {
		t.Errorf("without a pledge it buys %g more", d)
	}
}
