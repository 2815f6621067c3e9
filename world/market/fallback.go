package market

import (
	"math"
)

// solve finds the free prices given the fixed ones, starting from s.out.Dx. known
// says that this point is already evaluated.
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

// continuation raises the share of the shifts that is applied from 0, where the
// solution is dx = 0, to 1 in steps small enough for Newton's method. Prices held
// at limits move in proportion.
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

// search finds prices within the bounds for all instruments that trade, and which
// of them stop at a limit. If it fails, worstFit is the instrument farthest from
// clearing.
func (s *Solver) search() bool {
	n, c := s.n, &s.out
	for k := range n {
		c.Dx[k] = 0
		s.fixed[k] = !c.State[k].trades()
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
			if c.State[k].trades() {
				s.clearOne(k)
			}
		}
		found = s.newton(false, true)
	}
	s.worstFit = -1
	worst := 0.0
	for k := range n {
		if !c.State[k].trades() {
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
			s.fixed[k] = !c.State[k].trades()
		}
		return false
	}
	for k := range n {
		if s.fixed[k] && c.State[k].trades() {
			c.State[k] = LimitHigh
			if s.q[k]*s.sign[k] > 0 { // the sign of dx does not tell, because a limit may be zero
				c.State[k] = LimitLow
			}
		}
	}
	return true
}

// adjust lets prices move in the direction of excess demand, each in proportion
// to its own depth, until they come to rest or the steps run out. The steps are
// implicit in time and lengthen as excess demand falls, so that the last ones are
// Newton steps; unlike Newton's method, adjust does not stop where excess demand
// must rise before it falls.
func (s *Solver) adjust() {
	n, dx := s.n, s.out.Dx
	s.eval(dx, s.jac)
	time, last := 0.3, math.Inf(1)
	for range 300 {
		for k := range n {
			s.fixed[k] = !s.out.State[k].trades() || s.pinned(k, dx[k])
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
			sound = sound && (!s.out.State[k].trades() || finite(v))
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
// is zero, or to the bound if there is no such price within it.
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
