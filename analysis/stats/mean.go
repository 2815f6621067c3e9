package stats

import "math"

// meanInterval is the interval of the mean at a level. Its limits are the wider of two pairs:
// those of Student's t and those of Hall's transformation, which removes the effect of
// skewness. With a sample skewness g and T = √n (x̄ − μ)/s, the statistic
//
//	√n (y + g y²/3 + g² y³/27 + g/(6n)),  y = T/√n
//
// is nearly normal; it is monotone in T, so that it can be inverted. Either pair alone
// covers too rarely for some shapes: Student's for skewed ones, Hall's where the
// skewness of the sample is itself uncertain.
//
// Source: Hall (1992), On the removal of skewness by transformation, J. R. Stat. Soc.
// B 54(1), 221-228.
func meanInterval(x []float64, level float64) (lower, upper float64) {
	mean, sd := MeanSD(x)
	n := float64(len(x))
	t := student(len(x)-1, (1+level)/2) / math.Sqrt(n)
	var g float64
	for _, v := range x {
		z := (v - mean) / sd
		g += float64(z * z * z / n)
	}
	invert := func(t float64) float64 {
		u := t - g/(6*n)
		if math.Abs(g) < 1e-6 {
			return u
		}
		return 3 * (math.Cbrt(1+float64(g*u)) - 1) / g
	}
	return mean - float64(sd*max(t, invert(t))), mean - float64(sd*min(-t, invert(-t)))
}
