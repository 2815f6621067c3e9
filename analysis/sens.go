package analysis

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"kirifuda/analysis/sensitivity"
	"kirifuda/experiment"
	"kirifuda/experiment/design"
	"kirifuda/internal/english"
	"kirifuda/output"
)

// Sensitivity is the sensitivity analysis of one outcome. The design determines
// which fields are filled in.
type Sensitivity struct {
	Outcome string `json:"outcome"`
	Unit    string `json:"unit"`
	Arm     string `json:"scenario"`
	Vs      string `json:"baseline,omitempty"` // subtracted run by run; empty for the outcome itself
	Design  string `json:"design"`
	Points  int    `json:"points"`
	Reps    int    `json:"replications"`
	Skipped int    `json:"skipped_points,omitempty"` // points without the outcome

	Sobol   *sensitivity.SobolResult      `json:"sobol,omitempty"`       // saltelli, one replication
	Noisy   *sensitivity.NoisySobolResult `json:"sobol_noise,omitempty"` // saltelli, more replications
	Morris  []sensitivity.MorrisEffect    `json:"morris,omitempty"`      // morris
	Tornado []sensitivity.TornadoBar      `json:"tornado,omitempty"`     // oat
	Noise   *sensitivity.NoiseResult      `json:"noise,omitempty"`       // lhs, sobol, halton with replications
	Names   []string                      `json:"names,omitempty"`       // parameters of the following
	PRCC    []float64                     `json:"prcc,omitempty"`        // others
	SRC     []float64                     `json:"src,omitempty"`         // others
	R2      *float64                      `json:"r_squared,omitempty"`   // of the regression behind SRC
	Note    string                        `json:"note,omitempty"`

	IntervalReason string `json:"interval_reason,omitempty"` // why estimates have no intervals
}

// SensOptions control a sensitivity analysis.
type SensOptions struct {
	Outcomes  []string
	Resamples int
	Seed      uint64
	Arm       string // arm to analyse; empty for every treatment
	Vs        string // arm to subtract; empty for the baseline if there is one, Alone for none
}

// Alone, as the arm to subtract, means that nothing is subtracted.
const Alone = "none"

// Sens analyses the sweep in a directory and stores the result in sens.json. If the
// sweep has a baseline, Sens analyses the paired difference of each treatment from it at
// each point and in each replication, not the outcome itself.
func Sens(dir string, o SensOptions) ([]Sensitivity, error) {
	r, err := experiment.Load(dir)
	if err != nil {
		return nil, err
	}
	p := r.Plan
	if p.Design == nil {
		return nil, experiment.Usage("%s has no design: a sensitivity analysis needs an experiment made by sim sweep", dir)
	}
	list, b, err := o.arms(p)
	if err != nil {
		return nil, err
	}
	arms := list
	if b >= 0 {
		arms = append(slices.Clip(arms), b)
	}
	missing := 0
	for _, i := range arms {
		for _, d := range r.Arms[i].Done {
			if !d {
				missing++
			}
		}
	}
	if missing > 0 {
		return nil, experiment.Usage("%d of %s %s not finished; complete the sweep first", missing, english.Count(len(arms)*p.PerArm(), "run"), english.Are(missing))
	}
	var all []Sensitivity
	for _, name := range o.Outcomes {
		i, err := r.Outcome(name)
		if err != nil {
			return nil, err
		}
		for _, a := range list {
			s, err := sens(r, i, a, b, o)
			if err != nil {
				return nil, err
			}
			all = append(all, *s)
		}
	}
	text, err := json.MarshalIndent(map[string]any{"experiment_id": p.ID, "analyses": all}, "", " ")
	if err != nil {
		return nil, err
	}
	return all, output.WriteIn(dir, experiment.SensFile, append(text, '\n'))
}

// arms lists the arms to analyse and finds the one to subtract, −1 for none.
func (o *SensOptions) arms(p *experiment.Plan) (list []int, b int, err error) {
	list, b = p.Treatments(), p.Baseline()
	if o.Arm != "" {
		a, err := p.FindArm(o.Arm)
		if err != nil {
			return nil, 0, err
		}
		list = []int{a}
	}
	switch {
	case o.Vs == Alone || slices.Contains(list, b) && o.Vs == "":
		b = -1
	case o.Vs != "":
		if b, err = p.FindArm(o.Vs); err != nil {
			return nil, 0, experiment.Usage("%v; choose %s to analyse the outcome itself", err, Alone)
		}
		list = slices.DeleteFunc(slices.Clone(list), func(a int) bool { return a == b })
		if len(list) == 0 {
			return nil, 0, experiment.Usage("%s cannot be subtracted from itself", o.Vs)
		}
	}
	return list, b, nil
}

// sens analyses outcome i of arm a, less that of arm b unless that is negative.
func sens(r *experiment.Results, i, a, b int, o SensOptions) (*Sensitivity, error) {
	p := r.Plan
	s := &Sensitivity{Outcome: r.Columns[i].Name, Unit: r.Columns[i].Unit, Arm: p.Arms[a].Scenario, Design: string(p.Design.Kind), Points: p.Points(),
		Reps: p.Reps}
	all := r.Arms[a].Y[i]
	if b >= 0 {
		s.Vs = p.Arms[b].Scenario
		all = difference(all, r.Arms[b].Y[i], 1)
	}
	y := make([][]float64, p.Points())
	for d := range y {
		for r := range p.Reps {
			y[d] = append(y[d], all[p.Number(d, r)])
		}
	}
	if err := s.analyse(p.Design, y, o); err != nil {
		return nil, experiment.Usage("%s: %v", s.Outcome, err)
	}
	s.IntervalReason = s.reason(o.Resamples)
	return s, nil
}

func (s *Sensitivity) analyse(d *design.Design, y [][]float64, o SensOptions) error {
	means := make([]float64, len(y))
	missing := 0
	for i := range y {
		m, n := 0.0, 0
		for _, v := range y[i] {
			if v == v {
				m += v
				n++
			}
		}
		if n < len(y[i]) {
			missing++
		}
		means[i] = m / float64(n)
	}
	boot := sensitivity.Bootstrap{Resamples: o.Resamples, Seed: o.Seed,
		LeastPoints: sensitivity.HonestPoints, LeastReplications: sensitivity.HonestReplications}
	structured := d.Kind == design.KindSaltelli || d.Kind == design.KindMorris || d.Kind == design.KindOAT
	if structured && missing > 0 {
		return experiment.Usage("%s with runs without this outcome (they failed or it is not defined in them); a %s design needs all points", english.Count(missing, "point"), d.Kind)
	}
	if slices.Max(means) == slices.Min(means) && s.Reps == 1 {
		s.Note = "the outcome is the same at every point"
		if structured {
			return nil
		}
	}
	var err error
	switch d.Kind {
	case design.KindSaltelli:
		opt := sensitivity.SobolOptions{Bootstrap: boot}
		if s.Reps >= 2 {
			if s.Noisy, err = sensitivity.SobolNoiseDesign(d, y, opt); err == nil && !s.Noisy.Detectable {
				s.Note = "no indices: " + noiseNote(&s.Noisy.Noise)
			}
		} else {
			s.Sobol, err = sensitivity.SobolDesign(d, means, opt)
		}
		return err
	case design.KindMorris:
		s.Morris, err = sensitivity.MorrisDesign(d, means, sensitivity.MorrisOptions{Bootstrap: boot})
		return err
	case design.KindOAT:
		s.Tornado, err = sensitivity.Tornado(d, y)
		return err
	}
	x, err := d.Matrix()
	if err != nil {
		return err
	}
	var xs [][]float64
	var ys []float64
	full := make([][]float64, 0, len(y))
	for i := range y {
		if math.IsNaN(means[i]) {
			s.Skipped++
			continue
		}
		xs, ys = append(xs, x[i]), append(ys, means[i])
		full = append(full, y[i])
	}
	s.Names = d.Names()
	if s.PRCC, err = sensitivity.PRCC(xs, ys); err != nil {
		s.PRCC, s.Note = nil, err.Error()
	}
	var r2 float64
	if s.SRC, r2, err = sensitivity.SRC(xs, ys); err == nil {
		s.R2 = &r2
	} else {
		s.SRC, s.Note = nil, err.Error()
	}
	if s.Reps >= 2 && missing == 0 {
		if s.Noise, err = sensitivity.Noise(full, sensitivity.NoiseOptions{Bootstrap: boot}); err != nil {
			s.Noise, s.Note = nil, err.Error()
		} else if !s.Noise.Detectable() {
			s.Note = "caution: " + noiseNote(s.Noise)
		}
	}
	return nil
}

// reason says why the estimates of an analysis have no intervals; empty if they have some
// or none were asked for.
func (s *Sensitivity) reason(resamples int) string {
	points, of, reps := 0, "", 0
	switch {
	case resamples == 0:
		return ""
	case s.Sobol != nil:
		points, of = s.Sobol.Base, "base point"
	case s.Noisy != nil:
		points, of, reps = s.Noisy.Raw.Base, "base point", s.Reps
	case len(s.Morris) > 0:
		points, of = s.Points/(len(s.Morris)+1), "trajectory"
	case s.Noise != nil:
		points, of, reps = s.Noise.Points, "point", s.Reps
	default:
		return ""
	}
	const need = "no intervals: with %s they would cover too rarely; they need at least %d"
	switch {
	case points < sensitivity.HonestPoints:
		return fmt.Sprintf(need, english.Count(points, of), sensitivity.HonestPoints)
	case reps > 0 && reps < sensitivity.HonestReplications:
		return fmt.Sprintf(need, english.Count(reps, "replication"), sensitivity.HonestReplications)
	}
	return ""
}

// noiseNote says why an analysis is uninformative.
func noiseNote(n *sensitivity.NoiseResult) string {
	return fmt.Sprintf("the replication noise hides the variance due to the parameters (p = %.2g); use more replications or points", n.PValue)
}
