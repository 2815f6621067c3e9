package reference_test

import (
	"encoding/json"
	"os"
	"slices"
	"testing"
)

// kinds are those of the institutions in the worlds that reference.py computes.
// The generated description of the model links them to this package.
var kinds = []string{
	"carry_fund", "central_bank", "dealer", "equity_fund", "fed", "fx_dealer", "fx_investor", "idle", "jp_mof", "macro_fund",
	"real_money", "reserve_manager", "rv_fund", "us_treasury",
}

// shared are the rules of several kinds that it computes.
var shared = []string{
	"rules.Habitat", "rules.Position", "rules.Belief", "rules.Convenience", "rules.FairValue", "agents.currencies",
}

func TestKindsAreThoseOfTheWorlds(t *testing.T) {
	data, err := os.ReadFile("worlds.json")
	if err != nil {
		t.Fatal(err)
	}
	var worlds []spec
	if err := json.Unmarshal(data, &worlds); err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, w := range worlds {
		for _, a := range w.Agents {
			if !slices.Contains(found, a.Kind) {
				found = append(found, a.Kind)
			}
		}
	}
	slices.Sort(found)
	if !slices.Equal(found, kinds) {
		t.Errorf("worlds.json has the kinds %q, this package names %q", found, kinds)
	}
	if len(shared) == 0 {
		t.Error("no rule is covered")
	}
}
