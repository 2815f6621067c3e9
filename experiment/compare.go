package experiment

import "math"

// Comparison is the difference between the arms of two experiments.
type Comparison struct {
	DirA   string `json:"dir_a"`
	DirB   string `json:"dir_b"`
	ArmA   string `json:"arm_a"`
	ArmB   string `json:"arm_b"`
	Paired bool   `json:"paired"` // same seed: runs with the same number share their draws
	Pairs  []Pair `json:"outcomes"`
}

// Compare compares an arm of one experiment with an arm of another, outcome by
// outcome. With the same seed runs are paired by replication; otherwise the
// difference of means has Welch's interval and no quantiles. Empty arms are the
// first that are not the baseline.
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
	same := a.Plan.Design == nil && b.Plan.Design == nil || designText(a.Plan.Design) == designText(b.Plan.Design) && a.Plan.Reps == b.Plan.Reps
	c := &Comparison{DirA: dirA, DirB: dirB, ArmA: a.Arms[i].Scenario, ArmB: b.Arms[j].Scenario, Paired: same && a.Plan.Seed == b.Plan.Seed}
	for k, col := range a.Columns {
		l, err := b.Outcome(col.Name)
		if err != nil {
			continue // a metric of one of the two
		}
		p := Pair{Name: col.Name, Unit: col.Unit, Doc: col.Doc}
		x, y := a.Arms[i].Y[k], b.Arms[j].Y[l]
		if c.Paired {
			x, y = align(x, y, a.Plan.firstRun(), b.Plan.firstRun())
			p.paired(x, y)
			if p.Diff == nil {
				continue
			}
		} else if !p.welch(x, y) {
			continue
		}
		c.Pairs = append(c.Pairs, p)
	}
	return c, nil
}

// align cuts two samples to the replications that both have.
func align(x, y []float64, fx, fy int) ([]float64, []float64) {
	if fx < fy {
		x = x[min(len(x), fy-fx):]
	} else {
		y = y[min(len(y), fx-fy):]
	}
	n := min(len(x), len(y))
	return x[:n], y[:n]
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
