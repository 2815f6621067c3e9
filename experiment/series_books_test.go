package experiment_test

import (
	"context"
	"math"
	"testing"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/experiment"
	"kirifuda/experiment/experimenttest"
	"kirifuda/output"
	"kirifuda/world"
	"kirifuda/world/ledger"
)

// bookkeeper compares the series of each day with the books and the statements of the
// same day.
type bookkeeper struct {
	t       *testing.T
	kinds   map[string]string // of agents
	entries []ledger.Entry
	opening map[string]float64
	base    map[string]float64
	days    int
	bought  float64
}

// at is the holding of an agent in an instrument at base prices, from the ledger alone.
func at(rec *world.Record, agent int, in *world.Instrument) float64 {
	name := in.ID
	if in.Class == world.FX {
		name = in.Currency
	}
	for a := range rec.Books.Assets() {
		if rec.Books.AssetName(a) == name {
			return float64(rec.Books.Units(agent, a)) / in.UnitsPerUSDBn
		}
	}
	return math.NaN()
}

// sum adds the holdings of agents of some kinds in some instruments.
func (b *bookkeeper) sum(rec *world.Record, of func(*world.Instrument) float64, kinds ...string) (sum float64) {
	for i, id := range rec.Agents {
		for _, kind := range kinds {
			if b.kinds[id] != kind {
				continue
			}
			for k := range rec.View.Instruments {
				in := &rec.View.Instruments[k]
				if w := of(in); w != 0 {
					sum += w * at(rec, i, in)
				}
			}
		}
	}
	return sum
}

func treasuries(in *world.Instrument) float64 {
	if in.Treasury() {
		return 1
	}
	return 0
}

func (b *bookkeeper) positions(rec *world.Record) map[string]float64 {
	currencies := func(in *world.Instrument) float64 {
		if in.Class == world.FX {
			return 1
		}
		return 0
	}
	out := map[string]float64{
		"jp_mof_ust_usd_bn":   b.sum(rec, treasuries, "jp_mof"),
		"official_ust_usd_bn": b.sum(rec, treasuries, "reserve_manager", "pboc", "jp_mof"),
		"rv_position_usd_bn":  b.sum(rec, treasuries, "rv_fund"),
		"macro_position_usd_bn": b.sum(rec, func(in *world.Instrument) float64 {
			if in.Class == world.Swap && in.Currency == "usd" || in.Class == world.Bond && in.Currency != "usd" {
				return in.DurationYr / 5.8
			}
			return 0
		}, "macro_fund"),
		"fx_dealer_position_usd_bn": b.sum(rec, currencies, "fx_dealer"),
		"carry_position_usd_bn":     b.sum(rec, currencies, "carry_fund"),
		"fed":                       b.sum(rec, treasuries, "fed"),
	}
	var owed float64
	for i, id := range rec.Agents {
		if b.kinds[id] == "jp_mof" {
			owed -= float64(rec.Books.Units(i, rec.Books.Assets()-1)) / 1e11
		}
	}
	out["repo_facility_usd_bn"] = math.Max(0, owed)
	return out
}

func (b *bookkeeper) near(rec *world.Record, series string, want float64) {
	b.t.Helper()
	if got, ok := rec.Value(series); !ok || !(math.Abs(got-want) <= 1e-6*math.Max(1, math.Abs(want))) {
		b.t.Errorf("%s: %s is %.9g, the books have %.9g", rec.View.Date, series, got, want)
	}
}

func (b *bookkeeper) compare(rec *world.Record) {
	have := b.positions(rec)
	for name, want := range have {
		if name != "fed" {
			b.near(rec, name, want)
		}
	}
	b.near(rec, "fed_purchases_usd_bn", have["fed"]-b.opening["fed"])
	b.near(rec, "jp_mof_sold_usd_bn", b.opening["jp_mof_ust_usd_bn"]-have["jp_mof_ust_usd_bn"])
	b.bought = have["fed"] - b.opening["fed"]
}

func (b *bookkeeper) ObserveBase(rec *world.Record) error {
	b.opening = b.positions(rec)
	b.compare(rec)
	b.base = map[string]float64{}
	for i, s := range rec.Series {
		b.base[s.Name] = rec.Values[i]
		if missing := math.IsNaN(rec.Values[i]); missing != (s.Kind != world.Level || s.Name == "deal_rate_pct" || s.Name == "small_funds_position_usd_bn") {
			b.t.Errorf("on the base date %s is %g", s.Name, rec.Values[i])
		}
	}
	return nil
}

func (b *bookkeeper) Observe(rec *world.Record) error {
	b.days++
	b.compare(rec)
	for i, s := range rec.Series {
		if math.IsNaN(rec.Values[i]) && s.Name != "deal_rate_pct" && s.Name != "small_funds_position_usd_bn" {
			b.t.Errorf("%s: %s is missing", rec.View.Date, s.Name)
		}
	}
	b.trade(rec)
	b.tariffs(rec)
	b.entries = b.entries[:0]
	return nil
}

// trade compares flows of goods and duties. Amounts of a day are to annual rates as the
// day is to the year, and this share is the same for all.
func (b *bookkeeper) trade(rec *world.Record) {
	paid := map[string]float64{}
	for _, e := range b.entries {
		bn := float64(e.Units) / 1e11
		switch from, to := rec.Agents[e.From], rec.Agents[e.To]; {
		case e.Kind == ledger.Tariff && to == "us_treasury":
			paid["us_customs_usd_bn"] += bn
		case e.Kind == ledger.Goods && from == "us_corporates":
			paid["us_imports_usd_bn"] += bn
			if to == "jp_corporates" {
				paid["jp_exports_us_usd_bn"] += bn
			}
		case e.Kind == ledger.Goods && to == "us_corporates":
			paid["us_exports_usd_bn"] += bn
			if from == "jp_corporates" {
				paid["us_exports_jp_usd_bn"] += bn
			}
		}
	}
	imports, _ := rec.Value("us_imports_usd_bn")
	share := paid["us_imports_usd_bn"] / imports
	if !(share > 1.0/400 && share < 1.0/50) {
		b.t.Errorf("%s: imports of %g are paid for at %g of the year", rec.View.Date, imports, share)
	}
	for name, bn := range paid {
		b.near(rec, name, bn/share)
	}
	b.near(rec, "us_trade_balance_usd_bn", (paid["us_exports_usd_bn"]-paid["us_imports_usd_bn"])/share)
	b.near(rec, "jp_trade_balance_us_usd_bn", (paid["jp_exports_us_usd_bn"]-paid["us_exports_jp_usd_bn"])/share)
}

// tariffs compares tariffs with the statements of the day.
func (b *bookkeeper) tariffs(rec *world.Record) {
	said := map[string]float64{}
	for _, s := range rec.Statements {
		target := ""
		if s.Target >= 0 {
			target = rec.Agents[s.Target]
		}
		switch {
		case s.Type == world.TariffGeneral && target == "jp_trade":
			said["jp_tariff_general_pct"] = s.Value
		case s.Type == world.TariffAuto && target == "jp_trade":
			said["jp_tariff_auto_pct"] = s.Value
		case s.Type == world.TariffExpected && (target == "" || target == "us_trade"):
			said["us_tariff_avg_pct"] = s.Value
		case s.Type == world.Round:
			said["talks_round_n"] = s.Value
		}
	}
	for name, want := range said {
		b.near(rec, name, want)
	}
}

// Every position and flow of the panel is what is in the books at the close of the same
// day, also where orders are not executed in full.
func TestSeriesAreThoseOfTheBooks(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	rationed := []string{"market.limit_yield_bp=2", "market.limit_fx_pct=0.2", "us_fed.trigger_days=1", "us_fed.trigger_yield_bp=5", "us_fed.trigger_spread_bp=1",
		"us_fed.trigger_utilisation_sh=0.1", "us_fed.trigger_spread_sh=0", "us_fed.repo_first_days=0"}
	for _, x := range []struct {
		scenario string
		set      []string
	}{
		{"sale-300", append([]string{"days=12", "jp_mof.start_day=3", "jp_mof.sale_days=4"}, rationed...)},
		{"april-2025", []string{"days=12"}},
		{"repo-first", []string{"days=10", "jp_mof.start_day=3"}},
		{"sale-convert", append([]string{"days=10", "jp_mof.start_day=2", "jp_mof.sale_days=3"}, rationed[:2]...)},
	} {
		t.Run(x.scenario, func(t *testing.T) {
			s := experimenttest.Scenario(t, x.scenario, x.set...)
			b := keep(t, s)
			if x.scenario == "sale-300" && b.bought < 1 {
				t.Errorf("the Federal Reserve has bought %g bn: nothing is tested", b.bought)
			}
		})
	}
}

func keep(t *testing.T, s *configs.Scenario) *bookkeeper {
	t.Helper()
	b := &bookkeeper{t: t, kinds: map[string]string{}}
	for _, a := range s.Agents {
		b.kinds[a.ID] = a.Kind
	}
	build, err := experiment.NewBuilder(s, agents.Default())
	if err != nil {
		t.Fatal(err)
	}
	w, err := build.Build(experiment.RunOptions{Seed: 3, Inline: true, Observers: []world.Observer{b}})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	w.Books().Watch(func(e ledger.Entry) { b.entries = append(b.entries, e) })
	if err := w.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	if b.days != s.Days {
		t.Errorf("%d days", b.days)
	}
	return b
}

// Every amount of money says at which prices it is counted: in series, in outcomes and in
// the columns of all tables.
func TestAmountsSayTheirPrices(t *testing.T) {
	series, err := experiment.SeriesOf(agents.Default())
	if err != nil {
		t.Fatal(err)
	}
	list := map[string][]output.Column{"panel": series, "runs": experiment.Columns(nil)}
	for _, table := range output.Tables() {
		list[table.Name] = append(list[table.Name], table.Columns...)
	}
	amounts := 0
	for name, columns := range list {
		for _, c := range columns {
			if world.IsAmount(c.Unit) {
				amounts++
			}
			if world.IsAmount(c.Unit) != (c.Valuation != "") {
				t.Errorf("%s.%s, %s: valuation %q", name, c.Name, c.Unit, c.Valuation)
			}
			if err := world.CheckValuation(c.Valuation); err != nil {
				t.Errorf("%s.%s: %v", name, c.Name, err)
			}
		}
	}
	if amounts < 40 {
		t.Errorf("%d amounts", amounts)
	}
}
