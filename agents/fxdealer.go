package agents

import (
	"math"

	"kirifuda/agents/rules"
	"kirifuda/internal/portable"
	"kirifuda/world"
	"kirifuda/world/market"
)

// FXParams describe currency intermediaries and carry funds.
type FXParams struct {
	DepthUSDBnPerPct []float64 `yaml:"depth_usd_bn_per_pct" unit:"USD bn per %" min:"0" max:"1000" default:"7, 18, 9, 4.5, 3.5, 7, 2.3" role:"uncertainty" free:"true" status:"COMPUTED" source:"yen: interventions of 2022, with slow holders 0.085 % per bn at the close; others scaled by turnover, ASSUMED" doc:"bought per percent that jpy, eur, gbp, cny, krw, cad, mxn stand below their fair value, in calm markets"`
	Persistence2y    float64   `yaml:"persistence_2y_yr" unit:"years" min:"0" max:"10" default:"2.6" role:"constant" status:"COMPUTED" source:"USDJPY on 2-year yields, 2015–25" doc:"percent of fair value per pp of the 2-year differential: how long it is expected to last"`
	Persistence10y   float64   `yaml:"persistence_10y_yr" unit:"years" min:"0" max:"10" default:"2.5" role:"constant" status:"COMPUTED" source:"USDJPY on 10-year yields, 2015–25" doc:"the same for the 10-year differential"`
	ForeignWeight    float64   `yaml:"foreign_yield_weight" unit:"weight" min:"0" max:"2" default:"0.5" role:"uncertainty" status:"ASSUMED" source:"daily regressions load on U.S. yields; same-day foreign yields are biased to zero" doc:"weight of foreign yields relative to U.S. yields in the differentials"`
	DepthVolPower    float64   `yaml:"depth_vol_power" unit:"1" min:"0" max:"2" default:"0.1" role:"uncertainty" free:"true" status:"ASSUMED" source:"reversal after the interventions of 2022" doc:"power of relative volatility, up to 2, by which depth falls"`
	HavenPct         float64   `yaml:"haven_pct_per_pct" unit:"% per %" min:"-1" max:"1" default:"0.1" role:"uncertainty" status:"COMPUTED" source:"correlation of the broad dollar with U.S. equities, −0.26, 2015–25; weights by currency ASSUMED" doc:"rise of the fair dollar per percent that U.S. equities fall: demand for dollars in bad times; more against won, Canadian dollar and peso, less against the renminbi, none against the yen"`
	HavenHalfLife    float64   `yaml:"haven_half_life_days" unit:"days" min:"5" max:"5000" default:"60" role:"uncertainty" status:"ASSUMED" source:"model design" doc:"half-life after which a fall of equities no longer counts"`
	RiskUSDBn        float64   `yaml:"risk_limit_usd_bn" unit:"USD bn" min:"0" max:"10000" default:"400" role:"uncertainty" status:"ASSUMED" source:"model design" doc:"position that risk-bearing capacity allows, calm markets"`
	StopCutPerPct    float64   `yaml:"stop_cut_per_pct" unit:"share per %" min:"0" max:"1" default:"0.008" role:"uncertainty" status:"ASSUMED" source:"reversal after the interventions of 2022; the cut of August 2024 was larger" doc:"share of the carry position closed per percent of adverse move over five days, beyond the tolerance"`
	StopTolerancePct float64   `yaml:"stop_tolerance_pct" unit:"%" min:"0" max:"20" default:"2" role:"uncertainty" status:"ASSUMED" source:"model design" doc:"adverse five-day move at which closing starts"`

	rules.ConvenienceParams `yaml:",inline"`
}

// Validate checks that each currency has a depth; 0 is no market making.
func (p *FXParams) Validate() error {
	return rules.HasLength("depth_usd_bn_per_pct", p.DepthUSDBnPerPct, len(rules.FXIDs))
}

// FXDealer bears currency risk against the dollar.
//
//	Z_j = (1/Γ_t)·(e_j − ē_j),   Γ_t ∝ σ_t^a
//	ē_j = news + φ·Δ(2y differential) + φ'·Δ(10y differential) − κ·ΔCY − h_j·(ln P_US − trend)
//
// in the manner of Gabaix and Maggiori (2015): e_j is the price of the dollar,
// Z_j the foreign currency bought. Rate differentials raise the fair dollar for
// as long as they are expected to last, so that the dollar follows yields until
// the safety of dollar assets itself is in doubt; and dollars are wanted when
// equities fall (Gourinchas and Rey's insurance by the issuer of the reserve
// currency).
type FXDealer struct {
	p     FXParams
	t     *rules.Position
	fair  rules.FairValue
	price []int
	gain  []float64
	n     int
	carry bool
	ind   int
	base  []float64
	haven int       // place of U.S. equities among the prices, −1 for none
	fade  float64   // a day
	cut   []float64 // closed by the stop-loss
}

func newFXDealer(s *world.Setup, p *FXParams) (world.Institution, error) {
	return newFX(s, p, false), nil
}

// havenWeight is how much each currency falls against the dollar in bad times,
// in order of jpy, eur, gbp, cny, krw, cad, mxn (ASSUMED).
var havenWeight = [7]float64{0, 1, 1, 0.3, 1.3, 1.3, 2}

// newFX builds an intermediary (or a carry fund, whose opening position counts
// as its base and is cut by a stop-loss).
func newFX(s *world.Setup, p *FXParams, carry bool) *FXDealer {
	m := rules.FindMarkets(s)
	f := &FXDealer{p: *p, fair: rules.NewFairValue(s, p.ConvenienceParams), carry: carry}
	var index []int
	var which []int
	for i, k := range m.FX {
		if k >= 0 && i < len(p.DepthUSDBnPerPct) && p.DepthUSDBnPerPct[i] > 0 {
			index, which = append(index, k), append(which, i)
		}
	}
	f.n = len(index)
	price := append([]int{}, index...)
	col := map[int]int{}
	use := func(k int) int {
		if k < 0 {
			return -1
		}
		if j, ok := col[k]; ok {
			return j
		}
		col[k] = len(price)
		price = append(price, k)
		return col[k]
	}
	us2, us10 := use(m.Swap[1]), use(m.Swap[2])
	var foreign [7]int // their 10-year yields
	for i := range foreign {
		foreign[i] = -1
	}
	foreign[rules.JPY], foreign[rules.EUR], foreign[rules.GBP] = use(m.JGB[0]), use(m.Bund), use(m.Gilt)
	f.haven, f.fade = -1, 1-portable.Exp2(-1/math.Max(1, p.HavenHalfLife))
	if p.HavenPct != 0 {
		f.haven = use(m.EQ[0])
	}
	f.t = rules.NewPosition(index, price)
	f.fair.Only(index)
	f.price = price
	w := len(price)
	for r, i := range which {
		depth := p.DepthUSDBnPerPct[i] / 100 // per bp of log price
		beta := 1.0                          // of fair value on differentials
		switch i {
		case rules.CNY:
			beta = 0.3
		case rules.KRW:
			beta = 0.6
		case rules.CAD, rules.MXN:
			beta = 0.4
		case rules.EUR, rules.GBP:
			beta = 0.7
		}
		f.t.Limit.Gain[r*w+r] = depth
		// 1 bp of differential is 0.01 pp and moves the fair price by persistence·1 bp.
		if us2 >= 0 {
			f.t.Limit.Gain[r*w+us2] -= float64(depth * p.Persistence2y * beta)
		}
		if us10 >= 0 {
			f.t.Limit.Gain[r*w+us10] -= float64(depth * p.Persistence10y * beta)
		}
		if j := foreign[i]; j >= 0 {
			f.t.Limit.Gain[r*w+j] += float64(depth * (p.Persistence2y + p.Persistence10y) * beta * p.ForeignWeight)
		}
		if f.haven >= 0 {
			f.t.Limit.Gain[r*w+f.haven] = depth * p.HavenPct * havenWeight[i]
		}
		f.t.Limit.Risk[r*f.n+r] = 1
	}
	f.gain = append([]float64{}, f.t.Limit.Gain...)
	book := s.Book()
	f.base, f.cut = make([]float64, f.n), make([]float64, f.n)
	for i, k := range index {
		f.base[i] = book.Holding(k)
	}
	f.t.Limit.Capacity = math.Max(1e-6, p.RiskUSDBn)
	copy(f.t.Normal, f.base)
	if carry {
		f.ind = s.Indicator("carry_position_usd_bn", false)
	} else {
		f.ind = s.Indicator("fx_dealer_position_usd_bn", false)
	}
	return f
}

// Act does nothing: the desk only trades.
func (*FXDealer) Act(*world.Desk) {}

// Bid submits the schedule.
func (f *FXDealer) Bid(d *world.Desk) {
	v := d.View
	if f.n == 0 {
		return
	}
	if v.Round == 0 {
		f.fair.Read(v)
		for _, r := range f.fair.Revisions {
			// Yields enter through differentials, whose fair value is the market's:
			// only the currencies' own fair values are revised.
			for j, k := range f.t.Limit.Index {
				if k == r.K {
					f.t.Revise(r.Cause, j, r.Bp)
				}
			}
		}
	}
	f.fadeHaven(v)
	// Interest stays in the currency that earned it: nothing is traded for it.
	for i, k := range f.t.Limit.Index {
		f.t.Normal[i] = f.base[i] + d.Book.Earned(k) - f.cut[i]
	}
	f.t.Bid(d, market.RiskLimit, func() {
		w := len(f.price)
		for i, k := range f.t.Limit.Index {
			// With a power of one or more an intervention, which is volatility itself,
			// would drive the dollar on for days after it.
			vol := portable.Pow(math.Min(v.Vol[k], 2), f.p.DepthVolPower)
			for j := range w {
				f.t.Limit.Gain[i*w+j] = f.gain[i*w+j] / vol
			}
			if f.carry {
				// What was stopped out comes back over months.
				keep := f.cut[i]
				if v.Round == 0 {
					keep *= 0.98
				}
				if stop := f.base[i] * f.stop(v, k, f.base[i]); math.Abs(stop) > math.Abs(keep) {
					keep = stop
				}
				f.cut[i] = keep
				f.t.Normal[i] = f.base[i] + d.Book.Earned(k) - f.cut[i]
			}
		}
	})
	pos := 0.0
	for _, k := range f.t.Limit.Index {
		pos += d.Book.Holding(k)
	}
	d.Report(f.ind, pos)
}

// fadeHaven lets the trend of equities follow their price.
func (f *FXDealer) fadeHaven(v *world.View) {
	if j := f.haven; j >= 0 && v.Round == 0 {
		f.t.Revise(market.Valuation, j, f.fade*(v.X[f.price[j]]-f.t.Fair[j]))
	}
}

// stop is the share of a carry position closed after an adverse move over five
// days: a short position loses when the dollar falls.
//
//	cut = min(1, c·max(0, adverse − tolerance))
func (f *FXDealer) stop(v *world.View, k int, base float64) float64 {
	move := (v.X[k] - v.Back(k, 5)) / 100 // percent, dollar up
	adverse := move
	if base < 0 {
		adverse = -move
	}
	return math.Min(1, f.p.StopCutPerPct*math.Max(0, adverse-f.p.StopTolerancePct))
}
