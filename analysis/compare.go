package analysis

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"

	"kirifuda/analysis/stats"
	"kirifuda/configs"
	"kirifuda/experiment"
	"kirifuda/internal/english"
	"kirifuda/output"
)

// Comparison is the difference between the arms of two experiments.
type Comparison struct {
	DirA     string   `json:"dir_a"`
	DirB     string   `json:"dir_b"`
	ArmA     string   `json:"arm_a"`
	ArmB     string   `json:"arm_b"`
	Paired   bool     `json:"paired"`                  // same seed: replications with the same number share their draws
	Points   int      `json:"design_points,omitempty"` // points over which each replication is averaged
	Pairs    []Pair   `json:"outcomes"`
	Warnings []string `json:"warnings,omitempty"` // outcomes that were left out, and why
}

// Compare compares an arm of one experiment with an arm of another, outcome by
// outcome. Random draws depend on the seed and the number of the replication: with
// the same seed, replications with the same number are paired; otherwise the
// difference of means has Welch's interval and no quantiles. An empty arm means the
// first that is not the baseline.
//
// A replication of a sweep shares its draws at all points and is one observation:
// the average over the points. Both experiments must then have the same design.
//
// Experiments over different days are rejected. Metrics with the same name but
// different expressions are left out.
func Compare(dirA, dirB, armA, armB string) (*Comparison, error) {
	a, err := experiment.Load(dirA)
	if err != nil {
		return nil, err
	}
	b, err := experiment.Load(dirB)
	if err != nil {
		return nil, err
	}
	find := func(p *experiment.Plan, name string) (int, error) {
		if name == "" {
			return p.Treatment(), nil
		}
		return p.FindArm(name)
	}
	i, err := find(a.Plan, armA)
	if err != nil {
		return nil, err
	}
	j, err := find(b.Plan, armB)
	if err != nil {
		return nil, err
	}
	if !experiment.SameDesign(a.Plan.Design, b.Plan.Design) {
		return nil, experiment.Usage("%s has the design %s and %s has %s: only averages over the same points can be compared", dirA,
			experiment.DesignSummary(a.Plan.Design), dirB, experiment.DesignSummary(b.Plan.Design))
	}
	if err := sameDays(filepath.Join(dirA, a.Plan.Arms[i].Config), filepath.Join(dirB, b.Plan.Arms[j].Config), a.Plan); err != nil {
		return nil, err
	}
	c := &Comparison{DirA: dirA, DirB: dirB, ArmA: a.Arms[i].Scenario, ArmB: b.Arms[j].Scenario, Paired: a.Plan.Seed == b.Plan.Seed}
	if a.Plan.Design != nil {
		c.Points = a.Plan.Points()
	}
	for k, col := range a.Columns {
		l, err := b.Outcome(col.Name)
		if err != nil {
			continue // a metric that only one of the two has
		}
		if other := b.Columns[l]; col.Unit != other.Unit || col.Doc != other.Doc && (experiment.IsMetric(col) || experiment.IsMetric(other)) {
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
		} else if !p.welch(overPoints(a.Plan, x), overPoints(b.Plan, y)) {
			continue
		}
		c.Pairs = append(c.Pairs, p)
	}
	return c, nil
}

// sameDays compares the first day and the number of days of two resolved
// scenarios, unless the design sets them.
func sameDays(fileA, fileB string, p *experiment.Plan) error {
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
			return s, experiment.Usage("%s cannot be read: %v", name, err)
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
		return experiment.Usage("%s has %s from %s and %s has %s from %s: outcomes over different days cannot be compared", fileA, english.Count(a.Days, "day"),
			a.Start, fileB, english.Count(b.Days, "day"), b.Start)
	}
	return nil
}

// welch fills in the difference of independent samples.
func (p *Pair) welch(x, y []float64) bool {
	p.A, p.B = stats.Describe(x), stats.Describe(y)
	if p.A == nil || p.B == nil {
		return false
	}
	va, vb := float64(p.A.SE*p.A.SE), float64(p.B.SE*p.B.SE)
	se := math.Sqrt(va + vb) // NaN if a sample has one value
	p.Diff = &stats.Stat{N: min(p.A.N, p.B.N), Mean: p.A.Mean - p.B.Mean, SD: stats.Spread(math.NaN()), SE: stats.Spread(se), HalfWidth: stats.Spread(se)}
	if se > 0 {
		df := (va + vb) * (va + vb) / (va*va/float64(p.A.N-1) + vb*vb/float64(p.B.N-1))
		p.Diff.HalfWidth = stats.Spread(se * stats.Student(int(math.Max(1, math.Floor(df)))))
	}
	return true
}
