// Package portable holds elementary functions whose bits do not depend on the
// processor. The standard library's exponential uses fused multiply-add where it
// finds it, so that two machines of one cluster could disagree in the last place.
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
	return Exp(float64(y * math.Log(x)))
}

// Expm1 is exp(x) − 1 within two units in the last place. It is written with
// additions and separately rounded products only, so that its bits do not
// depend on the processor (math.Exp uses fused operations where it finds them).
// Above 709 the result is +Inf.
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
