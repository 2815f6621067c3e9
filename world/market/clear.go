package market

import (
	"math"
	"slices"
)

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
	ToleranceUSDBn float64 // largest excess demand accepted in any instrument; more only where rounding requires it
	MaxIterations  int     // Newton steps per solve before the fallbacks
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
	Fallback   bool      // damped Newton steps alone did not find the prices
}

// Traded is the trade of bidder i in instrument k, USD bn bought.
func (c *Clearing) Traded(i, k int) float64 { return c.Trades[i*len(c.Dx)+k] }

// Solver clears markets of n instruments without allocating. It is not safe
// for concurrent use.
type Solver struct {
	n   int
	set Settings
	out Clearing

	// The book, gathered from the bids by load.
	base    []float64 // Σ shifts
	tol     []float64 // excess demand accepted, per instrument
	lin     []float64 // Σ cells, the constant part of the Jacobian
	curves  []curve
	limited []*Limited
	other   []Response
	depth   []float64 // |own slope| at dx = 0
	sign    []float64 // its sign

	target      float64   // share of the shifts applied, 1 but during continuation
	q, jac      []float64 // excess demand and Jacobian at the point last evaluated
	fixed       []bool    // price held: at a limit, or no trade
	free        []int     // the others
	trial, next []float64 // point tried by the line search, and the Jacobian there
	reduced     []float64 // Jacobian of the free instruments
	rhs         []float64
	save, hold  []float64
	bound       []float64 // largest |dx| considered
	worstFit    int       // instrument that the search could not clear, or −1
	fac         *lu

	mean, inv, parts []float64 // Attribute
}

// farthest is the largest move, in bp, that is searched where no limit is set.
const farthest = 1e7

// NewSolver returns a solver for n instruments.
func NewSolver(n int, set Settings) *Solver {
	v := func(k int) []float64 { return make([]float64, k) }
	return &Solver{
		n: n, set: set,
		out:  Clearing{Dx: v(n), State: make([]State, n), Unfilled: v(n)},
		base: v(n), tol: v(n), lin: v(n * n), depth: v(n), sign: v(n),
		target: 1, q: v(n), jac: v(n * n), fixed: make([]bool, n), free: make([]int, 0, n),
		trial: v(n), next: v(n * n), reduced: v(n * n), rhs: v(n), save: v(n), hold: v(n),
		bound: v(n), worstFit: -1, fac: newLU(n),
		mean: v(n * n), inv: v(n * n), parts: v(n),
	}
}

// Clear finds the prices at which the bids clear within limit[k] bp either
// side of the last price (nil: no limits; limits may be infinite). It always
// returns a result: where no price inside the limits clears, the state says so
// and what could not be executed is in Unfilled.
//
// The method is Newton's with the analytic Jacobian and a line search on the
// scaled residual; instruments whose price leaves its limits are held there and
// the rest is solved again, until no price is outside its limits and none is
// held that would move back inside. If Newton's method stalls, two others are
// tried: a search inside the limits, by Newton steps projected on them, by gradual
// adjustment of prices and by clearing one instrument after another; and continuation in the size of the
// shifts, which starts at the known solution dx = 0. If all fail, the instrument
// farthest from clearing is suspended and the rest is solved again. An
// instrument whose demand is not finite does not trade.
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
	limited := s.load(bids, limit)

	s.eval(c.Dx, s.jac)
	for k := range n {
		d := s.jac[k*n+k]
		s.depth[k], s.sign[k] = math.Abs(d), math.Copysign(1, d)
		sound := finite(s.q[k])
		for _, v := range s.jac[k*n : k*n+n] {
			sound = sound && finite(v)
		}
		if !sound || s.depth[k] < s.set.MinSlope {
			s.fixed[k] = true
			c.State[k] = NoTrade
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
	for !settled { // ends: with nothing left to trade, search succeeds
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

// misfit is the largest |excess demand| over free instruments, in units of what
// is accepted.
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

// solve finds the free prices given the fixed ones, from s.out.Dx onwards.
// known says that the point is already evaluated.
func (s *Solver) solve(known, limited bool) bool {
	if s.newton(known, false) {
		return true
	}
	s.out.Fallback = true
	if limited {
		return s.search() || s.continuation()
	}
	return s.continuation() || s.search()
}

// continuation walks from the solution dx = 0 at share 0 of the shifts, with the
// prices held at limits moved in proportion, in steps that Newton manages.
func (s *Solver) continuation() bool {
	dx := s.out.Dx
	copy(s.hold, dx)
	clear(dx)
	done, stride := 0.0, 0.25
	for range 40 {
		copy(s.save, dx)
		s.target = math.Min(1, done+stride)
		for k, held := range s.fixed {
			if held {
				dx[k] = s.target * s.hold[k]
			}
		}
		if s.newton(false, false) {
			if done = s.target; done == 1 {
				return true
			}
			stride *= 2
			continue
		}
		copy(dx, s.save)
		if stride /= 4; stride < 1e-4 {
			break
		}
	}
	s.target = 1
	for k, held := range s.fixed {
		dx[k] = 0
		if held {
			dx[k] = s.hold[k]
		}
	}
	return false
}

func isFree(s *Solver, k int) bool { return !s.fixed[k] }

// countsInside is for the point in s.trial what activate decides for Dx.
func countsInside(s *Solver, k int) bool {
	return s.out.State[k] != NoTrade && !s.pinned(k, s.trial[k])
}

// pinned reports whether the price x of instrument k is at its bound and excess
// demand s.q pushes it outwards.
func (s *Solver) pinned(k int, x float64) bool {
	push := -s.q[k] * s.sign[k]
	return x >= s.bound[k] && push > 0 || x <= -s.bound[k] && push < 0
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

// newton runs damped Newton steps on the free prices and reports convergence;
// s.q is then that at Dx. With inside, prices stay within their
// bounds, and those which excess demand pushes against them are held: the free
// prices are chosen anew at each step.
func (s *Solver) newton(known, inside bool) bool {
	n, dx := s.n, s.out.Dx
	counts := isFree
	if inside {
		counts = countsInside
	}
	if !known {
		s.eval(dx, s.jac)
	}
	factored := false
	for iteration := range s.set.MaxIterations {
		if inside {
			for k := range n {
				s.fixed[k] = s.out.State[k] == NoTrade || s.pinned(k, dx[k])
			}
			factored = false
		}
		s.listFree()
		w := s.misfit()
		if w == 0 {
			return true
		}
		// Nobody moves a price for less than the tolerance.
		if iteration == 0 && w <= 1 && !slices.ContainsFunc(dx, func(x float64) bool { return x != 0 }) {
			return true
		}
		if w > 1 && iteration >= 8 && s.atRounding() {
			w = 1
		}
		if w <= 1 && factored {
			s.polish(w, inside)
			return true
		}
		m := len(s.free)
		for i, k := range s.free {
			row, dst := s.jac[k*n:k*n+n], s.reduced[i*m:i*m+m]
			for j, l := range s.free {
				dst[j] = row[l]
			}
			s.rhs[i] = -s.q[k]
		}
		if !s.fac.factor(s.reduced, m, 1e-13) {
			return w <= 1 || s.atRounding()
		}
		factored = true
		if w <= 1 {
			s.polish(w, inside)
			return true
		}
		s.fac.solve(s.rhs[:m])
		before := s.merit(isFree)
		var size, far float64
		for i, k := range s.free {
			size = math.Max(size, math.Abs(s.rhs[i]))
			far = math.Max(far, math.Abs(dx[k]))
		}
		// No step goes far beyond where prices have been.
		damp := 1.0
		if most := 400 + 2*far; size > most {
			damp = most / size
		}
		s.out.Iterations++
		ok := false
		copy(s.trial, dx)
		for try := range 30 {
			for i, k := range s.free {
				x := dx[k] + float64(damp*s.rhs[i])
				if inside {
					x = math.Max(-s.bound[k], math.Min(s.bound[k], x))
				}
				s.trial[k] = x
			}
			jac := s.next
			if try > 0 {
				jac = nil
			}
			s.eval(s.trial, jac)
			if after := s.merit(counts); after <= before*(1-float64(1e-4*damp)) || after < 1e-18 {
				ok = true
				if try == 0 {
					s.jac, s.next = s.next, s.jac
				} else {
					s.eval(s.trial, s.jac)
				}
				break
			}
			damp /= 2
		}
		if !ok {
			s.eval(dx, s.jac)
			return s.atRounding()
		}
		copy(dx, s.trial)
	}
	return s.misfit() <= 1
}

// atRounding reports whether the excess demand of all free instruments is what
// the rounding of prices and of the terms summed can explain.
func (s *Solver) atRounding() bool {
	n := s.n
	for _, k := range s.free {
		var size float64
		for l, v := range s.jac[k*n : k*n+n] {
			size += math.Abs(v * s.out.Dx[l])
		}
		if !(math.Abs(s.q[k]) <= s.tol[k]+float64(1e-15*size)) || math.IsInf(size, 1) {
			return false
		}
	}
	return true
}

// polish takes one step more with the factors at hand. It costs little and puts
// the residual at rounding error, so that results do not depend on the path
// taken. misfit is that before the step; inside keeps prices within their bounds.
func (s *Solver) polish(misfit float64, inside bool) {
	dx := s.out.Dx
	s.out.Iterations++
	for i, k := range s.free {
		s.rhs[i] = -s.q[k]
	}
	s.fac.solve(s.rhs[:len(s.free)])
	copy(s.trial, dx)
	for i, k := range s.free {
		x := dx[k] + s.rhs[i]
		if inside {
			x = math.Max(-s.bound[k], math.Min(s.bound[k], x))
		}
		s.trial[k] = x
	}
	s.eval(s.trial, nil)
	if s.misfit() <= misfit {
		copy(dx, s.trial)
	} else {
		s.eval(dx, nil)
	}
}

// search finds prices within the bounds for all instruments that trade, and
// which of them stop at a limit. On failure it notes in worstFit the instrument
// farthest from clearing.
func (s *Solver) search() bool {
	n, c := s.n, &s.out
	for k := range n {
		c.Dx[k] = 0
		s.fixed[k] = c.State[k] == NoTrade
		if !s.fixed[k] {
			c.State[k] = Cleared
		}
	}
	s.target = 1
	found := s.newton(false, true)
	if !found {
		clear(c.Dx)
		s.adjust()
		found = s.newton(false, true)
	}
	for sweep := 0; sweep < 20 && !found; sweep++ {
		for k := range n {
			if c.State[k] != NoTrade {
				s.clearOne(k)
			}
		}
		found = s.newton(false, true)
	}
	s.worstFit = -1
	worst := 0.0
	for k := range n {
		if c.State[k] == NoTrade {
			continue
		}
		switch {
		case s.fixed[k] && s.bound[k] == farthest:
			found, worst, s.worstFit = false, math.Inf(1), k
		case !s.fixed[k]:
			w := math.Abs(s.q[k]) / s.depth[k]
			if math.IsNaN(w) {
				w = math.Inf(1)
			}
			if w > worst {
				worst, s.worstFit = w, k
			}
		}
	}
	if !found {
		clear(c.Dx)
		for k := range n {
			s.fixed[k] = c.State[k] == NoTrade
		}
		return false
	}
	for k := range n {
		if s.fixed[k] && c.State[k] != NoTrade {
			c.State[k] = LimitHigh
			if s.q[k]*s.sign[k] > 0 { // not by the sign of dx: a limit may be zero
				c.State[k] = LimitLow
			}
		}
	}
	return true
}

// adjust lets prices move in the direction of excess demand, each in proportion
// to its own depth, until they come to rest or the steps run out. The steps are
// implicit in time and lengthen as excess demand falls, so that they end as
// Newton steps; unlike those they do not stop where excess demand must first
// rise to fall later.
func (s *Solver) adjust() {
	n, dx := s.n, s.out.Dx
	s.eval(dx, s.jac)
	time, last := 0.3, math.Inf(1)
	for range 300 {
		for k := range n {
			s.fixed[k] = s.out.State[k] == NoTrade || s.pinned(k, dx[k])
		}
		s.listFree()
		if s.misfit() <= 1 {
			return
		}
		var size float64
		for _, k := range s.free {
			v := s.q[k] / s.depth[k]
			size += float64(v * v)
		}
		size = math.Sqrt(size)
		if !math.IsInf(last, 1) {
			time *= math.Max(0.5, math.Min(3, last/size))
			time = math.Max(1e-4, math.Min(1e8, time))
		}
		last = size
		m := len(s.free)
		for i, k := range s.free {
			row, dst := s.jac[k*n:k*n+n], s.reduced[i*m:i*m+m]
			for j, l := range s.free {
				dst[j] = row[l]
			}
			dst[i] += s.sign[k] * s.depth[k] / time
			s.rhs[i] = -s.q[k]
		}
		if !s.fac.factor(s.reduced, m, 1e-13) {
			time /= 10
			last = math.Inf(1)
			continue
		}
		s.fac.solve(s.rhs[:m])
		s.out.Iterations++
		copy(s.trial, dx)
		for i, k := range s.free {
			d := math.Max(-400, math.Min(400, s.rhs[i]))
			s.trial[k] = math.Max(-s.bound[k], math.Min(s.bound[k], dx[k]+d))
		}
		s.eval(s.trial, s.next)
		sound := true
		for k, v := range s.q {
			sound = sound && (s.out.State[k] == NoTrade || finite(v))
		}
		if !sound {
			time /= 10
			last = math.Inf(1)
			s.eval(dx, s.jac)
			continue
		}
		copy(dx, s.trial)
		s.jac, s.next = s.next, s.jac
	}
}

// clearOne moves the price of instrument k alone to where its own excess demand
// is zero, or to the bound if there is no such price inside.
func (s *Solver) clearOne(k int) {
	dx, b := s.out.Dx, s.bound[k]
	surplus := func(x float64) float64 {
		dx[k] = x
		s.eval(dx, nil)
		return s.q[k] * s.sign[k] // rises with the price
	}
	x := dx[k]
	f := surplus(x)
	if f == 0 || math.IsNaN(f) {
		return
	}
	// Bracket: lo has a deficit, hi a surplus.
	lo, hi, flo, fhi := x, x, f, f
	for step := math.Max(1e-3, math.Abs(f)/s.depth[k]); ; step *= 4 {
		if f < 0 {
			lo, flo = hi, fhi
			hi = math.Min(b, lo+step)
			if fhi = surplus(hi); fhi >= 0 {
				break
			} else if hi == b || math.IsNaN(fhi) {
				return
			}
		} else {
			hi, fhi = lo, flo
			lo = math.Max(-b, hi-step)
			if flo = surplus(lo); flo <= 0 {
				break
			} else if lo == -b || math.IsNaN(flo) {
				return
			}
		}
	}
	for i := range 100 {
		x = 0.5 * (lo + hi)
		if i%2 == 1 { // every second step by the secant
			if t := lo - flo*(hi-lo)/(fhi-flo); t > lo && t < hi {
				x = t
			}
		}
		f = surplus(x)
		switch {
		case math.Abs(f) <= 0.1*s.tol[k] || !(hi-lo > 1e-15*(math.Abs(lo)+math.Abs(hi))):
			return
		case f > 0:
			hi, fhi = x, f
		case f < 0:
			lo, flo = x, f
		default: // NaN
			return
		}
	}
}

// enforce holds at its limit the price that violates it most, or sets free a
// held price that excess demand pulls back inside, and reports whether anything
// changed. In careful mode it takes the first instrument of either kind, an
// order of changes that cannot go round in circles where demand for each
// instrument depends mostly on its own price.
func (s *Solver) enforce(limit []float64, careful bool) bool {
	if limit == nil {
		return false
	}
	c := &s.out
	worst, at := 0.0, -1
	for k, x := range c.Dx {
		if s.fixed[k] {
			continue
		}
		if over := math.Abs(x)/math.Max(0, limit[k]) - 1; over > worst {
			worst, at = over, k
			if careful {
				break
			}
		}
	}
	release := -1
	for k := range s.n {
		push := -s.q[k] * s.sign[k] // where own excess demand pushes the price
		if c.State[k] == LimitHigh && push < -s.tol[k] || c.State[k] == LimitLow && push > s.tol[k] {
			release = k
			break
		}
	}
	switch {
	case at >= 0 && (release < 0 || !careful || at < release):
		s.fixed[at] = true
		c.State[at] = LimitHigh
		b := s.bound[at]
		if c.Dx[at] < 0 {
			c.State[at] = LimitLow
			b = 0 - b
		}
		c.Dx[at] = b
		return true
	case release >= 0:
		s.fixed[release] = false
		c.State[release] = Cleared
		return true
	}
	return false
}

// suspend takes the instrument farthest from clearing, or else the one with the
// least depth, out of trading at its last price, and starts again at the last
// prices.
func (s *Solver) suspend() {
	c := &s.out
	at, least := s.worstFit, math.Inf(1)
	for k, d := range s.depth {
		if at < 0 && c.State[k] != NoTrade && d <= least {
			at, least = k, d
		}
	}
	s.worstFit = -1
	if at >= 0 {
		c.State[at] = NoTrade
	}
	for k := range s.n {
		c.Dx[k] = 0
		s.fixed[k] = c.State[k] == NoTrade
		if !s.fixed[k] {
			c.State[k] = Cleared
		}
	}
}

// finish fills trades, rations where a limit was hit and measures the residual.
func (s *Solver) finish(bids []*Bid) {
	n, c := s.n, &s.out
	curves := s.curves
	for i, b := range bids {
		b.trade(c.Dx, c.Trades[i*n:i*n+n], curves[:len(b.curves)])
		curves = curves[len(b.curves):]
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
		case NoTrade:
			if finite(sum[k]) {
				c.Unfilled[k] = 0 - sum[k]
			}
			for i := k; i < len(c.Trades); i += n {
				c.Trades[i] = 0
			}
		default:
			s.ration(k)
		}
	}
}

// ration scales the trades of the long side of the book of instrument k down to
// those of the short side.
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
			c.Trades[i] = t * kb
		} else {
			c.Trades[i] = t * ks
		}
	}
}
