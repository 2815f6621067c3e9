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

// What an agent does not have it cannot be told to sell.
func TestSalesNeedBonds(t *testing.T) {
	for name, x := range map[string]struct {
		scenario string
		set      []string // after @, a second ministry
		want     string   // in the error; empty for none
	}{
		"a second ministry without bonds": {"baseline", []string{"@{kind: jp_mof, strategy: programme, sale_usd_bn: 147}"}, "mof2.sale_usd_bn = 147: more than the Treasuries"},
		"which is silent":                 {"baseline", []string{"@{kind: jp_mof, sale_usd_bn: 147}"}, ""},
		"or threatens":                    {"baseline", []string{"@{kind: jp_mof, strategy: veiled_threat}"}, ""},
		"tit for tat without bonds":       {"baseline", []string{"@{kind: jp_mof, strategy: tit_for_tat}"}, "mof2.sale_usd_bn = 300"},
		"all that is held":                {"sale-300", []string{"jp_mof.sale_usd_bn=800"}, ""},
		"more bills than are held":        {"sale-300", []string{"jp_mof.maturity=bills"}, "of the maturity bills"},
		"as many":                         {"sale-300", []string{"jp_mof.maturity=bills", "jp_mof.sale_usd_bn=120"}, ""},
		"dollars that are not there":      {"calm", []string{"jp_mof.operation_day=2", "jp_mof.operation_usd_bn=400"}, "jp_mof.operation_usd_bn = 400: more than the dollars"},
		"dollars that a sale brings":      {"sale-300", []string{"jp_mof.operation_day=20", "jp_mof.operation_usd_bn=400"}, ""},
		"dollars bought":                  {"calm", []string{"jp_mof.operation_day=2", "jp_mof.operation_usd_bn=-400"}, ""},
	} {
		scenario, set := x.scenario, x.set
		if len(set) > 0 && strings.HasPrefix(set[0], "@") {
			scenario = filepath.Join(t.TempDir(), "two.yaml")
			text := "extends: " + x.scenario + "\nagents:\n  mof2: " + set[0][1:] + "\n"
			if err := os.WriteFile(scenario, []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
			set = nil
		}
		s, err := experiment.LoadScenario(scenario, agents.Default(), configs.Options{Set: set})
		if err == nil {
			_, err = experiment.NewBuilder(s, agents.Default())
		}
		switch {
		case x.want == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case x.want != "" && (err == nil || !strings.Contains(err.Error(), x.want)):
			t.Errorf("%s: %v, want %q", name, err, x.want)
		}
	}
}
