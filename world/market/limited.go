package market

import "math"

// Limited is a position of several instruments under one limit on its risk.
//
// The position that the bidder would like is affine in prices,
//
//	z(dx) = Z0 + Gain·dx,
//
// its risk is U(z) = √(z'·Risk·z), and what it holds is
//
//	q(dx) = φ(U)·z,   φ·U nondecreasing in U.
//
// With Knee = 0 the limit is a value-at-risk limit in smooth form,
// φ(U) = (1 + (U/Capacity)^8)^(−1/8): nearly no effect below Capacity, which
// φ·U never exceeds. With Knee > 0 it is the convex balance-sheet cost of an
// intermediary: φ(U) = u·Capacity/U where utilisation u solves
//
//	u·g(u) = U/Capacity,   g(u) = 1 + Convexity·max(0, u − Knee)²/(1.02 − u)
//
// so that marginal cost rises without bound as u nears full use (shape after
// Duffie et al. 2023, "Dealer Capacity and U.S. Treasury Market
// Functionality").
//
// Memory is the bidder's; AddTo uses the scratch slices and must not run twice
// at once.
type Limited struct {
	Index     []int     // instruments held, length m
	Price     []int     // prices that matter, length p
	Z0        []float64 // desired position at last prices, m, USD bn
	Gain      []float64 // m×p, USD bn per bp
	Risk      []float64 // m×m, positive semidefinite
	Capacity  float64   // in units of U
	Knee      float64   // utilisation above which cost is convex; 0 for a value-at-risk limit
	Convexity float64

	z, w []float64
}

// NewLimited returns a Limited with its memory for m instruments and p prices.
func NewLimited(index, price []int) *Limited {
	m, p := len(index), len(price)
	return &Limited{
		Index: index, Price: price,
		Z0: make([]float64, m), Gain: make([]float64, m*p), Risk: make([]float64, m*m),
		z: make([]float64, m), w: make([]float64, m),
	}
}

// Norm is U(z) = √(z'·Risk·z).
func (l *Limited) Norm(z []float64) float64 {
	return math.Sqrt(math.Max(0, l.form(z)))
}

// form computes w = Risk·z and returns z'w.
func (l *Limited) form(z []float64) float64 {
	m := len(l.Index)
	var s float64
	for i := range m {
		var t float64
		for j := range m {
			t += float64(l.Risk[i*m+j] * z[j])
		}
		l.w[i] = t
		s += float64(t * z[i])
	}
	return s
}

// Scale is φ at risk u, the share of the desired position that is held.
func (l *Limited) Scale(u float64) float64 {
	phi, _ := l.phi(u)
	return phi
}

// Utilisation is the share of capacity in use at the last prices, φ·U/Capacity.
func (l *Limited) Utilisation() float64 {
	u := l.Norm(l.Z0)
	phi, _ := l.phi(u)
	return phi * u / l.Capacity
}

// phi returns φ(U) and dφ/dU.
func (l *Limited) phi(u float64) (phi, slope float64) {
	if u <= 0 || math.IsInf(l.Capacity, 1) {
		return 1, 0
	}
	if l.Capacity <= 0 {
		return 0, 0
	}
	v := u / l.Capacity
	if l.Knee <= 0 {
		v8 := v * v
		v8 *= v8
		v8 *= v8
		base := math.Pow(1+v8, -0.125)
		return base, -base / (1 + v8) * v8 / u
	}
	if v <= l.Knee {
		return 1, 0
	}
	// u·g(u) is increasing on [Knee, 1.02): bracketed Newton.
	lo, hi := l.Knee, math.Min(v, 1.02)
	x := 0.5 * (lo + hi)
	var dg float64
	for range 100 {
		d, r := x-l.Knee, 1.02-x
		if r <= 0 {
			hi = x
			x = 0.5 * (lo + hi)
			continue
		}
		g := 1 + l.Convexity*d*d/r
		dg = g + x*l.Convexity*(2*d/r+d*d/(r*r))
		f := x*g - v
		if f > 0 {
			hi = x
		} else {
			lo = x
		}
		next := x - f/dg
		if next <= lo || next >= hi {
			next = 0.5 * (lo + hi)
		}
		if math.Abs(next-x) <= 1e-15*math.Abs(x) {
			x = next
			break
		}
		x = next
	}
	// φ = x·C/U, dx/dv = 1/dg.
	return x / v, (1/dg - x/v) / u
}

// Position writes the position held at the last prices, φ(U(Z0))·Z0, into q (length m).
func (l *Limited) Position(q []float64) {
	phi := l.Scale(l.Norm(l.Z0))
	for i := range q {
		q[i] = phi * l.Z0[i]
	}
}

// AddTo implements Response.
func (l *Limited) AddTo(dx, q, jac []float64) {
	n, m, p := len(q), len(l.Index), len(l.Price)
	u0 := l.Norm(l.Z0)
	phi0, _ := l.phi(u0)
	copy(l.z, l.Z0)
	for i := range m {
		row := l.Gain[i*p : i*p+p]
		var t float64
		for j, k := range l.Price {
			t += float64(row[j] * dx[k])
		}
		l.z[i] += t
	}
	u := l.Norm(l.z) // leaves Risk·z in w
	phi, slope := l.phi(u)
	for i, k := range l.Index {
		q[k] += float64(phi*l.z[i]) - float64(phi0*l.Z0[i])
	}
	if jac == nil {
		return
	}
	for j, kj := range l.Price {
		var g float64 // ∂U/∂dx_j · U
		for i := range m {
			g += float64(l.w[i] * l.Gain[i*p+j])
		}
		if u > 0 {
			g *= slope / u
		} else {
			g = 0
		}
		for i, ki := range l.Index {
			jac[ki*n+kj] += float64(phi*l.Gain[i*p+j]) + float64(l.z[i]*g)
		}
	}
}
