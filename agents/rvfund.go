package agents

import (
	"math"

	"kirifuda/agents/rules"
	"kirifuda/internal/portable"
	"kirifuda/world"
	"kirifuda/world/market"
)

var _ = register("rv_fund", Define("leveraged relative-value fund: cash against futures or swaps", newRVFund, rvPosition, rvEquity))

var (
	rvPosition = world.Series{Name: "rv_position_usd_bn", Unit: "USD bn", Valuation: world.AtBasePrices,
		Doc: "Treasuries held by relative-value funds against futures and swaps, at base prices"}
	rvEquity = world.Series{Name: "rv_equity_usd_bn", Unit: "USD bn", Valuation: world.AtMarket, Doc: "equity of relative-value funds, at market prices"}
)

// RVFundParams describe a leveraged relative-value fund.
type RVFundParams struct {
	// share by which the desired position grows per bp of cash spread
	// ASSUMED: open point of the model
	Response float64 `yaml:"response_per_bp" unit:"share per bp" min:"0" max:"1" default:"0.005" role:"uncertainty"`
	// margin in calm markets, percent of the cash leg; must be below opening equity, which is 2 % of a
	// basis fund's bonds and 4 % of a swap fund's in the base world, or the world does not open
	// ASSUMED: leverage of 25 to 50 in the basis trade
	HaircutPct float64 `yaml:"haircut_pct" unit:"%" min:"0.1" max:"50" default:"1.6" role:"uncertainty" free:"true"`
	// power of relative volatility by which the haircut rises
	// ASSUMED: margin models rise less than in proportion
	HaircutVol float64 `yaml:"haircut_vol_power" unit:"1" min:"0" max:"3" default:"0.6" role:"uncertainty" free:"true"`
	// share of losses on the hedge that must be met at once and so lowers the position limit; small
	// where the hedge is a future into which the bond can be delivered
	// ASSUMED: Perli (2025): swap-spread trades were unwound in April 2025, no evidence that basis
	// trades were
	CalledShare float64 `yaml:"margin_called_sh" unit:"share" min:"0" max:"1" default:"1" role:"uncertainty"`
	// largest share of the position limit that lenders withdraw in a day
	// ASSUMED: margin periods and agreed unwinds
	UnwindPerDay float64 `yaml:"unwind_sh_per_day" unit:"share/day" min:"0.001" max:"1" default:"0.04" role:"uncertainty" free:"true" needs:"losses that bring its equity below the haircut"`
	// capital that investors withdraw per unit lost, in addition to the loss
	// ASSUMED: model design
	Redemption float64 `yaml:"redemption_sh" unit:"share" min:"0" max:"5" default:"0" role:"uncertainty"`

	rules.TraitParams       `yaml:",inline"`
	rules.ConvenienceParams `yaml:",inline"`
}

// RVFund is long cash Treasuries against futures or swaps on borrowed money.
//
//	N* = N̄·(1 + η·(s − s⁰))       N ≤ L_t
//	L_t = max{(W₀ − (c + r)·[W₀ − W_t]₊)/H_t, (1 − u/n)·min(L_{t−1}, N*)}       H_t = H₀·(σ_t/σ₀)^a
//
// W is the fund's equity in the books of the ledger, W₀ at the opening. When cash cheapens
// against the hedge, the fund loses variation margin, of which c, the margin_called_sh, is
// called at once, and redemptions r, the redemption_sh, follow. The limit falls, by no more
// than u, the unwind_sh_per_day, over the n clearings of a day, and the fund must sell cash
// and close the hedge, which widens the spread again (Brunnermeier and Pedersen 2009).
// Gains are paid out. η is the response_per_bp, H₀ the haircut_pct and a the
// haircut_vol_power. Funds differ in the steepness of their lenders' haircuts, in the speed
// at which they must unwind and in their response to the spread.
type RVFund struct {
	p  RVFundParams
	at rvFundPlaces

	position *rules.Position // cash and swaps; the only state
	fair     rules.FairValue
}

// rvFundPlaces are its indices and constants, found at set-up.
type rvFundPlaces struct {
	n            int     // buckets held
	start        float64 // equity at the start, USD bn
	size, equity int     // series
}

func newRVFund(s *world.Setup, p *RVFundParams) (*RVFund, error) {
	m := rules.FindMarkets(s.Instruments)
	f := &RVFund{p: *p, fair: rules.NewFairValue(s, p.ConvenienceParams)}
	t := rules.NewTraits(s, p.TraitParams)
	f.p.HaircutVol = t.Of(p.HaircutVol)
	f.p.UnwindPerDay = math.Min(1, t.Of(p.UnwindPerDay))
	f.p.Response = t.Of(p.Response)
	book := s.Book()
	var cash, swap []int
	for _, b := range m.Hedged() {
		if book.Holding(b.Cash) > 0 {
			cash, swap = append(cash, b.Cash), append(swap, b.Swap)
		}
	}
	nb := len(cash)
	f.at.n = nb
	index := append(append([]int{}, cash...), swap...)
	f.position = rules.NewPosition(index, index)
	f.fair.Only(index)
	w := 2 * nb
	for i := range nb {
		q := book.Holding(cash[i])
		// Each bucket responds to its own spread.
		g := f.p.Response * q
		f.position.Limit.Gain[i*w+i], f.position.Limit.Gain[i*w+nb+i] = g, -g
		f.position.Limit.Gain[(nb+i)*w+i], f.position.Limit.Gain[(nb+i)*w+nb+i] = -g, g
		for j := range nb {
			f.position.Limit.Risk[i*w+j] = 1 // (Σ cash)²
		}
	}
	f.at.start = book.EquityUSDBn()
	f.position.Limit.Capacity = f.capacity(f.at.start, 1)
	if err := f.position.Open(book); err != nil {
		return nil, err
	}
	f.at.size = s.Series(rvPosition)
	f.at.equity = s.Series(rvEquity)
	return f, nil
}

func (f *RVFund) capacity(equity, vol float64) float64 {
	return math.Max(1e-6, math.Max(0, equity)/(f.p.HaircutPct/100*portable.Pow(vol, f.p.HaircutVol)))
}

// Bid submits the schedule.
func (f *RVFund) Bid(d *world.Desk) {
	v := d.View
	if f.at.n == 0 {
		return
	}
	if v.Round == 0 {
		f.fair.Read(v)
		for _, r := range f.fair.Revisions {
			for j, k := range f.position.Limit.Price {
				if k == r.K {
					f.position.Revise(r.Cause, j, r.Bp)
				}
			}
		}
	}
	equity := d.Book.EquityUSDBn()
	f.position.Bid(d, market.Margin, func() {
		vol := v.Vol[f.position.Limit.Index[f.at.n-1]]
		// Gains are paid out; losses stay.
		w := math.Min(f.at.start, equity)
		now := f.capacity(f.at.start-float64((f.p.CalledShare+f.p.Redemption)*(f.at.start-w)), vol)
		// The floor is the position after a day's unwind.
		held := math.Min(f.position.Limit.Capacity, f.position.Limit.Norm(f.position.Limit.Z0))
		if floor := held * (1 - f.p.UnwindPerDay/float64(v.Rounds)); now < floor {
			now = floor
		}
		f.position.Limit.Capacity = now
	})
}

// Open reports the opening position.
func (f *RVFund) Open(d *world.Desk) { f.Close(d) }

// Close reports the Treasuries held and equity.
func (f *RVFund) Close(d *world.Desk) {
	if f.at.n == 0 {
		return
	}
	pos := 0.0
	for _, k := range f.position.Limit.Index[:f.at.n] {
		pos += d.Book.Holding(k)
	}
	d.Report(f.at.size, pos)
	d.Report(f.at.equity, d.Book.EquityUSDBn())
}

// Adjust changes what it wants to hold by what an act of the scenario has bought.
func (f *RVFund) Adjust(k int, bought, _ float64) { f.position.Adjust(k, bought) }
