package market

import (
	"math"
)

// pinned reports whether the price move x of instrument k is at its bound and
// excess demand s.q pushes it outwards.
func (s *Solver) pinned(k int, x float64) bool {
	push := -s.q[k] * s.sign[k]
	return x >= s.bound[k] && push > 0 || x <= -s.bound[k] && push < 0
}

// countsInside reports whether instrument k is free at the point s.trial.
func countsInside(s *Solver, k int) bool {
	return s.out.State[k].trades() && !s.pinned(k, s.trial[k])
}

// enforce holds at its limit the price that violates it most, or else releases a
// held price that excess demand pulls back inside, and reports whether anything
// changed. In careful mode it takes the first instrument of either kind, a rule
// that cannot cycle where demand for each instrument depends mostly on its own
// price.
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

// suspend excludes the instrument farthest from clearing, or else the one with the
// least depth, from trading and resets the search to the last prices.
func (s *Solver) suspend() {
	c := &s.out
	at, least := s.worstFit, math.Inf(1)
	for k, d := range s.depth {
		if at < 0 && c.State[k].trades() && d <= least {
			at, least = k, d
		}
	}
	s.worstFit = -1
	if at >= 0 {
		c.State[at] = NoTrade
	}
	for k := range s.n {
		c.Dx[k] = 0
		s.fixed[k] = !c.State[k].trades()
		if !s.fixed[k] {
			c.State[k] = Cleared
		}
	}
}
