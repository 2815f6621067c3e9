package rules

import (
	"math"
	"slices"
	"testing"

	"kirifuda/world"
	"kirifuda/world/market"
)

// loaded are instruments of two countries with loadings that a mistake would mix up.
var loaded = []world.Instrument{
	{ID: "nifty", Class: world.Equity, Currency: "inr", Country: "IN", Loadings: world.Loadings{Tariff: -20, OwnTariff: -50}},
	{ID: "swap", Class: world.Swap, Currency: "usd", Country: "US", Loadings: world.Loadings{Policy: 0.3, Convenience: 0.5, Tariff: -2}},
	{ID: "inr", Class: world.FX, Currency: "inr", Country: "IN", Loadings: world.Loadings{Policy: -0.7, Convenience: 1.5}},
	{ID: "ust", Class: world.Bond, Currency: "usd", Country: "US", Loadings: world.Loadings{Policy: 0.4, Convenience: 0.5, Tariff: -1}},
	{ID: "gsec", Class: world.Bond, Currency: "inr", Country: "IN", Loadings: world.Loadings{Policy: 0.6, Tariff: -0.5}},
	{ID: "unread", Class: world.Bond, Currency: "usd", Country: "US", Loadings: world.Loadings{Policy: 1, Convenience: 1, Tariff: 1}},
}

// readings are what a bulletin does to fair values, by instrument and cause.
func readings(f *FairValue, v *world.View) map[string]map[market.Cause]float64 {
	f.Revisions = f.Revisions[:0]
	f.said(v)
	out := map[string]map[market.Cause]float64{}
	for _, r := range f.Revisions {
		id := v.Instruments[r.K].ID
		if out[id] == nil {
			out[id] = map[market.Cause]float64{}
		}
		out[id][r.Cause] += r.Bp
	}
	return out
}

// Every instrument answers by its own loadings, wherever it stands in the table.
func TestFairValuesAnswerByTheirLoadings(t *testing.T) {
	type effect = map[string]map[market.Cause]float64
	const us, in = 0, 1
	for turn := range loaded {
		all := slices.Concat(loaded[turn:], loaded[:turn])
		s := &world.Setup{Instruments: all, Currencies: []world.Currency{{ID: "usd", PolicyRatePct: 4}, {ID: "inr", PolicyRatePct: 6}}}
		negotiators := map[string]int{"US": us, "IN": in}
		f := newFairValue(s, newConvenience(all, ConvenienceParams{SpreadShare: 0.2, DollarPerPP: 8}), func(country string) int { return negotiators[country] })
		f.Convenience.us = us
		var read []int
		for k := range all {
			if all[k].ID != "unread" {
				read = append(read, k)
			}
		}
		f.Only(read)
		tariff := func(target int, pct float64) []world.Statement {
			return []world.Statement{{Type: world.TariffExpected, Target: target, Instrument: -1, Value: pct}}
		}
		rates := []float64{4, 6}
		for n, day := range []struct {
			name     string
			bulletin []world.Statement
			usd, inr float64
			want     effect
		}{
			{"silence", nil, 4, 6, effect{}},
			{"the first word on tariffs", tariff(us, 10), 4, 6, effect{}},
			{"tariffs rise by 5 pp", tariff(-1, 15), 4, 6, effect{"nifty": {market.Tariff: -100}, "swap": {market.Tariff: -10}, "ust": {market.Tariff: -5}, "gsec": {market.Tariff: -2.5}}},
			{"the first on India's goods", tariff(in, 15), 4, 6, effect{}},
			{"4 pp less on them", tariff(in, 11), 4, 6, effect{"nifty": {market.Tariff: 200}}},
			{"a third country's", tariff(7, 50), 4, 6, effect{}},
			{"the dollar rate rises", nil, 4.5, 6, effect{"swap": {market.Policy: 15}, "ust": {market.Policy: 20}}},
			{"the rupee's falls", nil, 4.5, 5, effect{"inr": {market.Policy: 70}, "gsec": {market.Policy: -60}}},
			{"doubts about the dollar", []world.Statement{{Type: world.Confidence, Target: -1, Instrument: -1, Value: 0.5}}, 4.5, 5, effect{
				"ust": {market.Confidence: 25}, "swap": {market.Confidence: 20}, "inr": {market.Confidence: -600},
			}},
		} {
			rates[0], rates[1] = day.usd, day.inr
			got := readings(&f, &world.View{Day: 1 + n, Instruments: all, Bulletin: day.bulletin, PolicyRatePct: rates})
			if len(got) != len(day.want) {
				t.Errorf("%s moves %v, want %v", day.name, got, day.want)
			}
			for id, causes := range day.want {
				for cause, bp := range causes {
					if x := got[id][cause]; math.Abs(x-bp) > 1e-9 || len(got[id]) != len(causes) {
						t.Errorf("%s moves %s by %v, want %v", day.name, id, got[id], causes)
					}
				}
			}
		}
	}
}
