package calibrate

import (
	"fmt"
	"math"
	"math/rand/v2"
	"sort"
)

// CMAES minimises a function of n variables without derivatives, after Hansen,
// "The CMA Evolution Strategy: A Tutorial" (2016, arXiv 1604.00772), with its
// default parameters and without negative weights:
//
//	x_k = m + σ·B·D·z_k,  z_k ~ N(0, I)                      sample (40)
//	m   ← Σ w_i·x_{i:λ}                                      recombine (42)
//	p_σ ← (1 − c_σ)·p_σ + √(c_σ(2 − c_σ)μ_w)·C^(−1/2)·y_w    step-size path (43)
//	σ   ← σ·exp((c_σ/d_σ)·(|p_σ|/E|N(0, I)| − 1))            step size (44)
//	p_c ← (1 − c_c)·p_c + h_σ·√(c_c(2 − c_c)μ_w)·y_w         path (45)
//	C   ← (1 − c₁ − c_μ)·C + c₁·p_c·p_cᵀ + c_μ·Σ w_i·y_i·y_iᵀ  covariance (47)
//
// Use Ask to draw a generation, evaluate it in any order, and Tell to return the values.
type CMAES struct {
	n, lambda, mu        int
	weights              []float64
	muEff                float64
	cc, cs, c1, cmu, dam float64
	chi                  float64 // E|N(0, I)|

	mean   []float64
	sigma  float64
	c      []float64 // covariance, row by row
	b, d   []float64 // eigenvectors in columns, roots of eigenvalues
	pc, ps []float64
	gen    int
	rand   *rand.Rand
	asked  [][]float64
	best   []float64
	fbest  float64
}

// NewCMAES starts at a mean with a step size. A population below 4 means the
// tutorial's default, 4 + ⌊3·ln n⌋.
func NewCMAES(mean []float64, sigma float64, population int, seed uint64) (*CMAES, error) {
	n := len(mean)
	if n == 0 || !(sigma > 0) {
		return nil, fmt.Errorf("calibrate: %d variables and step size %g: must be at least one and above zero", n, sigma)
	}
	if population < 4 {
		population = 4 + int(3*math.Log(float64(n)))
	}
	e := &CMAES{
		n: n, lambda: population, mu: population / 2, mean: append([]float64(nil), mean...), sigma: sigma,
		c: identity(n), b: identity(n), d: make([]float64, n), pc: make([]float64, n), ps: make([]float64, n),
		rand: rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15)), fbest: math.Inf(1),
	}
	var sum, squares float64
	for i := range e.mu {
		w := math.Log((float64(population)+1)/2) - math.Log(float64(i+1))
		e.weights = append(e.weights, w)
		sum += w
	}
	for i := range e.weights {
		e.weights[i] /= sum
		squares += float64(e.weights[i] * e.weights[i])
	}
	for i := range e.d {
		e.d[i] = 1
	}
	e.muEff = 1 / squares
	nf := float64(n)
	e.cc = (4 + e.muEff/nf) / (nf + 4 + 2*e.muEff/nf)
	e.cs = (e.muEff + 2) / (nf + e.muEff + 5)
	e.c1 = 2 / ((nf+1.3)*(nf+1.3) + e.muEff)
	e.cmu = math.Min(1-e.c1, 2*(e.muEff-2+1/e.muEff)/((nf+2)*(nf+2)+e.muEff))
	e.dam = 1 + 2*math.Max(0, math.Sqrt((e.muEff-1)/(nf+1))-1) + e.cs
	e.chi = math.Sqrt(nf) * (1 - 1/(4*nf) + 1/(21*nf*nf))
	return e, nil
}

func identity(n int) []float64 {
	a := make([]float64, n*n)
	for i := range n {
		a[i*n+i] = 1
	}
	return a
}

// Ask draws a generation.
func (e *CMAES) Ask() [][]float64 {
	e.asked = make([][]float64, e.lambda)
	z := make([]float64, e.n)
	for k := range e.asked {
		for j := range z {
			z[j] = e.d[j] * e.rand.NormFloat64()
		}
		x := make([]float64, e.n)
		for i := range x {
			var y float64
			for j := range z {
				y += float64(e.b[i*e.n+j] * z[j])
			}
			x[i] = e.mean[i] + float64(e.sigma*y)
		}
		e.asked[k] = x
	}
	return e.asked
}

// Tell returns the values of the last generation, in its order. A NaN counts as the worst
// value.
func (e *CMAES) Tell(f []float64) error {
	if len(f) != len(e.asked) || len(f) == 0 {
		return fmt.Errorf("calibrate: %d values for a generation of %d", len(f), len(e.asked))
	}
	n := e.n
	order := make([]int, len(f))
	for i := range order {
		order[i] = i
	}
	value := func(i int) float64 {
		if f[i] != f[i] {
			return math.Inf(1)
		}
		return f[i]
	}
	sort.SliceStable(order, func(i, j int) bool { return value(order[i]) < value(order[j]) })
	if v := value(order[0]); v < e.fbest {
		e.fbest, e.best = v, append([]float64(nil), e.asked[order[0]]...)
	}
	e.gen++
	old := append([]float64(nil), e.mean...)
	clear(e.mean)
	for i, w := range e.weights {
		for j := range n {
			e.mean[j] += float64(w * e.asked[order[i]][j])
		}
	}
	y := make([]float64, n)
	for j := range n {
		y[j] = (e.mean[j] - old[j]) / e.sigma
	}
	// C^(−1/2)·y = B·D⁻¹·Bᵀ·y
	var norm float64
	w := make([]float64, n)
	for j := range n {
		var s float64
		for i := range n {
			s += float64(e.b[i*n+j] * y[i])
		}
		w[j] = s / e.d[j]
	}
	for i := range n {
		var s float64
		for j := range n {
			s += float64(e.b[i*n+j] * w[j])
		}
		e.ps[i] = float64((1-e.cs)*e.ps[i]) + float64(math.Sqrt(e.cs*(2-e.cs)*e.muEff)*s)
		norm += float64(e.ps[i] * e.ps[i])
	}
	norm = math.Sqrt(norm)
	h := 0.0
	if norm/math.Sqrt(1-math.Pow(1-e.cs, 2*float64(e.gen)))/e.chi < 1.4+2/(float64(n)+1) {
		h = 1
	}
	for i := range n {
		e.pc[i] = float64((1-e.cc)*e.pc[i]) + float64(h*math.Sqrt(e.cc*(2-e.cc)*e.muEff)*y[i])
	}
	keep := 1 - e.c1 - e.cmu + (1-h)*e.c1*e.cc*(2-e.cc)
	for i := range n {
		for j := range i + 1 {
			var s float64
			for k, wk := range e.weights {
				x := e.asked[order[k]]
				s += float64(wk * (x[i] - old[i]) / e.sigma * (x[j] - old[j]) / e.sigma)
			}
			v := float64(keep*e.c[i*n+j]) + float64(e.c1*e.pc[i]*e.pc[j]) + float64(e.cmu*s)
			e.c[i*n+j], e.c[j*n+i] = v, v
		}
	}
	e.sigma *= math.Exp(e.cs / e.dam * (norm/e.chi - 1))
	e.b, e.d = eigen(e.c, n)
	top := 0.0
	for _, v := range e.d {
		top = math.Max(top, v)
	}
	for j := range e.d { // eigenvalues below rounding are rounding
		e.d[j] = math.Sqrt(math.Max(e.d[j], 1e-20*top))
	}
	return nil
}

// Mean is the centre of the search.
func (e *CMAES) Mean() []float64 { return append([]float64(nil), e.mean...) }

// Best is the best point evaluated and its value.
func (e *CMAES) Best() ([]float64, float64) { return append([]float64(nil), e.best...), e.fbest }

// Spread is the standard deviation of each variable in the current distribution,
// σ·√C_jj.
func (e *CMAES) Spread() []float64 {
	out := make([]float64, e.n)
	for j := range out {
		out[j] = e.sigma * math.Sqrt(e.c[j*e.n+j])
	}
	return out
}

// Population is the number of points of a generation.
func (e *CMAES) Population() int { return e.lambda }

// eigen returns the eigenvectors, in columns, and eigenvalues of a symmetric matrix by
// cyclic Jacobi rotations (Golub and Van Loan, section 8.5).
func eigen(a []float64, n int) (vectors, values []float64) {
	s, v := append([]float64(nil), a...), identity(n)
	for range 60 {
		var off, all float64
		for i := range n {
			for j := range n {
				all += float64(s[i*n+j] * s[i*n+j])
				if i != j {
					off += float64(s[i*n+j] * s[i*n+j])
				}
			}
		}
		if off <= 1e-28*all {
			break
		}
		for p := range n {
			for q := p + 1; q < n; q++ {
				if s[p*n+q] == 0 {
					continue
				}
				theta := (s[q*n+q] - s[p*n+p]) / (2 * s[p*n+q])
				t := 1 / (math.Abs(theta) + math.Sqrt(theta*theta+1))
				if theta < 0 {
					t = -t
				}
				c := 1 / math.Sqrt(t*t+1)
				r := t * c
				for k := range n { // columns
					x, y := s[k*n+p], s[k*n+q]
					s[k*n+p], s[k*n+q] = float64(c*x)-float64(r*y), float64(r*x)+float64(c*y)
				}
				for k := range n { // rows
					x, y := s[p*n+k], s[q*n+k]
					s[p*n+k], s[q*n+k] = float64(c*x)-float64(r*y), float64(r*x)+float64(c*y)
				}
				for k := range n {
					x, y := v[k*n+p], v[k*n+q]
					v[k*n+p], v[k*n+q] = float64(c*x)-float64(r*y), float64(r*x)+float64(c*y)
				}
			}
		}
	}
	values = make([]float64, n)
	for i := range n {
		values[i] = s[i*n+i]
	}
	return v, values
}
