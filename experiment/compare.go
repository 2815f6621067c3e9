package experiment

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"

	"kirifuda/configs"
	"kirifuda/output"
)

// Comparison is the difference between the arms of two experiments.
type Comparison struct {
	DirA     string   `json:"dir_a"`
	DirB     string   `json:"dir_b"`
	ArmA     string   `json:"arm_a"`
	ArmB     string   `json:"arm_b"`
	Paired   bool     `json:"paired"`                  // same seed: replications with the same number share their draws
	Points   int      `json:"design_points,omitempty"` // that each replication is averaged over
	Pairs    []Pair   `json:"outcomes"`
	Warnings []string `json:"warnings,omitempty"` // outcomes that were left out, and why
}

// Compare compares an arm of one experiment with an arm of another, outcome by
// outcome. Draws follow the seed and the number of the replication: with the
// same seed replications with the same number are paired; otherwise the
// difference of means has Welch's interval and no quantiles. Empty arms are the
// first that are not the baseline.
//
// A replication of a sweep shares its draws at all points. It is one observation:
// the average over the points, of the same design in both experiments.
//
// Experiments of other days are refused. Metrics of one name and two expressions
// are left out.
func Compare(dirA, dirB, armA, armB string) (*Comparison, error) {
	a, err := Load(dirA)
	if err != nil {
		return nil, err
	}
	b, err := Load(dirB)
	if err != nil {
		return nil, err
	}
	find := func(p *Plan, name string) (int, error) {
		if name == "" {
			return p.Treatment(), nil
		}
		if i := p.arm(name); i >= 0 {
			return i, nil
		}
		return 0, usage("the experiment has no arm %q", name)
	}
	i, err := find(a.Plan, armA)
	if err != nil {
		return nil, err
	}
	j, err := find(b.Plan, armB)
	if err != nil {
		return nil, err
	}
	if designText(a.Plan.Design) != designText(b.Plan.Design) {
		return nil, usage("%s has the design %s and %s %s: only averages over the same points can be compared", dirA, summaryOf(a.Plan.Design), dirB, summaryOf(b.Plan.Design))
	}
	if err := sameDays(filepath.Join(dirA, a.Plan.Arms[i].Config), filepath.Join(dirB, b.Plan.Arms[j].Config), a.Plan); err != nil {
		return nil, err
	}
	c := &Comparison{DirA: dirA, DirB: dirB, ArmA: a.Arms[i].Scenario, ArmB: b.Arms[j].Scenario, Paired: a.Plan.Seed == b.Plan.Seed}
	if a.Plan.Design != nil {
		c.Points = a.Plan.points()
	}
	for k, col := range a.Columns {
		l, err := b.Outcome(col.Name)
		if err != nil {
			continue // a metric of one of the two
		}
		if other := b.Columns[l]; col.Unit != other.Unit || col.Doc != other.Doc && (isMetric(col) || isMetric(other)) {
			c.Warnings = append(c.Warnings, fmt.Sprintf("%s is left out: it is %q (%s) in %s and %q (%s) in %s",
				strings.TrimPrefix(col.Name, "y_"), col.Doc, col.Unit, dirA, other.Doc, other.Unit, dirB))
			continue
		}
		p := Pair{Name: col.Name, Unit: col.Unit, Doc: col.Doc}
		x, y := a.Arms[i].Y[k], b.Arms[j].Y[l]
		if c.Paired {
			p.paired(align(a.Plan, b.Plan, x, y))
			if p.Diff == nil {
				continue
			}
		} else if !p.welch(a.Plan.overPoints(x), b.Plan.overPoints(y)) {
			continue
		}
		c.Pairs = append(c.Pairs, p)
	}
	return c, nil
}

// isMetric reports whether an outcome is an expression of a scenario.
func isMetric(c output.Column) bool { return strings.HasPrefix(c.Doc, metricDoc) }

// sameDays compares the first day and the number of days of two resolved
// scenarios, unless the design sets them.
func sameDays(fileA, fileB string, p *Plan) error {
	type span struct {
		Start string
		Days  int
	}
	read := func(name string) (s span, err error) {
		b, err := os.ReadFile(name)
		if err != nil {
			return s, fmt.Errorf("%w: %w", output.ErrIO, err)
		}
		if s.Start, s.Days, err = configs.Span(b); err != nil {
			return s, usage("%s cannot be read: %v", name, err)
		}
		if p.Design != nil {
			for _, a := range p.Design.Axes {
				switch a.Name {
				case "start":
					s.Start = ""
				case "days":
					s.Days = 0
				}
			}
		}
		return s, nil
	}
	a, err := read(fileA)
	if err != nil {
		return err
	}
	b, err := read(fileB)
	if err != nil {
		return err
	}
	if a != b {
		return usage("%s has %d days from %s and %s %d days from %s: outcomes over other days are other outcomes", fileA, a.Days, a.Start, fileB, b.Days, b.Start)
	}
	return nil
}

// overPoints averages the values of each replication, given in the order of the
// runs of an arm, over the points of the design at which there is one. Points
// share the draws of a replication, so that their values are not independent;
// the averages of replications are.
func (p *Plan) overPoints(y []float64) []float64 {
	if p.Design == nil {
		return y
	}
	return byReplication(y, p.Reps)
}

// byReplication is the mean, for each of n replications, of the values that are not
// NaN; value r of each point belongs to replication r.
func byReplication(y []float64, n int) []float64 {
	out := make([]float64, n)
	for r := range out {
		sum, k := 0.0, 0
		for i := r; i < len(y); i += n {
			if y[i] == y[i] {
				sum += y[i]
				k++
			}
		}
		out[r] = sum / float64(k) // NaN without a value
	}
	return out
}

// align cuts two samples to the replications that both plans have. With a design
// it averages each over the points at which both have a value.
func align(a, b *Plan, x, y []float64) ([]float64, []float64) {
	first := max(a.FirstRep, b.FirstRep)
	n := max(0, min(a.FirstRep+a.Reps, b.FirstRep+b.Reps)-first)
	cut := func(p *Plan, y []float64) []float64 {
		out := make([]float64, 0, p.points()*n)
		for d := 0; d < len(y) && n > 0; d += p.Reps {
			from := d + first - p.FirstRep
			out = append(out, y[from:from+n]...)
		}
		return out
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
	return byReplication(x, n), byReplication(y, n)
}

// welch fills in the difference of independent samples.
func (p *Pair) welch(x, y []float64) bool {
	p.A, p.B = Describe(x), Describe(y)
	if p.A == nil || p.B == nil {
		return false
	}
	va, vb := float64(p.A.SE*p.A.SE), float64(p.B.SE*p.B.SE)
	se := math.Sqrt(va + vb) // NaN if a sample has one value
	p.Diff = &Stat{N: min(p.A.N, p.B.N), Mean: p.A.Mean - p.B.Mean, SD: Spread(math.NaN()), SE: Spread(se), HalfWidth: Spread(se)}
	if se > 0 {
		df := (va + vb) * (va + vb) / (va*va/float64(p.A.N-1) + vb*vb/float64(p.B.N-1))
		p.Diff.HalfWidth = Spread(se * student(int(math.Max(1, math.Floor(df)))))
	}
	return true
}
