package design

// SaltelliOptions are the settings of a [Saltelli] design.
type SaltelliOptions struct {
	// SecondOrder adds the rows needed for second-order indices.
	SecondOrder bool
	SobolOptions
}

// Saltelli returns the cross-sampled design for variance-based sensitivity
// indices. Two matrices A and B of n rows and d columns are the first and the
// last d coordinates of n Sobol' points in 2d coordinates. AB_k is A with the
// columns of group k taken from B, BA_k is B with those columns taken from A. For
// each i = 0, …, n-1 in turn the rows are
//
//	A(i), AB_1(i), …, AB_g(i), [BA_1(i), …, BA_g(i),] B(i)
//
// with the rows in brackets only if SecondOrder. There are n (g+2) or n (2g+2)
// rows for g groups; without groups every axis is one, see [Groups].
//
// The order is that of SALib.sample.sobol. With Unscrambled the rows are equal to
// its rows with scramble=False and skip_values=Skip.
//
// Sources: Saltelli (2002), Making best use of model evaluations to compute
// sensitivity indices, Computer Physics Communications 145(2), 280-297,
// doi:10.1016/S0010-4655(02)00280-1; Saltelli and others (2010), Variance based
// sensitivity analysis of model output, Computer Physics Communications 181(2),
// 259-270, doi:10.1016/j.cpc.2009.09.018.
func Saltelli(axes []Axis, n int, opt SaltelliOptions) (*Design, error) {
	if err := validateAxes(axes); err != nil {
		return nil, err
	}
	names, of, err := Groups(axes)
	if err != nil {
		return nil, err
	}
	d, g := len(axes), len(names)
	each := g + 2
	if opt.SecondOrder {
		each = 2*g + 2
	}
	if err := checkCount("the number of base points", n, each); err != nil {
		return nil, err
	}
	base, err := sobolUnit(2*d, n, opt.SobolOptions)
	if err != nil {
		return nil, err
	}
	unit := newMatrix(n*each, d)
	for i, u := range base {
		rows := unit[i*each : (i+1)*each]
		a, b := u[:d], u[d:]
		copy(rows[0], a)
		copy(rows[each-1], b)
		for k := range g {
			cross(rows[1+k], a, b, of, k)
			if opt.SecondOrder {
				cross(rows[1+g+k], b, a, of, k)
			}
		}
	}
	out, err := fromUnit(KindSaltelli, axes, unit)
	if err != nil {
		return nil, err
	}
	out.Base, out.SecondOrder = n, opt.SecondOrder
	out.Warnings = sobolWarnings(n, opt.SobolOptions)
	return out, nil
}

// cross writes x into dst, with the columns of group k taken from y.
func cross(dst, x, y []float64, of []int, k int) {
	copy(dst, x)
	for j, g := range of {
		if g == k {
			dst[j] = y[j]
		}
	}
}
