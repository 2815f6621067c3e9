package analysis

import (
	"fmt"
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
	DirA   string `json:"dir_a"`
	DirB   string `json:"dir_b"`
	ArmA   string `json:"arm_a"`
	ArmB   string `json:"arm_b"`
	Paired bool   `json:"paired"` // same seed: replications with the same number share their draws
	// How much of the two experiments could be read.
	ExtentA  *experiment.Extent `json:"extent_a"`
	ExtentB  *experiment.Extent `json:"extent_b"`
	Points   int                `json:"design_points,omitempty"` // points over which each replication is averaged
	Pairs    []Pair             `json:"outcomes"`
	Card     []CardStat         `json:"card,omitempty"`     // balance sheet of A less that of B, of paired runs
	Warnings []string           `json:"warnings,omitempty"` // what was left out, and why
}

// Compare compares an arm of one experiment with an arm of another, outcome by
// outcome. Random draws depend on the seed and the number of the replication: with
// the same seed, replications with the same number are paired; otherwise the
// difference is that of independent samples and has no quantiles. An empty arm means the
// only treatment.
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
	i, err := a.Plan.Choose(armA, "--arm-a")
	if err != nil {
		return nil, experiment.Usage("%s: %v", dirA, err)
	}
	j, err := b.Plan.Choose(armB, "--arm-b")
	if err != nil {
		return nil, experiment.Usage("%s: %v", dirB, err)
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
	if err := c.extents(a, b); err != nil {
		return nil, err
	}
	var empty []string
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
		p := newPair(col)
		x, y := used(c.ExtentA, a.Arms[i].Y[k]), used(c.ExtentB, b.Arms[j].Y[l])
		if c.Paired {
			x, y = align(a.Plan, b.Plan, x, y)
			p.paired(x, y)
		} else {
			p.independent(overPoints(a.Plan, x), overPoints(b.Plan, y))
		}
		if p.Diff == nil {
			if experiment.IsMetric(col) {
				empty = append(empty, strings.TrimPrefix(col.Name, "y_"))
			}
			continue
		}
		c.Pairs = append(c.Pairs, p)
	}
	if len(empty) > 0 {
		c.Warnings = append(c.Warnings, "no run has a value in both experiments: "+strings.Join(empty, ", "))
	}
	return c, c.cards(a.Plan, b.Plan, i, j)
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
			return s, output.Unreadable(name, err)
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

// independent fills in the difference of independent samples.
func (p *Pair) independent(x, y []float64) {
	p.A, p.B, p.Diff = stats.Describe(x, p.Kind), stats.Describe(y, p.Kind), stats.DescribeIndependent(x, y, p.Kind)
}

// extents counts what can be read and says what cannot.
func (c *Comparison) extents(a, b *experiment.Results) error {
	c.ExtentA, c.ExtentB = a.Extent(experiment.StoppedAt(c.DirA)), b.Extent(experiment.StoppedAt(c.DirB))
	for _, e := range []struct {
		dir    string
		extent *experiment.Extent
	}{{c.DirA, c.ExtentA}, {c.DirB, c.ExtentB}} {
		if err := e.extent.Check(e.dir); err != nil {
			return err
		}
		if text := e.extent.Text(); text != "" {
			c.Warnings = append(c.Warnings, e.dir+" is "+text)
		}
	}
	if !c.Paired {
		return nil
	}
	x, y := align(a.Plan, b.Plan, used(c.ExtentA, make([]float64, a.Plan.PerArm())), used(c.ExtentB, make([]float64, b.Plan.PerArm())))
	n := 0
	for i := range x {
		if x[i]-y[i] == 0 {
			n++
		}
	}
	if n == 0 {
		return experiment.Usage("%s and %s have the same seed, but no replication in common that succeeded in both", c.DirA, c.DirB)
	}
	if n < max(a.Plan.Reps, b.Plan.Reps) {
		c.Warnings = append(c.Warnings, fmt.Sprintf("%d replications are compared: those that succeeded in both, of %d in %s and %d in %s", n, a.Plan.Reps,
			c.DirA, b.Plan.Reps, c.DirB))
	}
	return nil
}
