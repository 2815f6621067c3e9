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

// CardLine is one line of the card's balance sheet: the difference between the
// scenario and a reference world with the same random numbers.
type CardLine struct {
	Side   string // country concerned: Japan or United States
	Item   string
	Value  float64
	Unit   string
	Period string // day or period to which it refers
}

// MarshalJSON implements json.Marshaler. A value that is not known yet, such as
// trade on the first day, is null.
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
	deal  float64 // tariff agreed, percent; 0 for none
	bonds []bond
	// The ministry's money, bn of each currency; dollars are net of debt.
	usdBn, jpyBn float64
	usdPerJPY    float64
}

// bond is the ministry's holding of a Treasury.
type bond struct {
	parUSDBn float64
	price    float64 // price of a unit of par
}

// reserves are the ministry's Treasuries and dollars net of debt, USD bn.
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
	t.x = append(t.x[:0], r.View.Deviation...)
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

// assetOf is the column of an asset in the ledger.
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

// Silent is the scenario with a ministry of Japan that says, sells and borrows
// nothing; nil if the scenario has no such ministry.
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

// CardOf is the balance sheet of one replication of the experiment's first arm
// against its silent twin; nil if Japan does nothing in that arm.
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

// Card runs a scenario and its reference with the same seed and values the
// difference for each side on the last day. With the ministry's units u, dollars C
// net of loans and yen Y, with prices P and dollars per yen e, and with a prime for
// the reference,
//
//	still held  Σ u·(P − P′)
//	sold        Σ (u − u′)·P′ + C − C′ + (Y − Y′)·e′
//	in yen      (Σ u·P + C)·(e′/e − 1)
//
// Sales have brought dollars, with interest in place of coupons, or yen; these are
// compared with the value of what was sold at the last prices of the reference. The
// three terms add up to the difference in all that the ministry owns in dollars and
// yen, measured in yen and converted into dollars at e′.
//
// Pledges follow from the agreed tariff by the contract curve of the talks. Duties
// are paid by importers in the United States to the U.S. Treasury; the part borne by
// Japan's firms shows in their export prices.
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
		{"Japan", "Treasuries still held: change in their value", held, bn, until},
		{"Japan", "Treasuries sold: proceeds less their value had they been kept", sold, bn, until},
		{"Japan", "official dollars: change in their value in yen", yen, bn, until},
		{"Japan", "sum of these three: official dollars and yen", held + sold + yen, bn, until},
		{"Japan", "exports to the U.S., less the duties that its firms bear", d("jp_exports_us_usd_bn"), bnYr, end},
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
			CardLine{"Japan", "investment pledged in the U.S.", k - k0, bn, "once"},
			CardLine{"Japan", "purchases pledged from the U.S.", a - a0, bnYr, "once phased in"},
			CardLine{"United States", "investment pledged by Japan", k - k0, bn, "once"},
			CardLine{"United States", "purchases pledged by Japan", a - a0, bnYr, "once phased in"})
	}
	return append(lines,
		CardLine{"United States", "duties paid by its importers on Japan's goods", d("tariff_revenue_usd_bn"), bnYr, end},
		CardLine{"United States", "interest on its debt", d("us_interest_cost_usd_bn"), bnYr, end},
		CardLine{"United States", "interest on its debt, if yields stay at this level", d("us_interest_cost_10y_usd_bn"), bnYr, "ten years on"},
		CardLine{"United States", "value of equities", 100 * (math.Exp((with.at("eq_us")-without.at("eq_us"))/1e4) - 1), "%", end},
		CardLine{"United States", "Treasuries bought by the Federal Reserve", d("fed_purchases_usd_bn"), bn, until},
	), nil
}

// official splits the difference in the ministry's dollars and yen by its origin,
// USD bn at the last exchange rate of the reference (see Card).
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

// pledged is what Japan pledges in an agreement on a tariff, percent: investment, USD
// bn, and purchases, USD bn a year; both are zero without an agreement.
func pledged(p *talks.Params, deal float64) (investmentUSDBn, purchasesUSDBnYr float64) {
	if deal <= 0 {
		return 0, 0
	}
	return p.Pledge(deal)
}
