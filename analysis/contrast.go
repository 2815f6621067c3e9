package analysis

import "kirifuda/experiment"

// contrast is two arms of an experiment, one less the other.
type contrast struct{ a, b int }

// contrasts lists what is compared: an arm, or without a name every treatment, less
// another arm, or without a name the baseline.
func contrasts(p *experiment.Plan, arm, vs string) ([]contrast, error) {
	list, b := p.Treatments(), p.Baseline()
	if arm != "" {
		a, err := p.FindArm(arm)
		if err != nil {
			return nil, err
		}
		list = []int{a}
	}
	if vs != "" {
		var err error
		if b, err = p.FindArm(vs); err != nil {
			return nil, err
		}
	}
	if b < 0 && len(p.Arms) > 1 {
		return nil, experiment.Usage("no arm of the experiment is the baseline: choose the one to compare %s with by --vs", p.Title())
	}
	var out []contrast
	for _, a := range list {
		if b >= 0 && a != b {
			out = append(out, contrast{a, b})
		}
	}
	if len(out) == 0 {
		return nil, experiment.Usage("a difference needs two arms: run sim mc with --vs")
	}
	return out, nil
}
