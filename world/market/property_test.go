package market

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// book is a set of bids for a property test.
type book struct {
	n     int
	bids  []*Bid
	limit []float64 // nil for none
	sign  []float64
}

// shape says what a drawn book may hold.
type shape struct {
	curves, limited, limits bool
	shock                   float64 // largest shift, USD bn
	low, high               float64 // own slope beyond the cross slopes, USD bn per bp
	use                     float64 // largest desired risk relative to capacity
}

// drawBook draws bids in which demand for each instrument depends mostly on its
// own price: own slopes exceed the sum of cross slopes in their row and that of
// what limited positions may do.
func drawBook(t *rapid.T, sh shape) book {
	n := rapid.IntRange(1, 7).Draw(t, "n")
	bk := book{n: n, sign: make([]float64, n)}
	exponent := rapid.Float64Range(math.Log(sh.low), math.Log(sh.high))
	own, cross := make([]float64, n), make([]float64, n)
	for k := range n {
		bk.sign[k] = rapid.SampledFrom([]float64{1, 1, -1}).Draw(t, "sign")
		own[k] = math.Exp(exponent.Draw(t, "own"))
	}
	instrument := rapid.IntRange(0, n-1)
	cause := rapid.Map(rapid.IntRange(0, int(Unfilled)-1), func(c int) Cause { return Cause(c) })
	bidders := rapid.IntRange(1, 8).Draw(t, "bidders")
	for range bidders {
		b := &Bid{}
		for range rapid.IntRange(0, 4).Draw(t, "shifts") {
			b.Order(instrument.Draw(t, "k"), cause.Draw(t, "cause"), rapid.Float64Range(-sh.shock, sh.shock).Draw(t, "shift"))
		}
		for range rapid.IntRange(0, 4).Draw(t, "cells") {
			k, l := instrument.Draw(t, "k"), instrument.Draw(t, "l")
			v := own[k] * rapid.Float64Range(-1, 1).Draw(t, "cross")
			b.Slope(k, l, v)
			cross[k] += math.Abs(v)
		}
		if sh.curves {
			for range rapid.IntRange(0, 3).Draw(t, "curves") {
				k := instrument.Draw(t, "k")
				beta := rapid.Float64Range(1e-4, 0.05).Draw(t, "beta")
				scale := own[k] * rapid.Float64Range(0.1, 100).Draw(t, "scale")
				if rapid.Bool().Draw(t, "saturates") {
					scale, beta = -scale, -beta
				}
				b.SemiElastic(k, scale, bk.sign[k]*beta)
			}
		}
		if sh.limited && rapid.Bool().Draw(t, "has limited") {
			b.Limit(drawLimited(t, sh, bk.sign, own, cross))
		}
		bk.bids = append(bk.bids, b)
	}
	for k := range n {
		i := rapid.IntRange(0, bidders-1).Draw(t, "bidder")
		bk.bids[i].Slope(k, k, bk.sign[k]*(own[k]+1.5*cross[k]))
	}
	if sh.limits {
		bk.limit = make([]float64, n)
		for k := range n {
			bk.limit[k] = rapid.OneOf(rapid.Float64Range(0, 50), rapid.Just(math.Inf(1))).Draw(t, "limit")
		}
	}
	return bk
}

// drawLimited draws a position in some instruments with diagonal-heavy risk and
// adds to cross what its Jacobian may take from own slopes.
func drawLimited(t *rapid.T, sh shape, sign, own, cross []float64) *RiskLimited {
	n := len(sign)
	perm := rapid.Permutation(indices(n)).Draw(t, "index")
	m := rapid.IntRange(1, n).Draw(t, "m")
	p := rapid.IntRange(1, n).Draw(t, "p")
	l := NewRiskLimited(perm[:m], rapid.Permutation(indices(n)).Draw(t, "price")[:p])
	unit := rapid.Float64Range(-1, 1)
	for i, k := range l.Index {
		l.Z0[i] = sh.shock * unit.Draw(t, "z0")
		for j, kj := range l.Price {
			g := own[k] * 0.3 * unit.Draw(t, "gain")
			if k == kj {
				g = sign[k] * own[k] * (1 + math.Abs(g))
			}
			l.Gain[i*p+j] = g
		}
		for j := range i {
			v := 0.5 / float64(m) * unit.Draw(t, "risk")
			l.Risk[i*m+j], l.Risk[j*m+i] = v, v
		}
		l.Risk[i*m+i] = 1
	}
	// |Jacobian| ≤ Gain + z·(w'·Gain)/U², entries of z and w at most 2·U.
	var sum float64
	for _, v := range l.Gain {
		sum += math.Abs(v)
	}
	for _, k := range l.Index {
		cross[k] += 5 * sum
	}
	l.Capacity = (l.Norm(l.Z0) + 1e-3*sh.shock + 1e-9) / math.Exp(rapid.Float64Range(-2, math.Log(sh.use)).Draw(t, "use"))
	if rapid.Bool().Draw(t, "dealer") {
		l.Knee = rapid.Float64Range(0.1, 0.95).Draw(t, "knee")
		l.Convexity = rapid.Float64Range(0.01, 20).Draw(t, "convexity")
	}
	return l
}

func indices(n int) []int {
	x := make([]int, n)
	for i := range x {
		x[i] = i
	}
	return x
}

var shapes = map[string]shape{
	"linear":             {shock: 50, low: 0.1, high: 10, use: 1},
	"linear with limits": {shock: 500, low: 0.1, high: 10, use: 1, limits: true},
	"curves":             {curves: true, shock: 50, low: 0.1, high: 10, use: 1},
	"curves with limits": {curves: true, shock: 5000, low: 0.1, high: 10, use: 1, limits: true},
	"limited":            {limited: true, shock: 50, low: 0.1, high: 10, use: 3},
	"all":                {curves: true, limited: true, shock: 50, low: 0.1, high: 10, use: 3},
	"all with limits":    {curves: true, limited: true, shock: 500, low: 0.1, high: 10, use: 10, limits: true},
	"wild":               {curves: true, limited: true, shock: 1e4, low: 1e-3, high: 1e4, use: 100},
	"wild with limits":   {curves: true, limited: true, shock: 1e4, low: 1e-3, high: 1e4, use: 100, limits: true},
}

// Markets in which every instrument has depth clear or stop at a limit, and the
// result is what it says.
func TestPropertyClearing(t *testing.T) {
	for name, sh := range shapes {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			bk := drawBook(t, sh)
			s := NewSolver(bk.n, DefaultSettings())
			c := s.Clear(bk.bids, bk.limit)
			for k, st := range c.State {
				if st == NoTrade || bk.limit == nil && st != Cleared {
					t.Fatalf("instrument %d: %v", k, st)
				}
			}
			checkAll(t, s, bk.bids, bk.limit, c)
		}))
	}
}

// A solver carries nothing from one clearing to the next.
func TestPropertyNoMemory(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bk := drawBook(t, shapes["all with limits"])
		s := NewSolver(bk.n, DefaultSettings())
		first := append([]float64(nil), s.Clear(bk.bids, bk.limit).Dx...)
		if bk.n > 0 {
			s.Clear([]*Bid{oneBid(func(b *Bid) { b.Order(0, News, math.NaN()); b.Slope(0, 0, 1) })}, nil)
		}
		for k, x := range s.Clear(bk.bids, bk.limit).Dx {
			if math.Float64bits(x) != math.Float64bits(first[k]) {
				t.Fatalf("dx[%d] = %v, then %v", k, first[k], x)
			}
		}
	})
}

func TestPropertyDepth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bk := drawBook(t, shapes["linear"])
		s := NewSolver(bk.n, DefaultSettings())
		before := append([]float64(nil), s.Clear(bk.bids, nil).Dx...)
		for _, b := range bk.bids {
			for i := range b.cells {
				b.cells[i].slope *= 2
			}
		}
		for k, x := range s.Clear(bk.bids, nil).Dx {
			if math.Abs(2*x-before[k]) > 1e-10*(1+math.Abs(before[k])) {
				t.Fatalf("instrument %d moves %v, at double depth %v", k, before[k], x)
			}
		}
	})
}

func TestPropertyOrder(t *testing.T) {
	for _, name := range []string{"all", "all with limits"} {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			bk := drawBook(t, shapes[name])
			s := NewSolver(bk.n, DefaultSettings())
			c := s.Clear(bk.bids, bk.limit)
			before, states := append([]float64(nil), c.Dx...), append([]State(nil), c.State...)
			c = s.Clear(rapid.Permutation(bk.bids).Draw(t, "order"), bk.limit)
			for k, x := range c.Dx {
				// A price that clears just at its limit may be either.
				if math.Abs(x-before[k]) > 1e-8*(1+math.Abs(before[k])) || c.State[k] != states[k] && math.Abs(math.Abs(x)-bk.limit[k]) > 1e-8 {
					t.Fatalf("instrument %d: %v %v, in another order %v %v", k, before[k], states[k], x, c.State[k])
				}
			}
		}))
	}
}

// Without shifts nothing moves, bit for bit.
func TestPropertyNoShifts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bk := drawBook(t, shapes["wild with limits"])
		for _, b := range bk.bids {
			b.shifts = b.shifts[:0]
		}
		s := NewSolver(bk.n, DefaultSettings())
		c := s.Clear(bk.bids, bk.limit)
		for k, x := range c.Dx {
			if math.Float64bits(x) != 0 {
				t.Fatalf("dx[%d] = %v", k, x)
			}
		}
		if c.Iterations != 0 {
			t.Fatalf("%d iterations", c.Iterations)
		}
	})
}

// Two groups of markets without a link do not appear in each other's moves.
func TestPropertyBlocks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one, two := drawBook(t, shapes["all"]), drawBook(t, shapes["all"])
		n := one.n + two.n
		for _, b := range two.bids {
			for i := range b.shifts {
				b.shifts[i].k += one.n
			}
			for i := range b.cells {
				b.cells[i].k += one.n
				b.cells[i].l += one.n
			}
			for i := range b.curves {
				b.curves[i].k += one.n
			}
			for _, l := range b.limited {
				index, price := append([]int(nil), l.Index...), append([]int(nil), l.Price...)
				for i := range index {
					index[i] += one.n
				}
				for i := range price {
					price[i] += one.n
				}
				l.Index, l.Price = index, price
			}
		}
		bids := append(append([]*Bid(nil), one.bids...), two.bids...)
		s := NewSolver(n, DefaultSettings())
		s.Clear(bids, nil)
		a := NewAttribution(len(bids), n)
		s.Attribute(bids, a)
		for i := range bids {
			for c := range NumCauses {
				for k := range n {
					if (i < len(one.bids)) != (k < one.n) && a.At(i, c, k) != 0 {
						t.Fatalf("bidder %d moves instrument %d of the other group by %v", i, k, a.At(i, c, k))
					}
				}
			}
		}
	})
}
