package sensitivity

import (
	"fmt"

	"kirifuda/experiment/design"
)

// NoisySobolResult has the indices of a stochastic model.
type NoisySobolResult struct {
	// Raw are the indices of the means over replications, noise included.
	Raw SobolResult `json:"raw"`
	// Corrected are the indices of the expected output, nil if Detectable is
	// false. Its Variance is that of the expected output.
	Corrected *SobolResult `json:"corrected"`
	// Noise is the split of the variance over the rows A and B.
	Noise NoiseResult `json:"noise"`
	// Detectable reports whether the variance of the expected output, by which the
	// indices are divided, is significantly different from zero; see
	// [NoiseResult.Detectable].
	Detectable bool `json:"detectable"`
	// Dropped is the number of resamples left out of the intervals of Corrected
	// because they were not detectable.
	Dropped int `json:"dropped"`
}

// SobolNoise estimates the variance-based indices of a stochastic model from
// replications: y[i][r] is the output of replication r at row i of a Saltelli
// design. The number of replications R >= 2 is the same in each row, and there are
// at least two base points.
//
// The estimators of [Sobol] are applied to the means over replications, denoted
// by bars. Noise left in the means makes the raw indices wrong: it enters the
// variance, and it enters every squared difference of the total index, so that
// even a parameter without influence seems to matter. With V̄ the variance of the
// means at A and B (divisor 2n), M the residual mean square of these rows as in
// [Noise], and D_kr(i) = Y_A,r(i) - Y_AB_k,r(i),
//
//	V    = V̄ - (2n-1)/(2n) M/R
//	S_k  = mean( B̄ (ĀB_k - Ā) ) / V
//	T_k  = [ mean( (Ā - ĀB_k)² ) - mean( s²(D_k)/R ) ] / (2 V)
//	S_kl = mean( B̄A_k ĀB_l - Ā B̄ ) / V - S_k - S_l
//
// where s²(D_k) is the variance of D_kr over r (divisor R-1). The numerators of
// S_k and S_kl need no correction: the noise of different rows is independent, or,
// if replication r shares its random numbers over all rows, cancels between the
// two terms. Both corrections are unbiased in both cases, provided that shared
// noise is equally correlated between any two rows. If it is not, the dependence
// of the noise on the parameters counts as an effect of the parameters.
//
// The corrected indices are shares of the variance of the expected output. For
// shares of the variance of a single run multiply them by 1 - Noise.Share.
//
// The bootstrap draws base points, each with all its rows, and replications, the
// same for all rows, as described at [Noise].
func SobolNoise(y [][]float64, opt SobolOptions) (*NoisySobolResult, error) {
	boot, err := opt.Bootstrap.check()
	if err != nil {
		return nil, err
	}
	n, err := baseCount(len(y), opt)
	if err != nil {
		return nil, err
	}
	reps, err := checkReplications(y)
	if err != nil {
		return nil, err
	}
	if n < 2 {
		return nil, fmt.Errorf("sensitivity: %d base points; allowed: at least 2", n)
	}
	g := len(opt.Names)
	w := equalWeights(reps)
	c := newCube(y, n, g, opt.SecondOrder)
	at := c.weigh(w)
	all := identity(n)
	noise, v := at.bias(all)
	raw, _ := at.s.indices(all, nil)
	corrected, ok := at.s.indices(all, &noise)

	res := &NoisySobolResult{}
	rawTally, corTally := newTally(g, opt.SecondOrder), newTally(g, opt.SecondOrder)
	var ct componentTally
	rng := boot.rng(streamNoise)
	idx := make([]int, n)
	for range boot.Resamples {
		indices(rng, idx)
		drawWeights(rng, w)
		here := c.weigh(w)
		b, bv := here.bias(idx)
		ct.add(c.scale(bv))
		f, _ := here.s.indices(idx, nil)
		rawTally.add(f)
		if f, ok := here.s.indices(idx, &b); ok {
			corTally.add(f)
		} else {
			res.Dropped++
		}
	}
	m, variance := at.s.moments(all)
	res.Raw = *rawTally.result(raw, boot, opt.Names, n, reps)
	res.Raw.Base, res.Raw.Mean, res.Raw.Variance = n, c.mean+c.sd*m, c.sd*c.sd*variance
	res.Noise = *ct.result(c.scale(v), boot, 2*n, reps)
	if res.Detectable = ok && res.Noise.Detectable(); res.Detectable {
		res.Corrected = corTally.result(corrected, boot, opt.Names, n, reps)
		res.Corrected.Base, res.Corrected.Mean = n, res.Raw.Mean
		res.Corrected.Variance = c.sd * c.sd * (variance - noise.variance)
	}
	return res, nil
}

// SobolNoiseDesign is [SobolNoise] for the outputs y of the Saltelli design d.
// Names and SecondOrder are taken from d and ignored in opt. Other designs are an
// error.
func SobolNoiseDesign(d *design.Design, y [][]float64, opt SobolOptions) (*NoisySobolResult, error) {
	if err := fromSaltelli(d, len(y), &opt); err != nil {
		return nil, err
	}
	return SobolNoise(y, opt)
}

// cube has the standardised outputs of all rows and replications.
type cube struct {
	rows     [][]float64
	ab       [][]float64 // the rows A(0), B(0), A(1), B(1), …
	mean, sd float64
	n, g     int
	second   bool
}

// newCube standardises with mean and standard deviation of the row means.
func newCube(y [][]float64, n, g int, second bool) *cube {
	means := make([]float64, len(y))
	for i, row := range y {
		means[i] = average(row)
	}
	_, mean, sd := standardise(means)
	if !(sd > 0) {
		sd = 1
	}
	c := &cube{mean: mean, sd: sd, n: n, g: g, second: second}
	for _, row := range y {
		z := make([]float64, len(row))
		for r, v := range row {
			z[r] = (v - mean) / sd
		}
		c.rows = append(c.rows, z)
	}
	each := len(y) / n
	for i := range n {
		c.ab = append(c.ab, c.rows[i*each], c.rows[i*each+each-1])
	}
	return c
}

// scale turns a split of the standardised outputs into the unit of the output.
func (c *cube) scale(v variances) variances {
	v.mean = c.mean + c.sd*v.mean
	v.params *= c.sd * c.sd
	v.noise *= c.sd * c.sd
	v.common *= c.sd * c.sd
	v.excess *= c.sd * c.sd
	return v
}

// slice is the cube averaged over replications with some weights.
type slice struct {
	c *cube
	s sample
	w []float64
	// pair has half the noise variance of Ā - ĀB_k at base point i.
	pair [][]float64
}

func (c *cube) weigh(w []float64) slice {
	means := make([]float64, len(c.rows))
	for i, row := range c.rows {
		means[i] = weighted(w, row)
	}
	// Centre, so that the estimators see outputs around zero for any weights.
	m := average(means)
	for i := range means {
		means[i] -= m
	}
	q := weighted(w, w)
	each := len(c.rows) / c.n
	out := slice{c: c, s: split(means, c.n, c.g, c.second), w: w, pair: make([][]float64, c.g)}
	for k := range out.pair {
		out.pair[k] = make([]float64, c.n)
		for i := range c.n {
			a, ab := c.rows[i*each], c.rows[i*each+1+k]
			d := means[i*each] - means[i*each+1+k]
			ss := 0.0
			for r := range a {
				e := a[r] - ab[r] - d
				ss += w[r] * e * e
			}
			out.pair[k][i] = ss / (1 - q) * q / 2
		}
	}
	return out
}

// bias returns the noise in the moments at the base points idx.
func (s slice) bias(idx []int) (bias, variances) {
	rows := make([]int, 0, 2*len(idx))
	for _, i := range idx {
		rows = append(rows, 2*i, 2*i+1)
	}
	v := components(s.c.ab, rows, s.w)
	n := float64(len(rows))
	b := bias{variance: v.excess * (n - 1) / n, total: make([]float64, len(s.pair))}
	for k, pair := range s.pair {
		for _, i := range idx {
			b.total[k] += pair[i] / float64(len(idx))
		}
	}
	return b, v
}
