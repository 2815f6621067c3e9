package experiment

import (
	"slices"

	"kirifuda/internal/english"
)

// Arm is one scenario of an experiment.
type Arm struct {
	Scenario string `json:"scenario"`
	Baseline bool   `json:"baseline,omitempty"` // the arm with which others are compared
	SHA256   string `json:"sha256"`             // hash of the resolved scenario
	Config   string `json:"config"`             // file with the resolved scenario
	// EventDay is the first day on which the scenario scripts something, see
	// Builder.EventDay; in a sweep that of the scenario itself.
	EventDay int `json:"event_day,omitempty"`
}

// ArmNamed is the index of the arm of a scenario, −1 if there is none.
func (p *Plan) ArmNamed(scenario string) int {
	return slices.IndexFunc(p.Arms, func(a Arm) bool { return a.Scenario == scenario })
}

// FindArm is the index of the arm of a scenario. The error lists the arms.
func (p *Plan) FindArm(scenario string) (int, error) {
	if i := p.ArmNamed(scenario); i >= 0 {
		return i, nil
	}
	return -1, Usage("the experiment has no arm %q; there are %s", scenario, english.List(p.scenarios()))
}

// Treatments are the indices of the arms that are compared with the baseline: all others,
// or the baseline itself if it stands alone. Without a baseline they are all arms.
func (p *Plan) Treatments() []int {
	var out []int
	for i, a := range p.Arms {
		if !a.Baseline || len(p.Arms) == 1 {
			out = append(out, i)
		}
	}
	return out
}

// Choose is the index of the arm of a scenario or, without a name, of the only treatment.
// If there are several, the error names the flag that chooses one.
func (p *Plan) Choose(scenario, flag string) (int, error) {
	if scenario != "" {
		return p.FindArm(scenario)
	}
	all := p.Treatments()
	if len(all) > 1 {
		return -1, Usage("the experiment has the arms %s: choose one with %s", english.List(p.scenarios()), flag)
	}
	return all[0], nil
}

// scenarios are the names of arms, or of all.
func (p *Plan) scenarios(arms ...int) []string {
	var out []string
	for i, a := range p.Arms {
		if len(arms) == 0 || slices.Contains(arms, i) {
			out = append(out, a.Scenario)
		}
	}
	return out
}

// Title is the name of all treatments in a sentence.
func (p *Plan) Title() string { return english.List(p.scenarios(p.Treatments()...)) }

// Baseline is the index of the baseline, −1 if there is none.
func (p *Plan) Baseline() int {
	return slices.IndexFunc(p.Arms, func(a Arm) bool { return a.Baseline })
}
