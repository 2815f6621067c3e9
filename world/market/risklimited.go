package market

import "math"

// RiskLimited is a risk-limited position: several instruments under one limit on
// their risk.
//
// The position that the bidder desires is affine in prices,
//
//	z(dx) = Z0 + Gain·dx,
//
// its risk is U(z) = √(z'·Risk·z), and the position held is
//
//	q(dx) = φ(U)·z,   φ·U nondecreasing in U.
//
// With Knee = 0 the limit is a smoothed value-at-risk limit,
// φ(U) = (1 + (U/Capacity)^8)^(−1/8): it has almost no effect well below Capacity,
// which φ·U never exceeds. With Knee > 0 it is the convex balance-sheet cost of an
// intermediary: φ(U) = u·Capacity/U where utilisation u solves
//
//	u·g(u) = U/Capacity,   g(u) = 1 + Convexity·max(0, u − Knee)²/(1.02 − u)
//
// so that marginal cost rises without bound as u approaches 1.02, which it never
// exceeds: the last two percent are reached only under extreme pressure (shape
// after Duffie et al. 2023, "Dealer Capacity and U.S. Treasury Market
// Functionality").
//
// With Capacity ≤ 0 nothing is held; with infinite Capacity there is no limit.
//
// The slices belong to the bidder. The methods share scratch memory and must not
// run at the same time.
type RiskLimited struct {
	Index     []int     // instruments held, length m
	Price     []int     // instruments whose prices enter z, length p
	Z0        []float64 // desired position at last prices, m, USD bn
	Gain      []float64 // m×p, USD bn per bp
	Risk      []float64 // m×m, positive semidefinite
	Capacity  float64   // in units of U
	Knee      float64   // utilisation above which cost is convex; 0 for a value-at-risk limit
	Convexity float64

	z, w, g []float64
	phi0    float64 // φ at Z0, set by anchor
	bend0   float64 // (dφ/dU)/U at Z0, set by anchor

	// The point evaluated last: dx by price, and U, φ and (dφ/dU)/U there. While
	// looked is set, z and w belong to this point.
	at             []float64
	u, phi1, bend1 float64
	looked         bool
}

// NewRiskLimited returns a RiskLimited with its memory for m instruments and p prices.
func NewRiskLimited(index, price []int) *RiskLimited {
	m, p := len(index), len(price)
	return &RiskLimited{
		Index: index, Price: price,
		Z0: make([]float64, m), Gain: make([]float64, m*p), Risk: make([]float64, m*m),
		z: make([]float64, m), w: make([]float64, m), g: make([]float64, p), at: make([]float64, p),
	}
}

// Norm is U(z) = √(z'·Risk·z).
func (l *RiskLimited) Norm(z []float64) float64 {
	l.looked = false
	return math.Sqrt(math.Max(0, l.form(z)))
}

// form sets w to Risk·z and returns z'w.
func (l *RiskLimited) form(z []float64) float64 {
	m := len(z)
	w, risk := l.w[:m], l.Risk
	var s float64
	for i, zi := range z {
		var t float64
		row := risk[i*m:][:m]
		for j, v := range z {
			t += float64(row[j] * v)
		}
		w[i] = t
		s += float64(t * zi)
	}
	return s
}

// Scale is φ at risk u, the share of the desired position that is held.
func (l *RiskLimited) Scale(u float64) float64 {
	phi, _ := l.phi(u)
	return phi
}

// Utilisation is the share of capacity in use at the last prices,
// φ·U/Capacity. Without capacity it is 1 if any risk is desired and 0 if not.
func (l *RiskLimited) Utilisation() float64 {
	u := l.Norm(l.Z0)
	if l.Capacity <= 0 {
		if u > 0 {
			return 1
		}
		return 0
	}
	return l.Scale(u) * u / l.Capacity
}

// full is the utilisation that a position with Knee > 0 approaches but never exceeds.
const full = 1.02

// phi returns φ(U) and dφ/dU.
func (l *RiskLimited) phi(u float64) (phi, slope float64) {
	switch {
	case l.Capacity <= 0:
		return 0, 0
	case u <= 0 || math.IsInf(l.Capacity, 1):
		return 1, 0
	case l.Knee <= 0:
		return rootScale(u, l.Capacity)
	}
	v := u / l.Capacity
	switch {
	case v <= l.Knee && v <= full:
		return 1, 0
	case l.Convexity <= 0 || l.Knee >= full: // a hard limit
		if v <= full {
			return 1, 0
		}
		return full / v, -full / v / u
	}
	// With r = full − u, the capacity left, the equation is the cubic
	//	f(r) = r·(full − r − v) + Convexity·(full − r)·(room − r)² = 0,
	// which falls from positive to negative on (lo, hi): bracketed Newton.
	room := full - l.Knee
	lo, hi := math.Max(0, full-v), room
	most := l.Convexity * full * room * room
	r := most / (most/room + (v - l.Knee)) // exact at both ends of v
	for range 100 {
		if !(r > lo && r < hi) {
			r = 0.5 * (lo + hi)
		}
		x, d := full-r, room-r
		cd := l.Convexity * d
		f := float64(r*(x-v)) + float64(float64(cd*d)*x)
		df := (x - v) - r - float64(cd*(d+float64(2*x)))
		if f > 0 {
			lo = r
		} else {
			hi = r
		}
		step := f / df
		r -= step
		if !(math.Abs(step) > 1e-15*r) {
			break
		}
	}
	// φ = u·C/U, du/dv = 1/(u·g)'.
	x, d := math.Min(full-r, v), math.Max(0, room-r)
	h := l.Convexity * d / r
	dg := 1 + float64(h*d) + float64(float64(x*h)*(2+d/r))
	phi = x / v
	return phi, math.Min(0, 1/dg-phi) / u
}

// rootScale returns (1 + (u/c)⁸)^(−1/8) and its derivative with respect to u.
func rootScale(u, c float64) (phi, slope float64) {
	v := u / c
	small := v <= 1
	if !small {
		v = c / u
	}
	v = float64(v * v)
	v = float64(v * v)
	v = float64(v * v)
	phi = 1 / math.Sqrt(math.Sqrt(math.Sqrt(1+v)))
	if small {
		return phi, -phi * (v / (1 + v)) / u
	}
	phi *= c / u
	return phi, -phi / (1 + v) / u
}

// Position writes the position held at the last prices, φ(U(Z0))·Z0, into q (length m).
func (l *RiskLimited) Position(q []float64) {
	phi := l.Scale(l.Norm(l.Z0))
	for i := range q {
		q[i] = phi * l.Z0[i]
	}
}

// AddTo implements Response.
func (l *RiskLimited) AddTo(dx, q, jac []float64) {
	l.anchor()
	l.addTo(dx, q, jac)
}

// anchor records the position held at the last prices, for addTo and secant. It
// must be called after any change by the bidder.
func (l *RiskLimited) anchor() {
	copy(l.z, l.Z0)
	clear(l.at)
	l.measure()
	l.phi0, l.bend0 = l.phi1, l.bend1
}

// measure sets w, U, φ and (dφ/dU)/U to those of the desired position in z.
func (l *RiskLimited) measure() {
	u := l.Norm(l.z) // leaves Risk·z in w
	phi, slope := l.phi(u)
	l.u, l.phi1, l.bend1 = u, phi, 0
	if u > 0 {
		l.bend1 = slope / u
	}
	l.looked = true
}

// look sets z, w, U, φ and (dφ/dU)/U to those at dx, unless they are already: the
// solver evaluates a point for excess demand, for trades and for the attribution.
func (l *RiskLimited) look(dx []float64) {
	at := l.at[:len(l.Price)]
	same := l.looked
	for j, k := range l.Price {
		if x := dx[k]; x != at[j] {
			at[j], same = x, false
		}
	}
	if same {
		return
	}
	p := len(at)
	for i, z := range l.Z0 {
		row := l.Gain[i*p:][:p]
		var t float64
		for j, x := range at {
			t += float64(row[j] * x)
		}
		l.z[i] = z + t
	}
	l.measure()
}

func (l *RiskLimited) addTo(dx, q, jac []float64) {
	l.look(dx)
	for i, k := range l.Index {
		q[k] += float64(l.phi1*l.z[i]) - float64(l.phi0*l.Z0[i])
	}
	if jac == nil {
		return
	}
	l.addMatrix(jac, len(q), l.phi1, l.bend1)
}

// addMatrix adds φ·Gain + c·z·(w'·Gain) to the rows Index and columns Price of
// the n×n matrix a, with z and w as they stand in the scratch memory.
func (l *RiskLimited) addMatrix(a []float64, n int, phi, c float64) {
	price, gain := l.Price, l.Gain
	p := len(price)
	if c == 0 {
		for i, ki := range l.Index {
			row := gain[i*p:][:p]
			dst := a[ki*n : ki*n+n]
			for j, kj := range price {
				dst[kj] += float64(phi * row[j])
			}
		}
		return
	}
	g := l.g[:p]
	clear(g)
	for i, w := range l.w {
		row := gain[i*p:][:p]
		w *= c
		for j, v := range row {
			g[j] += float64(w * v)
		}
	}
	for i, ki := range l.Index {
		row, z := gain[i*p:][:p], l.z[i]
		dst := a[ki*n : ki*n+n]
		for j, kj := range price {
			dst[kj] += float64(phi*row[j]) + float64(z*g[j])
		}
	}
}

// secant adds to a the matrix S that maps dx to the change in the position held,
// S·dx = φ·z − φ0·Z0, and tends to the Jacobian as dx → 0. With z̄ and φ̄ the means
// of the values at 0 and dx,
//
//	φ·z − φ0·Z0 = φ̄·(z − Z0) + (φ − φ0)·z̄,   U² − U0² = 2·z̄'·Risk·(z − Z0),
//
// so S = φ̄·Gain + 2·(φ − φ0)/(U² − U0²)·z̄·(z̄'·Risk·Gain). Like the Jacobian, it is
// the response of scaled demand less the reduction by the limit along the position.
func (l *RiskLimited) secant(dx, a []float64, n int) {
	l.look(dx)
	u, phi, bend := l.u, l.phi1, l.bend1
	for i, z := range l.z {
		l.z[i] = 0.5 * (z + l.Z0[i])
	}
	l.looked = false
	l.form(l.z)    // leaves Risk·z̄ in w
	var ds float64 // U² − U0²
	p := len(l.Price)
	for i, w := range l.w {
		row := l.Gain[i*p:][:p]
		var t float64
		for j, x := range l.at {
			t += float64(row[j] * x)
		}
		ds += float64(w * t)
	}
	ds *= 2
	c := 0.5 * (bend + l.bend0)
	if math.Abs(ds) > 1e-5*u*u {
		c = 2 * (phi - l.phi0) / ds
	}
	l.addMatrix(a, n, 0.5*(phi+l.phi0), c)
}

// notFinite returns the first instrument for which the position holds an infinity
// or a NaN, and −1 if there is none.
func (l *RiskLimited) notFinite() int {
	m, p := len(l.Index), len(l.Price)
	common := !finite(l.Knee) || !finite(l.Convexity) || math.IsNaN(l.Capacity)
	for i, k := range l.Index {
		bad := common || !finite(l.Z0[i])
		for _, v := range l.Gain[i*p : i*p+p] {
			bad = bad || !finite(v)
		}
		for _, v := range l.Risk[i*m : i*m+m] {
			bad = bad || !finite(v)
		}
		if bad {
			return k
		}
	}
	return -1
}
