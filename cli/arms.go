package cli

import (
	"slices"

	"github.com/spf13/cobra"

	"kirifuda/configs"
	"kirifuda/experiment"
)

// armFlags are the flags for the baseline of an experiment and for overrides of its arms.
type armFlags struct {
	vs               string
	all, both, vsSet []string
}

func armFlagsOf(c *cobra.Command, m *armFlags) {
	fl := c.Flags()
	fl.StringVar(&m.vs, "vs", "", "baseline of all scenarios: scenario or file, or twin: the same world without the card")
	fl.StringArrayVar(&m.both, "set-both", nil, "override key=value in all arms (repeatable; also --set-all)")
	fl.StringArrayVar(&m.all, "set-all", nil, "same as --set-both")
	_ = fl.MarkHidden("set-all")
	fl.StringArrayVar(&m.vsSet, "set-vs", nil, "override key=value in the baseline (repeatable)")
}

// arms loads scenarios and, with --vs, the baseline, whose index it returns.
func (a *app) arms(names []string, f *scenarioFlags, m *armFlags) ([]*configs.Scenario, int, error) {
	all := slices.Concat(m.both, m.all)
	var list []*configs.Scenario
	for _, name := range names {
		s, err := a.load(name, f.files, slices.Concat(all, f.set))
		if err != nil {
			return nil, -1, err
		}
		list = append(list, s)
	}
	var base *configs.Scenario
	var err error
	switch {
	case m.vs == "" && len(m.vsSet) > 0:
		return nil, -1, usageError("--set-vs requires --vs")
	case m.vs == "":
		return list, -1, nil
	case m.vs == experiment.TwinName:
		if base, err = experiment.CommonTwin(list...); err == nil && len(m.vsSet) > 0 {
			base, err = base.With(m.vsSet...)
		}
	default:
		base, err = a.load(m.vs, nil, slices.Concat(all, m.vsSet))
	}
	return append(list, base), len(list), err
}

// armFlag is the flag for an arm of an experiment, which has a second name.
func armFlag(c *cobra.Command, arm *string, also, doc string) {
	fl := c.Flags()
	fl.StringVar(arm, "arm", "", doc)
	fl.StringVar(arm, also, "", doc)
	_ = fl.MarkHidden(also)
}
