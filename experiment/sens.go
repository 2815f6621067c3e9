package experiment

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"kirifuda/experiment/design"
	"kirifuda/experiment/sensitivity"
)

// sensFile holds the last sensitivity analysis of an experiment.
const sensFile = "sens.json"

// Sensitivity is what the design of an experiment says about one outcome. Which
// fields are filled in depends on the design.
type Sensitivity struct {
	Outcome string `json:"outcome"`
	Unit    string `json:"unit"`
	Design  string `json:"design"`
	Points  int    `json:"points"`
	Reps    int    `json:"replications"`
	Skipped int    `json:"skipped_points,omitempty"` // that have no outcome

	Sobol   *sensitivity.SobolResult      `json:"sobol,omitempty"`       // saltelli, one replication
	Noisy   *sensitivity.NoisySobolResult `json:"sobol_noise,omitempty"` // saltelli, more replications
	Morris  []sensitivity.MorrisEffect    `json:"morris,omitempty"`      // morris
	Tornado []sensitivity.TornadoBar      `json:"tornado,omitempty"`     // oat
	Noise   *sensitivity.NoiseResult      `json:"noise,omitempty"`       // lhs, sobol, halton with replications
	Names   []string                      `json:"names,omitempty"`       // of the following
	PRCC    []float64                     `json:"prcc,omitempty"`        // others
	SRC     []float64                     `json:"src,omitempty"`         // others
	R2      *float64                      `json:"r_squared,omitempty"`   // of the regression behind SRC
	Note    string                        `json:"note,omitempty"`
}

// SensOptions choose a sensitivity analysis.
type SensOptions struct {
	Outcomes  []string
	Resamples int
	Seed      uint64
	Arm       string
}

// Sens analyses the sweep in a directory and keeps the result in sens.json.
func Sens(dir string, o SensOptions) ([]Sensitivity, error) {
	r, err := Load(dir)
	if err != nil {
		return nil, err
	}
	p := r.Plan
	if p.Design == nil {
		return nil, usage("%s has no design: sensitivities need an experiment of sim sweep", dir)
	}
	a := p.Treatment()
	if o.Arm != "" {
		if a = p.arm(o.Arm); a < 0 {
			return nil, usage("the experiment has no arm %q", o.Arm)
		}
	}
	done := 0
	for _, d := range r.Arms[a].Done {
		if d {
			done++
		}
	}
	if done < p.PerArm() {
		return nil, usage("%d of %d runs are not finished; go on with the sweep first", p.PerArm()-done, p.PerArm())
	}
	var list []Sensitivity
	for _, name := range o.Outcomes {
		i, err := r.Outcome(name)
		if err != nil {
			return nil, err
		}
		s := Sensitivity{Outcome: r.Columns[i].Name, Unit: r.Columns[i].Unit, Design: string(p.Design.Kind), Points: p.points(), Reps: p.Reps}
		y := make([][]float64, p.points())
		for d := range y {
			y[d] = r.Arms[a].Y[i][d*p.Reps : (d+1)*p.Reps]
		}
		if err := s.analyse(p.Design, y, o); err != nil {
			return nil, usage("%s: %v", s.Outcome, err)
		}
		list = append(list, s)
	}
	b, err := json.MarshalIndent(map[string]any{"experiment_id": p.ID, "analyses": list}, "", " ")
	if err != nil {
		return nil, err
	}
	return list, writeAtomic(dir, sensFile, append(b, '\n'))
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
	boot := sensitivity.Bootstrap{Resamples: o.Resamples, Seed: o.Seed}
	structured := d.Kind == design.KindSaltelli || d.Kind == design.KindMorris || d.Kind == design.KindOAT
	if structured && missing > 0 {
		return usage("%d points have runs without this outcome (failed, or it is missing by nature); a %s design needs all", missing, d.Kind)
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
			s.Note = "beware: " + noiseNote(s.Noise)
		}
	}
	return nil
}

// noiseNote says why an analysis tells little.
func noiseNote(n *sensitivity.NoiseResult) string {
	return fmt.Sprintf("the variance due to the parameters cannot be told from zero beside the replication noise (p = %.2g); more replications or points", n.PValue)
}
