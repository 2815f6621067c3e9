package world

import (
	"context"
	"fmt"
	"math"

	"kirifuda/internal/rng"
	"kirifuda/world/ledger"
	"kirifuda/world/market"
)

// Config is everything a world is built from.
type Config struct {
	Start       Date // the day before the first step: prices and balances as of its close
	Days        int
	Rounds      int // clearings a day
	Seed, Run   uint64
	Inline      bool // call institutions one after another instead of on goroutines of their own
	Market      market.Settings
	Instruments []Instrument
	Currencies  []Currency // the dollar first
	Agents      []AgentSpec
	Opening     []Position
	Facts       *Facts
	Script      []Statement // statements made on given days, whoever the actor is
	VIX, MOVE   float64     // gauges at the start
	Observers   []Observer
	AllowGap    bool // let agents of Opening be missing from the roster (their books are kept, they do not act)
}

// clearingHouse is the counterparty of every trade. It keeps nothing but the
// rounding of cash amounts, at most half a unit a trade.
const clearingHouse = "clearing_house"

// World is one running simulation. It is not safe for concurrent use.
type World struct {
	cfg     Config
	names   []string
	agents  []Institution // nil for sheets without an institution
	desks   []*Desk
	books   *ledger.Ledger
	solver  *market.Solver
	parts   *market.Attribution
	view    View
	usd     int // currency index
	house   int
	limits  []float64
	bids    []*market.Bid
	traded  []float64
	units   []int64
	coupon  []float64
	open    []float64
	state   gauges
	rec     Record
	inds    []string
	mean    []bool
	count   []int
	values  []float64
	pending []Statement // said, not yet on the bulletin
	mail    []Message   // sent in this phase
	boxes   [][]Message
	sched   scheduler
	rounds  []RoundRecord
	err     error
}

// New builds a world. The roster's order is the order in which results are
// merged; identifiers key the random streams.
func New(cfg Config) (*World, error) {
	if cfg.Rounds < 1 {
		cfg.Rounds = 1
	}
	if cfg.Facts == nil {
		cfg.Facts = &Facts{}
	}
	if cfg.Market == (market.Settings{}) {
		cfg.Market = market.DefaultSettings()
	}
	w := &World{cfg: cfg}
	n := len(cfg.Instruments)
	if err := w.openBooks(); err != nil {
		return nil, err
	}
	w.solver = market.NewSolver(n, cfg.Market)
	w.parts = market.NewAttribution(len(w.names), n)
	w.traded = make([]float64, len(w.names)*n)
	w.units = make([]int64, len(w.names))
	w.coupon = make([]float64, n)
	w.open = make([]float64, n)
	w.limits = make([]float64, n)
	for k := range cfg.Instruments {
		w.coupon[k] = cfg.Instruments[k].RunningPct()
		w.limits[k] = cfg.Instruments[k].LimitBp
		if w.limits[k] <= 0 {
			w.limits[k] = math.Inf(1)
		}
	}
	v := func() []float64 { return make([]float64, n) }
	w.view = View{
		Date: cfg.Start, Previous: cfg.Start, Rounds: cfg.Rounds, Instruments: cfg.Instruments, Currencies: cfg.Currencies, Facts: cfg.Facts,
		X: v(), Open: v(), Move: v(), Vol: v(), Outstanding: v(), Issued: v(), news: v(),
		PolicyRatePct: make([]float64, len(cfg.Currencies)),
		latest:        make([]float64, int(NumStatementTypes)*len(w.names)), agents: len(w.names),
		Stress: 1, VIX: cfg.VIX, MOVE: cfg.MOVE,
	}
	for range historyDays {
		w.view.History = append(w.view.History, v())
	}
	for c := range cfg.Currencies {
		w.view.PolicyRatePct[c] = cfg.Currencies[c].PolicyRatePct
	}
	w.state.init(w)
	w.refreshOutstanding()
	for r := 0; r < cfg.Rounds; r++ {
		w.rounds = append(w.rounds, RoundRecord{States: make([]market.State, n), UnfilledUSDBn: v()})
	}
	if err := w.hire(); err != nil {
		return nil, err
	}
	w.values = make([]float64, len(w.inds))
	w.count = make([]int, len(w.inds))
	w.rec = Record{View: &w.view, Attribution: w.parts, Books: w.books, Agents: w.names, Traded: w.traded, Names: w.inds, Indicators: w.values}
	if err := w.books.Check(); err != nil {
		return nil, err
	}
	if cfg.Inline {
		w.sched = inlineScheduler{}
	} else {
		w.sched = newGoroutines(w)
	}
	return w, nil
}

// openBooks lays out the ledger and posts the opening balances.
func (w *World) openBooks() error {
	cfg := &w.cfg
	seen := map[string]int{}
	add := func(id string) {
		if _, ok := seen[id]; !ok {
			seen[id] = len(w.names)
			w.names = append(w.names, id)
		}
	}
	for _, a := range cfg.Agents {
		if _, ok := seen[a.ID]; ok {
			return fmt.Errorf("agent %q is on the roster twice", a.ID)
		}
		add(a.ID)
	}
	// Sheets without an institution come after the roster, so that they never
	// shift anybody's place.
	for _, p := range cfg.Opening {
		if _, ok := seen[p.Agent]; !ok && !cfg.AllowGap {
			return fmt.Errorf("opening balance of %q, which is not on the roster", p.Agent)
		}
		add(p.Agent)
	}
	add(clearingHouse)
	w.house = seen[clearingHouse]

	var assets []ledger.Asset
	column := map[string]int{}
	issuer := func(id string) int {
		if i, ok := seen[id]; ok && id != "" {
			return i
		}
		return -1
	}
	w.usd = -1
	for c := range cfg.Currencies {
		cur := &cfg.Currencies[c]
		cur.asset, cur.fx = len(assets), -1
		column[cur.ID] = cur.asset
		assets = append(assets, ledger.Asset{Name: cur.ID, Currency: cur.asset, Cash: true, Issuer: issuer(cur.CentralBank)})
		if cur.ID == "usd" {
			w.usd = c
		}
	}
	if w.usd != 0 {
		return fmt.Errorf("the first currency must be usd")
	}
	for k := range cfg.Instruments {
		in := &cfg.Instruments[k]
		money, ok := column[in.Currency]
		if !ok {
			return fmt.Errorf("instrument %q is paid in %q, which is not a currency of the world", in.ID, in.Currency)
		}
		in.money = money
		if in.Class == FX {
			in.asset = money
			cfg.Currencies[money].fx = k
			in.BasePrice = cfg.Currencies[money].BasePerUSD
			in.UnitsPerUSDBn = cfg.Currencies[money].UnitsPerBn * in.BasePrice
			continue
		}
		in.asset = len(assets)
		column[in.ID] = in.asset
		assets = append(assets, ledger.Asset{Name: in.ID, Currency: money, Swap: in.Class == Swap, Issuer: issuer(in.Issuer)})
		base := in.BasePrice
		if in.Class == Swap {
			base = 1
		}
		in.UnitsPerUSDBn = cfg.Currencies[money].UnitsPerBn * cfg.Currencies[money].BasePerUSD / base
	}
	w.books = ledger.New(w.names, assets)
	for _, p := range cfg.Opening {
		a, ok := column[p.Asset]
		if !ok {
			return fmt.Errorf("opening balance of %q in %q, which is not an asset of the world", p.Agent, p.Asset)
		}
		price := 1.0
		for k := range cfg.Instruments {
			if in := &cfg.Instruments[k]; in.asset == a && in.Class != FX {
				price = in.Price(0)
			}
		}
		w.books.Open(seen[p.Agent], a, p.Units, price)
	}
	return nil
}

// hire constructs the institutions.
func (w *World) hire() error {
	w.agents = make([]Institution, len(w.names))
	words := map[uint64]string{}
	for i, spec := range w.cfg.Agents {
		word := rng.Word(spec.ID)
		if other, ok := words[word]; ok {
			return fmt.Errorf("agents %q and %q would share a random stream; rename one", spec.ID, other)
		}
		words[word] = spec.ID
		inst, err := spec.New(&Setup{
			ID: spec.ID, Self: i, Instruments: w.cfg.Instruments, Currencies: w.cfg.Currencies, Facts: w.cfg.Facts,
			Start: w.cfg.Start, Days: w.cfg.Days, Rounds: w.cfg.Rounds, world: w,
		})
		if err != nil {
			return fmt.Errorf("agent %q: %w", spec.ID, err)
		}
		w.agents[i] = inst
	}
	w.boxes = make([][]Message, len(w.names))
	for i := range w.names {
		d := &Desk{View: &w.view, Book: Book{w, i}, self: i, w: w, word: rng.Word(w.names[i])}
		d.stream = rng.New(rng.Key{})
		d.Bid = &d.bid
		w.desks = append(w.desks, d)
		w.bids = append(w.bids, &d.bid)
	}
	return nil
}

func (w *World) agentIndex(id string) int {
	for i, n := range w.names {
		if n == id {
			return i
		}
	}
	return -1
}

func (w *World) indicator(name string, mean bool) int {
	for i, n := range w.inds {
		if n == name {
			return i
		}
	}
	w.inds = append(w.inds, name)
	w.mean = append(w.mean, mean)
	return len(w.inds) - 1
}

func (w *World) currencyOf(in *Instrument) *Currency {
	for c := range w.cfg.Currencies {
		if w.cfg.Currencies[c].asset == in.money {
			return &w.cfg.Currencies[c]
		}
	}
	return nil
}

// usdPer is the value of one unit of a currency in US dollars at last prices.
func (w *World) usdPer(c *Currency) float64 {
	if c.fx < 0 {
		return 1
	}
	return w.cfg.Instruments[c.fx].Price(w.view.X[c.fx])
}

// Run steps the world through all its days.
func (w *World) Run(ctx context.Context) error {
	for w.view.Day < w.cfg.Days {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := w.Step(); err != nil {
			return err
		}
	}
	return nil
}

// View shows public information.
func (w *World) View() *View { return &w.view }

// Books shows the ledger.
func (w *World) Books() *ledger.Ledger { return w.books }

// Agents lists the identifiers of all sheets: the roster, sheets without an
// institution, the clearing house.
func (w *World) Agents() []string { return w.names }

// Close ends the goroutines of the institutions. A world cannot be stepped
// afterwards.
func (w *World) Close() {
	if w.sched != nil {
		w.sched.close()
		w.sched = nil
	}
	if w.err == nil {
		w.err = fmt.Errorf("the world is closed")
	}
}

// Step simulates one business day. After an error the world cannot go on.
func (w *World) Step() error {
	if w.err != nil {
		return w.err
	}
	if err := w.day(); err != nil {
		w.err = fmt.Errorf("day %d (%s): %w", w.view.Day, w.view.Date, err)
		return w.err
	}
	return nil
}

func (w *World) day() error {
	v := &w.view
	v.Day++
	v.Previous = v.Date
	v.Date = v.Date.AddBusiness(1)
	v.Round = 0
	copy(v.Open, v.X)
	clear(v.Move)
	w.books.SetStep(v.Day)
	w.books.ResetFlows()
	w.parts.Reset()
	clear(w.traded)
	clear(w.values)
	clear(w.count)
	w.rec.MaxGapBp = 0

	if err := w.phase(phaseAct); err != nil {
		return err
	}
	w.publish()
	w.pay()
	for r := range w.cfg.Rounds {
		v.Round = r
		if err := w.phase(phaseBid); err != nil {
			return err
		}
		if err := w.clear(r); err != nil {
			return err
		}
		w.pay()
		if err := w.books.Check(); err != nil {
			return err
		}
	}
	w.serviceDebt()
	w.state.update(w)
	copy(v.History[len(v.History)-1], v.X)
	last := v.History[len(v.History)-1]
	copy(v.History[1:], v.History[:len(v.History)-1])
	v.History[0] = last
	w.refreshOutstanding()
	if err := w.books.Check(); err != nil {
		return err
	}
	return w.observe()
}

// phase lets every institution act or bid, then delivers what was sent.
func (w *World) phase(p phase) error {
	if err := w.sched.run(w, p); err != nil {
		return err
	}
	for i := range w.boxes {
		w.boxes[i] = w.boxes[i][:0]
	}
	for i, d := range w.desks {
		for _, m := range d.sent {
			if m.To < 0 || m.To >= len(w.boxes) {
				return fmt.Errorf("agent %q sent mail to nobody (%d)", w.names[i], m.To)
			}
			w.boxes[m.To] = append(w.boxes[m.To], m)
		}
		d.sent = d.sent[:0]
		w.pending = append(w.pending, d.said...)
		d.said = d.said[:0]
	}
	for i, d := range w.desks {
		d.Inbox = w.boxes[i]
	}
	return nil
}

// step lets institution i do its part of a phase.
func (w *World) step(i int, p phase) (err error) {
	inst := w.agents[i]
	if inst == nil {
		return nil
	}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("agent %q failed: %v", w.names[i], r)
		}
	}()
	d := w.desks[i]
	switch p {
	case phaseAct:
		inst.Act(d)
	case phaseBid:
		d.bid.Reset()
		inst.Bid(d)
	}
	return nil
}

// publish puts scripted and pending statements on the bulletin.
func (w *World) publish() {
	v := &w.view
	v.Bulletin = v.Bulletin[:0]
	for _, s := range w.cfg.Script {
		if s.Day == v.Day {
			v.Bulletin = append(v.Bulletin, s)
		}
	}
	v.Bulletin = append(v.Bulletin, w.pending...)
	w.pending = w.pending[:0]
	clear(v.news)
	for i := range v.Bulletin {
		s := &v.Bulletin[i]
		s.Day = v.Day
		target := s.Target
		if target < 0 {
			target = s.Actor
		}
		v.latest[int(s.Type)*v.agents+target] = s.Value
		switch s.Type {
		case PolicyRate:
			for c := range w.cfg.Currencies {
				if w.cfg.Currencies[c].CentralBank == w.names[s.Actor] {
					v.PolicyRatePct[c] = s.Value
				}
			}
		case Fundamentals:
			for k := range s.Vector {
				v.news[k] += s.Vector[k]
			}
		case VolatilityRegime:
			v.Stress = s.Value
		case CouponRate:
			if w.cfg.Instruments[s.Instrument].Issuer == w.names[s.Actor] {
				w.coupon[s.Instrument] = s.Value
			}
		case Issuance:
			v.Issued[s.Instrument] += s.Value
		}
	}
}

// pay executes instructed payments in the order of the roster.
func (w *World) pay() {
	for i, d := range w.desks {
		for _, p := range d.payments {
			w.books.Pay(p.kind, i, p.to, w.cfg.Currencies[p.currency].asset, p.units)
		}
		d.payments = d.payments[:0]
	}
}

// clear finds today's r-th prices and settles the trades.
func (w *World) clear(r int) error {
	if err := market.Check(w.bids); err != nil {
		return w.nameBid(err)
	}
	n := len(w.cfg.Instruments)
	c := w.solver.Clear(w.bids, w.limits)
	gap := w.solver.Attribute(w.bids, w.parts)
	w.rec.MaxGapBp = math.Max(w.rec.MaxGapBp, gap)
	rr := &w.rounds[r]
	rr.Iterations, rr.ResidualUSDBn, rr.Fallback = c.Iterations, c.Residual, c.Fallback
	copy(rr.States, c.State)
	copy(rr.UnfilledUSDBn, c.Unfilled)
	if !(c.Residual <= 100*w.cfg.Market.ToleranceUSDBn) {
		return fmt.Errorf("round %d: clearing left excess demand of %g USD bn", r, c.Residual)
	}
	for i, t := range c.Trades {
		w.traded[i] += t
	}
	for k := range n {
		w.settle(k, c)
	}
	return nil
}

// settle posts the trades of instrument k at its new price and marks books to it.
func (w *World) settle(k int, c *market.Clearing) {
	v, in := &w.view, &w.cfg.Instruments[k]
	dx := c.Dx[k]
	v.X[k] += dx
	v.Move[k] = v.X[k] - v.Open[k]
	price := in.Price(v.X[k])

	// Whole units; what rounding leaves over goes to the largest trade.
	var sum int64
	most, at := 0.0, -1
	for i := range w.units {
		t := c.Traded(i, k)
		w.units[i] = round(t * in.UnitsPerUSDBn)
		sum += w.units[i]
		if a := math.Abs(t); a > most {
			most, at = a, i
		}
	}
	if at >= 0 {
		w.units[at] -= sum
	}
	if in.Class == Swap && dx != 0 {
		w.variation(in, dx)
	}
	for i, u := range w.units {
		if u == 0 {
			continue
		}
		switch in.Class {
		case Swap:
			w.books.Sell(ledger.Trade, w.house, i, in.asset, u, 0)
		case FX:
			usd := round(float64(u) / w.currencyOf(in).UnitsPerBn * price * w.cfg.Currencies[w.usd].UnitsPerBn)
			w.books.Convert(w.house, i, in.asset, u, w.cfg.Currencies[w.usd].asset, usd)
		default:
			w.books.Sell(ledger.Trade, w.house, i, in.asset, u, round(float64(u)*price))
		}
	}
	if dx != 0 {
		w.books.Revalue(in.asset, price)
	} else if most > 0 {
		w.books.Revalue(in.asset, price)
	}
}

// variation settles a move of the swap rate: who receives fixed pays when the
// rate rises, notional·(1 − exp(−D·dx)).
func (w *World) variation(in *Instrument, dx float64) {
	loss := -math.Expm1(-in.DurationYr * dx / 1e4)
	for i := range w.names {
		if u := w.books.Units(i, in.asset); u != 0 {
			w.books.Pay(ledger.Variation, i, w.house, in.money, round(float64(u)*loss))
		}
	}
}

// serviceDebt pays a day's coupons on securities, interest on cash, and the
// carry of swaps: who receives fixed gets the fixed rate less the policy rate.
func (w *World) serviceDebt() {
	const year = 252
	for k := range w.cfg.Instruments {
		in := &w.cfg.Instruments[k]
		if in.Class != Swap {
			continue
		}
		rate := (in.Quote(w.view.X[k]) - w.view.PolicyRatePct[w.usd]) / 100 / year
		for i := range w.names {
			if u := w.books.Units(i, in.asset); u != 0 {
				w.books.Pay(ledger.Interest, w.house, i, in.money, round(float64(u)*rate))
			}
		}
	}
	for k := range w.cfg.Instruments {
		in := &w.cfg.Instruments[k]
		if in.Class != Bond || w.coupon[k] == 0 {
			continue
		}
		issuer := w.agentIndex(in.Issuer)
		for i := range w.names {
			if i == issuer {
				continue
			}
			if u := w.books.Units(i, in.asset); u != 0 {
				w.books.Pay(ledger.Coupon, issuer, i, in.money, round(float64(u)*w.coupon[k]/100/year))
			}
		}
	}
	for c := range w.cfg.Currencies {
		cur := &w.cfg.Currencies[c]
		bank := w.agentIndex(cur.CentralBank)
		if bank < 0 {
			continue
		}
		rate := w.view.PolicyRatePct[c] / 100 / year
		for i := range w.names {
			if i == bank {
				continue
			}
			if u := w.books.Units(i, cur.asset); u != 0 {
				w.books.Pay(ledger.Interest, bank, i, cur.asset, round(float64(u)*rate))
			}
		}
	}
}

func (w *World) refreshOutstanding() {
	for k := range w.cfg.Instruments {
		in := &w.cfg.Instruments[k]
		w.view.Outstanding[k] = float64(w.books.Outstanding(in.asset)) / in.UnitsPerUSDBn
	}
}

func (w *World) observe() error {
	for _, d := range w.desks {
		for _, r := range d.reports {
			w.values[r.indicator] += r.value
			w.count[r.indicator]++
		}
		d.reports = d.reports[:0]
	}
	for i, c := range w.count {
		if w.mean[i] && c > 0 {
			w.values[i] /= float64(c)
		}
	}
	for k, m := range w.view.Move {
		if gap := math.Abs(w.parts.Total(k) - m); gap > 1e-9*math.Max(1, math.Abs(m)) {
			return fmt.Errorf("attribution of %s: the parts differ from the move of %g bp by %g", w.cfg.Instruments[k].ID, m, gap)
		}
	}
	w.rec.Statements = w.view.Bulletin
	w.rec.Rounds = w.rounds
	for _, o := range w.cfg.Observers {
		if err := o.Observe(&w.rec); err != nil {
			return err
		}
	}
	return nil
}

func (w *World) nameBid(err error) error {
	if e, ok := err.(*market.ErrNotFinite); ok {
		return fmt.Errorf("agent %q bid a number that is not finite for %s", w.names[e.Bid], w.cfg.Instruments[e.Instrument].ID)
	}
	return err
}

func round(v float64) int64 { return int64(math.RoundToEven(v)) }
