package output

import (
	"math"

	"kirifuda/world"
	"kirifuda/world/market"
)

// window holds what a recorder has seen since the last day that it kept: the state at
// the close of the last day seen, and flows, moves and peaks of all days. Without
// thinning it is one day. The memory is reused.
type window struct {
	days      int   // seen
	date, day int32 // of the last
	values    []float64

	stock     stock
	positions []position // [bucket*agents+agent]
	pairs     []int64    // [(bucket*agents+seller)*agents+buyer] paid by the buyer to the seller, in smallest units
	moves     []float64  // [(instrument*(bidders+1)+bidder)*causes+cause] bp

	sellers, buyers []stake // of a bucket on a day
}

// position is one holder's position in a bucket and its changes, in smallest units.
type position struct {
	units, value, paid, gain, other int64
	seen                            bool // held or traded
}

// stake is what an agent sold or bought of a bucket, in smallest units of money.
type stake struct {
	agent int
	value int64
}

// add adds a finished day to the series.
func (w *window) add(rec *world.Record) {
	if w.values == nil {
		w.values = make([]float64, len(rec.Values))
	}
	for i, v := range rec.Values {
		if w.days > 0 {
			v = rec.Series[i].Kind.Combine(w.values[i], v)
		}
		w.values[i] = v
	}
	w.days++
	w.date, w.day = int32(rec.View.Date), int32(rec.View.Day)
}

// addBooks adds a finished day to positions, flows and moves. Every holding was worth
// units·price at yesterday's close, so that the identity
//
//	value = value before + paid in transactions + other + valuation
//
// gives what was paid without storing yesterday's positions.
func (w *window) addBooks(l *bookLayout, rec *world.Record) {
	v, n, agents := rec.View, len(rec.View.Instruments), len(rec.Agents)
	if w.positions == nil {
		w.positions = make([]position, len(l.buckets)*agents)
		w.pairs = make([]int64, len(l.buckets)*agents*agents)
	}
	for j, b := range l.buckets {
		in := &v.Instruments[b.instrument]
		openPrice := in.Price(v.Open[b.instrument])
		w.sellers, w.buyers = w.sellers[:0], w.buyers[:0]
		for i := range rec.Agents {
			p := &w.positions[j*agents+i]
			units, bought := rec.Books.Units(i, b.asset), rec.Books.Bought(i, b.asset)
			value, gain := rec.Books.Value(i, b.asset), rec.Books.Gain(i, b.asset)
			p.units, p.value = units, value
			if units == 0 && bought == 0 {
				continue // also skips the clearing house
			}
			before := int64(math.Round(float64(units-bought) * openPrice))
			change := value - before - gain
			// Units acquired outside the market, as in redemptions, which are made before
			// trading. A difference of a few units comes from rounding trades to whole units.
			var other int64
			traded := float64(rec.Traded[i*n+b.instrument] * in.UnitsPerUSDBn)
			if d := float64(bought) - traded; math.Abs(d) > float64(2*agents) {
				other = int64(math.Round(d * openPrice))
			}
			paid := change - other
			p.seen, p.paid, p.gain, p.other = true, p.paid+paid, p.gain+gain, p.other+other
			switch {
			case paid < 0:
				w.sellers = append(w.sellers, stake{i, -paid})
			case paid > 0:
				w.buyers = append(w.buyers, stake{i, paid})
			}
		}
		for _, s := range w.sellers {
			pairs := w.pairs[(j*agents+s.agent)*agents:][:agents]
			allocate(s.value, w.buyers, func(buyer int, amount int64) { pairs[buyer] += amount })
		}
	}
	w.addMoves(rec.Attribution, n)
}

// addMoves adds the parts of a day's price moves.
func (w *window) addMoves(a *market.Attribution, instruments int) {
	if a == nil {
		return
	}
	if w.moves == nil {
		w.moves = make([]float64, instruments*(a.Bidders+1)*int(market.NumCauses))
	}
	at := 0
	for k := range instruments {
		for i := 0; i <= a.Bidders; i++ {
			for c := market.Cause(0); c < market.NumCauses; c++ {
				w.moves[at] += a.At(i, c, k)
				at++
			}
		}
	}
}

// reset begins the next window.
func (w *window) reset() {
	w.days = 0
	clear(w.positions)
	clear(w.pairs)
	clear(w.moves)
}

// allocate splits total between the buyers in proportion to what they bought, in
// whole units that add up exactly to total, and calls give with each amount that
// is not zero.
func allocate(total int64, buyers []stake, give func(buyer int, amount int64)) {
	var all, upTo float64
	for _, b := range buyers {
		all += float64(b.value)
	}
	var given int64
	for j, b := range buyers {
		upTo += float64(b.value)
		next := total
		if j < len(buyers)-1 {
			next = int64(math.Round(float64(total) * (upTo / all)))
		}
		if amount := next - given; amount != 0 {
			give(b.agent, amount)
		}
		given = next
	}
}
