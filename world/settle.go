package world

import (
	"math"

	"kirifuda/internal/portable"
	"kirifuda/world/ledger"
	"kirifuda/world/market"
)

// clearingHouse is the counterparty to every trade. It is left with nothing but
// rounding errors in cash, at most half a unit per trade.
const clearingHouse = "clearing_house"

// unitTrade is one agent's trade in whole units, bought positive.
type unitTrade struct {
	agent int
	units int64
}

// settle books the trades of the round at its prices.
func (w *World) settle() error {
	w.match(w.cleared)
	for k, dx := range w.cleared.Dx {
		w.post(k, dx)
	}
	return nil
}

// match rounds the trades of a clearing to whole units that sum to zero in each
// instrument: the rounding difference is added to the largest trade.
func (w *World) match(c *market.Clearing) {
	n := len(w.unitTrades)
	for k := range w.unitTrades {
		w.unitTrades[k] = w.unitTrades[k][:0]
	}
	for i := range w.names {
		for k, t := range c.Trades[i*n : i*n+n] {
			if t == 0 {
				continue
			}
			w.traded[i*n+k] += t
			w.unitTrades[k] = append(w.unitTrades[k], unitTrade{i, nearest(t * w.cfg.Instruments[k].UnitsPerUSDBn)})
		}
	}
	for _, trades := range w.unitTrades {
		var sum, most int64
		at := -1
		for j, d := range trades {
			sum += d.units
			if a := max(d.units, -d.units); a > most {
				most, at = a, j
			}
		}
		if at >= 0 {
			trades[at].units -= sum
		}
	}
}

// post books the trades of instrument k at its new price and marks books to it.
func (w *World) post(k int, dx float64) {
	v, in := &w.view, &w.cfg.Instruments[k]
	v.Deviation[k] += dx
	v.Move[k] = v.Deviation[k] - v.Open[k]
	price := in.Price(v.Deviation[k])
	if in.Class == Swap && dx != 0 {
		w.variation(in, dx)
	}
	perUnit := price / w.currencyOf(in).UnitsPerBn * w.cfg.Currencies[w.usd].UnitsPerBn
	for _, d := range w.unitTrades[k] {
		if d.units == 0 {
			continue
		}
		w.houseEntries++
		switch in.Class {
		case Swap:
			w.books.Sell(ledger.Trade, w.house, d.agent, in.asset, d.units, 0)
		case FX:
			w.books.Convert(w.house, d.agent, in.asset, d.units, w.cfg.Currencies[w.usd].asset, nearest(float64(d.units)*perUnit))
		default:
			w.books.Sell(ledger.Trade, w.house, d.agent, in.asset, d.units, nearest(float64(d.units)*price))
		}
	}
	if dx != 0 || len(w.unitTrades[k]) > 0 {
		w.books.Revalue(in.asset, price)
	}
}

// variation settles a move of the swap rate: the receiver of fixed pays when the
// rate rises,
//
//	notional·(1 − exp(−D·dx))
func (w *World) variation(in *Instrument, dx float64) {
	loss := -portable.Expm1(-in.DurationYr * dx / 1e4)
	for i := range w.names {
		if u := w.books.Units(i, in.asset); u != 0 {
			w.houseEntries++
			w.books.PayOn(ledger.Variation, i, w.house, in.money, nearest(float64(u)*loss), in.asset)
		}
	}
}

// nearest is the whole number nearest to v, the even one if two are equally near.
func nearest(v float64) int64 { return int64(math.RoundToEven(v)) }
