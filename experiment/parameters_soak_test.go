//go:build soak

package experiment_test

import (
	"runtime"
	"strings"
	"sync"
	"testing"

	"kirifuda/agents"
	"kirifuda/configs"
)

// Every parameter of every agent changes something, in quiet times or in a storm, or its
// description says what it needs.
func TestSoakParametersOfAgentsAct(t *testing.T) {
	quiet, stormy := newStage(t, &circumstance{name: "quiet", file: "baseline", set: []string{"days=8"}}), newStage(t, &circumstance{name: "storm", file: storm})
	var wait sync.WaitGroup
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	count := 0
	for _, key := range configs.Keys(agents.Default(), quiet.scenario) {
		owner, _, _ := strings.Cut(key, ".")
		if quiet.scenario.Agent(owner) == nil {
			continue
		}
		e, err := configs.Lookup(quiet.scenario, key)
		if err != nil {
			t.Fatal(err)
		}
		if e.Type == "map of numbers" || e.Needs != "" {
			continue
		}
		count++
		free <- struct{}{}
		wait.Go(func() {
			if !quiet.acts(t, key) && !stormy.acts(t, key) {
				t.Errorf("%s (of kind %s) has no effect, and its description does not say what it needs", key, e.Kind)
			}
			<-free
		})
	}
	wait.Wait()
	if count < 600 {
		t.Errorf("only %d parameters", count)
	}
}
