package world

import (
	"math"
	"slices"

	"kirifuda/world/market"
)

// New builds a world. What institutions do is merged in the order of the roster;
// their identifiers key the random streams.
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
	// The world writes the places of instruments and currencies in its ledger into them.
	cfg.Instruments, cfg.Currencies = slices.Clone(cfg.Instruments), slices.Clone(cfg.Currencies)
	w := &World{cfg: cfg}
	if err := w.openBooks(); err != nil {
		return nil, err
	}
	w.openMarkets()
	w.openView()
	if err := w.checkScript(); err != nil {
		return nil, err
	}
	if err := w.list(); err != nil {
		return nil, err
	}
	if err := w.appoint(); err != nil {
		return nil, err
	}
	if w.unlisted != nil {
		return nil, w.unlisted
	}
	w.openRecord()
	w.reserve()
	if err := w.books.Check(); err != nil {
		return nil, err
	}
	if cfg.Profile {
		w.profile = newProfile(day, "")
	}
	if cfg.Inline {
		w.sched = inlineScheduler{}
	} else {
		w.sched = newGoroutines(w)
	}
	return w, nil
}

// openMarkets makes the solver and what trading needs.
func (w *World) openMarkets() {
	n := len(w.cfg.Instruments)
	w.closed = make([]bool, n)
	w.lastOpen = make([]Date, n)
	w.solver = market.NewSolver(n, w.cfg.Market)
	w.attribution = market.NewAttribution(len(w.names), n)
	w.traded = make([]float64, len(w.names)*n)
	w.unitTrades = make([][]unitTrade, n)
	w.total = make([]float64, n)
	w.limits = make([]float64, n)
	for k := range w.cfg.Instruments {
		in := &w.cfg.Instruments[k]
		w.issuer = append(w.issuer, w.agentIndex(in.Issuer))
		if in.centre = -1; in.Centre != "" {
			in.centre = w.cfg.Calendar.Centre(in.Centre)
		}
		w.lastOpen[k] = w.cfg.Start
		w.limits[k] = in.LimitBp
		if w.limits[k] <= 0 {
			w.limits[k] = math.Inf(1)
		}
	}
	for range w.cfg.Rounds {
		w.rounds = append(w.rounds, RoundRecord{States: make([]market.State, n), UnfilledUSDBn: make([]float64, n)})
	}
}

// openView shows the world as of the start.
func (w *World) openView() {
	cfg := &w.cfg
	v := func() []float64 { return make([]float64, len(cfg.Instruments)) }
	w.view = View{
		Date: cfg.Start, Previous: cfg.Start, Rounds: cfg.Rounds, Instruments: cfg.Instruments, Currencies: cfg.Currencies, Facts: cfg.Facts,
		Calendar: cfg.Calendar, OpenShare: v(), closed: w.closed,
		Deviation: v(), Open: v(), Move: v(), Vol: v(), Outstanding: v(), Issued: v(), news: v(),
		PolicyRatePct: make([]float64, len(cfg.Currencies)),
		latest:        make([]float64, int(NumStatementTypes)*len(w.names)), agents: len(w.names),
		Stress: 1, VIX: cfg.VIX, MOVE: cfg.MOVE,
	}
	for range cfg.Facts.Goods {
		w.view.sector = append(w.view.sector, math.NaN())
	}
	for range historyDays {
		w.view.History = append(w.view.History, v())
	}
	for c := range cfg.Currencies {
		w.view.PolicyRatePct[c] = cfg.Currencies[c].PolicyRatePct
		w.bank = append(w.bank, w.agentIndex(cfg.Currencies[c].CentralBank))
	}
	w.gauges.init(w)
	w.refreshOutstanding()
}

// openRecord prepares what observers are shown.
func (w *World) openRecord() {
	w.rec = Record{View: &w.view, Attribution: w.attribution, Books: w.books, Agents: w.names, Traded: w.traded, Series: w.series, Values: w.values}
	for _, o := range w.cfg.Observers {
		if r, ok := o.(RoundObserver); ok {
			w.watching = append(w.watching, r)
		}
	}
}

// reserve allocates the memory of a usual day in advance, so that days allocate
// none. An institution that needs more is given it once and keeps it.
func (w *World) reserve() {
	n := len(w.names)
	w.mail, w.mailSinceAct = make([][]Message, n), make([][]Message, n)
	market.Reserve(w.bids, 128, 16, 8, 1)
	said, did, sent, reports, payments := space[Statement](n, 8), space[Statement](n, 8), space[Message](n, 8), space[report](n, 8), space[payment](n, 8)
	boxes, since := space[Message](n, 8), space[Message](n, 16)
	for i, d := range w.desks {
		d.said, d.did, d.sent, d.reports, d.payments = said(i), did(i), sent(i), reports(i), payments(i)
		w.mail[i], w.mailSinceAct[i] = boxes(i), since(i)
	}
	trades := space[unitTrade](len(w.unitTrades), n)
	for k := range w.unitTrades {
		w.unitTrades[k] = trades(k)
	}
	w.pending = make([]Statement, 0, n)
	w.view.Bulletin = make([]Statement, 0, n)
	w.statements = make([]Statement, 0, 2*n)
}

// space is one piece of memory cut into n empty slices that can hold size each.
func space[T any](n, size int) func(i int) []T {
	all := make([]T, n*size)
	return func(i int) []T { return all[i*size : i*size : (i+1)*size] }
}
