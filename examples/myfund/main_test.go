package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kirifuda/agents/agenttest"
	"kirifuda/cli"
)

// Every kind has to pass the conformance suite, a stranger's too.
func TestConformance(t *testing.T) {
	agenttest.Run(t, catalogue(), agenttest.Options{Kinds: []string{"my_fund"}})
}

// sim runs a command of the program and returns what it prints.
func sim(t *testing.T, code int, args ...string) string {
	t.Helper()
	var out, messages strings.Builder
	if got := cli.Run(args, catalogue(), strings.NewReader(""), &out, &messages); got != code {
		t.Fatalf("sim %s exits with %d, want %d:\n%s", strings.Join(args, " "), got, code, messages.String())
	}
	return out.String() + messages.String()
}

// The fund's series is a column like any other: of the panel, in paired responses,
// in metrics and in pictures.
func TestTheWholeToolKnowsTheFund(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pair")
	sim(t, 0, "mc", "scenario.yaml", "--vs", "without.yaml", "--set-both", "days=12", "-n", "3", "--seed", "1", "-o", dir, "-q")
	var irf struct {
		Responses []struct {
			Series string
			Unit   string
			Points []struct{ Mean float64 }
		}
	}
	text := sim(t, 0, "irf", dir, "--series", "my_fund_position_usd_bn", "--json")
	if err := json.Unmarshal([]byte(text), &irf); err != nil || len(irf.Responses) != 1 {
		t.Fatalf("%v in %s", err, text)
	}
	r := irf.Responses[0]
	moved := false
	for _, p := range r.Points {
		moved = moved || p.Mean != 0
	}
	if r.Unit != "USD bn" || !moved {
		t.Errorf("the fund leaves no trace: %+v", r)
	}
	picture := filepath.Join(t.TempDir(), "fund.svg")
	sim(t, 0, "figure", "fan", dir, "--series", "my_fund_position_usd_bn", "-o", picture)
	if svg, err := os.ReadFile(picture); err != nil || !strings.Contains(string(svg), "my_fund_position") {
		t.Errorf("the picture does not name the series: %v", err)
	}
	sweep := filepath.Join(t.TempDir(), "sweep")
	sim(t, 0, "sweep", "scenario.yaml", "-s", "days=12", "-x", "my_fund.max_usd_bn=20,60", "-s", "metrics.held_usd_bn=max(my_fund_position_usd_bn)", "--seed", "1", "-o", sweep, "-q")
	if text := sim(t, 0, "tables"); !strings.Contains(text, "| `my_fund_position_usd_bn` |") {
		t.Error("the series is not in the description of tables")
	}
	sim(t, 0, "verify", dir)
}

func TestWrongSettingIsRefused(t *testing.T) {
	for _, set := range []string{"my_fund.depth_usd_bn_per_bp=-1", "my_fund.dept_usd_bn_per_bp=1"} {
		if text := sim(t, 2, "run", "scenario.yaml", "-s", set, "-o", filepath.Join(t.TempDir(), "x")); !strings.Contains(text, "depth_usd_bn_per_bp") {
			t.Errorf("%s: %s", set, text)
		}
	}
}
