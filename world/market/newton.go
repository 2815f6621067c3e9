package market

import (
	"math"
	"slices"
)

func isFree(s *Solver, k int) bool { return !s.fixed[k] }

// newton runs damped Newton steps on the free prices and reports convergence; s.q
// is then excess demand at Dx. With inside, prices stay within their bounds and
// those that excess demand pushes against a bound are held; the set of free prices
// is chosen again at each step.
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
				s.fixed[k] = !s.out.State[k].trades() || s.pinned(k, dx[k])
			}
			factored = false
		}
		s.listFree()
		w := s.misfit()
		if w == 0 {
			return true
		}
		// Excess demand within the tolerance does not move a price.
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
		// A step must not be much longer than the moves so far.
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

// atRounding reports whether rounding errors of prices and sums can explain the
// excess demand of all free instruments.
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

// polish takes one more step with the present factors. It costs little and brings
// the residual down to rounding error, so that results do not depend on the path
// taken. misfit is the value before the step; inside keeps prices within bounds.
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
