package market

import (
	"math"
)

// finish computes trades, rations them where a limit was hit and measures the
// residual.
func (s *Solver) finish(bids []*Bid) {
	n, c := s.n, &s.out
	curves := s.curves
	for i, b := range bids {
		b.trade(c.Dx, c.Trades[i*n:i*n+n], curves[:len(b.curves)])
		curves = curves[len(b.curves):]
	}
	for i := range c.Filled {
		c.Filled[i] = 1
	}
	sum := s.rhs
	clear(sum)
	for i := 0; i < len(c.Trades); i += n {
		for k, t := range c.Trades[i : i+n] {
			sum[k] += t
		}
	}
	for k := range n {
		switch c.State[k] {
		case Cleared:
			c.Residual = math.Max(c.Residual, math.Abs(sum[k]))
		case NoTrade, Closed:
			if c.State[k] == NoTrade && finite(sum[k]) {
				c.Unfilled[k] = 0 - sum[k]
			}
			for i := k; i < len(c.Trades); i += n {
				c.Trades[i], c.Filled[i] = 0, 0
			}
		default:
			s.ration(k)
		}
	}
}

// ration scales the trades on the long side of the book of instrument k down to
// those on the short side.
func (s *Solver) ration(k int) {
	n, c := s.n, &s.out
	var buy, sell float64
	for i := k; i < len(c.Trades); i += n {
		if t := c.Trades[i]; t > 0 {
			buy += t
		} else {
			sell -= t
		}
	}
	c.Unfilled[k] = sell - buy
	kb, ks := 1.0, 1.0
	if buy > sell {
		kb = sell / buy
	} else if sell > 0 {
		ks = buy / sell
	}
	for i := k; i < len(c.Trades); i += n {
		if t := c.Trades[i]; t > 0 {
			c.Trades[i], c.Filled[i] = t*kb, kb
		} else {
			c.Trades[i], c.Filled[i] = t*ks, ks
		}
	}
}
