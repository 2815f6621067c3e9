package market

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

func onePosition(z0, gain, risk, capacity, knee, convexity float64) *RiskLimited {
	l := NewRiskLimited([]int{0}, []int{0})
	l.Z0[0], l.Gain[0], l.Risk[0] = z0, gain, risk
	l.Capacity, l.Knee, l.Convexity = capacity, knee, convexity
	return l
}

func TestLimitedScale(t *testing.T) {
	for _, c := range []struct{ knee, convexity, most float64 }{
		{0, 0, 1}, {0.6, 2, full}, {0.9, 50, full}, {0.3, 0.01, full}, {0.5, 0, full}, {2, 1, full},
	} {
		t.Run(fmt.Sprintf("knee %g convexity %g", c.knee, c.convexity), func(t *testing.T) {
			const capacity = 3.7
			l := onePosition(1, 1, 1, capacity, c.knee, c.convexity)
			last := 0.0
			for u := 1e-6; u < 1e12; u *= 1.003 {
				phi, slope := l.phi(u)
				held := phi * u
				if held > c.most*capacity*(1+1e-14) {
					t.Fatalf("U=%g: held %g above %g", u, held, c.most*capacity)
				}
				if held < last*(1-1e-14) {
					t.Fatalf("U=%g: φ·U falls from %v to %v", u, last, held)
				}
				if phi < 0 || phi > 1 || slope > 0 {
					t.Fatalf("U=%g: φ=%v dφ/dU=%v", u, phi, slope)
				}
				last = held
				if v := u / capacity; c.knee > 0 && c.knee < full && c.convexity > 0 {
					x := held / capacity
					cost := 1 + c.convexity*math.Pow(math.Max(0, x-c.knee), 2)/(full-x)
					if v < 1e3 && math.Abs(x*cost-v) > 1e-9*v {
						t.Fatalf("U=%g: utilisation %v does not solve its equation: %v, want %v", u, x, x*cost, v)
					}
				} else if c.knee == 0 {
					if want := math.Pow(1+math.Pow(v, 8), -0.125); v < 1e30 && math.Abs(phi-want) > 1e-14*want {
						t.Fatalf("U=%g: φ=%v, want %v", u, phi, want)
					}
				}
			}
			for u := capacity / 10; u < 1e4*capacity; u *= 1.05 {
				h := 1e-6 * u
				up, _ := l.phi(u + h)
				down, _ := l.phi(u - h)
				phi, slope := l.phi(u)
				want := (up - down) / (2 * h)
				// The hard limit has a corner at full use.
				if c.knee > 0 && (c.convexity == 0 || c.knee > full) && math.Abs(u/capacity-full) < 2e-6 {
					continue
				}
				if math.Abs(slope-want) > 1e-5*phi/u {
					t.Fatalf("U=%g: dφ/dU=%v, difference quotient %v", u, slope, want)
				}
			}
		})
	}
}

func TestLimitedExtremes(t *testing.T) {
	dx, q, jac := []float64{5}, []float64{0}, []float64{0}
	for _, knee := range []float64{0, 0.6} {
		// Without capacity nothing is held and nothing responds.
		for _, z0 := range []float64{0, 3} {
			for _, capacity := range []float64{0, -1} {
				l := onePosition(z0, 2, 1, capacity, knee, 2)
				q[0], jac[0] = 0, 0
				l.AddTo(dx, q, jac)
				held := []float64{99}
				l.Position(held)
				if q[0] != 0 || jac[0] != 0 || held[0] != 0 {
					t.Errorf("knee %g, capacity %g, Z0 %g: q=%v jac=%v held=%v", knee, capacity, z0, q, jac, held)
				}
				if want := math.Copysign(1, z0-1)/2 + 0.5; l.Utilisation() != want {
					t.Errorf("utilisation %g, want %g", l.Utilisation(), want)
				}
			}
		}
		// With infinite capacity the response is the desired one.
		l := onePosition(3, 2, 1, math.Inf(1), knee, 2)
		q[0], jac[0] = 0, 0
		l.AddTo(dx, q, jac)
		if q[0] != 10 || jac[0] != 2 || l.Utilisation() != 0 {
			t.Errorf("infinite capacity: q=%v jac=%v utilisation %v", q, jac, l.Utilisation())
		}
		// Nothing is desired at last prices.
		l = onePosition(0, 2, 1, 4, knee, 2)
		q[0], jac[0] = 0, 0
		l.AddTo([]float64{0}, q, jac)
		if q[0] != 0 || jac[0] != 2 {
			t.Errorf("no position: q=%v jac=%v", q, jac)
		}
	}
}

// randomPositions draws a RiskLimited of the kind asked for, at the utilisation asked for.
func randomPositions(r *rand.Rand, n int, knee bool, use float64) *RiskLimited {
	sign := make([]float64, n)
	for k := range sign {
		sign[k] = math.Copysign(1, r.Float64()-0.3)
	}
	perm := r.Perm(n)
	m, p := 1+r.IntN(n), 1+r.IntN(n)
	return randomLimited(r, limitedShape{perm[:m], r.Perm(n)[:p], 0.1 + 3*r.Float64(), 2 * r.Float64(), knee, use, 10}, sign)
}

func TestLimitedWithinCapacity(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	const n = 6
	for i := range 20000 {
		l := randomPositions(r, n, i%2 == 0, math.Exp(3*r.NormFloat64()))
		m := len(l.Index)
		start, q, dx := make([]float64, m), make([]float64, n), make([]float64, n)
		l.Position(start)
		for k := range dx {
			dx[k] = 300 * r.NormFloat64()
		}
		l.AddTo(dx, q, nil)
		for i, k := range l.Index {
			start[i] += q[k]
		}
		most := l.Capacity
		if l.Knee > 0 {
			most *= full
		}
		if u := l.Norm(start); u > most*(1+1e-9) {
			t.Fatalf("case %d: risk held %v above %v", i, u, most)
		}
		if u := l.Utilisation(); u < 0 || u > full*(1+1e-12) {
			t.Fatalf("utilisation %v", u)
		}
	}
}

func TestLimitedJacobian(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	const n = 6
	dx, q, jac := make([]float64, n), make([]float64, n), make([]float64, n*n)
	up, down := make([]float64, n), make([]float64, n)
	for i := range 20000 {
		// Desired risk from well below to well above the knee and capacity.
		use := []float64{0.3, 0.59, 0.6, 0.61, 0.9, 1, 1.1, 3, 10}[r.IntN(9)]
		l := randomPositions(r, n, i%2 == 0, use)
		for k := range dx {
			dx[k] = 0
			if i%3 > 0 {
				dx[k] = 10 * r.NormFloat64()
			}
		}
		clear(q)
		clear(jac)
		l.AddTo(dx, q, jac)
		var size float64
		for _, v := range l.Gain {
			size = math.Max(size, math.Abs(v))
		}
		if l.Capacity < 1e-3*size {
			continue
		}
		h := 1e-5 * math.Min(1, l.Capacity/size)
		for j := range n {
			x := dx[j]
			clear(up)
			clear(down)
			dx[j] = x + h
			l.AddTo(dx, up, nil)
			dx[j] = x - h
			l.AddTo(dx, down, nil)
			dx[j] = x
			for k := range n {
				want := (up[k] - down[k]) / (2 * h)
				if math.Abs(jac[k*n+j]-want) > 1e-4*size {
					t.Fatalf("case %d, use %g, knee %g: ∂q_%d/∂dx_%d = %v, difference quotient %v", i, use, l.Knee, k, j, jac[k*n+j], want)
				}
			}
		}
	}
}

func TestLimitedNoResponseAtLastPrices(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 3))
	const n = 6
	for i := range 2000 {
		l := randomPositions(r, n, i%2 == 0, math.Exp(2*r.NormFloat64()))
		q := make([]float64, n)
		l.AddTo(make([]float64, n), q, nil)
		for k, v := range q {
			if v != 0 {
				t.Fatalf("case %d: response %v of instrument %d at dx = 0", i, v, k)
			}
		}
	}
}

func TestLimitedSecant(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 4))
	const n = 6
	dx, q, jac, sec := make([]float64, n), make([]float64, n), make([]float64, n*n), make([]float64, n*n)
	for i := range 20000 {
		l := randomPositions(r, n, i%2 == 0, math.Exp(2*r.NormFloat64()))
		size := math.Pow(10, 4*r.Float64()-8*float64(i%2))
		for k := range dx {
			dx[k] = size * r.NormFloat64()
		}
		clear(q)
		l.AddTo(dx, q, nil)
		clear(sec)
		l.secant(dx, sec, n)
		var scale float64 // of desired positions
		for j, v := range l.Z0 {
			scale = math.Max(scale, math.Abs(v)+2*math.Abs(l.z[j]))
		}
		for k := range n {
			var got, terms float64
			for j := range n {
				got += sec[k*n+j] * dx[j]
				terms += math.Abs(sec[k*n+j] * dx[j])
			}
			if math.Abs(got-q[k]) > 1e-12*(terms+scale) {
				t.Fatalf("case %d: secant·dx = %v, response %v", i, got, q[k])
			}
		}
		// For small moves the secant is the Jacobian.
		if size < 1e-6 {
			clear(q)
			clear(jac)
			l.AddTo(dx, q, jac)
			for j := range sec {
				if math.Abs(sec[j]-jac[j]) > 1e-4*(1+math.Abs(jac[j])) {
					t.Fatalf("case %d: secant %v, Jacobian %v", i, sec[j], jac[j])
				}
			}
		}
	}
}
