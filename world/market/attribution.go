package market

import "math"

// Attribution splits price moves by bidder and cause.
//
// At the clearing prices Σ_i shift_i + response(dx) = 0. Let M be a matrix with
// M·dx = response(dx), the mean Jacobian on the way from 0 to dx. Then
//
//	dx = −M⁻¹·Σ_i Σ_c shift_{i,c}
//
// and the contribution of bidder i and cause c to the move of instrument k is
// −(M⁻¹·shift_{i,c})_k. M is the Simpson mean of the analytic Jacobian at 0,
// dx/2 and dx with Broyden's rank-one correction, which makes M·dx =
// response(dx) hold exactly, so that contributions sum to the move. An order
// left unexecuted at a limit is a shift of opposite sign with cause Unfilled.
type Attribution struct {
	N, Bidders int
	Bp         []float64 // (bidders+1) × NumCauses × n; the last bidder is the market itself (Unfilled)
}

// NewAttribution returns an empty attribution for the given numbers of bidders
// and instruments.
func NewAttribution(bidders, n int) *Attribution {
	return &Attribution{N: n, Bidders: bidders, Bp: make([]float64, (bidders+1)*int(NumCauses)*n)}
}

// Reset sets all contributions to zero.
func (a *Attribution) Reset() { clear(a.Bp) }

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

// Attribute adds the split of the last clearing of these bids to a and returns
// the largest gap, in bp, between a move and the sum of its parts in this
// round.
func (s *Solver) Attribute(bids []*Bid, a *Attribution) float64 {
	n, dx := s.n, s.out.Dx
	moved := false
	for _, v := range dx {
		moved = moved || v != 0
	}
	if !moved {
		return 0
	}
	s.target = 1
	// Simpson mean of the Jacobian.
	clear(s.mid)
	s.eval(bids, s.mid, s.jac)
	for i, v := range s.jac {
		s.mean[i] = v / 6
	}
	for k := range n {
		s.mid[k] = dx[k] / 2
	}
	s.eval(bids, s.mid, s.jac)
	for i, v := range s.jac {
		s.mean[i] += float64(v * 4 / 6)
	}
	s.eval(bids, dx, s.jac)
	for i, v := range s.jac {
		s.mean[i] += v / 6
	}
	// s.q is now excess demand at dx: its unexecuted part closes the account.
	for k := range n {
		s.rhs[k] = 0
		if s.fixed[k] {
			s.rhs[k] = -s.q[k]
		}
	}
	// An instrument nobody responds to keeps its price: give it a unit slope.
	for k := range n {
		if math.Abs(s.mean[k*n+k]) < s.set.MinSlope {
			s.mean[k*n+k] = 1
		}
	}
	// Broyden: M += (r − M·dx)·dx'D/(dx'D·dx) with r = −(shifts + unexecuted).
	// D weighs prices by own depth so that one big mover does not carry it all.
	var norm float64
	for k := range n {
		norm += float64(dx[k] * dx[k])
	}
	for k := range n {
		r := -(s.base[k] + s.rhs[k])
		for l := range n {
			r -= float64(s.mean[k*n+l] * dx[l])
		}
		s.col[k] = r / norm
	}
	for k := range n {
		for l := range n {
			s.mean[k*n+l] += float64(s.col[k] * dx[l])
		}
	}
	if !s.fac.factor(s.mean, n, 1e-15) {
		return math.Inf(1)
	}
	// inv = −M⁻¹, stored by columns: inv[l*n+k] is the effect on k of a unit of l.
	for l := range n {
		col := s.inv[l*n : l*n+n]
		clear(col)
		col[l] = -1
		s.fac.solve(col)
	}
	nc := int(NumCauses)
	clear(s.mid)
	for i, b := range bids {
		for _, sh := range b.shifts {
			col := s.inv[sh.k*n : sh.k*n+n]
			dst := a.Bp[(i*nc+int(sh.cause))*n : (i*nc+int(sh.cause))*n+n]
			for k, v := range col {
				t := float64(v * sh.qty)
				dst[k] += t
				s.mid[k] += t
			}
		}
	}
	for l := range n {
		if s.rhs[l] == 0 {
			continue
		}
		col := s.inv[l*n : l*n+n]
		dst := a.Bp[(a.Bidders*nc+int(Unfilled))*n:]
		for k, v := range col {
			t := float64(v * s.rhs[l])
			dst[k] += t
			s.mid[k] += t
		}
	}
	var gap float64
	for k := range n {
		gap = math.Max(gap, math.Abs(s.mid[k]-dx[k]))
	}
	return gap
}
