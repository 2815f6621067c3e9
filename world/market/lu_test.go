package market

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func randomMatrix(r *rand.Rand, n int) []float64 {
	a := make([]float64, n*n)
	for i := range a {
		a[i] = r.NormFloat64()
	}
	for i := range n {
		a[i*n+i] += math.Copysign(2, r.Float64()-0.5)
	}
	return a
}

func TestLUAgainstGonum(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 500 {
		n := 1 + r.IntN(25)
		a := randomMatrix(r, n)
		dense := mat.NewDense(n, n, append([]float64(nil), a...))
		f := newLU(25)
		if !f.factor(a, n, 1e-13) {
			t.Fatal("regular matrix reported singular")
		}
		cond := mat.Cond(dense, 2)

		b := make([]float64, n)
		for i := range b {
			b[i] = r.NormFloat64()
		}
		x := append([]float64(nil), b...)
		f.solve(x)
		var want mat.VecDense
		if err := want.SolveVec(dense, mat.NewVecDense(n, b)); err != nil {
			t.Fatal(err)
		}
		size := mat.Norm(&want, math.Inf(1))
		for i := range x {
			if d := math.Abs(x[i] - want.AtVec(i)); d > 1e-13*size*math.Max(1, cond/50) {
				t.Fatalf("n=%d cond=%.3g: x[%d]=%v, gonum %v", n, cond, i, x[i], want.AtVec(i))
			}
		}

		inv := make([]float64, n*n)
		f.invert(inv)
		var wantInv mat.Dense
		if err := wantInv.Inverse(dense); err != nil {
			t.Fatal(err)
		}
		size = mat.Max(&wantInv) - mat.Min(&wantInv)
		for i := range inv {
			if d := math.Abs(inv[i] - wantInv.At(i/n, i%n)); d > 1e-13*size*math.Max(1, cond/50) {
				t.Fatalf("n=%d cond=%.3g: inverse[%d]=%v, gonum %v", n, cond, i, inv[i], wantInv.At(i/n, i%n))
			}
		}
	}
}

func TestLUSingular(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	f := newLU(3)
	for name, a := range map[string][]float64{
		"zero":          {0, 0, 0, 0, 0, 0, 0, 0, 0},
		"equal rows":    {1, 2, 3, 1, 2, 3, 4, 5, 7},
		"equal columns": {1, 1, 3, 2, 2, 5, 3, 3, 9},
		"rank two":      {1, 2, 3, 4, 5, 6, 7, 8, 9},
		"zero row":      {1, 2, 3, 0, 0, 0, 4, 5, 7},
		"nan":           {nan, nan, nan, nan, nan, nan, nan, nan, nan},
		"inf":           {inf, 0, 0, 0, 1, 0, 0, 0, 1},
	} {
		if f.factor(a, 3, 1e-13) {
			t.Errorf("%s: not reported singular", name)
		}
	}
	if !f.factor([]float64{0, 1, 0, 0, 0, 1, 1, 0, 0}, 3, 1e-13) {
		t.Error("permutation reported singular")
	}
	// Columns of very different size are not singular.
	if !f.factor([]float64{1e-9, 0, 0, 0, 1, 0, 0, 0, 1e9}, 3, 1e-13) {
		t.Error("badly scaled diagonal reported singular")
	}
}
