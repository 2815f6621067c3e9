package experiment

import (
	"context"
	"math"

	"kirifuda/configs"
	"kirifuda/world"
)

// CardLine is one line of the card's balance sheet: the difference that the
// scenario makes against a reference world with the same random numbers.
type CardLine struct {
	Side  string  `json:"side"` // Japan, United States
	Item  string  `json:"item"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
}

// twin keeps the last day of a run.
type twin struct {
	last  map[string]float64
	x     []float64
	index map[string]int
	usd   float64 // the ministry's Treasuries and dollars less what it has borrowed, USD bn
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
	for i, n := range r.Names {
		t.last[n] = r.Indicators[i]
	}
	t.x = append(t.x[:0], r.View.X...)
	t.usd = 0
	for i, a := range r.Agents {
		if a != Seller {
			continue
		}
		for k := range r.View.Instruments {
			if in := &r.View.Instruments[k]; in.Class == world.Bond && in.Currency == "usd" {
				t.usd += float64(r.Books.Value(i, assetOf(r, in.ID))) / centsPerBn
			}
		}
		for _, money := range [...]string{"usd", "usd_loans"} {
			t.usd += float64(r.Books.Units(i, assetOf(r, money))) / centsPerBn
		}
	}
	return nil
}

const centsPerBn = 1e11

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
	if s.Agent(Seller) == nil {
		return nil, nil
	}
	quiet, err := s.With(Seller+".strategy=silent", Seller+".operation_day=0")
	if err != nil {
		return nil, err
	}
	events := quiet.Events
	quiet.Events = nil
	for _, e := range events {
		if e.Actor != Seller {
			quiet.Events = append(quiet.Events, e)
		}
	}
	return quiet, nil
}

// Card is the card's balance sheet of one replication of the experiment's first
// arm against its silent twin; nil if Japan does nothing in it.
func (e *Experiment) Card(ctx context.Context, run uint64) ([]CardLine, error) {
	s := e.Scenarios[0]
	quiet, err := Silent(s)
	if err != nil || quiet == nil || configs.Digest(quiet) == configs.Digest(s) {
		return nil, err
	}
	reference, err := NewBuilder(quiet, e.cat)
	if err != nil {
		return nil, err
	}
	return Card(ctx, e.builders[0], reference, uint64(e.Plan.Seed), run)
}

// Card runs a scenario and its reference with the same seed and says what the
// difference was worth to each side on the last day.
//
//	tariffs   ΔU.S. duties on Japan's goods, a year
//	bonds     valuation loss on what the ministry still holds
//	yen       −(Treasuries + deposits − loans)·(1 − e^{Δln e}): dollars are worth fewer yen
//	exports   ΔJapan's exports to the United States, a year
//	interest  Δcost of U.S. debt, this year and at full effect after ten years
func Card(ctx context.Context, scenario, reference *Builder, seed, run uint64) ([]CardLine, error) {
	var with, without twin
	for _, arm := range []struct {
		b *Builder
		t *twin
	}{{scenario, &with}, {reference, &without}} {
		w, err := arm.b.Build(RunOptions{Seed: seed, Run: run, Inline: true, Observers: []world.Observer{arm.t}})
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
	fx := with.at("jpy") - without.at("jpy") // dollar up, 1e4·ln
	return []CardLine{
		{"Japan", "U.S. duties on its goods, a year", d("tariff_revenue_usd_bn"), "USD bn"},
		{"Japan", "loss on the Treasuries it still holds", d("jp_mof_loss_usd_bn"), "USD bn"},
		{"Japan", "value in yen of its official dollars", with.usd * (math.Exp(fx/1e4) - 1), "USD bn"},
		{"Japan", "exports to the United States, a year", d("jp_exports_us_usd_bn"), "USD bn"},
		{"United States", "interest on its debt, this year's rate", d("us_interest_cost_usd_bn"), "USD bn/yr"},
		{"United States", "interest on its debt after ten years at these yields", d("us_interest_cost_10y_usd_bn"), "USD bn/yr"},
		{"United States", "value of equities", 100 * (math.Exp((with.at("eq_us")-without.at("eq_us"))/1e4) - 1), "%"},
		{"United States", "Treasuries bought by the Federal Reserve", d("fed_purchases_usd_bn"), "USD bn"},
	}, nil
}
