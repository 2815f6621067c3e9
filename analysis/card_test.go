package analysis

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/experiment"
	"kirifuda/experiment/experimenttest"
	"kirifuda/world"
)

// accounts are the ministry's on the last day, from its books.
type accounts struct {
	net     float64 // all that is carried in dollars, USD bn
	yen     float64 // bn
	rate    float64 // dollars per yen
	par     []float64
	value   []float64
	duties  float64
	exports float64
}

func (a *accounts) Observe(r *world.Record) error {
	*a = accounts{}
	i := slices.Index(r.Agents, experiment.Seller)
	for s := range r.Books.Assets() {
		switch name := r.Books.AssetName(s); {
		case name == "usd":
			a.net = float64(r.Books.Equity(i, s)) / 1e11
		case name == "jpy":
			a.yen = float64(r.Books.Units(i, s)) / 1e9
		case strings.HasPrefix(name, "ust_"):
			a.par = append(a.par, float64(r.Books.Units(i, s))/1e11)
			a.value = append(a.value, float64(r.Books.Value(i, s))/1e11)
		}
	}
	for k := range r.View.Instruments {
		if r.View.Instruments[k].ID == "jpy" {
			a.rate = r.View.Instruments[k].Price(r.View.Deviation[k])
		}
	}
	a.duties, _ = r.Value("tariff_revenue_usd_bn")
	a.exports, _ = r.Value("jp_exports_us_usd_bn")
	return nil
}

// card plays thirty days of a sale against its silent twin. An event of its own
// may be scripted.
func card(t *testing.T, event string, set ...string) (lines map[string]CardLine, with, without accounts, s *configs.Scenario) {
	t.Helper()
	s, err := experiment.LoadScenario("sale-300", agents.Default(), configs.Options{
		Set:      append([]string{"days=30", "jp_mof.start_day=3", "jp_mof.sale_days=20", "jp_mof.stop_on_deal=false"}, set...),
		Files:    []string{"event.yaml"},
		ReadFile: func(string) ([]byte, error) { return []byte("events: [" + event + "]"), nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	quiet, err := Silent(s)
	if err != nil {
		t.Fatal(err)
	}
	var arms [2]*experiment.Builder
	for i, x := range []*configs.Scenario{s, quiet} {
		if arms[i], err = experiment.NewBuilder(x, agents.Default()); err != nil {
			t.Fatal(err)
		}
		w, err := arms[i].Build(experiment.RunOptions{Seed: 3, Inline: true, Observers: []world.Observer{[]*accounts{&with, &without}[i]}})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Run(context.Background()); err != nil {
			t.Fatal(err)
		}
		w.Close()
	}
	got, err := Card(context.Background(), arms[0], arms[1], 3, 0)
	if err != nil {
		t.Fatal(err)
	}
	lines = map[string]CardLine{}
	for _, l := range got {
		if _, twice := lines[l.Side+": "+l.Item]; twice || l.Unit == "" || l.Period == "" || math.IsNaN(l.Value) {
			t.Errorf("line %+v", l)
		}
		lines[l.Side+": "+l.Item] = l
	}
	return lines, with, without, s
}

const (
	heldLine = "Japan: Treasuries still held: change in their value"
	soldLine = "Japan: Treasuries sold: proceeds less their value had they been kept"
	yenLine  = "Japan: official dollars: change in their value in yen"
	sumLine  = "Japan: sum of these three: official dollars and yen"
)

// What the sale did to Treasuries still held is their revaluation alone: what news
// has done to those that were sold is none of it. With what the sale has brought
// and the exchange rate it makes up the difference of all that the ministry owns.
func TestCardAddsUp(t *testing.T) {
	for name, set := range map[string][]string{
		"kept":      nil,
		"converted": {"jp_mof.proceeds=convert"},
		"borrowed":  {"jp_mof.strategy=repo_first", "jp_mof.proceeds=convert"},
	} {
		lines, with, without, _ := card(t, "", set...)
		var held, sold float64
		for k, par := range with.par {
			held += with.value[k] - par*without.value[k]/without.par[k]
			sold += without.par[k] - par
		}
		if x := lines[heldLine].Value; math.Abs(x-held) > 1e-6 || !(held < -0.1) {
			t.Errorf("%s: Treasuries still held are worth %g more for the sale, the card says %g", name, held, x)
		}
		all := (with.net/with.rate+with.yen)*without.rate - (without.net + without.yen*without.rate)
		if x := lines[sumLine].Value; math.Abs(x-all) > 1e-6 {
			t.Errorf("%s: the books differ by %g bn, the card says %g", name, all, x)
		}
		if x := lines[heldLine].Value + lines[soldLine].Value + lines[yenLine].Value; math.Abs(x-lines[sumLine].Value) > 1e-9 {
			t.Errorf("%s: lines add up to %g, not %g", name, x, lines[sumLine].Value)
		}
		if !(sold > 200) || name == "kept" && math.Abs(lines[soldLine].Value) > 0.1*sold { // yen are dear to who buys so many
			t.Errorf("%s: %g bn sold have brought %g more than they are worth", name, sold, lines[soldLine].Value)
		}
	}
}

// A lower tariff is paid for with pledges, duties are Washington's, and what one
// side pledges the other is promised.
func TestCardHasThePriceOfADeal(t *testing.T) {
	// What the ministry says is not said in the other world: a deal in one of them.
	lines, with, without, s := card(t, "{date: 2025-04-10, actor: jp_mof, type: deal, target: jp_trade, value: 13}", "us_trade.talks=false")
	p := s.Agent("us_trade").Params.(*agents.USTradeParams)
	share := (p.NoDealPct - 13) / (p.NoDealPct - p.FloorPct)
	for item, want := range map[string]float64{
		"Japan: investment pledged in the U.S.":                           share * p.MaxInvestment,
		"Japan: purchases pledged from the U.S.":                          share * p.MaxPurchases,
		"United States: investment pledged by Japan":                      share * p.MaxInvestment,
		"United States: purchases pledged by Japan":                       share * p.MaxPurchases,
		"United States: duties paid by its importers on Japan's goods":    with.duties - without.duties,
		"Japan: exports to the U.S., less the duties that its firms bear": with.exports - without.exports,
	} {
		if l, ok := lines[item]; !ok || math.Abs(l.Value-want) > 1e-9 || want == 0 {
			t.Errorf("%s: %+v, want %g", item, l, want)
		}
	}
	for item := range lines {
		if strings.HasPrefix(item, "Japan") && strings.Contains(item, "duties") && !strings.Contains(item, "firms bear") {
			t.Errorf("%s: Japan pays no U.S. duties", item)
		}
	}
}

func TestPledgesNeedADeal(t *testing.T) {
	s := experimenttest.Scenario(t, "baseline")
	p := &s.Agent("us_trade").Params.(*agents.USTradeParams).Params
	if k, a := pledged(p, 0); k != 0 || a != 0 {
		t.Errorf("without a deal %g bn and %g bn a year are pledged", k, a)
	}
	if k, a := pledged(p, p.FloorPct); k != p.MaxInvestment || a != p.MaxPurchases {
		t.Errorf("at the floor %g bn and %g bn a year are pledged", k, a)
	}
	if k, _ := pledged(p, 15); math.Abs(k-550) > 1e-9 {
		t.Errorf("at 15 %% %g bn are pledged", k)
	}
}
