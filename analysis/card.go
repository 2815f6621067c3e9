package analysis

import (
	"context"
	"encoding/json"
	"math"
	"slices"

	"kirifuda/agents"
	"kirifuda/agents/talks"
	"kirifuda/analysis/stats"
	"kirifuda/configs"
	"kirifuda/experiment"
	"kirifuda/world"
)

// CardLine is one line of the card's balance sheet: the difference that the
// scenario makes against a reference world with the same random numbers.
type CardLine struct {
	Side   string // whose it is: Japan, United States
	Item   string
	Value  float64
	Unit   string
	Period string // over or on which it counts
}

// MarshalJSON implements json.Marshaler: what is not known yet, trade on the
// first day, is null.
func (l CardLine) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Side   string       `json:"side"`
		Item   string       `json:"item"`
		Value  stats.Spread `json:"value"`
		Unit   string       `json:"unit"`
		Period string       `json:"period"`
	}{l.Side, l.Item, stats.Spread(l.Value), l.Unit, l.Period})
}

// twin keeps the last day of a run.
type twin struct {
	last  map[string]float64
	x     []float64
	index map[string]int
	deal  float64 // percent, 0 for none
	bonds []bond
	// The ministry's money, bn of each currency: dollars less what it has borrowed.
	usdBn, jpyBn float64
	usdPerJPY    float64
}

// bond is what the ministry holds of a Treasury.
type bond struct {
	parUSDBn float64
	price    float64 // of a unit of par
}

// reserves are the ministry's Treasuries and dollars less what it has borrowed,
// USD bn.
func (t *twin) reserves() float64 {
	sum := t.usdBn
	for _, b := range t.bonds {
		sum += float64(b.parUSDBn * b.price)
	}
	return sum
}

// Observe implements world.Observer.
func (t *twin) Observe(r *world.Record) error {
	if t.last == nil {
		t.last = map[string]float64{}
		t.index = map[string]int{}
		for k := range r.View.Instruments {
			t.index[r.View.Instruments[k].ID] = k
		}
	}
	for i := range r.Series {
		t.last[r.Series[i].Name] = r.Values[i]
	}
	t.x = append(t.x[:0], r.View.X...)
	t.deal = r.View.Latest(world.Deal, slices.Index(r.Agents, "jp_trade"))
	i := slices.Index(r.Agents, experiment.Seller)
	if i < 0 {
		return nil
	}
	t.bonds = t.bonds[:0]
	for k := range r.View.Instruments {
		if in := &r.View.Instruments[k]; in.Class == world.Bond && in.Currency == "usd" {
			t.bonds = append(t.bonds, bond{float64(r.Books.Units(i, assetOf(r, in.ID))) / centsPerBn, in.Price(t.x[k])})
		}
	}
	t.usdBn = float64(r.Books.Units(i, assetOf(r, "usd"))+r.Books.Units(i, assetOf(r, "usd_loans"))) / centsPerBn
	t.jpyBn = float64(r.Books.Units(i, assetOf(r, "jpy"))) / yenPerBn
	if k, ok := t.index["jpy"]; ok {
		t.usdPerJPY = r.View.Instruments[k].Price(t.x[k])
	}
	return nil
}

const (
	centsPerBn = 1e11
	yenPerBn   = 1e9
)

// assetOf is the ledger's column by name.
func assetOf(r *world.Record, name string) int {
	for a := range r.Books.Assets() {
		if r.Books.AssetName(a) == name {
			return a
		}
	}
	panic("no asset " + name)
}

func (t *twin) at(id string) float64 {
	if k, ok := t.index[id]; ok {
		return t.x[k]
	}
	return 0
}

// Silent is a scenario in which Japan's ministry says, sells and borrows nothing
// and everything else is the same; nil if the scenario has no such ministry.
func Silent(s *configs.Scenario) (*configs.Scenario, error) {
	if s.Agent(experiment.Seller) == nil {
		return nil, nil
	}
	quiet, err := s.With(experiment.Seller+".strategy=silent", experiment.Seller+".operation_day=0")
	if err != nil {
		return nil, err
	}
	events := quiet.Events
	quiet.Events = nil
	for _, e := range events {
		if e.Actor != experiment.Seller {
			quiet.Events = append(quiet.Events, e)
		}
	}
	return quiet, nil
}

// CardOf is the card's balance sheet of one replication of the experiment's first
// arm against its silent twin; nil if Japan does nothing in it.
func CardOf(ctx context.Context, e *experiment.Experiment, run uint64) ([]CardLine, error) {
	s := e.Scenarios[0]
	quiet, err := Silent(s)
	if err != nil || quiet == nil || configs.Digest(quiet) == configs.Digest(s) {
		return nil, err
	}
	reference, err := experiment.NewBuilder(quiet, e.Catalogue())
	if err != nil {
		return nil, err
	}
	return Card(ctx, e.Builders()[0], reference, uint64(e.Plan.Seed), run)
}

// Card runs a scenario and its reference with the same seed and says what the
// difference was worth to each side on the last day. With units u, prices P,
// dollars C less loans, yen Y and dollars per yen e of the ministry, and a prime
// for the reference,
//
//	still held  Σ u·(P − P′)
//	sold        Σ (u − u′)·P′ + C − C′ + (Y − Y′)·e′
//	in yen      (Σ u·P + C)·(e′/e − 1)
//
// What was sold has brought proceeds, and interest on them in place of coupons, or
// yen; that is set against what it would be worth at the reference's last prices.
// The three add up to the difference of all that the ministry owns in dollars and
// yen, counted in yen and expressed in dollars at e′.
//
// Pledges follow from the tariff agreed by the contract curve of the talks. Duties
// are paid by importers in the United States to its Treasury; the part that Japan's
// firms bear is in the prices of what they export.
func Card(ctx context.Context, scenario, reference *experiment.Builder, seed, run uint64) ([]CardLine, error) {
	var with, without twin
	for _, arm := range []struct {
		b *experiment.Builder
		t *twin
	}{{scenario, &with}, {reference, &without}} {
		w, err := arm.b.Build(experiment.RunOptions{Seed: seed, Run: run, Inline: true, Observers: []world.Observer{arm.t}})
		if err != nil {
			return nil, err
		}
		err = w.Run(ctx)
		w.Close()
		if err != nil {
			return nil, err
		}
	}
	d := func(name string) float64 { return with.last[name] - without.last[name] }
	const (
		bn, bnYr   = "USD bn", "USD bn/yr"
		end, until = "on the last day", "by the last day"
	)
	held, sold, yen := official(&with, &without)
	lines := []CardLine{
		{"Japan", "Treasuries still held: change of their value", held, bn, until},
		{"Japan", "what was sold: proceeds, less what it would be worth", sold, bn, until},
		{"Japan", "official dollars: change of their value in yen", yen, bn, until},
		{"Japan", "these three: official dollars and yen", held + sold + yen, bn, until},
		{"Japan", "exports to the U.S., less duties its firms bear", d("jp_exports_us_usd_bn"), bnYr, end},
	}
	var game *talks.Params
	if a := scenario.Scenario().Agent("us_trade"); a != nil {
		if p, ok := a.Params.(*agents.USTradeParams); ok {
			game = &p.Params
		}
	}
	if game != nil {
		k, a := pledged(game, with.deal)
		k0, a0 := pledged(game, without.deal)
		lines = append(lines,
			CardLine{"Japan", "investment it pledges to the U.S.", k - k0, bn, "once"},
			CardLine{"Japan", "purchases it pledges from the U.S.", a - a0, bnYr, "once phased in"},
			CardLine{"United States", "investment pledged to it", k - k0, bn, "once"},
			CardLine{"United States", "purchases pledged from it", a - a0, bnYr, "once phased in"})
	}
	return append(lines,
		CardLine{"United States", "duties its importers pay on Japan's goods", d("tariff_revenue_usd_bn"), bnYr, end},
		CardLine{"United States", "interest on its debt", d("us_interest_cost_usd_bn"), bnYr, end},
		CardLine{"United States", "interest on its debt, if yields stay", d("us_interest_cost_10y_usd_bn"), bnYr, "ten years on"},
		CardLine{"United States", "value of equities", 100 * (math.Exp((with.at("eq_us")-without.at("eq_us"))/1e4) - 1), "%", end},
		CardLine{"United States", "Treasuries bought by the Federal Reserve", d("fed_purchases_usd_bn"), bn, until},
	), nil
}

// official splits the difference of the ministry's dollars and yen by what made
// it, USD bn at the reference's last exchange rate (see Card).
func official(with, without *twin) (held, sold, yen float64) {
	sold = with.usdBn - without.usdBn + float64((with.jpyBn-without.jpyBn)*without.usdPerJPY)
	for k, b := range with.bonds {
		o := without.bonds[k]
		held += float64(b.parUSDBn * (b.price - o.price))
		sold += float64((b.parUSDBn - o.parUSDBn) * o.price)
	}
	if with.usdPerJPY > 0 {
		yen = with.reserves() * (without.usdPerJPY/with.usdPerJPY - 1)
	}
	return held, sold, yen
}

// pledged is what Japan pledges in a deal at a tariff, percent: investment, USD bn,
// and purchases, USD bn a year; nothing without a deal.
func pledged(p *talks.Params, deal float64) (investmentUSDBn, purchasesUSDBnYr float64) {
	if deal <= 0 {
		return 0, 0
	}
	return p.Pledge(deal)
}
