package sensitivity

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// PRCC returns the partial rank correlation coefficient of each column of x with
// y: the correlation of the ranks of column j and of y after the linear influence
// of the ranks of all other columns is taken out of both. It lies in [-1, 1] and
// measures monotonic influence. x has n rows of d columns and y has n outputs,
// n > d+1. Tied values share their average rank.
//
// With C the correlation matrix of the d+1 columns of ranks, y last, and P its
// inverse,
//
//	PRCC_j = -P_jy / sqrt(P_jj P_yy)
//
// If the ranks of y are a linear function of those of the columns, as for an outcome
// that is monotonic in a single parameter, PRCC_j is the sign of the weight of column
// j, or 0 if the weight is zero.
//
// It is an error if a column or y is constant, or if columns are collinear.
//
// Source: Marino, Hogue, Ray and Kirschner (2008), A methodology for performing
// global uncertainty and sensitivity analysis in systems biology, Journal of
// Theoretical Biology 254(1), 178-196, doi:10.1016/j.jtbi.2008.04.011.
func PRCC(x [][]float64, y []float64) ([]float64, error) {
	p, weights, err := precision(x, y, true)
	if err != nil {
		return nil, err
	}
	d := len(x[0])
	out := make([]float64, d)
	for j, w := range weights {
		switch {
		case w > noWeight:
			out[j] = 1
		case w < -noWeight:
			out[j] = -1
		}
	}
	if p == nil {
		return out, nil
	}
	for j := range out {
		r := -p.At(j, d) / math.Sqrt(p.At(j, j)*p.At(d, d))
		out[j] = min(max(r, -1), 1)
	}
	return out, nil
}

// SRC returns the standardised regression coefficient of each column of x, and
// the share R² of the variance of y that the linear regression explains. The
// coefficient of column j is b_j s_j / s_y, where b_j is the coefficient of
// ordinary least squares with intercept, and s_j and s_y are the standard
// deviations. x has n rows of d columns and y has n outputs, n > d+1.
//
// With P the inverse of the correlation matrix of the columns and y,
//
//	SRC_j = -P_jy / P_yy,    R² = 1 - 1/P_yy
//
// Where y is a linear function of the columns up to rounding, R² is 1.
//
// It is an error if a column or y is constant, or if columns are collinear.
//
// Source: Saltelli and others (2008), Global Sensitivity Analysis: The Primer,
// Wiley, doi:10.1002/9780470725184, section 1.2.5.
func SRC(x [][]float64, y []float64) (coefficients []float64, r2 float64, err error) {
	p, weights, err := precision(x, y, false)
	if err != nil {
		return nil, 0, err
	}
	if p == nil {
		return weights, 1, nil
	}
	d := len(x[0])
	coefficients = make([]float64, d)
	for j := range coefficients {
		coefficients[j] = -p.At(j, d) / p.At(d, d)
	}
	return coefficients, 1 - 1/p.At(d, d), nil
}

// noWeight is the largest standardised coefficient attributed to rounding.
const noWeight = 1e-6

// precision returns the inverse of the correlation matrix of the columns of x and
// of y, of their ranks if ranked. If y is a linear function of columns that are
// not collinear, there is none, and it returns the standardised weights of the
// columns.
func precision(x [][]float64, y []float64, ranked bool) (p *mat.SymDense, weights []float64, err error) {
	n := len(y)
	if n == 0 || len(x) != n || len(x[0]) == 0 || n <= len(x[0])+1 {
		return nil, nil, fmt.Errorf("sensitivity: %d points for %d outputs; allowed: as many points as outputs, and at least two more than parameters", len(x), n)
	}
	if err := checkFinite(y, "the output of row"); err != nil {
		return nil, nil, err
	}
	d := len(x[0])
	columns := make([][]float64, d+1)
	for j := range d {
		columns[j] = make([]float64, n)
		for i, row := range x {
			if len(row) != d {
				return nil, nil, fmt.Errorf("sensitivity: point %d has %d coordinates and point 0 has %d; allowed: the same number", i, len(row), d)
			}
			columns[j][i] = row[j]
		}
		if err := checkFinite(columns[j], fmt.Sprintf("column %d, point", j)); err != nil {
			return nil, nil, err
		}
	}
	columns[d] = append([]float64(nil), y...)
	for j, c := range columns {
		if ranked {
			c = ranks(c)
		}
		z, _, _ := standardise(c)
		if slices.Max(z) == slices.Min(z) {
			if j == d {
				return nil, nil, fmt.Errorf("sensitivity: the output is constant; allowed: an output that varies")
			}
			return nil, nil, fmt.Errorf("sensitivity: column %d is constant; allowed: columns that vary", j)
		}
		columns[j] = z
	}
	c := mat.NewSymDense(d+1, nil)
	for j := range columns {
		c.SetSym(j, j, 1)
		for k := range j {
			s := 0.0
			for i, v := range columns[j] {
				s += v * columns[k][i]
			}
			c.SetSym(j, k, s/float64(n))
		}
	}
	const most = 1e12 // condition number
	var chol mat.Cholesky
	if chol.Factorize(c) && chol.Cond() <= most {
		p = &mat.SymDense{}
		if err := chol.InverseTo(p); err != nil {
			return nil, nil, fmt.Errorf("sensitivity: inverse of the correlation matrix: %w", err)
		}
		return p, nil, nil
	}
	own := mat.NewSymDense(d, nil) // correlation matrix of the columns alone
	own.CopySym(c)
	if !chol.Factorize(own) || chol.Cond() > most {
		return nil, nil, fmt.Errorf("sensitivity: the parameters are linearly dependent; allowed: columns of which none is a linear function of the others")
	}
	with := mat.NewVecDense(d, nil)
	for j := range d {
		with.SetVec(j, c.At(j, d))
	}
	var w mat.VecDense
	if err := chol.SolveVecTo(&w, with); err != nil {
		return nil, nil, fmt.Errorf("sensitivity: regression on the columns: %w", err)
	}
	return nil, slices.Clone(w.RawVector().Data), nil
}

// ranks returns the ranks 1, …, n of x, ties at their average.
func ranks(x []float64) []float64 {
	order := identity(len(x))
	slices.SortFunc(order, func(a, b int) int {
		switch {
		case x[a] < x[b]:
			return -1
		case x[a] > x[b]:
			return 1
		}
		return a - b
	})
	out := make([]float64, len(x))
	for i := 0; i < len(order); {
		j := i + 1
		for j < len(order) && x[order[j]] == x[order[i]] {
			j++
		}
		for k := i; k < j; k++ {
			out[order[k]] = float64(i+j+1) / 2
		}
		i = j
	}
	return out
}
