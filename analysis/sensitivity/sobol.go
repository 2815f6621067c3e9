package sensitivity

import (
	"fmt"
	"math"
	"slices"

	"kirifuda/experiment/design"
)

// epsilon is the variance, relative to that of all outputs, below which an output
// counts as constant: the spacing of floating-point numbers at 1, as in SALib.
const epsilon = 0x1p-52

// SobolOptions are the settings of [Sobol] and [SobolNoise].
type SobolOptions struct {
	// Names are the parameters, or the groups of parameters, in design order.
	Names []string
	// SecondOrder says that the design has the rows for second order.
	SecondOrder bool
	Bootstrap
}

// Pair is the second-order index of two parameters, I < J.
type Pair struct {
	I int `json:"i"`
	J int `json:"j"`
	Estimate
}

// SobolResult has the variance-based indices of one output.
type SobolResult struct {
	Names []string `json:"names"`
	// Base is the number of base points.
	Base int `json:"base"`
	// Mean and Variance are those of the outputs at the rows A and B (divisor
	// 2n), in the unit of the output and its square.
	Mean     float64 `json:"mean"`
	Variance float64 `json:"variance"`
	// First and Total have one index for each name, as shares of the variance.
	First []Estimate `json:"first"`
	Total []Estimate `json:"total"`
	// Second has the pairs in the order (0,1), (0,2), …; nil if not asked for.
	Second []Pair `json:"second,omitempty"`
}

// Sobol estimates the variance-based sensitivity indices from the outputs y of a
// Saltelli design, see [design.Saltelli] for the row order. y has n (g+2) rows, or
// n (2g+2) with SecondOrder, for g names.
//
// The first-order index of parameter k is the share of the output variance that
// would vanish on average if k were known, the total index the share that would
// remain if all others were known:
//
//	S_k = Var(E[Y|X_k]) / Var(Y)      T_k = E[Var(Y|X_~k)] / Var(Y)
//
// With V the variance (divisor 2n) of the outputs at A and B together, and all
// means over the n base points, the estimators are
//
//	S_k  = mean( B (AB_k - A) ) / V
//	T_k  = mean( (A - AB_k)² ) / (2 V)
//	S_kl = mean( BA_k AB_l - A B ) / V - S_k - S_l
//
// Outputs are first centred at their mean over all rows: the first and the third
// estimator would otherwise lose accuracy when the mean is far from zero. If the
// outputs do not vary, all indices are 0.
//
// The bootstrap resamples the n base points, each with all its rows.
//
// Sources: S_k: Saltelli and others (2010), Computer Physics Communications
// 181(2), 259-270, doi:10.1016/j.cpc.2009.09.018, table 2 (b); T_k: Jansen (1999),
// Analysis of variance designs for model output, Computer Physics Communications
// 117, 35-43, doi:10.1016/S0010-4655(98)00154-4; S_kl: Saltelli (2002), Computer
// Physics Communications 145(2), 280-297, doi:10.1016/S0010-4655(02)00280-1;
// intervals: Archer, Saltelli and Sobol' (1997), Journal of Statistical
// Computation and Simulation 58(2), 99-120, doi:10.1080/00949659708811825.
func Sobol(y []float64, opt SobolOptions) (*SobolResult, error) {
	boot, err := opt.Bootstrap.check()
	if err != nil {
		return nil, err
	}
	n, err := baseCount(len(y), opt)
	if err != nil {
		return nil, err
	}
	if err := checkFinite(y, "the output of row"); err != nil {
		return nil, err
	}
	z, mean, sd := standardise(y)
	s := split(z, n, len(opt.Names), opt.SecondOrder)
	all := identity(n)
	r := newTally(len(opt.Names), opt.SecondOrder)
	point, _ := s.indices(all, nil)
	rng := boot.rng(streamSobol)
	idx := make([]int, n)
	for range boot.Resamples {
		indices(rng, idx)
		e, _ := s.indices(idx, nil)
		r.add(e)
	}
	res := r.result(point, boot, opt.Names, n, 0)
	res.Base = n
	m, v := s.moments(all)
	res.Mean, res.Variance = mean+sd*m, sd*sd*v
	return res, nil
}

// SobolDesign is [Sobol] for the outputs y of the Saltelli design d. Names and
// SecondOrder are taken from d and ignored in opt. Other designs are an error.
func SobolDesign(d *design.Design, y []float64, opt SobolOptions) (*SobolResult, error) {
	if err := fromSaltelli(d, len(y), &opt); err != nil {
		return nil, err
	}
	return Sobol(y, opt)
}

func fromSaltelli(d *design.Design, rows int, opt *SobolOptions) error {
	if err := wants(d, design.KindSaltelli, rows); err != nil {
		return err
	}
	names, _, err := design.Groups(d.Axes)
	if err != nil {
		return err
	}
	opt.Names, opt.SecondOrder = names, d.SecondOrder
	return nil
}

// wants checks the kind of a design and the number of outputs.
func wants(d *design.Design, kind design.Kind, rows int) error {
	if d.Kind != kind {
		return fmt.Errorf("sensitivity: the design is %q; this analysis needs a %q design", d.Kind, kind)
	}
	if rows != len(d.Points) {
		return fmt.Errorf("sensitivity: %d outputs for the %d points of the design; allowed: one for each point", rows, len(d.Points))
	}
	return nil
}

// baseCount returns the number of base points for the given number of rows.
func baseCount(rows int, opt SobolOptions) (int, error) {
	g := len(opt.Names)
	each, form := g+2, "n (g+2)"
	if opt.SecondOrder {
		each, form = 2*g+2, "n (2g+2)"
	}
	if g == 0 || rows == 0 || rows%each != 0 {
		return 0, fmt.Errorf("sensitivity: %d outputs for %d parameters, second order %t; allowed: %s rows of a saltelli design with g >= 1 parameters "+
			"and n >= 1 base points, here a multiple of %d", rows, g, opt.SecondOrder, form, each)
	}
	return rows / each, nil
}

// standardise returns y less its mean, divided by its standard deviation (divisor
// number of rows), and both. A constant y gives zeros and standard deviation 0.
func standardise(y []float64) (z []float64, mean, sd float64) {
	mean = average(y)
	for _, v := range y {
		sd += (v - mean) * (v - mean)
	}
	sd = math.Sqrt(sd / float64(len(y)))
	z = make([]float64, len(y))
	if slices.Max(y) == slices.Min(y) || sd <= epsilon*math.Abs(mean) {
		return z, mean, 0
	}
	for i, v := range y {
		z[i] = (v - mean) / sd
	}
	return z, mean, sd
}

func identity(n int) []int {
	idx := make([]int, n)
	for i := range idx {
		idx[i] = i
	}
	return idx
}
