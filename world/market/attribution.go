package market

import "math"

// Attribution is the split of price moves by bidder and cause.
//
// At the clearing prices Σ_i shift_i + response(dx) = 0. Let M be a matrix with
// M·dx = response(dx), the mean Jacobian between 0 and dx. Then
//
//	dx = −M⁻¹·Σ_i Σ_c shift_{i,c}
//
// and the contribution of bidder i and cause c to the move of instrument k is
// −(M⁻¹·shift_{i,c})_k. M is the sum of the secant matrices of all responses. These
// map dx exactly to the response and are nonzero only where the Jacobian is, so
// that markets without a link have no effect on each other. For a Response of
// unknown form the secant is replaced by the Simpson mean of the Jacobian at 0,
// dx/2 and dx. A final correction, row by row, removes the rounding error and the
// error of the Simpson mean.
//
// An order left unexecuted at a price limit is a shift of opposite sign with cause
// Unfilled. Instruments that do not trade have no effect and no move.
type Attribution struct {
	N, Bidders int
	Bp         []float64 // (bidders+1) × NumCauses × n; the last bidder is the market itself (Unfilled)
	used       []bool    // rows of Bp that are not all zero
}

// NewAttribution returns an empty attribution for the given numbers of bidders
// and instruments.
func NewAttribution(bidders, n int) *Attribution {
	rows := (bidders + 1) * int(NumCauses)
	return &Attribution{N: n, Bidders: bidders, Bp: make([]float64, rows*n), used: make([]bool, rows)}
}

// Reset sets all contributions to zero.
func (a *Attribution) Reset() {
	for r, used := range a.used {
		if used {
			clear(a.Bp[r*a.N : r*a.N+a.N])
		}
	}
	clear(a.used)
}

// row is the row of Bp for a bidder and a cause, to be added to.
func (a *Attribution) row(i int, c Cause) []float64 {
	r := i*int(NumCauses) + int(c)
	a.used[r] = true
	return a.Bp[r*a.N : r*a.N+a.N]
}

// At is the contribution in bp of bidder i (Bidders for the market itself) and
// cause c to the move of instrument k.
func (a *Attribution) At(i int, c Cause, k int) float64 {
	return a.Bp[(i*int(NumCauses)+int(c))*a.N+k]
}

// Total is the sum of all contributions to the move of instrument k.
func (a *Attribution) Total(k int) float64 {
	var t float64
	for i := k; i < len(a.Bp); i += a.N {
		t += a.Bp[i]
	}
	return t
}

// Totals writes the totals of all instruments into t.
func (a *Attribution) Totals(t []float64) {
	clear(t)
	for r, used := range a.used {
		if !used {
			continue
		}
		for k, bp := range a.Bp[r*a.N:][:len(t)] {
			t[k] += bp
		}
	}
}

// Attribute adds the split of the last clearing of these bids to a and returns
// the largest gap, in bp, between a move and the sum of its parts.
//
// If the mean Jacobian is singular or nearly so, prices stopped at a limit are
// treated as set by the limit alone; if that does not suffice, each instrument is
// treated in isolation. What this leaves unexplained is assigned to Unfilled.
func (s *Solver) Attribute(bids []*Bid, a *Attribution) float64 {
	n, dx := s.n, s.out.Dx
	moved := false
	for _, v := range dx {
		moved = moved || v != 0
	}
	if !moved {
		return 0
	}
	s.secant()
	simple := 0
	for !s.invertMean(simple) {
		simple++
	}
	for i, b := range bids {
		for j := range b.shifts {
			sh := &b.shifts[j]
			if !s.out.State[sh.k].trades() {
				continue
			}
			subtract(a.row(i, sh.cause), sh.qty, s.inv[sh.k*n:sh.k*n+n])
		}
	}
	for l, t := range s.rhs {
		if t != 0 {
			subtract(a.row(a.Bidders, Unfilled), t, s.inv[l*n:l*n+n])
		}
	}
	var gap float64
	for k := range n {
		gap = math.Max(gap, math.Abs(s.parts[k]-dx[k]))
	}
	return gap
}

// invertMean writes M⁻¹ into s.inv by columns (inv[l*n+k] is minus the effect on k
// of one unit demanded of l), unexecuted orders into s.rhs and the sums of all
// parts into s.parts, and reports whether the parts add up to the moves. With
// simple = 1, M keeps only the own slopes of prices at a limit; with simple = 2,
// only the own slopes of all prices, and the parts always add up.
func (s *Solver) invertMean(simple int) bool {
	n, dx, state := s.n, s.out.Dx, s.out.State
	// Transposed, so that the inverse is found by columns.
	for k := range n {
		for l, v := range s.mean[k*n : k*n+n] {
			switch {
			case !state[k].trades() || !state[l].trades():
				v = 0
				if l == k {
					v = 1
				}
			case l != k && (simple == 2 || simple == 1 && s.fixed[k]):
				v = 0
			case l == k && simple > 0 && !(math.Abs(v) >= s.set.MinSlope):
				v = s.sign[k]
			}
			s.reduced[l*n+k] = v
		}
	}
	// The remainder of each row; at a limit, the unexecuted orders.
	for k := range n {
		s.rhs[k] = 0
		if !state[k].trades() || !s.fixed[k] && simple < 2 {
			continue
		}
		r := -s.base[k]
		for l := range n {
			r -= float64(s.reduced[l*n+k] * dx[l])
		}
		s.rhs[k] = r
	}
	if !s.fac.factor(s.reduced, n, 1e-14) && simple < 2 {
		return false
	}
	s.fac.invert(s.inv)
	clear(s.parts)
	for l := range n {
		if !state[l].trades() {
			continue
		}
		subtract(s.parts, s.base[l]+s.rhs[l], s.inv[l*n:l*n+n])
	}
	if simple == 2 {
		return true
	}
	var far float64
	for _, x := range dx {
		far = math.Max(far, math.Abs(x))
	}
	// The parts of unexecuted orders and of shifts are kept apart; far larger than their
	// sum, they would not add up.
	apart := s.trial
	clear(apart)
	for _, part := range [][]float64{s.rhs, s.base} {
		for l, v := range part {
			if state[l].trades() {
				subtract(apart, v, s.inv[l*n:l*n+n])
			}
		}
	}
	for k, x := range dx {
		most := float64(1e-10*far) + 1e-12
		if !(math.Abs(s.parts[k]-x) <= most && math.Abs(apart[k]-x) <= most) {
			return false
		}
	}
	return true
}

// secant writes into s.mean a matrix M with M·dx = response(dx), which equals
// −Σ shifts for all instruments that cleared.
func (s *Solver) secant() {
	n, dx, m := s.n, s.out.Dx, s.mean
	copy(m, s.lin)
	for i := range s.curves {
		c := &s.curves[i]
		m[c.k*n+c.k] += c.secant(dx[c.k])
	}
	for _, l := range s.limited {
		l.secant(dx, m, n)
	}
	if len(s.other) > 0 {
		clear(s.next)
		clear(s.trial)
		for _, r := range s.other {
			r.AddTo(s.trial, s.q, s.next)
			r.AddTo(dx, s.q, s.next)
		}
		for i, v := range s.next {
			m[i] += v / 6
		}
		clear(s.next)
		for k, x := range dx {
			s.trial[k] = x / 2
		}
		for _, r := range s.other {
			r.AddTo(s.trial, s.q, s.next)
		}
		for i, v := range s.next {
			m[i] += float64(v * (4.0 / 6))
		}
	}
	// The smallest change to the nonzero elements of each row that makes
	// M·dx = −Σ shifts.
	for k := range n {
		if s.fixed[k] {
			continue
		}
		row := m[k*n : k*n+n]
		r, norm := -s.base[k], 0.0
		for l, v := range row {
			if v != 0 {
				r -= float64(v * dx[l])
				norm += float64(dx[l] * dx[l])
			}
		}
		if norm > 0 {
			if r /= norm; finite(r) {
				for l, v := range row {
					if v != 0 {
						row[l] += float64(r * dx[l])
					}
				}
			}
		}
	}
}
