package market

import "math"

// lu is an LU factorisation with partial pivoting of a small dense matrix,
// row-major, reusing its memory. It is several times faster than a general
// library at n ≈ 20 and adds in one fixed order; gonum is the oracle of its
// test.
type lu struct {
	n   int
	a   []float64
	piv []int
}

func newLU(n int) *lu { return &lu{n: n, a: make([]float64, n*n), piv: make([]int, n)} }

// factor overwrites the stored matrix by its factors and reports false if a
// pivot falls below tol times the largest entry of its column.
func (f *lu) factor(src []float64, n int, tol float64) bool {
	f.n = n
	copy(f.a[:n*n], src[:n*n])
	a := f.a
	for j := range n {
		p, best := j, math.Abs(a[j*n+j])
		for i := j + 1; i < n; i++ {
			if v := math.Abs(a[i*n+j]); v > best {
				p, best = i, v
			}
		}
		var col float64
		for i := range n {
			col = math.Max(col, math.Abs(src[i*n+j]))
		}
		if !(best > tol*col) || math.IsInf(best, 0) {
			return false
		}
		f.piv[j] = p
		if p != j {
			for k := range n {
				a[p*n+k], a[j*n+k] = a[j*n+k], a[p*n+k]
			}
		}
		d := 1 / a[j*n+j]
		rowj := a[j*n : j*n+n]
		for i := j + 1; i < n; i++ {
			rowi := a[i*n : i*n+n]
			m := rowi[j] * d
			rowi[j] = m
			if m == 0 {
				continue
			}
			for k := j + 1; k < n; k++ {
				rowi[k] -= float64(m * rowj[k])
			}
		}
	}
	return true
}

// solve replaces b by the solution of A·x = b.
func (f *lu) solve(b []float64) {
	n, a := f.n, f.a
	for j := range n {
		if p := f.piv[j]; p != j {
			b[p], b[j] = b[j], b[p]
		}
	}
	for i := range n {
		s := b[i]
		row := a[i*n : i*n+i]
		for k, v := range row {
			s -= float64(v * b[k])
		}
		b[i] = s
	}
	for i := n - 1; i >= 0; i-- {
		s := b[i]
		row := a[i*n : i*n+n]
		for k := i + 1; k < n; k++ {
			s -= float64(row[k] * b[k])
		}
		b[i] = s / row[i]
	}
}
