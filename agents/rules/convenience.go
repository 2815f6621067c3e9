package rules

import (
	"math"

	"kirifuda/world"
)

// ConfidenceParams say how holders reassess the safety of dollar assets.
type ConvenienceParams struct {
	// speed at which a loss of convenience yield heals
	// ASSUMED: open point of the model
	ReversionPerDay float64 `yaml:"confidence_reversion_per_day" unit:"1/day" min:"0" max:"1" default:"0.01" role:"uncertainty"`
	// loss of convenience yield per pp rise of the expected average tariff
	// ASSUMED: April 2025: broad dollar −3.2 %, 2s10s +38 bp after about 20 pp
	TariffPP float64 `yaml:"confidence_tariff_pp" unit:"pp per pp" min:"0" max:"0.1" default:"0.028" role:"uncertainty" free:"true"`
	// share of a tariff's loss still to come that is felt each day: holders reassess over days,
	// fear of recession is at once
	// ASSUMED: April 2025: yields fell for two days, then rose for five
	BuildPerDay float64 `yaml:"confidence_build_per_day" unit:"1/day" min:"0.01" max:"1" default:"0.25" role:"uncertainty"`
	// loss per unit share of outstanding Treasuries sold by officials
	// ASSUMED: open point of the model
	SalePP float64 `yaml:"confidence_sale_pp" unit:"pp" min:"0" max:"50" default:"2" role:"uncertainty"`
	// loss on a day after which Treasuries and equities have fallen together over five days
	// ASSUMED: April 2025
	JointPP float64 `yaml:"confidence_joint_pp" unit:"pp" min:"0" max:"0.5" default:"0.04" role:"uncertainty" free:"true"`
	// most that falling prices alone can take: there is no more to lose
	// RECALLED: Krishnamurthy and Vissing-Jorgensen (2012): mean convenience yield 1926–2008
	JointMaxPP float64 `yaml:"confidence_joint_max_pp" unit:"pp" min:"0" max:"5" default:"0.73" role:"uncertainty"`
	// share of a loss that shows in cash against swaps at once; the rest is term premium
	// ASSUMED: open point of the model; forced sales of relative-value funds widen the spread as
	// well
	SpreadShare float64 `yaml:"confidence_spread_sh" unit:"share" min:"0" max:"1" default:"0.1" role:"uncertainty"`
	// fall of the fair dollar per pp of convenience yield lost
	// READ: Jiang, Krishnamurthy, Lustig and others
	DollarPerPP float64 `yaml:"confidence_dollar_pct_per_pp" unit:"% per pp" min:"0" max:"20" default:"8.4" role:"constant"`
}

// Convenience is an institution's estimate of how much convenience yield
// Treasuries have lost, pp.
//
//	doubt ← (1 − build)·doubt + ζ₁·Δ(expected tariff)
//	loss ← (1 − reversion)·loss + build·doubt + ζ₂·official sales/outstanding + ζ₃·1{Treasuries and equities fall together} + announced shocks
//
// What falling prices alone have taken, which heals with the rest, stays below
// the convenience yield itself: fear that feeds on the prices it moves must end.
// All arguments are public, so institutions with equal parameters agree.
type Convenience struct {
	p       ConvenienceParams
	us      int
	m       Markets
	Loss    float64 // of convenience yield, pp
	doubt   float64 // loss still to come, pp
	joint   float64 // of the loss, what days on which all fell together have taken, pp
	tariff  float64 // expected average tariff seen so far, percent; NaN before
	custody float64 // official holdings last reported, USD bn
}

// NewConvenience is a world in which nothing has been lost.
func NewConvenience(s *world.Setup, p ConvenienceParams) Convenience {
	return Convenience{p: p, us: s.Agent("us_trade"), m: FindMarkets(s), tariff: math.NaN()}
}

// Read updates the estimate from public information and returns the change, pp.
func (c *Convenience) Read(v *world.View) float64 {
	before := c.Loss
	c.Loss *= 1 - c.p.ReversionPerDay
	c.joint *= 1 - c.p.ReversionPerDay
	for i := range v.Bulletin {
		s := &v.Bulletin[i]
		switch s.Type {
		case world.Confidence:
			c.Loss += s.Value
		case world.TariffExpected:
			if s.Target >= 0 && s.Target != c.us {
				continue
			}
			if !math.IsNaN(c.tariff) {
				c.doubt += float64(c.p.TariffPP * (s.Value - c.tariff))
			}
			c.tariff = s.Value
		case world.CustodyHoldings:
			if c.custody > 0 {
				total := 0.0
				for _, k := range c.m.UST {
					if k >= 0 {
						total += v.Outstanding[k]
					}
				}
				if total > 0 {
					c.Loss += c.p.SalePP * (c.custody - s.Value) / total
				}
			}
			c.custody = s.Value
		}
	}
	if long, eq := c.m.UST[3], c.m.EQ[0]; long >= 0 && eq >= 0 && v.Day > 1 {
		up := v.Change(long, 5) / (v.Instruments[long].DailySDBp * math.Sqrt(5))
		down := -v.Change(eq, 5) / (v.Instruments[eq].DailySDBp * math.Sqrt(5))
		if up > 1.5 && down > 1.5 {
			more := math.Min(c.p.JointPP, math.Max(0, c.p.JointMaxPP-c.joint))
			c.joint += more
			c.Loss += more
		}
	}
	felt := float64(c.p.BuildPerDay * c.doubt)
	c.Loss += felt
	c.doubt -= felt
	if math.Abs(c.Loss) < 1e-9 {
		c.Loss = 0
	}
	if math.Abs(c.doubt) < 1e-9 {
		c.doubt = 0
	}
	return c.Loss - before
}

// Safety is the share of a loss of convenience yield that each Treasury bucket
// bears: bills none, the longest all (model: loadings of the cash-spread
// factor, 0, .4, .85, 1, from the swap spreads of 2–8 April 2025).
var Safety = [4]float64{0, 0.4, 0.85, 1}

// YieldBp is the effect of a change of loss, pp, on the fair yield of Treasury
// bucket b, bp:
//
//	100·Δloss·safety_b
func (c *Convenience) YieldBp(b int, dloss float64) float64 { return 100 * dloss * Safety[b] }

// SwapBp is the effect on the swap of equal maturity, bp: that on the yield less
// the share that shows in the spread.
func (c *Convenience) SwapBp(b int, dloss float64) float64 {
	return 100 * dloss * Safety[b] * (1 - c.p.SpreadShare)
}

// DollarBp is the effect on the fair displacement of the dollar, 1e4·ln.
func (c *Convenience) DollarBp(dloss float64) float64 { return -100 * c.p.DollarPerPP * dloss }
