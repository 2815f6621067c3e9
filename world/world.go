package world

import (
	"context"
	"fmt"
	"slices"

	"kirifuda/world/ledger"
	"kirifuda/world/market"
)

// World is one running simulation. It is not safe for concurrent use.
type World struct {
	cfg          Config
	names        []string
	seats        []seat          // per sheet
	woken        [numTurns][]int // institutions that act and those that bid, in the order of the roster
	desks        []*Desk
	books        *ledger.Ledger
	solver       *market.Solver
	attribution  *market.Attribution
	view         View
	usd          int // currency index
	loans        int // column of dollar loans in the ledger
	house        int
	limits       []float64
	closed       []bool // by instrument: its market is closed today
	lastOpen     []Date // by instrument: last day before today on which its market was open
	bids         []*market.Bid
	traded       []float64
	cleared      *market.Clearing // of the round
	unitTrades   [][]unitTrade    // per instrument, the round's trades in whole units
	issuer       []int            // sheet of an instrument's issuer, −1 for none
	bank         []int            // sheet of a currency's central bank, −1 for none
	houseEntries int64            // entries of the clearing house so far
	total        []float64        // per instrument, sum of the parts of the day's move
	largestMove  float64          // largest move of any price in a round of the day, at least 1 bp
	gauges       gauges
	rec          Record
	watching     []RoundObserver
	series       []Series
	reported     []bool      // by series: an institution reports it
	count        []int       // by series: reports of the day
	values       []float64   // by series
	unlisted     error       // names a registered series that its kind does not list
	pending      []Statement // said, not yet on the bulletin
	statements   []Statement // the day's bulletin and what was done on the day
	mail         [][]Message // sent in the preceding phase
	mailSinceAct [][]Message // sent since the last Act
	sched        scheduler
	rounds       []RoundRecord
	common       map[string]any // declared by agents, see AgentSpec
	profile      profile
	opened       bool // the base date has been shown
	err          error
}

// View returns public information.
func (w *World) View() *View { return &w.view }

// Books returns the ledger.
func (w *World) Books() *ledger.Ledger { return w.books }

// Agents lists the identifiers of all sheets: the roster, sheets without an
// institution and the clearing house.
func (w *World) Agents() []string { return w.names }

// Run simulates all days of the world.
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

// Close ends the goroutines of the institutions. Step fails afterwards.
func (w *World) Close() {
	if w.sched != nil {
		w.sched.close()
		w.sched = nil
	}
	if w.err == nil {
		w.err = fmt.Errorf("the world is closed")
	}
}

func (w *World) agentIndex(id string) int {
	return slices.Index(w.names, id)
}

// currencyOf is the currency of an instrument. The first columns of the ledger are
// the currencies, in their order.
func (w *World) currencyOf(in *Instrument) *Currency { return &w.cfg.Currencies[in.money] }

// usdPer is the value of one unit of a currency in US dollars at last prices.
func (w *World) usdPer(c *Currency) float64 {
	if c.fx < 0 {
		return 1
	}
	return w.cfg.Instruments[c.fx].Price(w.view.Deviation[c.fx])
}
