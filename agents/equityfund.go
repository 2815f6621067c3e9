package agents

import (
	"math"

	"kirifuda/world"
	"kirifuda/world/market"
)

// EquityFundParams describe funds with an equity mandate.
type EquityFundParams struct {
	Market      string  `yaml:"market" default:"eq_us" enum:"eq_us|eq_jp|eq_eu|eq_row" role:"constant" doc:"market of the mandate"`
	Elasticity  float64 `yaml:"elasticity" unit:"% per %" min:"0.01" max:"10" default:"0.2" role:"uncertainty" status:"RECALLED" source:"Gabaix and Koijen: a dollar of flow moves value by about five" doc:"fall of desired holdings, share of the whole market, per percent that prices exceed fair value"`
	TermPct     float64 `yaml:"term_pct_per_pp" unit:"% per pp" min:"0" max:"20" default:"4" role:"uncertainty" status:"ASSUMED" source:"model design, range 2 to 8" doc:"fall of fair value per pp of the long less the short yield"`
	ShortPct    float64 `yaml:"short_pct_per_pp" unit:"% per pp" min:"0" max:"20" default:"6" role:"uncertainty" status:"ASSUMED" source:"model design" doc:"fall of fair value per pp of the short yield"`
	VolPct      float64 `yaml:"vol_pct" unit:"%" min:"0" max:"30" default:"2" role:"uncertainty" status:"ASSUMED" source:"open point of the model" doc:"fall of fair value when volatility is twice its normal level"`
	DollarShare float64 `yaml:"dollar_share" unit:"% per %" min:"-2" max:"2" default:"0" role:"uncertainty" status:"ASSUMED" source:"Nikkei +0.35 % per % of USDJPY" doc:"rise of fair value per percent that the dollar gains on the home currency"`

	ConfidenceParams `yaml:",inline"`
}

// EquityFund holds what its inelastic mandate allows.
//
//	Q = Q̄·exp(−ζ·(ln P − v))
//	v = news − b_TP·Δ(y_long − y_short) − b_w·Δy_short − b_v·Δσ + c·Δln e − tariffs
//
// Q̄ is the whole market: passive owners do not trade, so the elasticity of all
// demand rests with the mandates (Gabaix and Koijen, inelastic markets).
type EquityFund struct {
	p     EquityFundParams
	t     *taker
	fair  fair
	k     int
	vol   float64
	scale float64
}

func newEquityFund(s *world.Setup, p *EquityFundParams) (world.Institution, error) {
	m := findMarkets(s)
	k := s.Instrument(p.Market)
	f := &EquityFund{p: *p, fair: newFair(s, p.ConfidenceParams), k: k, vol: 1}
	if k < 0 {
		return f, nil
	}
	short, long, fx := -1, -1, -1
	switch p.Market {
	case "eq_jp":
		short, long, fx = m.jgb[0], m.jgb[1], m.fx[jpy]
	case "eq_eu":
		short, long, fx = m.bund, m.bund, m.fx[eur]
	default:
		short, long = m.ust[1], m.ust[2]
	}
	price := []int{k}
	load := []float64{1}
	use := func(k int, l float64) {
		if k < 0 || l == 0 {
			return
		}
		for j := range price {
			if price[j] == k {
				load[j] += l
				return
			}
		}
		price, load = append(price, k), append(load, l)
	}
	// In bp of price per bp of yield: x − v, so signs are opposite to v.
	use(long, p.TermPct)
	use(short, p.ShortPct-p.TermPct)
	use(fx, -p.DollarShare)
	f.t = newTaker([]int{k}, price)
	cap0 := 0.0
	in := &s.Instruments[k]
	cap0 = s.Facts.OutstandingUSDBn[in.ID]
	if cap0 <= 0 {
		cap0 = math.Max(1, s.Book().Holding(k))
	}
	f.scale = -p.Elasticity * cap0 / 1e4
	for j := range price {
		f.t.lim.Gain[j] = f.scale * load[j]
	}
	f.t.normal[0] = s.Book().Holding(k)
	f.t.lim.Capacity = math.Inf(1)
	f.t.lim.Risk[0] = 1
	return f, nil
}

// Act does nothing: the fund only trades.
func (*EquityFund) Act(*world.Desk) {}

// Bid submits the schedule.
func (f *EquityFund) Bid(d *world.Desk) {
	if f.k < 0 {
		return
	}
	if d.View.Round == 0 {
		f.fair.read(d.View)
		for _, r := range f.fair.rev {
			if r.k == f.k {
				f.t.revise(r.cause, 0, r.bp)
			}
		}
		if vol := d.View.Vol[f.k]; vol != f.vol {
			f.t.revise(market.RiskLimit, 0, -100*f.p.VolPct*(vol-f.vol))
			f.vol = vol
		}
	}
	f.t.bid(d, market.RiskLimit, nil)
}
