// Package portable has elementary functions whose bits do not depend on the processor.
// The standard library's exponential and logarithm use fused multiply-add where it is
// available, so that two machines of one cluster could disagree in the last place.
package portable

import "math"

// Exp is e^x within a few units in the last place.
func Exp(x float64) float64 {
	if x < -0.5 {
		return 1 / Exp(-x)
	}
	return 1 + Expm1(x)
}

// Exp2 is 2^x.
func Exp2(x float64) float64 { return Exp(float64(x * math.Ln2)) }

// Pow is x^y for x > 0.
func Pow(x, y float64) float64 {
	if x <= 0 {
		return math.Pow(x, y)
	}
	return Exp(float64(y * Log(x)))
}

// Log is the natural logarithm within one unit in the last place:
//
//	x = 2^k·(1 + f),  √½ ≤ 1 + f < √2,   ln(1 + f) = f − f²/2 + s·(f²/2 + R(s²)),   s = f/(2 + f)
//
// with the polynomial R of FreeBSD's logarithm, which the standard library uses
// too, and with every product rounded separately.
func Log(x float64) float64 {
	const (
		ln2hi = 6.93147180369123816490e-01
		ln2lo = 1.90821492927058770002e-10
		l1    = 6.666666666666735130e-01
		l2    = 3.999999999940941908e-01
		l3    = 2.857142874366239149e-01
		l4    = 2.222219843214978396e-01
		l5    = 1.818357216161805012e-01
		l6    = 1.531383769920937332e-01
		l7    = 1.479819860511658591e-01
	)
	if !(x > 0) || x > math.MaxFloat64 {
		return math.Log(x) // −Inf, +Inf or NaN
	}
	m, e := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m *= 2
		e--
	}
	f, k := m-1, float64(e)
	s := f / (2 + f)
	s2 := float64(s * s)
	s4 := float64(s2 * s2)
	t1 := float64(s2 * (l1 + float64(s4*(l3+float64(s4*(l5+float64(s4*l7)))))))
	t2 := float64(s4 * (l2 + float64(s4*(l4+float64(s4*l6)))))
	half := float64(float64(0.5*f) * f)
	return float64(k*ln2hi) - ((half - (float64(s*(half+(t1+t2))) + float64(k*ln2lo))) - f)
}

// Expm1 is exp(x) − 1 within two units in the last place. It uses only additions and
// separately rounded products. Above 709 the result is +Inf.
func Expm1(x float64) float64 {
	const (
		log2e = 1 / math.Ln2
		ln2hi = 6.93147180369123816490e-01 // upper 33 bits of ln 2
		ln2lo = 1.90821492927058770002e-10
	)
	switch {
	case x != x:
		return x
	case x > 709:
		return math.Inf(1)
	case x < -40:
		return -1
	}
	// x = k·ln2 + r, |r| ≤ ln2/2.
	if x > -0.5*math.Ln2 && x < 0.5*math.Ln2 {
		return expm1Reduced(x, 0)
	}
	half := 0.5
	if x < 0 {
		half = -0.5
	}
	k := int(float64(x*log2e) + half)
	t := float64(k)
	hi := x - float64(t*ln2hi) // exact: k has at most 10 bits
	lo := float64(t * ln2lo)
	r := hi - lo
	e := expm1Reduced(r, (hi-r)-lo)
	scale := math.Float64frombits(uint64(k+1023) << 52)
	return float64(scale*e) + (scale - 1)
}

// expm1Reduced is exp(r + c) − 1 for |r| ≤ ln2/2 and a tiny c, by the Taylor
// series to r¹³ (remainder below 5e-18).
func expm1Reduced(r, c float64) float64 {
	const (
		c2  = 1.0 / 2
		c3  = 1.0 / 6
		c4  = 1.0 / 24
		c5  = 1.0 / 120
		c6  = 1.0 / 720
		c7  = 1.0 / 5040
		c8  = 1.0 / 40320
		c9  = 1.0 / 362880
		c10 = 1.0 / 3628800
		c11 = 1.0 / 39916800
		c12 = 1.0 / 479001600
		c13 = 1.0 / 6227020800
	)
	r2 := float64(r * r)
	r4 := float64(r2 * r2)
	r8 := float64(r4 * r4)
	p0 := c2 + float64(c3*r) + float64((c4+float64(c5*r))*r2)
	p1 := c6 + float64(c7*r) + float64((c8+float64(c9*r))*r2)
	p2 := c10 + float64(c11*r) + float64((c12+float64(c13*r))*r2)
	p := p0 + float64(p1*r4) + float64(p2*r8)
	return r + (float64(p*r2) + (c + float64(c*r)))
}
