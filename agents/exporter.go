package agents

import (
	"math"

	"kirifuda/world"
	"kirifuda/world/ledger"
	"kirifuda/world/market"
)

var _ = register("exporter", Define("firms that export: conversion of receipts", newExporter))

// ExporterParams describe firms outside the United States that export to it.
type ExporterParams struct {
	// home currency; receipts from the trade of partners other than Japan are converted into theirs
	Currency string `yaml:"currency" default:"jpy" enum:"@foreign_currencies" role:"constant" needs:"trade with Japan, which only the agent jp_corporates has"`
}

// Exporter represents firms abroad that trade with the United States. It converts the
// change in its dollar receipts into its own currency, or into those of the countries on
// whose behalf it trades, and pays for U.S. goods and the duty on them. Duty is paid in
// local currency to the government that levies it; Japan's goes to the ministry that
// negotiates. Countries without a currency in the model keep their dollars.
type Exporter struct {
	at    exporterPlaces
	state exporterState
}

// exporterPlaces are its indices, found at set-up.
type exporterPlaces struct {
	customer int   // agent that imports
	fx       []int // instrument of the currency, by partner, Japan first
	money    []int // currency of accounts, by partner
	gov      []int // government that levies duty, by partner
}

// exporterState is all that changes.
type exporterState struct {
	usd []float64 // dollars to convert today, by partner, USD bn
}

func newExporter(s *world.Setup, p *ExporterParams) (*Exporter, error) {
	n := len(s.Facts.Partners)
	e := &Exporter{
		at:    exporterPlaces{customer: s.Agent("us_corporates"), fx: make([]int, 1+n), money: make([]int, 1+n), gov: make([]int, 1+n)},
		state: exporterState{usd: make([]float64, 1+n)},
	}
	e.at.fx[0], e.at.money[0], e.at.gov[0] = s.Instrument(p.Currency), s.Currency(p.Currency), s.Agent("jp_trade")
	for j := range s.Facts.Partners {
		a := &s.Facts.Partners[j]
		e.at.fx[1+j], e.at.money[1+j], e.at.gov[1+j] = s.Instrument(a.Currency), s.Currency(a.Currency), s.Agent(a.Government)
	}
	return e, nil
}

// from reads a customer's invoice: the number of the partner, 0 for Japan.
func (e *Exporter) from(m *world.Message) (n int, ok bool) {
	n = int(m.Values[1])
	return n, m.From == e.at.customer && m.Type == world.Invoice && n >= 0 && n < len(e.state.usd)
}

// pay pays for the U.S. goods shipped today, and the duty on them.
func (e *Exporter) pay(d *world.Desk, n int, goods, duty float64) {
	d.Pay(ledger.Goods, e.at.customer, 0, math.Max(0, goods))
	c := 0
	duty = math.Max(0, duty)
	if k := e.at.fx[n]; k >= 0 && e.at.money[n] > 0 {
		c = e.at.money[n]
		duty /= d.View.Instruments[k].Price(d.View.Deviation[k])
	}
	d.Pay(ledger.Tariff, e.at.gov[n], c, duty)
}

// Bid pays for what is shipped today and sells the dollars that customers announced this
// morning.
func (e *Exporter) Bid(d *world.Desk) {
	if d.View.Round > 0 {
		return
	}
	clear(e.state.usd)
	for i := range d.Inbox {
		if n, ok := e.from(&d.Inbox[i]); ok {
			m := &d.Inbox[i]
			e.state.usd[n] += m.Values[0]
			e.pay(d, n, m.Values[2], m.Values[3])
		}
	}
	for n, k := range e.at.fx {
		if k >= 0 && e.state.usd[n] != 0 {
			d.Bid.Order(k, market.Goods, e.state.usd[n])
		}
	}
}
