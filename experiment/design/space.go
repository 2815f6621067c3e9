package design

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distmv"
	"gonum.org/v1/gonum/stat/samplemv"
)

// maxHaltonAxes is the number of primes in the Halton sampler.
const maxHaltonAxes = 1000

// LHS returns a Latin hypercube sample of n points: in every coordinate each of
// the n intervals [k/n, (k+1)/n) holds exactly one point, placed uniformly
// inside it, and the intervals of different coordinates are paired by
// independent random permutations.
//
// Source: McKay, Beckman and Conover (1979), A comparison of three methods for
// selecting values of input variables in the analysis of output from a computer
// code, Technometrics 21(2), 239-245, doi:10.2307/1268522.
func LHS(axes []Axis, n int, seed uint64) (*Design, error) {
	if err := validateAxes(axes); err != nil {
		return nil, err
	}
	if err := checkCount("the number of points", n, 1); err != nil {
		return nil, err
	}
	batch := mat.NewDense(n, len(axes), nil)
	samplemv.LatinHypercube{
		Q:   distmv.NewUnitUniform(len(axes), nil),
		Src: NewSource(seed, streamLHS),
	}.Sample(batch)
	return fromUnit(KindLHS, axes, openRows(batch))
}

// Halton returns n points of a randomised Halton sequence: coordinate j of point
// i is the radical inverse of i in the j-th prime base, each digit position
// permuted at random.
//
// Source: Owen (2017), A randomized Halton algorithm in R, arXiv:1706.02808.
func Halton(axes []Axis, n int, seed uint64) (*Design, error) {
	if err := validateAxes(axes); err != nil {
		return nil, err
	}
	if err := checkCount("the number of points", n, 1); err != nil {
		return nil, err
	}
	if len(axes) > maxHaltonAxes {
		return nil, fmt.Errorf("design: a halton design of %d axes; allowed: 1 to %d", len(axes), maxHaltonAxes)
	}
	batch := mat.NewDense(n, len(axes), nil)
	samplemv.Halton{
		Kind: samplemv.Owen,
		Q:    distmv.NewUnitUniform(len(axes), nil),
		Src:  NewSource(seed, streamHalton),
	}.Sample(batch)
	return fromUnit(KindHalton, axes, openRows(batch))
}

// openRows copies a batch, moving the rare coordinate that was rounded to 0 or 1
// to the nearest number inside (0, 1).
func openRows(batch *mat.Dense) [][]float64 {
	n, d := batch.Dims()
	out := newMatrix(n, d)
	for i, row := range out {
		for j := range row {
			row[j] = min(max(batch.At(i, j), 0x1p-54), 1-0x1p-53)
		}
	}
	return out
}
