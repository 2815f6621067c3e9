package stats

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// normal975 is the 97.5 % quantile of the normal distribution.
const normal975 = 1.959963984540054

// indicators reports whether all values are 0 or 1.
func indicators(x []float64) bool {
	for _, v := range x {
		if v != 0 && v != 1 {
			return false
		}
	}
	return true
}

// ones counts the values 1.
func ones(x []float64) int {
	n := 0
	for _, v := range x {
		if v == 1 {
			n++
		}
	}
	return n
}

// wilson is the score interval of a share with k of n. It covers in 95 % of the samples
// on average over shares, but some shares in fewer than 92 %; its limits are therefore
// moved out to the exact ones at 94 % where these are wider, so that every share is
// covered in at least 94 %.
//
// Sources: Wilson (1927), J. Am. Stat. Assoc. 22, 209-212; Clopper and Pearson (1934),
// Biometrika 26, 404-413; Brown, Cai and DasGupta (2001), Statistical Science 16(2),
// 101-133 (where the score interval fails).
func wilson(k, n int) (lower, upper float64) {
	const tail = 0.03
	lower, upper = score(k, n)
	if k > 0 {
		lower = min(lower, distuv.Beta{Alpha: float64(k), Beta: float64(n - k + 1)}.Quantile(tail))
	}
	if k < n {
		upper = max(upper, distuv.Beta{Alpha: float64(k + 1), Beta: float64(n - k)}.Quantile(1-tail))
	}
	return lower, upper
}

// score is Wilson's interval as published.
func score(k, n int) (lower, upper float64) {
	const z2 = normal975 * normal975
	p, m := float64(k)/float64(n), float64(n)
	middle := (p + z2/(2*m)) / (1 + z2/m)
	half := float64(normal975 / (1 + z2/m) * math.Sqrt(float64(p*(1-p)/m)+z2/(4*m*m)))
	lower, upper = max(0, middle-half), min(1, middle+half)
	if k == 0 {
		lower = 0
	}
	if k == n {
		upper = 1
	}
	return lower, upper
}

// PairedShares is the interval of the difference of two shares in paired runs: both
// counts the pairs with the event in both arms, onlyA and onlyB those with it in one,
// neither the others. It is method 10 of Newcombe, which adds squares of the distances
// to the limits of Wilson's intervals and allows for the correlation of the arms.
//
// Source: Newcombe (1998), Improved confidence intervals for the difference between
// binomial proportions based on paired data, Statistics in Medicine 17, 2635-2650.
func PairedShares(both, onlyA, onlyB, neither int) (lower, upper float64) {
	n := both + onlyA + onlyB + neither
	a, b := both+onlyA, both+onlyB
	pa, pb := float64(a)/float64(n), float64(b)/float64(n)
	la, ua := score(a, n)
	lb, ub := score(b, n)
	phi := 0.0
	if a > 0 && b > 0 && a < n && b < n {
		m := float64(both*neither - onlyA*onlyB)
		if m > 0 {
			m = max(m-float64(float64(n)/2), 0)
		}
		phi = m / math.Sqrt(float64(a)*float64(n-a)*float64(b)*float64(n-b))
	}
	add := func(x, y float64) float64 { return math.Sqrt(max(0, float64(x*x)-float64(2*phi*x*y)+float64(y*y))) }
	d := pa - pb
	return d - add(pa-la, ub-pb), d + add(ua-pa, pb-lb)
}

// shares is the interval of the difference of independent shares of k of n and l of m:
// method 10 of Newcombe (1998), Interval estimation for the difference between
// independent proportions, Statistics in Medicine 17, 873-890.
func shares(k, n, l, m int) (lower, upper float64) {
	la, ua := score(k, n)
	lb, ub := score(l, m)
	a, b := float64(k)/float64(n), float64(l)/float64(m)
	return a - b - math.Hypot(a-la, ub-b), a - b + math.Hypot(ua-a, b-lb)
}
