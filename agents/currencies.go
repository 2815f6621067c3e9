package agents

import (
	"math"
	"slices"

	"kirifuda/agents/rules"
	"kirifuda/internal/portable"
	"kirifuda/world"
	"kirifuda/world/market"
)

// CurrencyParams describe how the fair value of currencies depends on yields and
// equities.
type CurrencyParams struct {
	// effect of the 2-year differential on fair value, percent per pp: its expected duration
	// COMPUTED: USDJPY on 2-year yields, 2015–25
	Persistence2y float64 `yaml:"persistence_2y_yr" unit:"years" min:"0" max:"10" default:"2.6" role:"constant"`
	// the same for the 10-year differential
	// COMPUTED: USDJPY on 10-year yields, 2015–25
	Persistence10y float64 `yaml:"persistence_10y_yr" unit:"years" min:"0" max:"10" default:"2.5" role:"constant"`
	// weight of foreign yields relative to U.S. yields in the differentials
	// ASSUMED: daily regressions load on U.S. yields; same-day foreign yields are biased to zero
	ForeignWeight float64 `yaml:"foreign_yield_weight" unit:"1" min:"0" max:"2" default:"0.5" role:"uncertainty"`
	// rise of the dollar's fair value per percent that U.S. equities fall: demand for dollars in bad
	// times; larger against won, Canadian dollar and peso, smaller against the renminbi, none against
	// the yen
	// COMPUTED: correlation of the broad dollar with U.S. equities, −0.26, 2015–25; weights by
	// currency ASSUMED
	HavenPct float64 `yaml:"haven_pct_per_pct" unit:"% per %" min:"-1" max:"1" default:"0.1" role:"uncertainty" needs:"a position in a currency whose loading haven is not 0"`
	// half-life of the effect of a fall of equities
	// ASSUMED: model design
	HavenHalfLife float64 `yaml:"haven_half_life_days" unit:"days" min:"5" max:"5000" default:"60" role:"uncertainty" needs:"a position in a currency whose loading haven is not 0"`
}

// currencies is the demand for foreign currency against the dollar by institutions that
// hold more of a currency the cheaper it is,
//
//	Z_j = S_j·(e_j − ē_j)
//	ē_j = n_j + β_j·[φ₂·y₂ + φ₁₀·y₁₀ − ω·(φ₂ + φ₁₀)·y_j] − h·w_j·(p − p̄)
//	p̄ ← p̄ + (1 − 2^(−1/half-life))·(p − p̄)                                   each day
//
// Z_j is the position in the currency against dollars and S_j the depth. The others are
// deviations from base in bp: e_j of the logarithm of the dollar's price in currency j,
// n_j of fair value due to news, policy rates and doubts about the safety of dollar
// assets, y₂ of the shortest dollar swap rate over one year, y₁₀ of the longest up to
// ten years, y_j of the yield of the currency's shortest bond over one year, if it has
// one, and p of the logarithm of U.S. equity prices. φ₂ and φ₁₀ are the persistence_2y_yr and
// persistence_10y_yr, ω the foreign_yield_weight and h the haven_pct_per_pct; of the
// currency, β_j is the loading differential and w_j the loading haven.
//
// Rate differentials raise the fair value of the dollar in proportion to their expected
// duration, so that the dollar follows yields unless the safety of dollar assets is
// itself in doubt; and demand for dollars rises when equities fall (insurance by the
// issuer of the reserve currency, Gourinchas and Rey).
type currencies struct {
	traded []int     // currencies, by instrument
	seen   []int     // instruments whose prices enter demand: the currencies, then yields and equities
	gain   []float64 // ∂Z/∂x, USD bn per bp: a row for each currency, a column for each price
	equity int       // column of U.S. equities, −1 for none
	fade   float64   // speed at which the trend of equities adjusts, 1/day
}

// newCurrencies finds the markets of the currencies that have a depth, USD bn per
// percent, and the markets that move their fair values.
func newCurrencies(instruments []world.Instrument, depth map[string]float64, p *CurrencyParams) currencies {
	m := rules.FindMarkets(instruments)
	c := currencies{equity: -1, fade: 1 - portable.Exp2(-1/math.Max(1, p.HavenHalfLife))}
	for _, k := range m.Currencies() {
		if depth[instruments[k].Currency] > 0 {
			c.traded = append(c.traded, k)
		}
	}
	c.seen = slices.Clone(c.traded)
	two, ten := m.TwoAndTen()
	two, ten = c.column(two), c.column(ten)
	home := make([]int, len(c.traded)) // column of the currency's own yield
	for i, k := range c.traded {
		home[i] = c.column(m.Curve(instruments[k].Currency))
	}
	if p.HavenPct != 0 {
		c.equity = c.column(m.Equity("US"))
	}
	w := len(c.seen)
	c.gain = make([]float64, len(c.traded)*w)
	for i, k := range c.traded {
		row, load := c.gain[i*w:][:w], &instruments[k].Loadings
		s := depth[instruments[k].Currency] / 100 // per bp
		row[i] = s
		if two >= 0 {
			row[two] -= float64(s * p.Persistence2y * load.Differential)
		}
		if ten >= 0 {
			row[ten] -= float64(s * p.Persistence10y * load.Differential)
		}
		if j := home[i]; j >= 0 {
			row[j] += float64(s * (p.Persistence2y + p.Persistence10y) * load.Differential * p.ForeignWeight)
		}
		if c.equity >= 0 {
			row[c.equity] = s * p.HavenPct * load.Haven
		}
	}
	return c
}

// column is the index of instrument k in seen, to which it is added if necessary; −1 if
// there is no such instrument.
func (c *currencies) column(k int) int {
	if k < 0 {
		return -1
	}
	if j := slices.Index(c.seen, k); j >= 0 {
		return j
	}
	c.seen = append(c.seen, k)
	return len(c.seen) - 1
}

// balances are the book's holdings of each currency, USD bn at base prices.
func (c *currencies) balances(b world.Book) []float64 {
	out := make([]float64, len(c.traded))
	for i, k := range c.traded {
		out[i] = b.Holding(k)
	}
	return out
}

// held is the sum of these holdings, USD bn.
func (c *currencies) held(b world.Book) (sum float64) {
	for _, k := range c.traded {
		sum += b.Holding(k)
	}
	return sum
}

// drift is today's change in the trend of equities, now at p̄, bp.
func (c *currencies) drift(v *world.View, trend float64) float64 {
	return float64(c.fade * (v.Deviation[c.seen[c.equity]] - trend))
}

// CurrencyPositionParams describe a position in currencies under a risk limit.
type CurrencyPositionParams struct {
	// relative volatility beyond which depth falls no further
	// ASSUMED: model design
	DepthVolMax float64 `yaml:"depth_vol_max" unit:"1" min:"1" max:"10" default:"2" role:"uncertainty"`
	// power of relative volatility by which depth falls
	// ASSUMED: reversal after the interventions of 2022
	DepthVolPower float64 `yaml:"depth_vol_power" unit:"1" min:"0" max:"2" default:"0.1" role:"uncertainty" free:"true"`
	// largest position allowed by risk-bearing capacity, in calm markets
	// ASSUMED: model design
	RiskUSDBn float64 `yaml:"risk_limit_usd_bn" unit:"USD bn" min:"0" max:"10000" default:"400" role:"uncertainty"`
}

// position is the demand as a fast position with the given capacity, USD bn, in addition
// to the part normal that does not depend on the price.
func (c *currencies) position(normal []float64, capacity float64) *rules.Position {
	t, n := rules.NewPosition(c.traded, c.seen), len(c.traded)
	copy(t.Limit.Gain, c.gain)
	for i := range n {
		t.Limit.Risk[i*n+i] = 1
	}
	t.Limit.Capacity = math.Max(1e-6, capacity)
	copy(t.Normal, normal)
	return t
}

// revise enters the day's news into the fair values of a position. Yields enter through
// differentials, whose fair value is that of the market: only the fair values of the
// currencies themselves and the trend of equities are revised.
func (c *currencies) revise(v *world.View, f *rules.FairValue, t *rules.Position) {
	f.Read(v)
	for _, r := range f.Revisions {
		t.Revise(r.Cause, slices.Index(c.traded, r.K), r.Bp)
	}
	if j := c.equity; j >= 0 {
		t.Revise(market.Valuation, j, c.drift(v, t.Fair[j]))
	}
}

// deepen sets the depth of a position to the volatility σ of each currency,
// relative to its normal one,
//
//	S_j ∝ min(σ_j, σ̄)^−a
//
// with a the depth_vol_power and σ̄ the depth_vol_max. With a power a of one or more, an
// intervention would move the dollar further for days, because it raises volatility
// itself.
func (c *currencies) deepen(v *world.View, t *rules.Position, p *CurrencyPositionParams) {
	w := len(c.seen)
	for i, k := range c.traded {
		vol := portable.Pow(math.Min(v.Vol[k], p.DepthVolMax), p.DepthVolPower)
		for j := range w {
			t.Limit.Gain[i*w+j] = c.gain[i*w+j] / vol
		}
	}
}

// adjust adds what an act of the scenario has bought of a currency to a position by
// currency.
func (c *currencies) adjust(position []float64, k int, bought float64) {
	for i := range c.traded {
		if c.traded[i] == k {
			position[i] += bought
		}
	}
}
