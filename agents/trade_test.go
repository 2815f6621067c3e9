package agents_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/experiment"
	"kirifuda/world"
	"kirifuda/world/ledger"
)

// partners are the governments of third countries.
var partners = []string{"cn_gov", "eu_gov", "uk_gov", "kr_gov", "ca_gov", "mx_gov", "row_residual"}

// last is the value of an indicator on the last day.
func (p *path) last(t *testing.T, name string) float64 {
	t.Helper()
	x := p.indicator[name]
	if len(x) == 0 {
		t.Fatalf("no indicator %q", name)
	}
	return x[len(x)-1]
}

// onDay is an event of the calm world, which starts on Tuesday 1 April 2025.
func onDay(date, actor, kind, target string, value float64) string {
	if target != "" {
		target = ", target: " + target
	}
	return fmt.Sprintf("{date: %s, actor: %s, type: %s%s, value: %g}", date, actor, kind, target, value)
}

func events(e ...string) string { return "events: [" + strings.Join(e, ", ") + "]" }

// deaf markets do not read tariffs: what is left of a tariff is trade.
const deaf = "kinds: {equity_fund: {export_tariff_elasticity: 0}}"

// frozen currencies: nobody converts a change of receipts.
const frozen = "us_corporates.convert_sh=0"

// A cheap yen adds to the volume that Japan sells, whatever it does to the value
// in dollars, and Japan's answer is a duty that its importers owe in yen.
func TestJapansTradeIsInVolumesAndYen(t *testing.T) {
	p := play(t, "calm", 60, quiet, "jp_mof.operation_day=3", "jp_mof.operation_usd_bn=-50", "jp_mof.intervene=false")
	if yen, gdp := p.at(t, "jpy", 60), p.last(t, "jp_gdp_effect_pct"); !(yen > 0 && gdp > 0) {
		t.Errorf("the dollar stands %g bp higher and Japan's GDP is %g %% higher", yen, gdp)
	}
	if x := p.indicator["jp_exports_us_usd_bn"]; !math.IsNaN(x[0]) || math.IsNaN(x[1]) {
		t.Errorf("exports of the first days: %v; tariffs are known from the second on", x[:2])
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

// Retaliation lowers U.S. exports and, where nobody reads it, nothing else.
func TestRetaliation(t *testing.T) {
	calm := play(t, "calm", 40, quiet, frozen, deaf)
	for _, actor := range append(slices.Clone(partners), "jp_trade") {
		p := play(t, "calm", 40, quiet, frozen, deaf, events(onDay("2025-04-04", actor, "retaliation", "us_trade", 25)), "eu_gov.stance=negotiate")
		if a, b := p.last(t, "us_exports_usd_bn"), calm.last(t, "us_exports_usd_bn"); !(a < b-0.1) {
			t.Errorf("%s: retaliation moves U.S. exports from %g to %g", actor, b, a)
		}
		for _, name := range []string{"us_imports_usd_bn", "us_customs_usd_bn", "jp_exports_us_usd_bn"} {
			if !slices.EqualFunc(p.indicator[name], calm.indicator[name], equalBits) {
				t.Errorf("%s: retaliation changes %s", actor, name)
			}
		}
		for day := range p.x {
			if !slices.Equal(p.x[day], calm.x[day]) {
				t.Fatalf("%s: retaliation that nobody reads moves prices on day %d", actor, day+1)
			}
		}
	}
	// Read, it lowers U.S. equities; converted, it moves currencies the exporter's way.
	event := events(onDay("2025-04-04", "cn_gov", "retaliation", "us_trade", 34))
	p := play(t, "calm", 40, quiet, frozen, event)
	us, want := p.at(t, "eq_us", 5)-calm.at(t, "eq_us", 5), -2.4*100*143.5*34/29180
	if us < 1.3*want || us > 0.7*want {
		t.Errorf("34 %% of China on U.S. goods move U.S. equities by %g bp, want about %g", us, want)
	}
	p = play(t, "calm", 40, quiet, deaf, event)
	if x := p.at(t, "cny", 40) - calm.at(t, "cny", 40); !(x < 0) || x < -50 {
		t.Errorf("the dollar moves by %g bp against the yuan when China buys less", x)
	}
	p = play(t, "calm", 40, quiet, deaf, events(onDay("2025-04-04", "us_trade", "tariff_general", "cn_gov", 34)), "cn_gov.stance=negotiate")
	if x := p.at(t, "cny", 40) - calm.at(t, "cny", 40); !(x > 0) || x > 100 {
		t.Errorf("the dollar moves by %g bp against the yuan when China sells less", x)
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
	var customs, goods float64
	probe := observe(func(r *world.Record) error {
		x, _ := r.Value("us_customs_usd_bn")
		in, _ := r.Value("us_imports_usd_bn")
		if r.View.Day > 1 {
			customs += x / 252
			goods += in / 252
		}
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
	// In dollars there are the duty of the United States and, a day later, that of
	// the rest of the world, which has no currency: 5 % of 642.8 bn a year.
	rest := 0.05 * 642.8 * 28 / 252
	if paid := float64(w.Books().Turnover(ledger.Tariff, usd)) / 1e11; math.Abs(paid-customs-rest) > 1e-3 || customs < 20 {
		t.Errorf("duty of %g is booked, %g was due", paid, customs+rest)
	}
	if paid := float64(w.Books().Turnover(ledger.Goods, usd)) / 1e11; paid < goods {
		t.Errorf("payments of %g are booked for imports alone of %g", paid, goods)
	}
	got := float64(w.Books().Units(gov, cny)-before) / 1e11
	if want := 7.2567 * 143.5 * 0.51 * 28 / 252; math.Abs(got/want-1) > 0.2 {
		t.Errorf("China collects %g bn yuan, about %g was due", got, want)
	}
}

type observe func(r *world.Record) error

func (f observe) Observe(r *world.Record) error { return f(r) }

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

// answers plays a scenario and returns each government's first answer.
func answers(t *testing.T, scenario string, days int, set ...string) map[string]world.Statement {
	t.Helper()
	if testing.Short() {
		t.Skip("economics are the same under the race detector")
	}
	cat := agents.Default()
	s, err := experiment.LoadScenario(scenario, cat, configs.Options{Set: append([]string{fmt.Sprint("days=", days), quiet}, set...)})
	if err != nil {
		t.Fatal(err)
	}
	first := map[string]world.Statement{}
	probe := observe(func(r *world.Record) error {
		for _, b := range r.View.Bulletin {
			if _, ok := first[r.Agents[b.Actor]]; b.Type == world.Retaliation && !ok {
				first[r.Agents[b.Actor]] = b
			}
		}
		return nil
	})
	w, err := experiment.Build(s, cat, experiment.RunOptions{Seed: 7, Inline: true, Observers: []world.Observer{probe}})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := w.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	return first
}

// Retaliations of April 2025 with no suspension: China in two days in kind,
// Canada in part, the EU once others have, the rest not.
func TestAnswersOfApril2025(t *testing.T) {
	first := answers(t, "april-2025", 20, "us_trade.pause=false")
	if cn := first["cn_gov"]; cn.Day != 4 || math.Abs(cn.Value-34) > 1e-9 {
		t.Errorf("China answers with %g %% on day %d, want 34 %% on 4 April", cn.Value, cn.Day)
	}
	if ca := first["ca_gov"]; ca.Day == 0 || !(ca.Value > 0 && ca.Value < 20) {
		t.Errorf("Canada answers with %+v", ca)
	}
	if eu := first["eu_gov"]; !(eu.Day > first["ca_gov"].Day) {
		t.Errorf("the EU answers on day %d, Canada on day %d", eu.Day, first["ca_gov"].Day)
	}
	for _, a := range []string{"uk_gov", "kr_gov", "mx_gov"} {
		if s, ok := first[a]; ok {
			t.Errorf("%s answers with %+v", a, s)
		}
	}
}

// A little more resolve of some, and answers spread; without China's and
// Canada's they do not start.
func TestAnswersSpread(t *testing.T) {
	first := answers(t, "trade-war", 30)
	order := []string{"cn_gov", "ca_gov", "eu_gov", "kr_gov", "mx_gov"}
	for i, a := range order {
		if first[a].Day == 0 {
			t.Errorf("%s does not answer: %v", a, first)
		}
		if i == 3 && first[a].Day <= first["ca_gov"].Day {
			t.Errorf("Korea answers on day %d, before others have", first[a].Day)
		}
	}
	alone := answers(t, "trade-war", 30, "cn_gov.stance=negotiate", "ca_gov.stance=negotiate", "mx_gov.resolve_sh=0", "eu_gov.resolve_sh=0")
	if len(alone) != 0 {
		t.Errorf("with nobody to begin %v answer", alone)
	}
	calm, war := play(t, "april-2025", 30, quiet, "us_trade.pause=false"), play(t, "trade-war", 30, quiet)
	if a, b := calm.last(t, "retaliation_avg_pp"), war.last(t, "retaliation_avg_pp"); !(b > a+0.5) {
		t.Errorf("retaliation of %g pp on average, of %g if few answer", b, a)
	}
	if a, b := calm.last(t, "us_exports_usd_bn"), war.last(t, "us_exports_usd_bn"); !(b < a) {
		t.Errorf("U.S. exports of %g, of %g if few answer", b, a)
	}
	if a, b := calm.at(t, "eq_us", 30), war.at(t, "eq_us", 30); !(b < a) {
		t.Errorf("U.S. equities at %g bp, at %g if few answer", b, a)
	}
}

// Third countries follow Japan into a deal where it lowers their tariff.
func TestDealsFollowJapans(t *testing.T) {
	deal := events(onDay("2025-04-10", "us_trade", "deal", "jp_trade", 15))
	p := play(t, "baseline", 40, quiet, frozen, deal, "us_trade.talks=false")
	alone := play(t, "baseline", 40, quiet, frozen, deal, "us_trade.talks=false", "kr_gov.deal_lag_days=0", "eu_gov.deal_lag_days=0")
	if a, b := alone.indicator["us_imports_usd_bn"], p.indicator["us_imports_usd_bn"]; a[8] != b[8] || !(b[39] > a[39]) {
		t.Errorf("the United States imports %g when Korea and the EU follow Japan, %g when they do not", b[39], a[39])
	}
}
