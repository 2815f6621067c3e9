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
	"kirifuda/world"
	"kirifuda/world/ledger"
)

// accounts are the ministry's on the last day, from its books.
type accounts struct {
	net     float64 // all that is carried in dollars, USD bn
	yen     float64 // before taxes, bn
	rate    float64 // dollars per yen
	par     []float64
	value   []float64
	duties  float64
	exports float64
	entries flowsOf
	taxes   float64 // yen raised less spent since the base date, bn
}

// flowsOf are the dollars that the ministry received less those that it paid, by kind of
// entry, USD bn.
type flowsOf map[ledger.Kind]float64

// watch adds up the ministry's dollars, and its taxes, from the entries of the books.
func (a *accounts) watch(w *world.World) *flowsOf {
	f := flowsOf{}
	books, self := w.Books(), slices.Index(w.Agents(), experiment.Seller)
	books.Watch(func(e ledger.Entry) {
		for _, leg := range []struct {
			payer, payee, money int
			cash                int64
		}{{e.From, e.To, e.Asset, e.Units}, {e.To, e.From, e.Money, e.Cash}} {
			switch books.AssetName(leg.money) {
			case "usd":
			case "jpy":
				if e.Kind == ledger.Transfer && leg.payee == self {
					a.taxes += float64(leg.cash) / 1e9
				}
				if e.Kind == ledger.Transfer && leg.payer == self {
					a.taxes -= float64(leg.cash) / 1e9
				}
				continue
			default:
				continue
			}
			if leg.payer == self {
				f[e.Kind] -= float64(leg.cash) / 1e11
			}
			if leg.payee == self {
				f[e.Kind] += float64(leg.cash) / 1e11
			}
		}
	})
	return &f
}

func (a *accounts) Observe(r *world.Record) error {
	*a = accounts{entries: a.entries, taxes: a.taxes}
	i := slices.Index(r.Agents, experiment.Seller)
	for s := range r.Books.Assets() {
		switch name := r.Books.AssetName(s); {
		case name == "usd":
			a.net = float64(r.Books.Equity(i, s)) / 1e11
		case name == "jpy":
			a.yen = float64(r.Books.Units(i, s))/1e9 - a.taxes
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

// card plays thirty days of a sale, with an event if one is given, against the twin of the
// sale without it.
func card(t *testing.T, event string, set ...string) (lines map[string]CardLine, with, without accounts, s *configs.Scenario) {
	t.Helper()
	o := configs.Options{Set: append([]string{"days=30", "jp_mof.start_day=3", "jp_mof.sale_days=20", "jp_mof.stop_on_deal=false"}, set...)}
	plain, err := experiment.LoadScenario("sale-300", agents.Default(), o)
	if err != nil {
		t.Fatal(err)
	}
	s = plain
	if event != "" {
		o.Files, o.ReadFile = []string{"event.yaml"}, func(string) ([]byte, error) { return []byte("events: [" + event + "]"), nil }
		if s, err = experiment.LoadScenario("sale-300", agents.Default(), o); err != nil {
			t.Fatal(err)
		}
	}
	twin, err := experiment.Twin(plain)
	if err != nil {
		t.Fatal(err)
	}
	var account [2]experiment.Account
	for i, x := range []*configs.Scenario{s, twin} {
		b, err := experiment.NewBuilder(x, agents.Default())
		if err != nil {
			t.Fatal(err)
		}
		books := experiment.NewAccountant(b)
		w, err := b.Build(experiment.RunOptions{Seed: 3, Inline: true, Observers: []world.Observer{[]*accounts{&with, &without}[i], books}})
		if err != nil {
			t.Fatal(err)
		}
		books.Attach(w)
		entries := []*accounts{&with, &without}[i].watch(w)
		if err := w.Run(context.Background()); err != nil {
			t.Fatal(err)
		}
		w.Close()
		[]*accounts{&with, &without}[i].entries = *entries
		account[i] = books.Account()
	}
	lines = map[string]CardLine{}
	for _, l := range Card(account[0], account[1]) {
		if _, twice := lines[l.Side+": "+l.Item]; twice || l.Unit == "" || l.Period == "" || math.IsNaN(l.Value) {
			t.Errorf("line %+v", l)
		}
		lines[l.Side+": "+l.Item] = l
	}
	return lines, with, without, s
}

const (
	heldLine     = "Japan: official: Treasuries still held, change in their value"
	soldLine     = "Japan: official: Treasuries sold, proceeds less their value had they been kept"
	couponLine   = "Japan: official: coupons"
	interestLine = "Japan: official: interest on deposits and loans"
	exchangeLine = "Japan: official: dollars exchanged for yen, in interventions and by conversion"
	sumLine      = "Japan: official: total"
)

// What the sale did to Treasuries still held is their revaluation alone: what news
// has done to those that were sold is none of it. With what the sale has brought
// and the exchange rate it makes up the difference of all that the ministry owns.
func TestCardAddsUp(t *testing.T) {
	for name, set := range map[string][]string{
		"kept":      {"jp_mof.intervene=false"},
		"converted": {"jp_mof.proceeds=convert"},
		"borrowed":  {"jp_mof.strategy=repo_first", "jp_mof.proceeds=convert"},
	} {
		lines, with, without, _ := card(t, "", set...)
		var held, sold, worth float64
		for k, par := range with.par {
			held += with.value[k] - par*without.value[k]/without.par[k]
			sold += without.par[k] - par
			worth += (without.par[k] - par) * without.value[k] / without.par[k]
		}
		if x := lines[heldLine].Value; math.Abs(x-held) > 1e-6 || !(held < -0.1) {
			t.Errorf("%s: Treasuries still held are worth %g more for the sale, the card says %g", name, held, x)
		}
		all := (with.net/with.rate+with.yen)*without.rate - (without.net + without.yen*without.rate)
		if x := lines[sumLine].Value; math.Abs(x-all) > 1e-6 {
			t.Errorf("%s: the books differ by %g bn, the card says %g", name, all, x)
		}
		var printed float64
		for item, l := range lines {
			if strings.HasPrefix(item, "Japan: official: ") && item != sumLine {
				printed += l.Value
			}
		}
		if math.Abs(printed-lines[sumLine].Value) > 1e-9 {
			t.Errorf("%s: lines add up to %g, not %g", name, printed, lines[sumLine].Value)
		}
		if !(sold > 200) || math.Abs(lines[soldLine].Value) > 0.1*sold {
			t.Errorf("%s: %g bn sold have brought %g more than they are worth", name, sold, lines[soldLine].Value)
		}
		// Every line is what it says, from the entries of the books alone.
		for item, want := range map[string]float64{
			couponLine:   with.entries[ledger.Coupon] - without.entries[ledger.Coupon],
			interestLine: with.entries[ledger.Interest] - without.entries[ledger.Interest],
			soldLine:     with.entries[ledger.Trade] - without.entries[ledger.Trade] - worth,
		} {
			if got, ok := lines[item]; !ok || math.Abs(got.Value-want) > 1e-6 {
				t.Errorf("%s: %s is %g, want %g", name, item, got.Value, want)
			}
		}
		if x := lines[exchangeLine].Value; (name == "converted") != (x != 0) && name != "borrowed" {
			t.Errorf("%s: %s is %g", name, exchangeLine, x)
		}
	}
}

// A lower tariff is paid for with pledges, duties are Washington's, and what one
// side pledges the other is promised.
func TestCardHasThePriceOfADeal(t *testing.T) {
	lines, with, without, s := card(t, "{date: 2025-04-10, actor: us_trade, type: deal, target: jp_trade, value: 13}", "us_trade.talks=false")
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
