package market

import "math"

// State is what became of one instrument in a clearing.
type State uint8

// Market states.
const (
	Cleared   State = iota // a price inside the day's limits clears the market
	LimitHigh              // dx stopped at its upper limit; the long side of the book is rationed
	LimitLow               // dx stopped at its lower limit; the long side of the book is rationed
	NoTrade                // nobody's demand responds to the price, or no price was found: nothing trades
)

var stateNames = [...]string{"cleared", "limit_high", "limit_low", "no_trade"}

func (s State) String() string { return stateNames[s] }

// Settings of the solver.
type Settings struct {
	ToleranceUSDBn float64 // largest excess demand accepted in any instrument
	MaxIterations  int     // Newton steps per solve before the fallback
	MinSlope       float64 // USD bn per bp below which a market has no depth
}

// DefaultSettings are those of a run that sets nothing.
func DefaultSettings() Settings {
	return Settings{ToleranceUSDBn: 1e-9, MaxIterations: 50, MinSlope: 1e-7}
}

// Clearing is the result of one round. Its memory belongs to the Solver and is
// valid until the next Clear.
type Clearing struct {
	Dx         []float64 // price moves, bp, length n
	State      []State   // per instrument
	Trades     []float64 // bidders × n, USD bn bought
	Unfilled   []float64 // net orders that a limit left unexecuted, USD bn (sold positive)
	Residual   float64   // largest |excess demand| over instruments that cleared, USD bn
	Iterations int       // Newton steps in all
	Fallback   bool      // the damped Newton step failed and the continuation was used
}

// Traded is the trade of bidder i in instrument k, USD bn bought.
func (c *Clearing) Traded(i, k int) float64 { return c.Trades[i*len(c.Dx)+k] }

// Solver clears markets of n instruments without allocating. It is not safe
// for concurrent use.
type Solver struct {
	n   int
	set Settings
	out Clearing

	base, lin           []float64 // Σ shifts; constant part of the Jacobian
	q, jac              []float64
	try, step, reduced  []float64
	trial               []float64
	free                []int
	fixed               []bool
	rhs                 []float64
	fac                 *lu
	inv, mean, mid, col []float64
	target              float64 // share of the shifts applied, 1 but during continuation
}

// NewSolver returns a solver for n instruments.
func NewSolver(n int, set Settings) *Solver {
	v := func(k int) []float64 { return make([]float64, k) }
	return &Solver{
		n: n, set: set,
		out:  Clearing{Dx: v(n), State: make([]State, n), Unfilled: v(n)},
		base: v(n), lin: v(n * n), q: v(n), jac: v(n * n),
		try: v(n), step: v(n), reduced: v(n * n), trial: v(n),
		free: make([]int, 0, n), fixed: make([]bool, n), rhs: v(n), fac: newLU(n),
		inv: v(n * n), mean: v(n * n), mid: v(n), col: v(n), target: 1,
	}
}

// Clear finds the prices at which the bids clear within limit[k] bp either
// side of the last price. It always returns a result: where no price inside
// the limits clears, the state says so and what could not be executed is in
// Unfilled.
//
// The method is Newton's with the analytic Jacobian and a line search on the
// scaled residual; if that stalls, continuation in the size of the shifts,
// which starts at the known solution dx = 0; instruments whose price leaves its
// limits are held there and the rest is solved again.
func (s *Solver) Clear(bids []*Bid, limit []float64) *Clearing {
	n, c := s.n, &s.out
	if cap(c.Trades) < len(bids)*n {
		c.Trades = make([]float64, len(bids)*n)
	}
	c.Trades = c.Trades[:len(bids)*n]
	clear(c.Dx)
	clear(c.State)
	clear(c.Unfilled)
	clear(s.fixed)
	c.Iterations, c.Fallback, c.Residual = 0, false, 0

	clear(s.base)
	clear(s.lin)
	for _, b := range bids {
		for _, sh := range b.shifts {
			s.base[sh.k] += sh.qty
		}
		for _, l := range b.cells {
			s.lin[l.k*n+l.l] += l.slope
		}
	}

	s.eval(bids, c.Dx, s.jac)
	for k := range n {
		if math.Abs(s.jac[k*n+k]) < s.set.MinSlope {
			s.fixed[k] = true
			c.State[k] = NoTrade
		}
	}
	for range 2*n + 2 {
		if !s.solve(bids) {
			s.suspendThinnest(bids)
			continue
		}
		if !s.enforce(bids, limit) {
			break
		}
	}
	s.finish(bids)
	return c
}

// eval writes excess demand at dx into s.q and, unless jac is nil, the Jacobian.
func (s *Solver) eval(bids []*Bid, dx, jac []float64) {
	n := s.n
	if jac != nil {
		copy(jac, s.lin)
	}
	for k := range n {
		t := s.target * s.base[k]
		row := s.lin[k*n : k*n+n]
		for l, v := range row {
			t += float64(v * dx[l])
		}
		s.q[k] = t
	}
	for _, b := range bids {
		b.addNonlinear(dx, s.q, jac)
	}
}

// worst is the largest |excess demand| over free instruments.
func (s *Solver) worst() float64 {
	var w float64
	for k, v := range s.q {
		if !s.fixed[k] {
			if a := math.Abs(v); !(a <= w) { // NaN counts as worst
				w = a
			}
		}
	}
	return w
}

// solve finds the free prices given the fixed ones, from s.out.Dx onwards.
func (s *Solver) solve(bids []*Bid) bool {
	s.target = 1
	if s.newton(bids) {
		return true
	}
	// Continuation: at share 0 of the shifts, with nothing fixed off zero, the
	// solution is dx = 0; walk towards the whole in steps that Newton manages.
	s.out.Fallback = true
	for k := range s.n {
		if !s.fixed[k] {
			s.out.Dx[k] = 0
		}
	}
	save := make([]float64, s.n)
	done, stride := 0.0, 0.25
	for done < 1 {
		copy(save, s.out.Dx)
		s.target = math.Min(1, done+stride)
		if s.newton(bids) {
			done = s.target
			stride *= 2
			continue
		}
		copy(s.out.Dx, save)
		stride /= 4
		if stride < 1e-4 {
			s.target = 1
			return false
		}
	}
	s.target = 1
	return true
}

// newton runs damped Newton steps on the free prices and reports convergence.
func (s *Solver) newton(bids []*Bid) bool {
	n, dx := s.n, s.out.Dx
	s.free = s.free[:0]
	for k := range n {
		if !s.fixed[k] {
			s.free = append(s.free, k)
		}
	}
	s.eval(bids, dx, s.jac)
	polished := false
	for range s.set.MaxIterations {
		w := s.worst()
		if w <= s.set.ToleranceUSDBn {
			// One step past the tolerance costs little and puts the residual at
			// rounding error, so that results do not depend on the path taken.
			if polished || w == 0 || len(s.free) == 0 {
				return true
			}
			polished = true
		}
		m := len(s.free)
		for i, k := range s.free {
			for j, l := range s.free {
				s.reduced[i*m+j] = s.jac[k*n+l]
			}
			s.rhs[i] = -s.q[k]
		}
		if !s.fac.factor(s.reduced, m, 1e-13) {
			return w <= s.set.ToleranceUSDBn
		}
		s.fac.solve(s.rhs[:m])
		before := s.merit()
		damp := 1.0
		for _, v := range s.rhs[:m] {
			if a := math.Abs(v) * damp; a > 400 {
				damp *= 400 / a
			}
		}
		ok := false
		copy(s.try, dx)
		for range 30 {
			copy(s.trial, s.try)
			for i, k := range s.free {
				s.trial[k] = s.try[k] + damp*s.rhs[i]
			}
			s.eval(bids, s.trial, nil)
			if after := s.merit(); after <= before*(1-1e-4*damp) || after < 1e-18 {
				ok = true
				break
			}
			damp /= 2
		}
		s.out.Iterations++
		if !ok {
			s.eval(bids, dx, s.jac)
			return w <= s.set.ToleranceUSDBn
		}
		copy(dx, s.trial)
		s.eval(bids, dx, s.jac)
	}
	return s.worst() <= s.set.ToleranceUSDBn
}

// merit is the sum of squared excess demands over the free instruments, each in
// bp of its own price (divided by its own slope at the last Jacobian).
func (s *Solver) merit() float64 {
	var m float64
	for _, k := range s.free {
		d := math.Abs(s.jac[k*s.n+k])
		if d < s.set.MinSlope {
			d = s.set.MinSlope
		}
		v := s.q[k] / d
		m += float64(v * v)
	}
	if math.IsNaN(m) {
		return math.Inf(1)
	}
	return m
}

// enforce fixes at its limit the price that violates it most and reports
// whether anything changed. A price at its limit whose excess demand now pulls
// it back inside is set free again.
func (s *Solver) enforce(bids []*Bid, limit []float64) bool {
	c := &s.out
	worst, at := 0.0, -1
	for k, x := range c.Dx {
		if s.fixed[k] || limit == nil {
			continue
		}
		if over := math.Abs(x)/limit[k] - 1; over > worst {
			worst, at = over, k
		}
	}
	if at >= 0 {
		s.fixed[at] = true
		c.State[at] = LimitHigh
		if c.Dx[at] < 0 {
			c.State[at] = LimitLow
		}
		c.Dx[at] = math.Copysign(limit[at], c.Dx[at])
		return true
	}
	s.eval(bids, c.Dx, s.jac)
	for k := range s.n {
		if c.State[k] != LimitHigh && c.State[k] != LimitLow {
			continue
		}
		// The direction in which own excess demand pushes the price.
		push := -s.q[k] * math.Copysign(1, s.jac[k*s.n+k])
		if (c.State[k] == LimitHigh && push < -s.set.ToleranceUSDBn) || (c.State[k] == LimitLow && push > s.set.ToleranceUSDBn) {
			s.fixed[k] = false
			c.State[k] = Cleared
			return true
		}
	}
	return false
}

// suspendThinnest takes the instrument with the least depth out of trading,
// at its last price.
func (s *Solver) suspendThinnest(bids []*Bid) {
	c := &s.out
	for k := range s.n {
		if !s.fixed[k] {
			c.Dx[k] = 0
		}
	}
	s.eval(bids, c.Dx, s.jac)
	at, least := -1, math.Inf(1)
	for k := range s.n {
		if d := math.Abs(s.jac[k*s.n+k]); !s.fixed[k] && d < least {
			at, least = k, d
		}
	}
	if at >= 0 {
		s.fixed[at] = true
		c.State[at] = NoTrade
	}
}

// finish fills trades, rations where a limit was hit and measures the residual.
func (s *Solver) finish(bids []*Bid) {
	n, c := s.n, &s.out
	s.target = 1
	for i, b := range bids {
		b.trade(c.Dx, c.Trades[i*n:i*n+n])
	}
	for k := range n {
		var buy, sell float64
		for i := range bids {
			if t := c.Trades[i*n+k]; t > 0 {
				buy += t
			} else {
				sell -= t
			}
		}
		switch c.State[k] {
		case Cleared:
			c.Residual = math.Max(c.Residual, math.Abs(buy-sell))
		case NoTrade:
			c.Unfilled[k] = sell - buy
			for i := range bids {
				c.Trades[i*n+k] = 0
			}
		default:
			c.Unfilled[k] = sell - buy
			kb, ks := 1.0, 1.0
			if buy > sell {
				kb = sell / buy
			} else if sell > 0 {
				ks = buy / sell
			}
			for i := range bids {
				if t := c.Trades[i*n+k]; t > 0 {
					c.Trades[i*n+k] = t * kb
				} else {
					c.Trades[i*n+k] = t * ks
				}
			}
		}
	}
}
