package main

import (
	"fmt"
	"strings"
	"testing"

	"kirifuda/agents/agenttest"
)

// Every kind has to pass the conformance suite, a stranger's too.
func TestConformance(t *testing.T) {
	agenttest.Run(t, catalogue(), agenttest.Options{Kinds: []string{"my_fund"}})
}

func TestRun(t *testing.T) {
	var out, again, none strings.Builder
	if err := run(&out); err != nil {
		t.Fatal(err)
	}
	if err := run(&again); err != nil {
		t.Fatal(err)
	}
	if out.String() != again.String() {
		t.Errorf("two runs differ:\n%s\n%s", out.String(), again.String())
	}
	if n := strings.Count(out.String(), "\n"); n != 11 {
		t.Errorf("%d lines:\n%s", n, out.String())
	}
	if err := run(&none, "my_fund.max_usd_bn=0"); err != nil {
		t.Fatal(err)
	}
	if out.String() == none.String() {
		t.Error("the fund leaves no trace")
	}
}

// What the fund does is measured on pairs of runs.
func TestEffect(t *testing.T) {
	var out strings.Builder
	if err := effect(t.Context(), &out, t.TempDir(), 3); err != nil {
		t.Fatal(err)
	}
	var bp, se float64
	var n int
	if _, err := fmt.Sscanf(out.String(), "10-year yield on the last day: %f bp, standard error %f, %d pairs", &bp, &se, &n); err != nil || n != 3 || bp == 0 {
		t.Errorf("%q: %v", out.String(), err)
	}
}

func TestWrongSettingIsRefused(t *testing.T) {
	var out strings.Builder
	if err := run(&out, "my_fund.depth_usd_bn_per_bp=-1"); err == nil || !strings.Contains(err.Error(), "depth_usd_bn_per_bp") {
		t.Errorf("a negative depth: %v", err)
	}
	if err := run(&out, "my_fund.dept_usd_bn_per_bp=1"); err == nil || !strings.Contains(err.Error(), "depth_usd_bn_per_bp") {
		t.Errorf("a misspelt parameter: %v", err)
	}
}
