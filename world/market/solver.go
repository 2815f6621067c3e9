package market

import (
	"math"
	"slices"
)

// Solver clears the markets of n instruments. Its memory is reused from clearing
// to clearing. It is not safe for concurrent use.
type Solver struct {
	n   int
	set Settings
	out Clearing

	// The book, gathered from the bids by load.
	base    []float64 // Σ shifts
	tol     []float64 // excess demand accepted, per instrument
	lin     []float64 // Σ cells, the constant part of the Jacobian
	curves  []curve
	limited []*RiskLimited
	other   []Response
	depth   []float64 // |own slope| at dx = 0
	sign    []float64 // its sign

	target      float64   // share of the shifts applied; below 1 only in continuation
	q, jac      []float64 // excess demand and Jacobian at the point last evaluated
	closed      []bool    // market closed
	fixed       []bool    // price held: at a limit, or no trade
	free        []int     // instruments whose price is not held
	trial, next []float64 // point tried by the line search, and the Jacobian there
	reduced     []float64 // Jacobian of the free instruments
	rhs         []float64
	save, hold  []float64
	bound       []float64 // largest |dx| considered
	worstFit    int       // instrument that search could not clear, or −1
	fac         *lu

	mean, inv, parts []float64 // Attribute
}

// farthest is the largest price move considered where no limit is set, bp.
const farthest = 1e7

// NewSolver returns a solver for n instruments.
func NewSolver(n int, set Settings) *Solver {
	v := func(k int) []float64 { return make([]float64, k) }
	return &Solver{
		n: n, set: set,
		out:  Clearing{Dx: v(n), State: make([]State, n), Unfilled: v(n)},
		base: v(n), tol: v(n), lin: v(n * n), depth: v(n), sign: v(n),
		target: 1, q: v(n), jac: v(n * n), closed: make([]bool, n), fixed: make([]bool, n), free: make([]int, 0, n),
		trial: v(n), next: v(n * n), reduced: v(n * n), rhs: v(n), save: v(n), hold: v(n),
		bound: v(n), worstFit: -1, fac: newLU(n),
		mean: v(n * n), inv: v(n * n), parts: v(n),
	}
}

// Close says which markets are closed in the clearings that follow. Their prices are held,
// and nothing is traded in them.
func (s *Solver) Close(closed []bool) { copy(s.closed, closed) }

// Clear finds the prices at which the bids clear within limit[k] bp either side of
// the last price (nil: no limits; limits may be infinite). It always returns a
// result: where no price inside the limits clears the market, the state says so and
// Unfilled is what could not be executed.
//
// The method is Newton's with the analytic Jacobian and a line search on the
// scaled residual. A price that leaves its limits is held there and the rest is
// solved again, until no price is outside its limits and no held price would move
// back inside. If Newton's method stalls, two others are tried: a search inside the
// limits (projected Newton steps, then gradual adjustment of prices, then clearing
// one instrument after another) and continuation in the size of the shifts, which
// starts at the known solution dx = 0. If all fail, the instrument farthest from
// clearing is suspended and the rest is solved again. An instrument whose demand is
// not finite does not trade.
func (s *Solver) Clear(bids []*Bid, limit []float64) *Clearing {
	n, c := s.n, &s.out
	if cap(c.Trades) < len(bids)*n {
		c.Trades, c.Filled = make([]float64, len(bids)*n), make([]float64, len(bids)*n)
	}
	c.Trades, c.Filled = c.Trades[:len(bids)*n], c.Filled[:len(bids)*n]
	clear(c.Dx)
	clear(c.State)
	clear(c.Unfilled)
	clear(s.fixed)
	c.Iterations, c.Fallback, c.Residual = 0, false, 0
	limited := s.load(bids, limit)

	s.eval(c.Dx, s.jac)
	for k := range n {
		d := s.jac[k*n+k]
		s.depth[k], s.sign[k] = math.Abs(d), math.Copysign(1, d)
		sound := finite(s.q[k])
		for _, v := range s.jac[k*n : k*n+n] {
			sound = sound && finite(v)
		}
		switch {
		case s.closed[k]:
			s.fixed[k], c.State[k] = true, Closed
		case !sound || s.depth[k] < s.set.MinSlope:
			s.fixed[k], c.State[k] = true, NoTrade
		}
	}
	settled, known := false, true
	for round := 0; round < 12*n+12 && !settled; round++ {
		if s.solve(known, limited) {
			settled = !s.enforce(limit, round > 4*n)
		} else {
			s.suspend()
		}
		known = false
	}
	for !settled { // this ends, because search succeeds when nothing is left to trade
		c.Fallback = true
		if settled = s.search(); !settled {
			s.suspend()
		}
	}
	s.finish(bids)
	return c
}

// load gathers the book from the bids and reports whether any price is limited.
func (s *Solver) load(bids []*Bid, limit []float64) bool {
	n := s.n
	clear(s.base)
	clear(s.tol)
	clear(s.lin)
	curves, limits := 0, 0
	for _, b := range bids {
		curves, limits = curves+len(b.curves), limits+len(b.limited)
	}
	s.curves, s.limited = slices.Grow(s.curves[:0], curves), slices.Grow(s.limited[:0], limits)
	s.other = s.other[:0]
	for _, b := range bids {
		for i := range b.shifts {
			sh := &b.shifts[i]
			s.base[sh.k] += sh.qty
			s.tol[sh.k] += math.Abs(sh.qty)
		}
		for i := range b.cells {
			l := &b.cells[i]
			s.lin[l.k*n+l.l] += l.slope
		}
		s.curves = append(s.curves, b.curves...)
		s.limited = append(s.limited, b.limited...)
		s.other = append(s.other, b.other...)
	}
	for _, l := range s.limited {
		l.anchor()
	}
	limited := false
	for k := range n {
		s.tol[k] = math.Max(s.set.ToleranceUSDBn, 1e-14*s.tol[k])
		s.bound[k] = farthest
		if limit != nil && limit[k] < farthest {
			s.bound[k] = math.Max(0, limit[k])
			limited = true
		}
	}
	return limited
}

// eval writes excess demand at dx into s.q and, unless jac is nil, the Jacobian.
func (s *Solver) eval(dx, jac []float64) {
	n := s.n
	if jac != nil {
		copy(jac, s.lin)
	}
	for k := range n {
		var t float64
		row := s.lin[k*n : k*n+n]
		for l, v := range row {
			t += float64(v * dx[l])
		}
		s.q[k] = float64(s.target*s.base[k]) + t
	}
	for i := range s.curves {
		c := &s.curves[i]
		var d *float64
		if jac != nil {
			d = &jac[c.k*n+c.k]
		}
		c.at(dx[c.k], &s.q[c.k], d)
	}
	for _, l := range s.limited {
		l.addTo(dx, s.q, jac)
	}
	for _, r := range s.other {
		r.AddTo(dx, s.q, jac)
	}
}

// listFree lists the instruments whose price is not held.
func (s *Solver) listFree() {
	s.free = s.free[:0]
	for k, held := range s.fixed {
		if !held {
			s.free = append(s.free, k)
		}
	}
}

// misfit is the largest |excess demand| over free instruments, as a multiple of
// what is accepted.
func (s *Solver) misfit() float64 {
	var w float64
	for _, k := range s.free {
		a := math.Abs(s.q[k]) / s.tol[k]
		if math.IsNaN(a) {
			return math.Inf(1)
		}
		w = math.Max(w, a)
	}
	return w
}

// merit is the sum of squared excess demands over the instruments that count,
// each in bp of its own price (divided by its own slope at the last Jacobian).
func (s *Solver) merit(counts func(*Solver, int) bool) float64 {
	var m float64
	for k, q := range s.q {
		if counts(s, k) {
			v := q / math.Max(math.Abs(s.jac[k*s.n+k]), s.set.MinSlope)
			m += float64(v * v)
		}
	}
	if math.IsNaN(m) {
		return math.Inf(1)
	}
	return m
}
