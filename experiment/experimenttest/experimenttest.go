// Package experimenttest has the small scenarios and experiments that tests of
// several packages run.
package experimenttest

import (
	"testing"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/experiment"
)

// Scenario is eight days of a scenario, with some key=value set.
func Scenario(t testing.TB, name string, set ...string) *configs.Scenario {
	t.Helper()
	return ScenarioOf(t, agents.Default(), name, set...)
}

// ScenarioOf is Scenario with the kinds of a catalogue.
func ScenarioOf(t testing.TB, cat agents.Catalogue, name string, set ...string) *configs.Scenario {
	t.Helper()
	s, err := experiment.LoadScenario(name, cat, configs.Options{Set: append([]string{"days=8"}, set...)})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Sale is a scenario in which something happens within eight days.
func Sale(t testing.TB, set ...string) *configs.Scenario {
	return Scenario(t, "sale-300", append([]string{"jp_mof.start_day=3", "jp_mof.sale_days=4"}, set...)...)
}

// Campaign is a Sale against the baseline: a Monte Carlo, unless the plan says
// otherwise.
func Campaign(t testing.TB, plan experiment.Plan) *experiment.Experiment {
	t.Helper()
	if plan.Kind == "" {
		plan.Kind = experiment.KindMC
	}
	e, err := experiment.New(agents.Default(), plan, 1, Sale(t), Scenario(t, "baseline"))
	if err != nil {
		t.Fatal(err)
	}
	return e
}
