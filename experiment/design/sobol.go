package design

import (
	"fmt"
	"math/bits"
)

// MaxSobolDim is the largest number of coordinates of a Sobol' point. A
// [Saltelli] design uses two for each axis.
const MaxSobolDim = len(joeKuo) + 1

// sobolBits is the number of binary digits of a Sobol' coordinate.
const sobolBits = 32

// SobolOptions are the settings of the Sobol' sequence. The zero value asks for
// the scrambled sequence with seed 0, from its first point.
type SobolOptions struct {
	// Seed chooses the scrambling; not used if Unscrambled.
	Seed uint64
	// Unscrambled asks for the plain sequence, whose first point is the origin.
	Unscrambled bool
	// Skip is the number of points left out at the start. Leave it 0 unless an
	// older sample has to be reproduced: leaving out points spoils the balance
	// of the sequence (Owen, 2020, On dropping the first Sobol' point,
	// arXiv:2008.08051).
	Skip int
}

// SobolSequence gives the points of a Sobol' sequence in any order. It is safe
// for use by several goroutines.
//
// Point i has the coordinates
//
//	x_j(i) = ⊕_k g_k v_{j,k} / 2^32,    g = i ⊕ (i >> 1) = … g_2 g_1 g_0
//
// where v_{j,k} are the direction numbers of dimension j, built from the numbers
// m_k of [MaxSobolDim] tabulated dimensions by the recurrence of the primitive
// polynomial of degree s with coefficients a_1, …, a_{s-1}:
//
//	v_k = m_k 2^(32-k),  k <= s
//	v_k = a_1 v_{k-1} ⊕ … ⊕ a_{s-1} v_{k-s+1} ⊕ v_{k-s} ⊕ (v_{k-s} >> s),  k > s
//
// Sources: Sobol' (1967), On the distribution of points in a cube and the
// approximate evaluation of integrals, USSR Computational Mathematics and
// Mathematical Physics 7(4), 86-112, doi:10.1016/0041-5553(67)90144-9; Antonov
// and Saleev (1979), same journal 19(1), 252-256,
// doi:10.1016/0041-5553(79)90085-5 (order by Gray code); Joe and Kuo (2008),
// SIAM Journal on Scientific Computing 30(5), 2635-2654, doi:10.1137/070709359
// (direction numbers).
//
// Scrambling is Owen's nested uniform scrambling: binary digit b of a coordinate
// is flipped or not by a random bit that belongs to the digits before it. The
// random bit is a hash of seed, dimension and these digits, so no tree has to be
// stored. Twenty further random digits follow the 32 scrambled ones, hence every
// scrambled coordinate lies strictly inside (0, 1) and is uniform.
//
// Source: Owen (1995), Randomly permuted (t,m,s)-nets and (t,s)-sequences, in
// Monte Carlo and Quasi-Monte Carlo Methods in Scientific Computing, 299-317,
// doi:10.1007/978-1-4612-2552-2_19; hashing in place of a stored tree: Burley
// (2020), Practical hash-based Owen scrambling, Journal of Computer Graphics
// Techniques 9(4), 1-20.
type SobolSequence struct {
	v    [][sobolBits]uint32
	keys []uint64 // nil: unscrambled
}

// NewSobolSequence returns the sequence in dim coordinates, 1 <= dim <=
// [MaxSobolDim]. Skip is not used.
func NewSobolSequence(dim int, opt SobolOptions) (*SobolSequence, error) {
	if dim < 1 || dim > MaxSobolDim {
		return nil, fmt.Errorf("design: a Sobol' sequence of %d coordinates; allowed: 1 to %d (a saltelli design uses two for each axis)", dim, MaxSobolDim)
	}
	s := &SobolSequence{v: make([][sobolBits]uint32, dim)}
	for j := range s.v {
		s.v[j] = directions(j)
	}
	if !opt.Unscrambled {
		s.keys = make([]uint64, dim)
		for j := range s.keys {
			s.keys[j] = hash(opt.Seed, streamSobol, uint64(j))
		}
	}
	return s, nil
}

// directions returns the direction numbers of coordinate j, counted from 0.
func directions(j int) (v [sobolBits]uint32) {
	if j == 0 {
		for k := range v {
			v[k] = 1 << (sobolBits - 1 - k)
		}
		return v
	}
	row := joeKuo[j-1]
	a, m := row[0], row[1:]
	s := len(m)
	for k := range v {
		if k < s {
			v[k] = m[k] << (sobolBits - 1 - k)
			continue
		}
		v[k] = v[k-s] ^ v[k-s]>>s
		for l := 1; l < s; l++ {
			if a>>(s-1-l)&1 == 1 {
				v[k] ^= v[k-l]
			}
		}
	}
	return v
}

// At writes the coordinates of point i into dst, whose length must be the number
// of coordinates of the sequence.
func (s *SobolSequence) At(i uint32, dst []float64) {
	gray := i ^ i>>1
	for j := range s.v {
		var x uint32
		for g := gray; g != 0; g &= g - 1 {
			x ^= s.v[j][bits.TrailingZeros32(g)]
		}
		dst[j] = s.coordinate(j, x)
	}
}

// Points returns points skip, …, skip+n-1, one row each. Both numbers must not be
// negative, and skip+n at most 2^32.
func (s *SobolSequence) Points(skip, n int) ([][]float64, error) {
	if skip < 0 || n < 0 || n > maxPoints || uint64(skip)+uint64(n) > 1<<sobolBits {
		return nil, fmt.Errorf("design: Sobol' points %d to %d; allowed: at most %d points, numbered 0 to %d", skip, skip+n, maxPoints, uint64(1)<<sobolBits-1)
	}
	out := newMatrix(n, len(s.v))
	x := make([]uint32, len(s.v))
	for i, row := range out {
		if i == 0 {
			first := uint32(skip)
			for j := range x {
				for g := first ^ first>>1; g != 0; g &= g - 1 {
					x[j] ^= s.v[j][bits.TrailingZeros32(g)]
				}
			}
		} else {
			// Successive Gray codes differ in one digit only.
			k := bits.TrailingZeros32(uint32(skip + i))
			for j := range x {
				x[j] ^= s.v[j][k]
			}
		}
		for j := range row {
			row[j] = s.coordinate(j, x[j])
		}
	}
	return out, nil
}

func (s *SobolSequence) coordinate(j int, x uint32) float64 {
	if s.keys == nil {
		return float64(x) * 0x1p-32
	}
	return owen(x, s.keys[j])
}

// owen scrambles the 32 digits of x and appends 20 random ones.
func owen(x uint32, key uint64) float64 {
	// 1 followed by the digits seen so far numbers the nodes of the binary tree.
	node := uint64(1)
	var y uint64
	for b := sobolBits - 1; b >= 0; b-- {
		digit := uint64(x>>b) & 1
		flip := mix(key+node*golden) >> 63
		y = y<<1 | digit ^ flip
		node = node<<1 | digit
	}
	y = y<<20 | mix(key+node*golden)>>44
	return (float64(y) + 0.5) * 0x1p-52
}

// Sobol returns n points of the Sobol' sequence, see [SobolSequence]. There is a
// warning if n is not a power of two, because only then every coordinate is
// stratified evenly.
func Sobol(axes []Axis, n int, opt SobolOptions) (*Design, error) {
	if err := validateAxes(axes); err != nil {
		return nil, err
	}
	unit, err := sobolUnit(len(axes), n, opt)
	if err != nil {
		return nil, err
	}
	d, err := fromUnit(KindSobol, axes, unit)
	if err != nil {
		return nil, err
	}
	d.Warnings = sobolWarnings(n, opt)
	return d, nil
}

func sobolUnit(dim, n int, opt SobolOptions) ([][]float64, error) {
	if err := checkCount("the number of points", n, 1); err != nil {
		return nil, err
	}
	seq, err := NewSobolSequence(dim, opt)
	if err != nil {
		return nil, err
	}
	return seq.Points(opt.Skip, n)
}

func sobolWarnings(n int, opt SobolOptions) []string {
	var w []string
	if n&(n-1) != 0 {
		w = append(w, fmt.Sprintf("%d is not a power of two: Sobol' points are evenly balanced only for 2, 4, 8, … points.", n))
	}
	if opt.Skip > 0 && (opt.Skip&(opt.Skip-1) != 0 || opt.Skip < n) {
		w = append(w, fmt.Sprintf("Leaving out %d points spoils the balance of %d Sobol' points; scramble instead, or leave out a power of two not below "+
			"the number of points.", opt.Skip, n))
	}
	return w
}
