package rules

import (
	"math"

	"kirifuda/world"
)

// ConvenienceParams describe how holders reassess the safety of dollar assets.
type ConvenienceParams struct {
	// speed of recovery from a loss of convenience yield
	// ASSUMED: open point of the model
	ReversionPerDay float64 `yaml:"confidence_reversion_per_day" unit:"1/day" min:"0" max:"1" default:"0.01" role:"uncertainty" needs:"a position in dollar bonds, swaps or currencies"`
	// loss of convenience yield per pp rise of the expected average tariff
	// ASSUMED: April 2025: broad dollar −3.2 %, 2s10s +38 bp after about 20 pp
	TariffPP float64 `yaml:"confidence_tariff_pp" unit:"pp per pp" min:"0" max:"0.1" default:"0.028" role:"uncertainty" free:"true" needs:"a position in dollar bonds, swaps or currencies"`
	// share of the remaining loss from a tariff that is realised each day: holders reassess over
	// days, whereas fear of recession is immediate
	// ASSUMED: April 2025: yields fell for two days, then rose for five
	BuildPerDay float64 `yaml:"confidence_build_per_day" unit:"1/day" min:"0.01" max:"1" default:"0.25" role:"uncertainty" needs:"a position in dollar bonds, swaps or currencies"`
	// loss per unit share of outstanding Treasuries sold by officials
	// ASSUMED: open point of the model
	SalePP float64 `yaml:"confidence_sale_pp" unit:"pp" min:"0" max:"50" default:"2" role:"uncertainty" needs:"a position in dollar bonds, swaps or currencies"`
	// loss on a day at the end of which Treasuries and equities have fallen together over five days
	// ASSUMED: April 2025
	JointPP float64 `yaml:"confidence_joint_pp" unit:"pp" min:"0" max:"0.5" default:"0.04" role:"uncertainty" free:"true" needs:"a position in dollar bonds, swaps or currencies"`
	// fall of each over five days, in its standard deviations, above which they have fallen together
	// ASSUMED: April 2025
	JointSD float64 `yaml:"confidence_joint_sd" unit:"sd" min:"0" max:"10" default:"1.5" role:"uncertainty" needs:"a position in dollar bonds, swaps or currencies"`
	// largest loss due to falling prices alone, the whole convenience yield
	// RECALLED: Krishnamurthy and Vissing-Jorgensen (2012): mean convenience yield 1926–2008
	JointMaxPP float64 `yaml:"confidence_joint_max_pp" unit:"pp" min:"0" max:"5" default:"0.73" role:"uncertainty" needs:"a position in dollar bonds, swaps or currencies; joint falls of prices that add up to it"`
	// share of a loss that shows in cash against swaps at once; the rest is term premium
	// ASSUMED: open point of the model; forced sales of relative-value funds widen the spread as
	// well
	SpreadShare float64 `yaml:"confidence_spread_sh" unit:"share" min:"0" max:"1" default:"0.1" role:"uncertainty" needs:"a position in dollar swaps"`
	// fall of the dollar's fair value per pp of convenience yield lost
	// READ: Jiang, Krishnamurthy, Lustig and others
	DollarPerPP float64 `yaml:"confidence_dollar_pct_per_pp" unit:"% per pp" min:"0" max:"20" default:"8.4" role:"constant" needs:"a position in currencies"`
}

// Convenience is an institution's estimate of the convenience yield that Treasuries have
// lost, pp.
//
//	doubt ← (1 − build)·doubt + ζ₁·Δ(expected tariff)
//	loss ← (1 − reversion)·loss + build·doubt + ζ₂·official sales/outstanding + ζ₃·1{Treasuries and equities fall together} + announced shocks
//
// The part of the loss due to falling prices alone, which recovers with the rest, cannot
// exceed the convenience yield itself, so that the feedback from prices is bounded. All
// arguments are public, so institutions with equal parameters agree.
type Convenience struct {
	p       ConvenienceParams
	us      int
	m       Markets
	long    int     // longest Treasury, −1 for none
	equity  int     // U.S. equities, −1 for none
	Loss    float64 // loss of convenience yield, pp
	doubt   float64 // loss still to come, pp
	joint   float64 // part of the loss due to joint falls of prices, pp
	tariff  float64 // expected average tariff seen so far, percent; NaN before
	custody float64 // official holdings in the last report, USD bn
}

// NewConvenience returns the estimate at the start, when nothing has been lost.
func NewConvenience(s *world.Setup, p ConvenienceParams) Convenience {
	c := newConvenience(s.Instruments, p)
	c.us = Negotiator(s, "US")
	return c
}

// newConvenience is NewConvenience for a world without statements on tariffs.
func newConvenience(instruments []world.Instrument, p ConvenienceParams) Convenience {
	m := FindMarkets(instruments)
	return Convenience{p: p, us: -1, m: m, long: m.Longest(), equity: m.Equity("US"), tariff: math.NaN()}
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
				for i := range c.m.Buckets {
					total += v.Outstanding[c.m.Buckets[i].Cash]
				}
				if total > 0 {
					c.Loss += c.p.SalePP * (c.custody - s.Value) / total
				}
			}
			c.custody = s.Value
		}
	}
	if long, eq := c.long, c.equity; long >= 0 && eq >= 0 && v.Day > 1 {
		up := v.Change(long, 5) / (v.Instruments[long].DailySDBp * math.Sqrt(5))
		down := -v.Change(eq, 5) / (v.Instruments[eq].DailySDBp * math.Sqrt(5))
		if up > c.p.JointSD && down > c.p.JointSD {
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

// effect is the effect of a change in the loss, pp, on the fair deviation from base of an
// instrument with loading c, bp:
//
//	dollar bond   100·c·Δloss
//	dollar swap   100·c·Δloss·(1 − share of it that shows in the spread)
//	currency      −100·c·Δloss·(fall of the dollar per pp)
//
// Bills bear no part of a loss, the longest Treasuries all of it.
func (c *Convenience) effect(class world.Class, load, dloss float64) float64 {
	switch class {
	case world.Bond:
		return 100 * dloss * load
	case world.Swap:
		return 100 * dloss * load * (1 - c.p.SpreadShare)
	case world.FX:
		return load * (-100 * c.p.DollarPerPP * dloss)
	}
	return 0
}
