package agents

import (
	"math"
	"testing"

	"kirifuda/agents/rules"
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

// Fair values follow yields and equities by the equation.
func TestFairValueOfCurrencies(t *testing.T) {
	m, _ := everywhere()
	c := newCurrencies(&m, map[string]float64{"jpy": 7, "eur": 18, "gbp": 9, "cny": 4.5, "krw": 3.5, "cad": 7, "mxn": 2.3}, &sampleCurrencies)
	if len(c.traded) != len(rules.FXIDs) {
		t.Fatalf("%d currencies are traded", len(c.traded))
	}
	home := map[int]int{rules.JPY: m.JGB[0], rules.EUR: m.Bund, rules.GBP: m.Gilt}
	for i, want := range map[int]struct{ beta, haven float64 }{
		rules.JPY: {1, 0}, rules.EUR: {0.7, 1}, rules.GBP: {0.7, 1}, rules.CNY: {0.3, 0.3}, rules.KRW: {0.6, 1.3}, rules.CAD: {0.4, 1.3}, rules.MXN: {0.4, 2},
	} {
		for name, shock := range map[string]struct {
			k    int
			want float64
		}{
			"2-year":   {m.Swap[1], 10 * want.beta * 3},
			"10-year":  {m.Swap[2], 10 * want.beta * 2},
			"30-year":  {m.Swap[3], 0},
			"equities": {m.EQ[0], -10 * 0.1 * want.haven},
			"Japan's":  {m.EQ[1], 0},
		} {
			if x := fairDollar(&c, i, map[int]float64{shock.k: 10}); math.Abs(x-shock.want) > 1e-12 {
				t.Errorf("%s: 10 bp of %s move the fair dollar by %g bp, want %g", rules.FXIDs[i], name, x, shock.want)
			}
		}
		for other, k := range home {
			x, want := fairDollar(&c, i, map[int]float64{k: 10}), 0.0
			if other == i {
				want = -10 * currencyLoadings[i].beta * (3 + 2) * 0.5
			}
			if math.Abs(x-want) > 1e-12 {
				t.Errorf("%s: 10 bp of the yield of %s move the fair dollar by %g bp, want %g", rules.FXIDs[i], rules.FXIDs[other], x, want)
			}
		}
	}
}

// What moves yields everywhere alike moves no exchange rate if foreign yields weigh
// as much as dollar yields.
func TestOnlyDifferentialsCount(t *testing.T) {
	m, _ := everywhere()
	p := sampleCurrencies
	p.ForeignWeight = 1
	c := newCurrencies(&m, map[string]float64{"jpy": 7, "eur": 18, "gbp": 9}, &p)
	all := map[int]float64{m.Swap[1]: 50, m.Swap[2]: 50, m.JGB[0]: 50, m.Bund: 50, m.Gilt: 50}
	for i := range c.traded {
		if x := fairDollar(&c, i, all); math.Abs(x) > 1e-9 {
			t.Errorf("%s: the fair dollar moves by %g bp", rules.FXIDs[i], x)
		}
	}
}

// Demand is the depth per percent, of the currencies that have one and a market.
func TestDepthOfCurrencies(t *testing.T) {
	m, _ := everywhere()
	m.FX[rules.GBP] = -1
	c := newCurrencies(&m, map[string]float64{"jpy": 7, "gbp": 9, "cny": 4.5}, &sampleCurrencies)
	if len(c.traded) != 2 || c.traded[0] != m.FX[rules.JPY] || c.traded[1] != m.FX[rules.CNY] {
		t.Fatalf("traded are %v", c.traded)
	}
	for i, depth := range []float64{7, 4.5} {
		if x := 100 * c.gain[i*len(c.seen)+i]; math.Abs(x-depth) > 1e-12 {
			t.Errorf("a percent brings %g bn into currency %d, want %g", x, i, depth)
		}
	}
	none := nowhere()
	none.FX[rules.JPY] = 0
	if c := newCurrencies(&none, map[string]float64{"jpy": 7}, &sampleCurrencies); len(c.seen) != 1 || c.equity >= 0 {
		t.Errorf("in a world of one currency demand looks at %v", c.seen)
	}
	calm := sampleCurrencies
	calm.HavenPct = 0
	if c := newCurrencies(&m, map[string]float64{"jpy": 7}, &calm); c.equity >= 0 {
		t.Error("a dollar that is no haven looks at equities")
	}
}

// Half of a fall of equities no longer counts after the half-life.
func TestTrendOfEquities(t *testing.T) {
	m, n := everywhere()
	c := newCurrencies(&m, map[string]float64{"jpy": 7}, &sampleCurrencies)
	v := &world.View{X: make([]float64, n)}
	v.X[m.EQ[0]] = -1000
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
	m, n := everywhere()
	c := newCurrencies(&m, map[string]float64{"jpy": 7, "eur": 18}, &sampleCurrencies)
	p := c.position([]float64{-30, 5}, 400)
	v := &world.View{Vol: make([]float64, n)}
	if q := p.Normal; q[0] != -30 || q[1] != 5 || p.Limit.Capacity != 400 {
		t.Errorf("whatever the price %v is held, within %g", q, p.Limit.Capacity)
	}
	for _, x := range []struct{ vol, want float64 }{{1, 1}, {1.5, 1.5}, {2, 2}, {5, 2}} {
		for k := range v.Vol {
			v.Vol[k] = x.vol
		}
		c.deepen(v, p, 1)
		for i, g := range c.gain {
			if math.Abs(p.Limit.Gain[i]*x.want-g) > 1e-12 {
				t.Errorf("at %g times normal volatility depth %d is %g, in calm markets %g", x.vol, i, p.Limit.Gain[i], g)
			}
		}
		c.deepen(v, p, 0)
		for i, g := range c.gain {
			if p.Limit.Gain[i] != g {
				t.Errorf("with a power of 0 volatility of %g moves depth %d", x.vol, i)
			}
		}
	}
}
