package experiment_test

import (
	"context"
	"math"
	"testing"

	"kirifuda/agents"
	"kirifuda/experiment"
	"kirifuda/experiment/experimenttest"
	"kirifuda/world"
	"kirifuda/world/ledger"
)

// officialActs sums what official institutions say that they did, and what the books have.
type officialActs struct {
	t       *testing.T
	entries []ledger.Entry
	count   map[world.StatementType]int
	total   map[world.StatementType]float64
	mixed   bool
	drawn   float64
}

func (a *officialActs) Observe(rec *world.Record) error {
	said := map[[2]string]float64{} // by actor and asset: paid, USD bn
	for _, s := range rec.Statements {
		a.count[s.Type]++
		a.total[s.Type] += s.Value
		if s.Instrument < 0 {
			continue
		}
		in := &rec.View.Instruments[s.Instrument]
		key := [2]string{rec.Agents[s.Actor], in.ID}
		switch s.Type {
		case world.BondsBought, world.Buyback:
			said[key] += s.Value
		case world.DebtIssued, world.BondsSold:
			said[key] -= s.Value
		case world.Intervention:
			said[[2]string{rec.Agents[s.Actor], in.Currency}] += s.Value
		}
		if s.Type.Done() && s.Value == 0 {
			a.t.Errorf("%s: %s by %s has no amount", rec.View.Date, s.Type, rec.Agents[s.Actor])
		}
	}
	paid := map[[2]string]float64{}
	for _, e := range a.entries {
		if e.Kind == ledger.Trade || e.Kind == ledger.Exchange {
			per := 1e11
			for k := range rec.View.Instruments {
				if in := &rec.View.Instruments[k]; e.Kind == ledger.Trade && in.ID == rec.Books.AssetName(e.Asset) && in.Currency != "usd" {
					for c := range rec.View.Currencies {
						if cur := &rec.View.Currencies[c]; cur.ID == in.Currency {
							per = cur.UnitsPerBn
							for j := range rec.View.Instruments {
								if fx := &rec.View.Instruments[j]; fx.Class == world.FX && fx.Currency == cur.ID {
									per /= fx.Price(rec.View.Deviation[j])
								}
							}
						}
					}
				}
			}
			bn := float64(e.Cash) / per
			paid[[2]string{rec.Agents[e.To], rec.Books.AssetName(e.Asset)}] += bn
			paid[[2]string{rec.Agents[e.From], rec.Books.AssetName(e.Asset)}] -= bn
		}
	}
	for key, want := range said {
		if a.mixed && key == [2]string{"jp_mof", "jpy"} {
			if got := paid[key]; !(want > 0 && want < got) {
				a.t.Errorf("%s: an intervention of %g, while %g were paid for yen", rec.View.Date, want, got)
			}
			continue
		}
		if got := paid[key]; math.Abs(got-want) > 1e-6*math.Max(1, math.Abs(want)) {
			a.t.Errorf("%s: %s is said to have paid %g for %s, the books have %g", rec.View.Date, key[0], want, key[1], got)
		}
	}
	for _, official := range [...]string{"us_fed", "us_treasury", "cn_pboc"} {
		for key, bn := range paid {
			treasury := len(key[1]) > 4 && key[1][:4] == "ust_"
			if key[0] == official && (treasury && official != "cn_pboc" || key[1] == "cny") && math.Abs(bn) > 1e-6 {
				if _, ok := said[key]; !ok {
					a.t.Errorf("%s: %s paid %g for %s and no event says so", rec.View.Date, official, bn, key[1])
				}
			}
		}
	}
	a.drawn, _ = rec.Value("repo_facility_usd_bn")
	a.entries = a.entries[:0]
	return nil
}

// Every act of an official institution is an event with the amount that is in the books.
func TestOfficialActsAreEvents(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	for _, x := range []struct {
		name, scenario string
		set            []string
		want           []world.StatementType
	}{
		{"purchases", "sale-300", []string{"days=12", "jp_mof.start_day=3", "jp_mof.sale_days=4", "market.limit_yield_bp=2", "us_fed.trigger_days=1", "us_fed.trigger_yield_bp=5",
			"us_fed.trigger_spread_bp=1", "us_fed.trigger_utilisation_sh=0.1", "us_fed.trigger_spread_sh=0", "us_fed.repo_first_days=0"},
			[]world.StatementType{world.BondsBought, world.BondsSold, world.SaleShort, world.DebtIssued, world.Intervention}},
		{"buybacks", "sale-300", []string{"days=20", "jp_mof.start_day=2", "jp_mof.sale_days=10", "us_treasury.buyback_from_bp=0.1", "us_treasury.refundings=[2025-04-10]", "us_treasury.refunding_response_sh_per_10bp=0.2"},
			[]world.StatementType{world.Buyback, world.DebtIssued, world.Refunding, world.Issuance}},
		{"interventions", "sale-convert", []string{"days=8", "jp_mof.start_day=2", "jp_mof.sale_days=3", "jp_mof.operation_day=3", "jp_mof.operation_usd_bn=35"},
			[]world.StatementType{world.BondsSold}},
		{"an intervention alone", "calm", []string{"days=4", "jp_mof.operation_day=3", "jp_mof.operation_usd_bn=35"}, []world.StatementType{world.Intervention}},
		{"repo", "repo-first", []string{"days=10", "jp_mof.start_day=3"}, []world.StatementType{world.RepoDrawn, world.RepoFacility}},
	} {
		t.Run(x.name, func(t *testing.T) {
			a := &officialActs{t: t, count: map[world.StatementType]int{}, total: map[world.StatementType]float64{}}
			a.mixed = x.name == "interventions" // conversion and intervention share a market
			b, err := experiment.NewBuilder(experimenttest.Scenario(t, x.scenario, x.set...), agents.Default())
			if err != nil {
				t.Fatal(err)
			}
			w, err := b.Build(experiment.RunOptions{Seed: 3, Inline: true, Observers: []world.Observer{a}})
			if err != nil {
				t.Fatal(err)
			}
			defer w.Close()
			w.Books().Watch(func(e ledger.Entry) { a.entries = append(a.entries, e) })
			if err := w.Run(context.Background()); err != nil {
				t.Fatal(err)
			}
			for _, typ := range x.want {
				if a.count[typ] == 0 {
					t.Errorf("no event %s", typ)
				}
			}
			switch x.name {
			case "repo":
				if got := a.total[world.RepoDrawn]; math.Abs(got-a.drawn) > 1e-6 || got < 30 {
					t.Errorf("%g bn are drawn, the panel has %g", got, a.drawn)
				}
			case "buybacks":
				if sold, said := a.total[world.DebtIssued], a.total[world.Issuance]; !(sold > 0 && said > 0) {
					t.Errorf("%g bn are sold of %g announced", sold, said)
				}
			}
		})
	}
}
