package analysis

import (
	"math"
	"slices"

	"kirifuda/analysis/stats"
	"kirifuda/experiment"
)

// overPoints averages the values of each replication, given in the order of the
// runs of an arm, over the points of the design that have a value. Points share the
// draws of a replication, so that their values are not independent, whereas the
// averages of replications are.
func overPoints(p *experiment.Plan, y []float64) []float64 {
	if p.Design == nil {
		return y
	}
	return byReplication(inOrder(p, y), p.Points())
}

// inOrder brings the values of the runs of an arm into the order of replications.
func inOrder(p *experiment.Plan, y []float64) []float64 {
	out := make([]float64, 0, len(y))
	for r := range p.Reps {
		for d := range p.Points() {
			out = append(out, y[p.Number(d, r)])
		}
	}
	return out
}

// byReplication is the mean, for each replication, of the values at its points that are
// not NaN. The points of a replication follow each other.
func byReplication(y []float64, points int) []float64 {
	out := make([]float64, len(y)/points)
	for r := range out {
		sum, k := 0.0, 0
		for _, v := range y[r*points : (r+1)*points] {
			if v == v {
				sum += v
				k++
			}
		}
		out[r] = sum / float64(k) // NaN if there is no value
	}
	return out
}

// align limits two samples to the replications that both plans have. With a design,
// it averages each over the points at which both samples have a value.
func align(a, b *experiment.Plan, x, y []float64) ([]float64, []float64) {
	first := max(a.FirstRep, b.FirstRep)
	n := max(0, min(a.FirstRep+a.Reps, b.FirstRep+b.Reps)-first)
	cut := func(p *experiment.Plan, y []float64) []float64 {
		if n == 0 {
			return []float64{}
		}
		from := (first - p.FirstRep) * p.Points()
		return slices.Clone(inOrder(p, y)[from : from+n*p.Points()])
	}
	x, y = cut(a, x), cut(b, y)
	if a.Design == nil {
		return x, y
	}
	for i := range x {
		if x[i]-y[i] != x[i]-y[i] {
			x[i], y[i] = math.NaN(), math.NaN()
		}
	}
	return byReplication(x, a.Points()), byReplication(y, a.Points())
}

// difference is a − b run by run, without rounding errors, in another scale.
func difference(a, b []float64, scale float64) []float64 {
	d := make([]float64, len(a))
	for i := range a {
		d[i] = stats.Less(a[i], b[i]) * scale
	}
	return d
}

// used is y without the values of runs that are not to be read.
func used(e *experiment.Extent, y []float64) []float64 {
	out := make([]float64, len(y))
	for k := range y {
		out[k] = y[k]
		if !e.Uses(k) {
			out[k] = math.NaN()
		}
	}
	return out
}
