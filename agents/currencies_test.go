package agents

import (
	"math"
	"slices"
	"testing"

	"kirifuda/world"
)

// sampleCurrencies have loadings that a mistake would mix up.
var sampleCurrencies = CurrencyParams{Persistence2y: 3, Persistence10y: 2, ForeignWeight: 0.5, HavenPct: 0.1, HavenHalfLife: 60}

// fairDollar is ē_j, bp, at displacements x of the markets seen: where nothing is
// wanted of the currency in row i.
func fairDollar(c *currencies, i int, x map[int]float64) float64 {
	w := len(c.seen)
	var z float64
	for j, k := range c.seen {
		z += c.gain[i*w+j] * x[k]
	}
	return -z / c.gain[i*w+i]
}

// exchange are the markets that currencies look at, in no order.
var exchange = []world.Instrument{
	{ID: "nikkei", Class: world.Equity, Country: "JP"},
	{ID: "inr", Class: world.FX, Currency: "inr", Loadings: world.Loadings{Differential: 0.7, Haven: 1}},
	{ID: "swap_long", Class: world.Swap, Currency: "usd", DurationYr: 14},
	{ID: "gsec_long", Class: world.Bond, Currency: "inr", DurationYr: 8},
	{ID: "brl", Class: world.FX, Currency: "brl", Loadings: world.Loadings{Differential: 0.4, Haven: 2}},
	{ID: "gsec", Class: world.Bond, Currency: "inr", DurationYr: 4},
	{ID: "spx", Class: world.Equity, Country: "US"},
	{ID: "swap_ten", Class: world.Swap, Currency: "usd", DurationYr: 6},
	{ID: "jpy", Class: world.FX, Currency: "jpy", Loadings: world.Loadings{Differential: 1}},
	{ID: "swap_two", Class: world.Swap, Currency: "usd", DurationYr: 3},
	{ID: "jgb", Class: world.Bond, Currency: "jpy", DurationYr: 5},
	{ID: "gsec_bill", Class: world.Bond, Currency: "inr", DurationYr: 0.4},
}

// Fair values follow yields and equities by the equation, wherever instruments stand.
func TestFairValueOfCurrencies(t *testing.T) {
	for turn := range exchange {
		all := slices.Concat(exchange[turn:], exchange[:turn])
		c := newCurrencies(all, map[string]float64{"jpy": 7, "inr": 18, "brl": 9}, &sampleCurrencies)
		if len(c.traded) != 3 {
			t.Fatalf("%d currencies are traded", len(c.traded))
		}
		for i, k := range c.traded {
			load := &all[k].Loadings
			want := map[string]float64{
				"swap_two": 10 * load.Differential * 3, "swap_ten": 10 * load.Differential * 2, "spx": -10 * 0.1 * load.Haven,
			}
			if home := map[string]string{"jpy": "jgb", "inr": "gsec"}[all[k].ID]; home != "" {
				want[home] = -10 * load.Differential * (3 + 2) * 0.5
			}
			for shock := range all {
				if all[shock].Class == world.FX {
					continue
				}
				if x := fairDollar(&c, i, map[int]float64{shock: 10}); math.Abs(x-want[all[shock].ID]) > 1e-12 {
					t.Errorf("%s: 10 bp of %s move the fair dollar by %g bp, want %g", all[k].ID, all[shock].ID, x, want[all[shock].ID])
				}
			}
		}
	}
}

// What moves yields everywhere alike moves no exchange rate if foreign yields weigh
// as much as dollar yields.
func TestOnlyDifferentialsCount(t *testing.T) {
	p := sampleCurrencies
	p.ForeignWeight = 1
	c := newCurrencies(exchange, map[string]float64{"jpy": 7, "inr": 18}, &p)
	all := map[int]float64{}
	for k := range exchange {
		if class := exchange[k].Class; class == world.Bond || class == world.Swap {
			all[k] = 50
		}
	}
	for i, k := range c.traded {
		if x := fairDollar(&c, i, all); math.Abs(x) > 1e-9 {
			t.Errorf("%s: the fair dollar moves by %g bp", exchange[k].ID, x)
		}
	}
}

// Demand is the depth per percent, of the currencies that have one and a market.
func TestDepthOfCurrencies(t *testing.T) {
	depth := map[string]float64{"jpy": 7, "inr": 0, "brl": 4.5, "gbp": 9}
	c := newCurrencies(exchange, depth, &sampleCurrencies)
	if want := []int{at(exchange, "brl"), at(exchange, "jpy")}; !slices.Equal(c.traded, want) {
		t.Fatalf("traded are %v, want %v", c.traded, want)
	}
	for i, k := range c.traded {
		if x := 100 * c.gain[i*len(c.seen)+i]; math.Abs(x-depth[exchange[k].Currency]) > 1e-12 {
			t.Errorf("a percent brings %g bn into %s", x, exchange[k].ID)
		}
	}
	alone := []world.Instrument{{ID: "jpy", Class: world.FX, Currency: "jpy"}}
	if c := newCurrencies(alone, depth, &sampleCurrencies); len(c.seen) != 1 || c.equity >= 0 {
		t.Errorf("in a world of one currency demand looks at %v", c.seen)
	}
	calm := sampleCurrencies
	calm.HavenPct = 0
	if c := newCurrencies(exchange, depth, &calm); c.equity >= 0 {
		t.Error("a dollar that is no haven looks at equities")
	}
}

// Half of a fall of equities no longer counts after the half-life.
func TestTrendOfEquities(t *testing.T) {
	c := newCurrencies(exchange, map[string]float64{"jpy": 7}, &sampleCurrencies)
	v := &world.View{Deviation: make([]float64, len(exchange))}
	v.Deviation[at(exchange, "spx")] = -1000
	trend := 0.0
	for range int(sampleCurrencies.HavenHalfLife) {
		trend += c.drift(v, trend)
	}
	if math.Abs(trend+500) > 1e-9 {
		t.Errorf("the trend stands at %g bp, want −500", trend)
	}
}

// A position begins at what is held; its depth falls as volatility rises.
func TestPositionInCurrencies(t *testing.T) {
	c := newCurrencies(exchange, map[string]float64{"inr": 18, "jpy": 7}, &sampleCurrencies)
	p := c.position([]float64{-30, 5}, 400)
	v := &world.View{Vol: make([]float64, len(exchange))}
	if q := p.Normal; q[0] != -30 || q[1] != 5 || p.Limit.Capacity != 400 {
		t.Errorf("whatever the price %v is held, within %g", q, p.Limit.Capacity)
	}
	for _, x := range []struct{ vol, want float64 }{{1, 1}, {1.5, 1.5}, {2, 2}, {5, 2}} {
		for k := range v.Vol {
			v.Vol[k] = x.vol
		}
		c.deepen(v, p, &CurrencyPositionParams{DepthVolMax: 2, DepthVolPower: 1})
		for i, g := range c.gain {
			if math.Abs(p.Limit.Gain[i]*x.want-g) > 1e-12 {
				t.Errorf("at %g times normal volatility depth %d is %g, in calm markets %g", x.vol, i, p.Limit.Gain[i], g)
			}
		}
		c.deepen(v, p, &CurrencyPositionParams{DepthVolMax: 2})
		for i, g := range c.gain {
			if p.Limit.Gain[i] != g {
				t.Errorf("with a power of 0 volatility of %g moves depth %d", x.vol, i)
			}
		}
	}
}
