package calibrate

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
)

func minimise(t *testing.T, f func(x []float64) float64, n, evals int, seed uint64) (*CMAES, []float64, float64) {
	t.Helper()
	start := make([]float64, n)
	for i := range start {
		start[i] = 0.1 * float64(i+1)
	}
	e, err := NewCMAES(start, 0.3, 0, seed)
	if err != nil {
		t.Fatal(err)
	}
	for done := 0; done < evals; done += e.Population() {
		var values []float64
		for _, x := range e.Ask() {
			values = append(values, f(x))
		}
		if err := e.Tell(values); err != nil {
			t.Fatal(err)
		}
	}
	x, v := e.Best()
	return e, x, v
}

func quadratic(x []float64) float64 { // condition number 1000
	var s float64
	for i, v := range x {
		d := v - 0.7
		s += math.Pow(1000, float64(i)/float64(len(x)-1)) * d * d
	}
	return s
}

func rosenbrock(x []float64) float64 {
	var s float64
	for i := 0; i+1 < len(x); i++ {
		a, b := x[i+1]-x[i]*x[i], 1-x[i]
		s += 100*a*a + b*b
	}
	return s
}

func TestQuadratic(t *testing.T) {
	e, x, v := minimise(t, quadratic, 6, 3000, 1)
	if v > 1e-10 {
		t.Errorf("minimum %g at %v", v, x)
	}
	for j, s := range e.Spread() {
		if !(s < 1e-4) || math.Abs(e.Mean()[j]-0.7) > 1e-3 {
			t.Errorf("variable %d: mean %g, spread %g", j, e.Mean()[j], s)
		}
	}
}

func TestRosenbrock(t *testing.T) {
	for seed := uint64(1); seed <= 3; seed++ {
		if _, x, v := minimise(t, rosenbrock, 6, 6000, seed); v > 1e-8 {
			t.Errorf("seed %d: %g at %v", seed, v, x)
		}
	}
}

// On a rough surface the centre of the search averages the noise out.
func TestNoise(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	e, _, _ := minimise(t, func(x []float64) float64 {
		var s float64
		for _, v := range x {
			s += (v - 0.7) * (v - 0.7)
		}
		return s + 0.01*r.NormFloat64()
	}, 6, 3000, 2)
	for _, m := range e.Mean() {
		if math.Abs(m-0.7) > 0.1 {
			t.Errorf("mean %v", e.Mean())
			break
		}
	}
}

// The first generation must follow the step size.
func TestStepSize(t *testing.T) {
	reach := func(sigma float64) float64 {
		e, err := NewCMAES(make([]float64, 8), sigma, 40, 3)
		if err != nil {
			t.Fatal(err)
		}
		var s float64
		for _, x := range e.Ask() {
			for _, v := range x {
				s += v * v
			}
		}
		return math.Sqrt(s / 320)
	}
	a, b := reach(0.01), reach(1)
	if math.Abs(a/0.01-1) > 0.2 || math.Abs(b/a-100) > 1e-6 {
		t.Errorf("standard deviations %g and %g", a, b)
	}
}

func TestDeterministic(t *testing.T) {
	a, x, _ := minimise(t, rosenbrock, 4, 500, 9)
	b, y, _ := minimise(t, rosenbrock, 4, 500, 9)
	_, z, _ := minimise(t, rosenbrock, 4, 500, 10)
	if !reflect.DeepEqual(x, y) || !reflect.DeepEqual(a.Mean(), b.Mean()) {
		t.Error("the same seed gives another search")
	}
	if reflect.DeepEqual(x, z) {
		t.Error("another seed gives the same search")
	}
}

func TestWrongUse(t *testing.T) {
	if _, err := NewCMAES(nil, 1, 0, 1); err == nil {
		t.Error("no variables")
	}
	if _, err := NewCMAES([]float64{1}, 0, 0, 1); err == nil {
		t.Error("no step")
	}
	e, err := NewCMAES([]float64{0, 0}, 1, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	if e.Tell([]float64{1}) == nil {
		t.Error("told before asked")
	}
	values := make([]float64, len(e.Ask()))
	for i := range values {
		values[i] = math.NaN()
	}
	values[1] = 2
	if err := e.Tell(values); err != nil {
		t.Fatal(err)
	}
	if _, v := e.Best(); v != 2 {
		t.Errorf("best %g", v)
	}
}

func TestEigen(t *testing.T) {
	a := []float64{4, 1, -2, 1, 3, 0.5, -2, 0.5, 5}
	v, d := eigen(a, 3)
	for i := range 3 {
		for j := range 3 {
			var s, o float64
			for k := range 3 {
				s += v[i*3+k] * d[k] * v[j*3+k]
				o += v[k*3+i] * v[k*3+j]
			}
			unit := 0.0
			if i == j {
				unit = 1
			}
			if math.Abs(s-a[i*3+j]) > 1e-12 || math.Abs(o-unit) > 1e-12 {
				t.Errorf("element %d,%d: %g, orthogonality %g", i, j, s, o)
			}
		}
	}
}
