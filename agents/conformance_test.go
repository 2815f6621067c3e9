package agents_test

import (
	"testing"

	"kirifuda/agents"
	"kirifuda/agents/agenttest"
)

func TestKindsConform(t *testing.T) {
	agenttest.Run(t, agents.Default(), agenttest.Options{
		ID: map[string]string{
			"fed": "us_fed", "us_treasury": "us_treasury", "us_trade": "us_trade", "jp_trade": "jp_trade", "jp_mof": "jp_mof", "government": "cn_gov", "importer": "us_corporates", "exporter": "row_corporates",
		},
		Params: func(kind string, params any) {
			if p, ok := params.(*agents.SmallFundsParams); ok {
				p.Funds, p.Workers = 1500, 2
			}
		},
	})
}
