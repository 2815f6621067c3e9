package validation

import (
	"math"
	"math/rand/v2"
	"testing"
)

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: %.10g, want %.10g", what, got, want)
	}
}

func TestStatisticsByHand(t *testing.T) {
	x := []float64{1, 2, 3, 4, 10} // mean 4, deviations −3 −2 −1 0 6
	near(t, "mean", Mean(x), 4, 0)
	near(t, "sd", SD(x), math.Sqrt(50.0/4), 1e-15)
	near(t, "kurtosis", ExcessKurtosis(x), (81.0+16+1+1296)/5/100-3, 1e-14) // m₂ = 10
	near(t, "ACF 1", ACF(x, 1), (6.0+2+0+0)/50, 1e-15)
	near(t, "ACF 2", ACF(x, 2), (3.0+0-6)/50, 1e-15)
	near(t, "ACF 0", ACF(x, 0), 1, 1e-15)
	// Signs do not count: the same as of the series itself.
	near(t, "ACF of |x|", AbsACF([]float64{1, -2, 3, -4, 10}, 1), 8.0/50, 1e-15)
	near(t, "corr", Corr([]float64{1, 2, 3}, []float64{2, 4, 6}), 1, 1e-15)
	near(t, "corr", Corr([]float64{1, 2, 3}, []float64{3, 2, 1}), -1, 1e-15)
	near(t, "corr", Corr([]float64{1, 2, 3, 4}, []float64{1, 3, 2, 4}), 0.8, 1e-15)
	// The largest two of ten are 8 and 4, the next is 2: 1/α = (ln 4 + ln 2)/2.
	near(t, "Hill", Hill([]float64{1, -2, 1, 8, 1, -4, 1, 0.5, 0.1, 0}, 0.2), 2/(3*math.Ln2), 1e-14)
	if v := Hill([]float64{0, 0, 0, 1}, 0.5); v == v {
		t.Errorf("a tail of zeros has index %g", v)
	}
	// A fall of 2 is followed by a move of 3, a rise by one of 1, and so on.
	near(t, "leverage", Leverage([]float64{-2, 3, 1, -2, 3, 1, -2, 3}, 1), Corr([]float64{-2, 3, 1, -2, 3, 1, -2}, []float64{3, 1, 2, 3, 1, 2, 3}), 1e-15)
	near(t, "median", Quantile([]float64{4, math.NaN(), 1, 3, 2}, 0.5), 2.5, 0)
	near(t, "5 %", Quantile([]float64{0, 10}, 0.05), 0.5, 1e-15)
	near(t, "top", Quantile([]float64{3, 1}, 1), 3, 0)
	if v := Quantile(nil, 0.5); v == v {
		t.Errorf("quantile of nothing is %g", v)
	}
	if d := traded([]float64{0, 1, 0, -2}); len(d) != 2 || d[0] != 1 || d[1] != -2 {
		t.Errorf("changes on open days are %v", d)
	}
	if x, y := bothTraded([]float64{1, 0, 3, 4}, []float64{5, 6, 0, 8}); len(x) != 2 || x[1] != 4 || y[1] != 8 {
		t.Errorf("changes on common days are %v and %v", x, y)
	}
	if d := changes([]float64{1, 1.5, 1.25}, 100); len(d) != 2 || d[0] != 50 || d[1] != -25 {
		t.Errorf("changes %v", d)
	}
	near(t, "log change", logChanges([]float64{1, math.E})[0], 100, 1e-12)
}

// Samples of known laws.
func TestStatisticsOfLaws(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	n := 200000
	normal, pareto, ar, asymmetric := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	vol := 1.0
	for i := range n {
		normal[i] = r.NormFloat64()
		pareto[i] = math.Pow(r.Float64(), -1.0/3) // P(X > x) = x⁻³
		if i > 0 {
			ar[i] = 0.5*ar[i-1] + r.NormFloat64()
			vol = 1
			if asymmetric[i-1] < 0 {
				vol = 2
			}
		}
		asymmetric[i] = vol * r.NormFloat64()
	}
	near(t, "kurtosis of normal", ExcessKurtosis(normal), 0, 0.05)
	near(t, "tail index 3", Hill(pareto, 0.05), 3, 0.1)
	near(t, "AR(1) at lag 1", ACF(ar, 1), 0.5, 0.01)
	near(t, "AR(1) at lag 3", ACF(ar, 3), 0.125, 0.01)
	near(t, "no memory", AbsACF(normal, 5), 0, 0.01)
	near(t, "no leverage", Leverage(normal, 10), 0, 0.01)
	if l := Leverage(asymmetric, 1); l > -0.1 {
		t.Errorf("leverage %g where falls double volatility", l)
	}
}

func TestSums(t *testing.T) {
	got := Sums([]float64{1, 2, 3, 4}, 3)
	if len(got) != 2 || got[0] != 6 || got[1] != 9 {
		t.Errorf("sums over three are %v", got)
	}
	if Sums([]float64{1, 2}, 3) != nil {
		t.Error("two values have no sum over three")
	}
}
