package analysis

import (
	"math"

	"kirifuda/analysis/stats"
	"kirifuda/experiment"
)

// Pair compares an outcome of two arms. If runs are paired and Diff is given, A and
// B cover the same pairs; the means of an outcome that is missing in some runs, such
// as the tariff agreed, would otherwise be over different runs.
type Pair struct {
	Name string      `json:"name"`
	Unit string      `json:"unit"`
	Doc  string      `json:"description,omitempty"`
	A    *stats.Stat `json:"scenario"`           // nil if no run has the outcome
	B    *stats.Stat `json:"baseline,omitempty"` // nil without a baseline
	Diff *stats.Stat `json:"difference,omitempty"`
	// VarianceRemoved is 1 − var(a−b)/(var(a)+var(b)) over the pairs: the share of
	// the variance of a difference between independent runs that pairing removed.
	VarianceRemoved *float64 `json:"variance_removed_by_pairing,omitempty"`
}

// paired fills in the difference of two samples of paired runs.
func (p *Pair) paired(a, b []float64) {
	var x, y, d []float64
	for i := range min(len(a), len(b)) {
		if a[i] == a[i] && b[i] == b[i] {
			x, y, d = append(x, a[i]), append(y, b[i]), append(d, a[i]-b[i])
		}
	}
	if p.Diff = stats.Describe(d); p.Diff == nil {
		p.A, p.B = stats.Describe(a), stats.Describe(b)
		return
	}
	p.A, p.B = stats.Describe(x), stats.Describe(y)
	if len(d) < 2 {
		return
	}
	_, sx := stats.MeanSD(x)
	_, sy := stats.MeanSD(y)
	// A variance within rounding error has nothing to remove.
	size := 1e-9 * (math.Abs(float64(p.A.Mean)) + math.Abs(float64(p.B.Mean)))
	if v := float64(sx*sx) + float64(sy*sy); v > size*size && v-v == 0 {
		share := 1 - float64(p.Diff.SD*p.Diff.SD)/v
		p.VarianceRemoved = &share
	}
}

// Pairs compares the first arm that is not the baseline with the baseline, if
// there is one, outcome by outcome over the first n replications (0 for all).
// With a design, each replication is averaged over the points; see Compare.
func Pairs(r *experiment.Results, n int) []Pair {
	a, b := r.Plan.Treatment(), r.Plan.Baseline()
	var out []Pair
	for i, c := range r.Columns {
		p := Pair{Name: c.Name, Unit: c.Unit, Doc: c.Doc}
		cut := func(y []float64) []float64 {
			if n > 0 && n < len(y) {
				return y[:n]
			}
			return y
		}
		switch {
		case b < 0:
			p.A = stats.Describe(cut(overPoints(r.Plan, r.Arms[a].Y[i])))
		default:
			x, y := align(r.Plan, r.Plan, r.Arms[a].Y[i], r.Arms[b].Y[i])
			p.paired(cut(x), cut(y))
		}
		out = append(out, p)
	}
	return out
}

// LoadPairs combines experiment.Load and Pairs. It reads a few outcomes at a time,
// so that its memory hardly grows with the number of runs.
func LoadPairs(dir string, n int) ([]Pair, error) {
	p, out, err := experiment.Stored(dir)
	if err != nil {
		return nil, err
	}
	all := make([]string, len(out.Layout.Outcomes))
	for i, c := range out.Layout.Outcomes {
		all[i] = c.Name
	}
	group := max(1, resultBytes/(8*p.Runs()))
	var pairs []Pair
	for i := 0; i < len(all); i += group {
		r, err := p.Results(out, nil, all[i:min(i+group, len(all))]...)
		if err != nil {
			return nil, err
		}
		pairs = append(pairs, Pairs(r, n)...)
	}
	return pairs, nil
}

// resultBytes is the memory for the outcomes read at a time, unless a single one
// needs more. It changes no result.
var resultBytes = 1 << 20
