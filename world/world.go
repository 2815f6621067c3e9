package world

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"kirifuda/internal/portable"
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
	loans   int // column of dollar loans in the ledger
	house   int
	limits  []float64
	bids    []*market.Bid
	traded  []float64
	deals   [][]deal  // per instrument, the round's trades in whole units
	issuer  []int     // sheet of an instrument's issuer, −1 for none
	bank    []int     // sheet of a currency's central bank, −1 for none
	through int64     // entries of the clearing house so far
	total   []float64 // per instrument, sum of the parts of the day's move
	far     float64   // largest move of any price in a round of the day, at least 1 bp
	state   gauges
	rec     Record
	inds    []string
	mean    []bool
	count   []int
	values  []float64
	pending []Statement // said, not yet on the bulletin
	boxes   [][]Message // sent in the phase before
	since   [][]Message // sent since the last Act
	sched   scheduler
	rounds  []RoundRecord
	common  map[string]any // declared by agents, see AgentSpec
	closers []closing      // institutions that report at the close
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
	// The world notes places in its ledger on instruments and currencies.
	cfg.Instruments, cfg.Currencies = slices.Clone(cfg.Instruments), slices.Clone(cfg.Currencies)
	w := &World{cfg: cfg}
	n := len(cfg.Instruments)
	if err := w.openBooks(); err != nil {
		return nil, err
	}
	w.solver = market.NewSolver(n, cfg.Market)
	w.parts = market.NewAttribution(len(w.names), n)
	w.traded = make([]float64, len(w.names)*n)
	w.deals = make([][]deal, n)
	w.total = make([]float64, n)
	w.limits = make([]float64, n)
	for k := range cfg.Instruments {
		w.issuer = append(w.issuer, w.agentIndex(cfg.Instruments[k].Issuer))
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
		w.bank = append(w.bank, w.agentIndex(cfg.Currencies[c].CentralBank))
	}
	for _, s := range cfg.Script {
		if s.Actor < 0 || s.Actor >= len(w.names) {
			return nil, fmt.Errorf("scripted %s of day %d: there is no agent %d", s.Type, s.Day, s.Actor)
		}
		if err := w.checkStatement(&s); err != nil {
			return nil, fmt.Errorf("scripted statement of day %d by %q: %w", s.Day, w.names[s.Actor], err)
		}
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
	w.loans = len(assets)
	assets = append(assets, ledger.Asset{Name: "usd_loans", Currency: cfg.Currencies[w.usd].asset, Issuer: -1})
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
	w.common = map[string]any{}
	for _, spec := range w.cfg.Agents {
		for name, value := range spec.Declares {
			if _, ok := w.common[name]; ok {
				return fmt.Errorf("agent %q declares %q, which another one has declared", spec.ID, name)
			}
			w.common[name] = value
		}
	}
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
		if c, ok := inst.(Closer); ok {
			w.closers = append(w.closers, closing{i, c})
		}
	}
	w.boxes = make([][]Message, len(w.names))
	w.since = make([][]Message, len(w.names))
	for i := range w.names {
		d := &Desk{View: &w.view, Book: Book{w, i}, self: i, w: w, word: rng.Word(w.names[i])}
		d.stream = rng.New(rng.Key{})
		d.Bid = &d.bid
		w.desks = append(w.desks, d)
		w.bids = append(w.bids, &d.bid)
	}
	w.reserve()
	return nil
}

// reserve lays out the memory of a usual day, so that days take none. Whoever
// needs more gets it once and keeps it.
func (w *World) reserve() {
	n := len(w.names)
	market.Reserve(w.bids, 64, 16, 8, 1)
	said, sent, reports, payments := space[Statement](n, 8), space[Message](n, 8), space[report](n, 8), space[payment](n, 8)
	boxes, since := space[Message](n, 8), space[Message](n, 16)
	for i, d := range w.desks {
		d.said, d.sent, d.reports, d.payments = said(i), sent(i), reports(i), payments(i)
		w.boxes[i], w.since[i] = boxes(i), since(i)
	}
	deals := space[deal](len(w.deals), n)
	for k := range w.deals {
		w.deals[k] = deals(k)
	}
	w.pending = make([]Statement, 0, n)
	w.view.Bulletin = make([]Statement, 0, n)
}

// space is one piece of memory cut into n empty slices that can hold size each.
func space[T any](n, size int) func(i int) []T {
	all := make([]T, n*size)
	return func(i int) []T { return all[i*size : i*size : (i+1)*size] }
}

func (w *World) agentIndex(id string) int {
	return slices.Index(w.names, id)
}

func (w *World) indicator(name string, mean bool) int {
	if i := slices.Index(w.inds, name); i >= 0 {
		return i
	}
	w.inds = append(w.inds, name)
	w.mean = append(w.mean, mean)
	return len(w.inds) - 1
}

// currencyOf is the money of an instrument. The first columns of the ledger are
// the currencies, in their order.
func (w *World) currencyOf(in *Instrument) *Currency { return &w.cfg.Currencies[in.money] }

// checkStatement refuses what publish could not read.
func (w *World) checkStatement(s *Statement) error {
	n := len(w.cfg.Instruments)
	switch {
	case s.Type >= NumStatementTypes:
		return fmt.Errorf("there is no type %d of statements", s.Type)
	case s.Target < -1 || s.Target >= len(w.names):
		return fmt.Errorf("%s: the target %d is no agent", s.Type, s.Target)
	case s.Instrument < -1 || s.Instrument >= n:
		return fmt.Errorf("%s: %d is no instrument", s.Type, s.Instrument)
	case s.Instrument < 0 && s.Type == Issuance:
		return fmt.Errorf("%s needs an instrument", s.Type)
	case len(s.Vector) > n:
		return fmt.Errorf("%s: %d elements for %d instruments", s.Type, len(s.Vector), n)
	case s.Value-s.Value != 0:
		return fmt.Errorf("%s of %g", s.Type, s.Value)
	}
	for k, x := range s.Vector {
		if x-x != 0 {
			return fmt.Errorf("%s of %g for %s", s.Type, x, w.cfg.Instruments[k].ID)
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
	for i := range v.Bulletin { // the speaker may use its memory again
		v.Bulletin[i].Vector = nil
	}
	w.books.SetStep(v.Day)
	w.books.ResetFlows()
	w.parts.Reset()
	clear(w.traded)
	clear(w.values)
	clear(w.count)
	w.rec.MaxGapBp = 0
	w.far = 1

	if err := w.phase(phaseAct); err != nil {
		return err
	}
	w.publish()
	if err := w.pay(); err != nil {
		return err
	}
	for r := range w.cfg.Rounds {
		v.Round = r
		if err := w.phase(phaseBid); err != nil {
			return err
		}
		if err := w.clear(r); err != nil {
			return err
		}
		if err := w.pay(); err != nil {
			return err
		}
		if err := w.checkHouse(); err != nil {
			return err
		}
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
	if err := w.checkLoans(); err != nil {
		return err
	}
	for _, c := range w.closers {
		if err := w.close(c); err != nil {
			return err
		}
	}
	return w.observe()
}

// phase lets every institution act or bid, then delivers what was sent.
func (w *World) phase(p phase) error {
	for i, d := range w.desks {
		d.Inbox = w.boxes[i]
		if p == phaseAct {
			d.Inbox = w.since[i]
		}
	}
	if err := w.sched.run(w, p); err != nil {
		return err
	}
	for i := range w.boxes {
		w.boxes[i] = w.boxes[i][:0]
		if p == phaseAct {
			w.since[i] = w.since[i][:0]
		}
	}
	for _, d := range w.desks {
		for _, m := range d.sent {
			w.boxes[m.To] = append(w.boxes[m.To], m)
			w.since[m.To] = append(w.since[m.To], m)
		}
		d.sent = d.sent[:0]
		w.pending = append(w.pending, d.said...)
		d.said = d.said[:0]
	}
	return nil
}

// step lets institution i do its part of a phase.
func (w *World) step(i int, p phase) (err error) {
	inst := w.agents[i]
	if inst == nil {
		return nil
	}
	defer w.catch(i, &err)
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

// closing is an institution that reports at the close.
type closing struct {
	agent int
	inst  Closer
}

// close lets an institution report.
func (w *World) close(c closing) (err error) {
	defer w.catch(c.agent, &err)
	c.inst.Close(w.desks[c.agent])
	return nil
}

// catch turns a panic of institution i into an error.
func (w *World) catch(i int, err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("agent %q failed: %v", w.names[i], r)
	}
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
			w.state.implied += s.Value
		case VolatilityRegime:
			v.Stress = s.Value
		case Issuance:
			v.Issued[s.Instrument] += s.Value
		}
	}
}

// pay executes instructed payments and loans in the order of the roster.
func (w *World) pay() error {
	for i, d := range w.desks {
		for _, p := range d.payments {
			if p.loan {
				if p.units < 0 && (w.books.Units(i, w.loans) > p.units || w.books.Units(p.to, w.loans) < -p.units) {
					return fmt.Errorf("agent %q repays %q %d units that it does not owe", w.names[i], w.names[p.to], -p.units)
				}
				if p.units < 0 {
					w.books.Lend(p.to, i, w.loans, p.units)
				} else if most := w.pledge(p.to) + w.books.Units(p.to, w.loans); most > 0 {
					w.books.Lend(i, p.to, w.loans, min(p.units, most))
				}
				continue
			}
			w.books.Pay(p.kind, i, p.to, w.cfg.Currencies[p.currency].asset, p.units)
		}
		d.payments = d.payments[:0]
	}
	return nil
}

// checkLoans verifies that who has borrowed holds dollar bonds worth as much.
func (w *World) checkLoans() error {
	for i := range w.names {
		owed := -w.books.Units(i, w.loans)
		if owed <= 0 {
			continue
		}
		if have := w.pledge(i); have < owed {
			return fmt.Errorf("agent %q owes %d units of dollars against bonds worth %d", w.names[i], owed, have)
		}
	}
	return nil
}

// pledge is what an agent's dollar bonds are worth, in units of dollars.
func (w *World) pledge(agent int) (value int64) {
	for k := range w.cfg.Instruments {
		if in := &w.cfg.Instruments[k]; in.Class == Bond && in.money == w.cfg.Currencies[w.usd].asset {
			value += max(0, w.books.Value(agent, in.asset))
		}
	}
	return value
}

// clear finds today's r-th prices and settles the trades.
func (w *World) clear(r int) error {
	if err := market.CheckIndex(w.bids, len(w.cfg.Instruments)); err != nil {
		return w.nameBid(err)
	}
	if err := market.Check(w.bids); err != nil {
		return w.nameBid(err)
	}
	n := len(w.cfg.Instruments)
	c := w.solver.Clear(w.bids, w.limits)
	gap := w.solver.Attribute(w.bids, w.parts)
	w.rec.MaxGapBp = math.Max(w.rec.MaxGapBp, gap)
	for _, dx := range c.Dx {
		w.far = math.Max(w.far, math.Abs(dx))
	}
	rr := &w.rounds[r]
	rr.Iterations, rr.ResidualUSDBn, rr.Fallback = c.Iterations, c.Residual, c.Fallback
	copy(rr.States, c.State)
	copy(rr.UnfilledUSDBn, c.Unfilled)
	if !(c.Residual <= 100*w.cfg.Market.ToleranceUSDBn) {
		return fmt.Errorf("round %d: clearing left excess demand of %g USD bn", r, c.Residual)
	}
	w.match(c)
	for k := range n {
		w.settle(k, c.Dx[k])
	}
	return nil
}

// deal is one agent's trade in whole units, bought positive.
type deal struct {
	agent int
	units int64
}

// match rounds the trades of a clearing to whole units that sum to zero in each
// instrument: what rounding leaves over goes to the largest trade.
func (w *World) match(c *market.Clearing) {
	n := len(w.deals)
	for k := range w.deals {
		w.deals[k] = w.deals[k][:0]
	}
	for i := range w.names {
		for k, t := range c.Trades[i*n : i*n+n] {
			if t == 0 {
				continue
			}
			w.traded[i*n+k] += t
			w.deals[k] = append(w.deals[k], deal{i, round(t * w.cfg.Instruments[k].UnitsPerUSDBn)})
		}
	}
	for _, deals := range w.deals {
		var sum, most int64
		at := -1
		for j, d := range deals {
			sum += d.units
			if a := max(d.units, -d.units); a > most {
				most, at = a, j
			}
		}
		if at >= 0 {
			deals[at].units -= sum
		}
	}
}

// settle posts the trades of instrument k at its new price and marks books to it.
func (w *World) settle(k int, dx float64) {
	v, in := &w.view, &w.cfg.Instruments[k]
	v.X[k] += dx
	v.Move[k] = v.X[k] - v.Open[k]
	price := in.Price(v.X[k])
	if in.Class == Swap && dx != 0 {
		w.variation(in, dx)
	}
	perUnit := price / w.currencyOf(in).UnitsPerBn * w.cfg.Currencies[w.usd].UnitsPerBn
	for _, d := range w.deals[k] {
		if d.units == 0 {
			continue
		}
		w.through++
		switch in.Class {
		case Swap:
			w.books.Sell(ledger.Trade, w.house, d.agent, in.asset, d.units, 0)
		case FX:
			w.books.Convert(w.house, d.agent, in.asset, d.units, w.cfg.Currencies[w.usd].asset, round(float64(d.units)*perUnit))
		default:
			w.books.Sell(ledger.Trade, w.house, d.agent, in.asset, d.units, round(float64(d.units)*price))
		}
	}
	if dx != 0 || len(w.deals[k]) > 0 {
		w.books.Revalue(in.asset, price)
	}
}

// checkHouse verifies that the clearing house has passed on everything but the
// rounding of cash, less than one unit an entry.
func (w *World) checkHouse() error {
	for a := range w.books.Assets() {
		u := w.books.Units(w.house, a)
		if u == 0 || a < len(w.cfg.Currencies) && max(u, -u) <= w.through {
			continue
		}
		return fmt.Errorf("the clearing house keeps %d units of %s after %d entries", u, w.books.AssetName(a), w.through)
	}
	return nil
}

// variation settles a move of the swap rate: who receives fixed pays when the
// rate rises, notional·(1 − exp(−D·dx)).
func (w *World) variation(in *Instrument, dx float64) {
	loss := -portable.Expm1(-in.DurationYr * dx / 1e4)
	for i := range w.names {
		if u := w.books.Units(i, in.asset); u != 0 {
			w.through++
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
				w.through++
				w.books.Pay(ledger.Interest, w.house, i, in.money, round(float64(u)*rate))
			}
		}
	}
	for k := range w.cfg.Instruments {
		in := &w.cfg.Instruments[k]
		issuer := w.issuer[k]
		if in.Class != Bond || issuer < 0 {
			continue
		}
		rate := in.RunningPct(w.view.X[k]) / 100 / year
		for i := range w.names {
			if i == issuer {
				continue
			}
			if u := w.books.Units(i, in.asset); u != 0 {
				w.books.Pay(ledger.Coupon, issuer, i, in.money, round(float64(u)*rate))
			}
		}
	}
	for c := range w.cfg.Currencies {
		cur := &w.cfg.Currencies[c]
		bank := w.bank[c]
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
	w.parts.Totals(w.total)
	for k, m := range w.view.Move {
		if gap := math.Abs(w.total[k] - m); !(gap <= 1e-9*w.far) {
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
	var infinite market.ErrNotFinite
	var unknown market.ErrNoInstrument
	switch {
	case errors.As(err, &infinite):
		return fmt.Errorf("agent %q bid a number that is not finite for %s", w.names[infinite.Bid], w.cfg.Instruments[infinite.Instrument].ID)
	case errors.As(err, &unknown):
		return fmt.Errorf("agent %q bid for instrument %d, which does not exist", w.names[unknown.Bid], unknown.Instrument)
	}
	return err
}

func round(v float64) int64 { return int64(math.RoundToEven(v)) }
