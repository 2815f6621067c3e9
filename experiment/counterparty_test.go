package experiment_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/experiment"
)

// An agent named as a counterparty that nobody heeds is refused, and one that is heeded is
// not: a tariff on it, its retaliation, its deal, and the government of a holder of reserves.
func TestCounterparties(t *testing.T) {
	dir := t.TempDir()
	for name, c := range map[string]struct{ text, want string }{
		"tariff on an idle agent": {"agents: {ex: {kind: idle}}\nevents:\n  - {date: 2025-04-02, actor: us_trade, type: tariff_general, target: ex, value: 20}\n",
			"events.0.target = ex: not the government of a trade partner"},
		"threat to a government without trade": {"agents: {ex: {kind: government}}\nevents:\n  - {date: 2025-04-02, actor: us_trade, type: tariff_threat, target: ex, value: 20}\n",
			"events.0.target = ex: not the government of a trade partner"},
		"retaliation by an idle agent": {"agents: {ex: {kind: idle}}\nevents:\n  - {date: 2025-04-02, actor: ex, type: retaliation, target: us_trade, value: 20}\n",
			"events.0.actor = ex: not the government of a trade partner"},
		"deal with an idle agent": {"agents: {ex: {kind: idle}}\nevents:\n  - {date: 2025-04-02, actor: us_trade, type: deal, target: ex, value: 12}\n",
			"events.0.target = ex: not the government of a trade partner"},
		"government that does not exist": {"agents: {rm_india: {own_government: nobody}}\n", "rm_india.own_government = nobody: the scenario has no such agent"},
		"idle government":                {"agents: {ex: {kind: idle}, rm_india: {own_government: ex}}\n", "rm_india.own_government = ex: not the government of a trade partner"},
		"dealer as government":           {"agents: {cn_pboc: {own_government: dealer_1}}\n", "cn_pboc.own_government = dealer_1: not the government"},
		"the rest of the world":          {"events:\n  - {date: 2025-04-02, actor: us_trade, type: tariff_general, target: row_residual, value: 20}\n", ""},
		"Canada as government":           {"agents: {rm_india: {own_government: ca_gov}}\n", ""},
		"no government":                  {"agents: {cn_pboc: {own_government: \"\"}}\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(dir, strings.ReplaceAll(name, " ", "-")+".yaml")
			if err := os.WriteFile(file, []byte("name: x\nextends: baseline\n"+c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			s, err := experiment.LoadScenario(file, agents.Default(), configs.Options{})
			if err != nil {
				t.Fatal(err)
			}
			_, err = experiment.NewBuilder(s, agents.Default())
			if c.want == "" {
				if err != nil {
					t.Error(err)
				}
			} else if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), ".yaml:") {
				t.Errorf("%v, want %s", err, c.want)
			}
		})
	}
}
