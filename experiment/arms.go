package experiment

import (
	"slices"
	"strings"
)

// Arm is one scenario of an experiment.
type Arm struct {
	Scenario string `json:"scenario"`
	Baseline bool   `json:"baseline,omitempty"` // what the others are compared with
	SHA256   string `json:"sha256"`             // of the resolved scenario
	Config   string `json:"config"`             // file with the resolved scenario
}

// ArmNamed is the place of a scenario, −1 if there is none.
func (p *Plan) ArmNamed(scenario string) int {
	return slices.IndexFunc(p.Arms, func(a Arm) bool { return a.Scenario == scenario })
}

// FindArm is the place of a scenario. The error says which arms there are.
func (p *Plan) FindArm(scenario string) (int, error) {
	if i := p.ArmNamed(scenario); i >= 0 {
		return i, nil
	}
	var have []string
	for _, a := range p.Arms {
		have = append(have, a.Scenario)
	}
	return -1, Usage("the experiment has no arm %q; there are %s", scenario, strings.Join(have, ", "))
}

// Treatment is the place of the first arm that is not the baseline.
func (p *Plan) Treatment() int {
	return max(0, slices.IndexFunc(p.Arms, func(a Arm) bool { return !a.Baseline }))
}

// Baseline is the place of the arm that others are compared with, −1 without
// one.
func (p *Plan) Baseline() int {
	return slices.IndexFunc(p.Arms, func(a Arm) bool { return a.Baseline })
}
