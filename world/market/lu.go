package market

import "math"

// lu is an LU factorisation with partial pivoting of a small dense row-major
// matrix that reuses its memory. It is several times faster than a general library
// at n ≈ 20 and adds in one fixed order; its test compares it with gonum.
type lu struct {
	n   int
	a   []float64
	piv []int
	col []float64 // largest entry of each column of the source
}

func newLU(n int) *lu {
	return &lu{n: n, a: make([]float64, n*n), piv: make([]int, n), col: make([]float64, n)}
}

// factor stores the factors of the n×n matrix src and reports false if a pivot
// does not exceed tol times the largest entry of its column in src.
func (f *lu) factor(src []float64, n int, tol float64) bool {
	f.n = n
	a, col := f.a[:n*n], f.col[:n]
	copy(a, src[:n*n])
	clear(col)
	for i := 0; i < len(a); i += n {
		for j, v := range a[i : i+n] {
			if v = math.Abs(v); v > col[j] {
				col[j] = v
			}
		}
	}
	for j := range n {
		p, best := j, math.Abs(a[j*n+j])
		for i := j + 1; i < n; i++ {
			if v := math.Abs(a[i*n+j]); v > best {
				p, best = i, v
			}
		}
		if !(best > tol*col[j]) || !finite(best) {
			return false
		}
		f.piv[j] = p
		if p != j {
			rp, rj := a[p*n:p*n+n], a[j*n:j*n+n]
			for k, v := range rp {
				rp[k], rj[k] = rj[k], v
			}
		}
		d := 1 / a[j*n+j]
		for i := j + 1; i < n; i++ {
			m := float64(a[i*n+j] * d)
			a[i*n+j] = m
			if m != 0 {
				subtract(a[i*n+j+1:i*n+n], m, a[j*n+j+1:j*n+n])
			}
		}
	}
	return true
}

// subtract subtracts m·x from y.
func subtract(y []float64, m float64, x []float64) {
	y = y[:len(x)]
	for k, v := range x {
		y[k] -= float64(m * v)
	}
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

// invert writes the inverse of A, row-major, into dst.
func (f *lu) invert(dst []float64) {
	n, a := f.n, f.a
	clear(dst[:n*n])
	for i := range n {
		dst[i*n+i] = 1
	}
	for j := range n {
		if p := f.piv[j]; p != j {
			rp, rj := dst[p*n:p*n+n], dst[j*n:j*n+n]
			for k, v := range rp {
				rp[k], rj[k] = rj[k], v
			}
		}
	}
	for i := range n {
		for k, m := range a[i*n : i*n+i] {
			if m != 0 {
				subtract(dst[i*n:i*n+n], m, dst[k*n:k*n+n])
			}
		}
	}
	for i := n - 1; i >= 0; i-- {
		row := dst[i*n : i*n+n]
		for k := i + 1; k < n; k++ {
			if m := a[i*n+k]; m != 0 {
				subtract(row, m, dst[k*n:k*n+n])
			}
		}
		d := a[i*n+i]
		for k := range row {
			row[k] /= d
		}
	}
}
