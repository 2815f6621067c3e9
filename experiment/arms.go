package experiment

import (
	"slices"
	"strings"
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
	var have []string
	for _, a := range p.Arms {
		have = append(have, a.Scenario)
	}
	return -1, Usage("the experiment has no arm %q; there are %s", scenario, strings.Join(have, ", "))
}

// Treatment is the index of the first arm that is not the baseline.
func (p *Plan) Treatment() int {
	return max(0, slices.IndexFunc(p.Arms, func(a Arm) bool { return !a.Baseline }))
}

// Baseline is the index of the baseline, −1 if there is none.
func (p *Plan) Baseline() int {
	return slices.IndexFunc(p.Arms, func(a Arm) bool { return a.Baseline })
}
