package agents

import (
	"math"

	"kirifuda/agents/rules"
	"kirifuda/internal/portable"
	"kirifuda/world"
	"kirifuda/world/market"
)

var _ = register("small_funds", Define("population of small value and trend funds in one market", newSmallFunds, smallFundsPosition))

var smallFundsPosition = world.Series{Name: "small_funds_position_usd_bn", Unit: "USD bn", Valuation: world.AtBasePrices,
	Doc: "position of the population of small funds in its market, at base prices; of swaps the notional amount"}

// SmallFundsParams describe a population of small funds in one market. The traits of
// each fund are drawn once, at set-up.
type SmallFundsParams struct {
	// market in which the funds trade
	Market string `yaml:"market" default:"usdsw_5_10y" enum:"@instruments" role:"constant"`
	// number of funds
	// ASSUMED: model design
	Funds int `yaml:"funds_n" unit:"1" min:"1" max:"10000000" default:"2048" role:"constant"`
	// assets of all funds together
	// ASSUMED: model design
	AssetsUSDBn float64 `yaml:"assets_usd_bn" unit:"USD bn" min:"0" max:"10000" default:"20" role:"uncertainty"`
	// standard deviation of the logarithm of a fund's assets
	// ASSUMED: skewed sizes of hedge funds
	SizeLogSD float64 `yaml:"size_log_sd" unit:"1" min:"0" max:"4" default:"1.5" role:"uncertainty"`
	// mean ratio of the largest position to assets
	// ASSUMED: model design
	Leverage float64 `yaml:"leverage" unit:"1" min:"0.1" max:"100" default:"3" role:"uncertainty"`
	// standard deviation of the logarithm of that ratio
	// ASSUMED: model design
	LeverageLogSD float64 `yaml:"leverage_log_sd" unit:"1" min:"0" max:"2" default:"0.5" role:"uncertainty"`
	// standard deviation of fair values across funds
	// ASSUMED: disagreement of yield forecasts
	BeliefSDBp float64 `yaml:"belief_sd_bp" unit:"bp" min:"0" max:"1000" default:"25" role:"uncertainty"`
	// mispricing at which a value fund holds 71 % of its largest position
	// ASSUMED: model design
	ScaleBp float64 `yaml:"scale_bp" unit:"bp" min:"1" max:"2000" default:"40" role:"uncertainty"`
	// median half-life with which funds adjust to their desired positions
	// ASSUMED: model design
	PatienceDays float64 `yaml:"patience_days" unit:"days" min:"0.2" max:"1000" default:"8" role:"uncertainty"`
	// standard deviation of the logarithm of that half-life
	// ASSUMED: model design
	PatienceLogSD float64 `yaml:"patience_log_sd" unit:"1" min:"0" max:"3" default:"0.8" role:"uncertainty"`
	// probability that a fund follows trends; the others trade on value
	// ASSUMED: model design
	TrendShare float64 `yaml:"trend_sh" unit:"share" min:"0" max:"1" default:"0.3" role:"uncertainty"`
	// trend, in normal standard deviations over the fund's horizon, at which it holds 71 % of its
	// largest position
	// ASSUMED: model design
	TrendScaleSD float64 `yaml:"trend_scale_sd" unit:"sd" min:"0.1" max:"20" default:"2" role:"uncertainty"`
	// number of goroutines that share the funds; results do not depend on it
	Workers int `yaml:"workers_n" unit:"1" min:"1" max:"256" default:"1" role:"constant"`

	rules.ConvenienceParams `yaml:",inline"`
}

// SmallFunds is a population of funds too small to be simulated as institutions; it has
// one sheet and submits one bid. Fund i with capacity C_i = assets·leverage moves to
//
//	value    z_i = C_i·s((x − a − b_i)/scale)            s(u) = u/√(1 + u²)
//	trend    z_i = −C_i·s((x_t − x_{t−n_i})/(θ·σ·√n_i))
//	held     q_i ← q_i + κ_i·(q̄_i + z_i − q_i)
//
// x is the deviation of the price from base (with opposite sign for equities), a the
// effect of news on fair value, b_i the fund's own belief, n_i its horizon of 5 to 60 days
// and κ_i its speed of adjustment. q̄_i is such that no fund wants to change its opening
// position. Trends are trends of closing prices.
type SmallFunds struct {
	p     SmallFundsParams
	at    smallFundsPlaces
	state smallFundsState

	news rules.FairValue
}

// smallFundsPlaces are its indices, constants and traits, found at set-up.
type smallFundsPlaces struct {
	k        int     // market, −1 for none
	sign     float64 // −1 for equities
	scale    float64 // bp
	sd       float64 // normal standard deviation of a day, bp
	pop      *world.Population
	sched    *world.Schedule
	position int // series

	// One column per trait of a fund.
	limit   []float64 // C_i
	belief  []float64 // b_i
	kappa   []float64 // κ_i
	normal  []float64 // q̄_i
	horizon []int32   // n_i of trend funds, 0 of value funds

	sums func(from, to int, part []float64) // capacity, z and pos
}

// smallFundsState is all that changes.
type smallFundsState struct {
	x     float64   // last price used by the schedule, bp
	fair  float64   // fair value used by the schedule, bp
	bid   bool      // a schedule has been submitted
	pos   []float64 // q_i, by fund
	trend []float64 // z_i of trend funds today, by fund
}

func newSmallFunds(s *world.Setup, p *SmallFundsParams) (*SmallFunds, error) {
	n := p.Funds
	col := func() []float64 { return make([]float64, n) }
	f := &SmallFunds{
		p: *p, news: rules.NewFairValue(s, p.ConvenienceParams),
		at: smallFundsPlaces{
			k: s.Instrument(p.Market), sign: 1, pop: world.NewPopulation(n, p.Workers),
			limit: col(), belief: col(), kappa: col(), normal: col(), horizon: make([]int32, n),
		},
		state: smallFundsState{pos: col(), trend: col()},
	}
	f.at.position = s.Series(smallFundsPosition)
	if f.at.k < 0 {
		return f, nil
	}
	in := &s.Instruments[f.at.k]
	f.at.scale, f.at.sd = p.ScaleBp, math.Max(0.1, in.DailySDBp)
	if in.Class == world.Equity {
		f.at.sign = -1
	}
	f.news.Only([]int{f.at.k})
	f.at.sums = f.total
	f.at.sched = world.NewSchedule(f.at.pop, []int{f.at.k}, []int{f.at.k}, f.demand)
	f.at.sched.Describe(f.terms)
	f.draw(s)
	f.settle(s.Book().Holding(f.at.k))
	return f, nil
}

// draw draws the traits of every fund. Each fund makes the same six draws from the stream
// of its block, whatever the parameters.
func (f *SmallFunds) draw(s *world.Setup) {
	p := &f.p
	f.at.pop.Each(func(block, from, to int) {
		r := s.Rand(world.BlockPurpose(1, block))
		for i := from; i < to; i++ {
			size, lever, belief, patience := world.Normal(r), world.Normal(r), world.Normal(r), world.Normal(r)
			kind, horizon := r.Float64(), 5+r.IntN(56)
			l := p.LeverageLogSD
			f.state.pos[i] = portable.Exp(float64(p.SizeLogSD * size)) // relative assets; scaled below
			f.at.limit[i] = p.Leverage * portable.Exp(float64(l*lever)-float64(0.5*l*l))
			f.at.belief[i] = float64(p.BeliefSDBp * belief)
			days := p.PatienceDays * portable.Exp(float64(p.PatienceLogSD*patience))
			f.at.kappa[i] = 1 - portable.Exp2(-1/(days*float64(s.Rounds)))
			if kind < p.TrendShare {
				f.at.horizon[i] = int32(horizon)
			}
		}
	})
	var sum [3]float64
	f.at.pop.Sum(sum[:], f.at.sums)
	for i := range f.at.limit {
		f.at.limit[i] *= p.AssetsUSDBn * f.state.pos[i] / sum[2]
	}
}

// settle distributes an opening position over the funds so that each holds its desired
// position.
func (f *SmallFunds) settle(held float64) {
	clear(f.state.pos)
	var sum [3]float64
	f.at.pop.Sum(sum[:], f.at.sums)
	for i := range f.at.limit {
		z, _ := f.want(i, 0)
		if sum[0] > 0 {
			f.at.normal[i] = f.at.limit[i] / sum[0] * (held - sum[1])
		}
		f.state.pos[i] = f.at.normal[i] + z
	}
}

// total adds capacity, z at the last price and positions.
func (f *SmallFunds) total(from, to int, part []float64) {
	var c, z, q world.Lanes
	for i := from; i < to; i++ {
		l := (i - from) % 8
		zi, _ := f.want(i, f.state.x-f.state.fair)
		c[l] += f.at.limit[i]
		z[l] += zi
		q[l] += f.state.pos[i]
	}
	part[0], part[1], part[2] = c.Sum(), z.Sum(), q.Sum()
}

// saturate is s(u) and its derivative.
func saturate(u float64) (s, slope float64) {
	w := 1 / math.Sqrt(1+float64(u*u))
	return float64(u * w), float64(w * w * w)
}

// want is z_i at a price that deviates by gap bp from fair value, and its derivative.
func (f *SmallFunds) want(i int, gap float64) (z, slope float64) {
	if f.at.horizon[i] > 0 {
		return f.state.trend[i], 0
	}
	s, d := saturate((gap - f.at.belief[i]) / f.at.scale)
	c := f.at.sign * f.at.limit[i]
	return float64(c * s), float64(c * d / f.at.scale)
}

// hold is what fund i holds once the price has settled at the gap, and its
// derivative.
func (f *SmallFunds) hold(i int, gap float64) (q, slope float64) {
	z, d := f.want(i, gap)
	k := f.at.kappa[i]
	return f.state.pos[i] + float64(k*(f.at.normal[i]+z-f.state.pos[i])), float64(k * d)
}

// demand is the schedule of a range of funds.
func (f *SmallFunds) demand(from, to int, dx, q, jac []float64) {
	gap := f.state.x + dx[0] - f.state.fair
	var held, slope world.Lanes
	for i := from; i < to; i++ {
		h, d := f.hold(i, gap)
		held[(i-from)%8] += h
		slope[(i-from)%8] += d
	}
	q[0] += held.Sum()
	if jac != nil {
		jac[0] += slope.Sum()
	}
}

// terms lists the schedules of the value funds, which alone respond to the price.
func (f *SmallFunds) terms(emit func(instrument, price int, amountUSDBn, centreBp, widthBp float64)) {
	gap := f.state.x - f.state.fair
	for i, n := range f.at.horizon {
		if n == 0 {
			emit(f.at.k, f.at.k, f.at.kappa[i]*f.at.sign*f.at.limit[i], f.at.belief[i]-gap, f.at.scale)
		}
	}
}

// follow updates trends with last night's closes.
func (f *SmallFunds) follow(v *world.View) {
	var signal [61]float64
	for n := 5; n < len(signal); n++ {
		s, _ := saturate(v.Change(f.at.k, n) / (f.p.TrendScaleSD * f.at.sd * math.Sqrt(float64(n))))
		signal[n] = -f.at.sign * s
	}
	for i, n := range f.at.horizon {
		if n > 0 {
			f.state.trend[i] = float64(f.at.limit[i] * signal[n])
		}
	}
}

// book moves every fund to its position at the close, and distributes the effect of
// rationing and rounding on the sheet in proportion to capacity.
func (f *SmallFunds) book(x, held float64) {
	if f.state.bid {
		for i := range f.state.pos {
			f.state.pos[i], _ = f.hold(i, x-f.state.fair)
		}
	}
	f.state.x = x
	var sum [3]float64
	f.at.pop.Sum(sum[:], f.at.sums)
	if gap := held - sum[2]; math.Abs(gap) > rules.Dust && sum[0] > 0 {
		for i := range f.state.pos {
			f.state.pos[i] += float64(f.at.limit[i] / sum[0] * gap)
		}
	}
}

// rest books yesterday's trades and reads the bulletin on a day on which the market is
// closed.
func (f *SmallFunds) rest(v *world.View, held float64) {
	f.book(v.Deviation[f.at.k], held)
	f.state.bid = false
	if v.Round == 0 {
		f.news.Read(v)
	}
}

// Bid submits one schedule for all.
func (f *SmallFunds) Bid(d *world.Desk) {
	v := d.View
	if f.at.k < 0 {
		return
	}
	if !v.IsOpen(f.at.k) {
		f.rest(v, d.Book.Holding(f.at.k))
		d.Report(f.at.position, d.Book.Holding(f.at.k))
		return
	}
	f.book(v.Deviation[f.at.k], d.Book.Holding(f.at.k))
	held := d.Book.Holding(f.at.k)
	buy := func(cause market.Cause) {
		now := f.at.sched.Anchor()[0]
		if q := now - held; math.Abs(q) > rules.Dust {
			d.Bid.Order(f.at.k, cause, q)
		}
		held = now
	}
	buy(market.Valuation)
	if v.Round == 0 {
		f.follow(v)
		buy(market.Belief)
		f.news.Read(v)
		for _, r := range f.news.Revisions {
			if r.K == f.at.k {
				f.state.fair += r.Bp
				buy(r.Cause)
			}
		}
	}
	d.Bid.Respond(f.at.sched)
	f.state.bid = true
}

// Open reports the opening position.
func (f *SmallFunds) Open(d *world.Desk) { f.Close(d) }

// Close reports the position.
func (f *SmallFunds) Close(d *world.Desk) {
	if f.at.k >= 0 {
		d.Report(f.at.position, d.Book.Holding(f.at.k))
	}
}

// Adjust changes what the funds want to hold, in proportion to their capacity, by what an
// act of the scenario has bought.
func (f *SmallFunds) Adjust(k int, bought, _ float64) {
	if k != f.at.k {
		return
	}
	var sum [3]float64
	f.at.pop.Sum(sum[:], f.at.sums)
	for i := range f.at.normal {
		if sum[0] > 0 {
			f.at.normal[i] += float64(f.at.limit[i] / sum[0] * bought)
		}
	}
}
