package sensitivity

// sample has the standardised outputs of a Saltelli design by matrix; ab and ba
// by parameter, then base point.
type sample struct {
	a, b   []float64
	ab, ba [][]float64
}

func split(y []float64, n, g int, second bool) sample {
	each := len(y) / n
	pick := func(offset int) []float64 {
		out := make([]float64, n)
		for i := range out {
			out[i] = y[i*each+offset]
		}
		return out
	}
	s := sample{a: pick(0), b: pick(each - 1)}
	for k := range g {
		s.ab = append(s.ab, pick(1+k))
		if second {
			s.ba = append(s.ba, pick(1+g+k))
		}
	}
	return s
}

// moments returns mean and variance (divisor 2n) of A and B at the base points
// idx.
func (s sample) moments(idx []int) (mean, variance float64) {
	for _, i := range idx {
		mean += s.a[i] + s.b[i]
	}
	mean /= float64(2 * len(idx))
	for _, i := range idx {
		da, db := s.a[i]-mean, s.b[i]-mean
		variance += da*da + db*db
	}
	return mean, variance / float64(2*len(idx))
}

// bias is the part of the moments that is due to noise: of the variance, and of
// the half mean square difference of A and AB_k for each k.
type bias struct {
	variance float64
	total    []float64
}

// flat is one set of indices.
type flat struct {
	first, total, second []float64
}

// indices estimates all indices from the base points idx, less the noise bias if
// there is one. ok is false if no variance is left; all indices are 0 then.
func (s sample) indices(idx []int, noise *bias) (f flat, ok bool) {
	g := len(s.ab)
	f = flat{first: make([]float64, g), total: make([]float64, g)}
	if s.ba != nil {
		f.second = make([]float64, 0, g*(g-1)/2)
	}
	_, v := s.moments(idx)
	if noise != nil {
		v -= noise.variance
	}
	ok = v > epsilon
	n := float64(len(idx))
	if ok {
		for k, ab := range s.ab {
			var first, total float64
			for _, i := range idx {
				d := ab[i] - s.a[i]
				first += s.b[i] * d
				total += d * d
			}
			total /= 2 * n
			if noise != nil {
				total -= noise.total[k]
			}
			f.first[k] = first / n / v
			f.total[k] = total / v
		}
	}
	for k := range s.ba {
		for l := k + 1; l < g; l++ {
			if !ok {
				f.second = append(f.second, 0)
				continue
			}
			var sum float64
			for _, i := range idx {
				sum += s.ba[k][i]*s.ab[l][i] - s.a[i]*s.b[i]
			}
			f.second = append(f.second, sum/n/v-f.first[k]-f.first[l])
		}
	}
	return f, ok
}

// tally collects resampled indices.
type tally struct {
	first, total, second [][]float64
	withSecond           bool
}

func newTally(g int, second bool) *tally {
	t := &tally{first: make([][]float64, g), total: make([][]float64, g), withSecond: second}
	if second {
		t.second = make([][]float64, g*(g-1)/2)
	}
	return t
}

func (t *tally) add(f flat) {
	for k := range t.first {
		t.first[k] = append(t.first[k], f.first[k])
		t.total[k] = append(t.total[k], f.total[k])
	}
	for k := range t.second {
		t.second[k] = append(t.second[k], f.second[k])
	}
}

func (t *tally) result(point flat, b Bootstrap, names []string, n, reps int) *SobolResult {
	r := &SobolResult{Names: append([]string(nil), names...)}
	for k := range point.first {
		r.First = append(r.First, Estimate{point.first[k], b.interval(point.first[k], t.first[k], n, reps)})
		r.Total = append(r.Total, Estimate{point.total[k], b.interval(point.total[k], t.total[k], n, reps)})
	}
	if t.withSecond {
		r.Second = []Pair{}
		m := 0
		for i := range names {
			for j := i + 1; j < len(names); j++ {
				r.Second = append(r.Second, Pair{i, j, Estimate{point.second[m], b.interval(point.second[m], t.second[m], n, reps)}})
				m++
			}
		}
	}
	return r
}
