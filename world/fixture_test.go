package world

import (
	"context"
	"fmt"
	"hash/fnv"
	"math"
	"testing"

	"kirifuda/world/ledger"
	"kirifuda/world/market"
)

// Instruments of the test world.
const (
	tBond = iota
	tSwap
	tYen
	tShare
)

// Institutions made of functions, with no more methods than they have functions.
type (
	acts   struct{ act func(d *Desk) }
	bids   struct{ bid func(d *Desk) }
	closes struct{ close func(d *Desk) }
)

func (a acts) Act(d *Desk)     { a.act(d) }
func (b bids) Bid(d *Desk)     { b.bid(d) }
func (c closes) Close(d *Desk) { c.close(d) }

// agent acts and bids, or does what of both is not nil.
func agent(id string, act, bid func(d *Desk)) AgentSpec {
	var inst Institution
	switch {
	case act != nil && bid != nil:
		inst = struct {
			acts
			bids
		}{acts{act}, bids{bid}}
	case act != nil:
		inst = acts{act}
	case bid != nil:
		inst = bids{bid}
	}
	return is(id, inst)
}

// is puts an institution on the roster.
func is(id string, inst Institution) AgentSpec {
	return AgentSpec{ID: id, New: func(*Setup) (Institution, error) { return inst, nil }}
}

// maker gives every market a slope: it buys what is cheap.
func maker(id string, depth float64) AgentSpec {
	return agent(id, nil, func(d *Desk) {
		for k := range d.View.Instruments {
			sign := 1.0
			if c := d.View.Instruments[k].Class; c == Equity {
				sign = -1
			}
			d.Bid.Slope(k, k, sign*depth)
		}
	})
}

// noise trades at random.
func noise(id string, size float64) AgentSpec {
	return agent(id, nil, func(d *Desk) {
		r := d.Rand(uint64(d.View.Round))
		for k := range d.View.Instruments {
			d.Bid.Order(k, market.News, size*r.NormFloat64())
		}
	})
}

func date(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// small is a closed world: two central banks, a treasury, a firm, and the given
// agents, who all hold some of everything.
func small(agents ...AgentSpec) Config {
	cfg := Config{
		Start: date("2025-03-31"), Days: 1000, Seed: 1, Inline: true, VIX: 20, MOVE: 100,
		Currencies: []Currency{
			{ID: "usd", UnitsPerBn: 1e11, BasePerUSD: 1, CentralBank: "fed", PolicyRatePct: 4.33},
			{ID: "jpy", UnitsPerBn: 1e9, BasePerUSD: 150, CentralBank: "boj", PolicyRatePct: 0.5},
		},
		Instruments: []Instrument{
			tBond:  {ID: "bond", Class: Bond, Currency: "usd", BasePrice: 0.97, DurationYr: 6, BaseYieldPct: 4.2, CouponPct: 3, DailySDBp: 6, Issuer: "treasury"},
			tSwap:  {ID: "swap", Class: Swap, Currency: "usd", DurationYr: 6, BaseYieldPct: 4, DailySDBp: 6},
			tYen:   {ID: "jpy", Class: FX, Currency: "jpy", DailySDBp: 60, Issuer: "boj"},
			tShare: {ID: "share", Class: Equity, Currency: "jpy", BasePrice: 1, DailySDBp: 100, Issuer: "firm"},
		},
	}
	idle := func(id string) { cfg.Agents = append(cfg.Agents, agent(id, nil, nil)) }
	idle("fed")
	idle("boj")
	idle("treasury")
	idle("firm")
	cfg.Agents = append(cfg.Agents, agents...)
	n := int64(len(agents))
	give := func(asset, issuer string, each int64) {
		for _, a := range agents {
			cfg.Opening = append(cfg.Opening, Position{a.ID, asset, each})
		}
		cfg.Opening = append(cfg.Opening, Position{issuer, asset, -n * each})
	}
	give("usd", "fed", 100e11)
	give("jpy", "boj", 9000e9)
	give("bond", "treasury", 300e11)
	give("share", "firm", 20_000e9)
	for i, a := range agents { // swaps: pairs of receiver and payer
		if i%2 == 1 {
			cfg.Opening = append(cfg.Opening, Position{a.ID, "swap", -40e11}, Position{agents[i-1].ID, "swap", 40e11})
		}
	}
	return cfg
}

// noCarry takes all interest out of a world at its base prices.
func noCarry(c *Config) {
	for k := range c.Instruments {
		c.Instruments[k].BaseYieldPct = 0
	}
	for k := range c.Currencies {
		c.Currencies[k].PolicyRatePct = 0
	}
}

func build(t testing.TB, cfg Config) *World {
	t.Helper()
	w, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	return w
}

func steps(t testing.TB, w *World, n int) {
	t.Helper()
	for range n {
		if err := w.Step(); err != nil {
			t.Fatal(err)
		}
	}
}

// hash is an observer that digests everything a record shows.
type hash struct{ sum uint64 }

func (h *hash) Observe(r *Record) error {
	d := fnv.New64a()
	var b [8]byte
	word := func(u uint64) {
		for i := range b {
			b[i] = byte(u >> (8 * i))
		}
		d.Write(b[:])
	}
	floats := func(v []float64) {
		for _, x := range v {
			word(math.Float64bits(x))
		}
	}
	word(h.sum)
	floats(r.View.Deviation)
	floats(r.View.Vol)
	floats(r.Traded)
	floats(r.Attribution.Bp)
	floats(r.Values)
	for _, s := range r.Statements {
		fmt.Fprint(d, s.Day, s.Type, s.Actor, s.Target, s.Instrument)
		floats([]float64{s.Value})
		floats(s.Vector)
	}
	for _, rr := range r.Rounds {
		fmt.Fprint(d, rr.Iterations, rr.Fallback, rr.States)
		floats(rr.UnfilledUSDBn)
	}
	for g := range r.Agents {
		for s := range r.Books.Assets() {
			word(uint64(r.Books.Units(g, s)))
			word(uint64(r.Books.Value(g, s)))
			word(uint64(r.Books.Equity(g, s)))
		}
	}
	h.sum = d.Sum64()
	return nil
}

func runHash(t testing.TB, cfg Config, days int) uint64 {
	t.Helper()
	var h hash
	cfg.Days = days
	cfg.Observers = append([]Observer{&h}, cfg.Observers...)
	w := build(t, cfg)
	if err := w.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	return h.sum
}

// tHeard is what the listener of a busy world reports.
var tHeard = Series{Name: "heard", Unit: "1", Doc: "what was said in the mail"}

// busy is a world in which everybody does something.
func busy() Config {
	var agents []AgentSpec
	for i := range 12 {
		agents = append(agents, maker(fmt.Sprint("maker_", i), 0.5+float64(i)), noise(fmt.Sprint("noise_", i), 2))
	}
	agents = append(agents, agent("talker", func(d *Desk) {
		d.Say(Offer, d.Rand(1).Float64())
		d.Send(5, Offer, d.Rand(2).Float64())
		d.Pay(ledger.Goods, 4+d.Rand(3).IntN(10), 0, math.Abs(d.Rand(4).NormFloat64()))
	}, nil), AgentSpec{ID: "listener", Series: []Series{tHeard}, New: func(s *Setup) (Institution, error) {
		i := s.Series(tHeard)
		return bids{func(d *Desk) {
			for _, m := range d.Inbox {
				d.Report(i, m.Values[0])
			}
			for _, s := range d.View.Bulletin {
				d.Bid.Order(tYen, market.Belief, s.Value)
			}
		}}, nil
	}})
	cfg := small(agents...)
	cfg.Rounds = 2
	cfg.Series = []Series{{Name: "yen", Unit: "JPY per USD", Doc: "yen per US dollar", Base: 150, Read: func(r *Record) float64 { return r.View.Level(tYen) }}}
	return cfg
}
