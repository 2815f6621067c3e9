package analysis

import (
	"math"

	"kirifuda/analysis/stats"
	"kirifuda/experiment"
	"kirifuda/output"
)

// Pair compares an outcome of two arms, which a comparison of two experiments names
// itself. If runs are paired and Diff is given, A and
// B cover the same pairs; the means of an outcome that is missing in some runs, such
// as the tariff agreed, would otherwise be over different runs.
type Pair struct {
	Arm  string      `json:"arm,omitempty"`
	Vs   string      `json:"vs,omitempty"` // the baseline, if there is one
	Name string      `json:"name"`
	Unit string      `json:"unit"`
	Doc  string      `json:"description,omitempty"`
	Kind stats.Kind  `json:"kind"`               // decides which intervals it may have
	A    *stats.Stat `json:"scenario"`           // nil if no run has the outcome
	B    *stats.Stat `json:"baseline,omitempty"` // nil without a baseline
	Diff *stats.Stat `json:"difference,omitempty"`
	// VarianceRemoved is 1 − var(a−b)/(var(a)+var(b)) over the pairs: the share of
	// the variance of a difference between independent runs that pairing removed.
	VarianceRemoved *float64 `json:"variance_removed_by_pairing,omitempty"`
	Reason          string   `json:"reason,omitempty"` // why there are no numbers
}

// newPair is the pair of an outcome, without values.
func newPair(c output.Column) Pair {
	return Pair{Name: c.Name, Unit: c.Unit, Doc: c.Doc, Kind: experiment.KindOf(c)}
}

// paired fills in the difference of two samples of paired runs.
func (p *Pair) paired(a, b []float64, quantiles ...float64) {
	var x, y []float64
	for i := range min(len(a), len(b)) {
		if a[i] == a[i] && b[i] == b[i] {
			x, y = append(x, a[i]), append(y, b[i])
		}
	}
	if p.Diff = stats.DescribePairs(x, y, p.Kind, quantiles...); p.Diff == nil {
		p.A, p.B = stats.Describe(a, p.Kind, quantiles...), stats.Describe(b, p.Kind, quantiles...)
		p.Reason = "no pair of runs has a value in both arms"
		if p.A == nil && p.B == nil {
			p.Reason = "no run has a value"
		}
		return
	}
	p.A, p.B = stats.Describe(x, p.Kind, quantiles...), stats.Describe(y, p.Kind, quantiles...)
	if len(x) < 2 {
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

// Pairs compares each treatment with the baseline, if there is one, outcome by outcome
// and arm by arm over the first n replications (0 for all) that succeeded in all arms.
// With a design, each replication is averaged over the points; see Compare. Quantiles
// are those at the given probabilities, or at stats.Bands.
func Pairs(r *experiment.Results, n int, quantiles ...float64) []Pair {
	b := r.Plan.Baseline()
	extent := r.Extent(n)
	cut := func(y []float64) []float64 {
		if n > 0 && n < len(y) {
			return y[:n]
		}
		return y
	}
	var out []Pair
	for i, c := range r.Columns {
		for _, a := range r.Plan.Treatments() {
			p := newPair(c)
			p.Arm = r.Arms[a].Scenario
			switch {
			case b < 0 || b == a:
				p.A = stats.Describe(cut(overPoints(r.Plan, used(extent, r.Arms[a].Y[i]))), p.Kind, quantiles...)
				if p.A == nil {
					p.Reason = "no run has a value"
				} else if n > 0 && stopsOn(r.Plan, c) {
					p.A.Stopped(cut(used(extent, r.Arms[a].Y[i])), p.Kind)
				}
			default:
				p.Vs = r.Arms[b].Scenario
				x, y := align(r.Plan, r.Plan, used(extent, r.Arms[a].Y[i]), used(extent, r.Arms[b].Y[i]))
				p.paired(cut(x), cut(y), quantiles...)
				if n > 0 && p.Diff != nil && stopsOn(r.Plan, c) {
					p.Diff.Stopped(difference(cut(x), cut(y), 1), p.Kind)
				}
			}
			out = append(out, p)
		}
	}
	return out
}

// stopsOn reports whether the stopping rule of a plan, which has no design, is about an
// outcome.
func stopsOn(p *experiment.Plan, c output.Column) bool {
	rule, err := experiment.ParseUntil(p.Until, []output.Column{c})
	return err == nil && rule.Outcome == c.Name
}

// LoadPairs combines experiment.Load and Pairs. It reads a few outcomes at a time,
// so that its memory hardly grows with the number of runs.
func LoadPairs(dir string, n int, quantiles ...float64) ([]Pair, error) {
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
		pairs = append(pairs, Pairs(r, n, quantiles...)...)
	}
	return pairs, nil
}

// resultBytes is the memory for the outcomes read at a time, unless a single one
// needs more. It changes no result.
var resultBytes = 1 << 20
