package configs_test

import (
	"io/fs"
	"strings"
	"testing"

	"kirifuda/configs"
	"kirifuda/world"
)

func mustLoad(t testing.TB, name string, opts configs.Options) *configs.Scenario {
	t.Helper()
	s, err := configs.Load(name, fakeCatalogue{}, opts)
	if err != nil {
		t.Fatalf("Load(%q):\n%v", name, err)
	}
	return s
}

// files is an Options.ReadFile on a map.
func files(m map[string]string) func(string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		if s, ok := m[name]; ok {
			return []byte(s), nil
		}
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
}

func TestLoad(t *testing.T) {
	s := mustLoad(t, "japan-sale", options())
	if s.Name != "japan-sale" || s.Days != 125 || s.Start.String() != "2025-04-01" || s.Market.RoundsPerDay != 2 || s.Market.LimitYieldBP != 60 {
		t.Errorf("%+v", s)
	}
	if s.Story != "A threat, then a sale over a quarter." || len(s.Sources) != 2 {
		t.Errorf("%q %q", s.Story, s.Sources)
	}
	var ids []string
	for _, a := range s.Agents {
		ids = append(ids, a.ID)
	}
	if got := strings.Join(ids, " "); got != "fund_a fund_b jp_mof my_fund us_trade" {
		t.Errorf("roster %s", got)
	}
	mof := s.Agent("jp_mof").Params.(*mofParams)
	if mof.SaleUSDBn != 300 || mof.SaleStart != world.NewDate(2025, 5, 5) || mof.Proceeds != "convert" {
		t.Errorf("%+v", mof)
	}
	for _, id := range []string{"fund_a", "fund_b", "my_fund"} {
		if p := s.Agent(id).Params.(*fundParams); p.RiskLimit != 30 || p.Label != "no label" || len(p.Decay) != 2 || len(p.Venues) != 2 {
			t.Errorf("%s: %+v", id, p)
		}
	}
	if p := s.Agent("fund_b").Params.(*fundParams); p.Weights["usd"] != 0.7 || len(p.Weights) != 2 {
		t.Errorf("weights %v", p.Weights)
	}
	if len(s.Events) != 2 || s.Events[0].Type != "pause" || s.Events[1].Text != `a card, it's said: "maybe"` {
		t.Errorf("events %+v", s.Events)
	}
	for key, want := range map[string]string{
		"start": "world.yaml:4", "days": "japan-sale.yaml:8", "jp_mof.proceeds": "japan-sale.yaml:13",
		"fund_a.risk_limit_usd_bn": "japan-sale.yaml:11", "fund_a.equity_usd_bn": "world.yaml:11",
		"fund_a.hedged": "default", "my_fund.kind": "japan-sale.yaml:14", "metrics.sale_bp": "japan-sale.yaml:18",
		"events.0": "japan-sale.yaml:17",
	} {
		if got := s.Origin(key).String(); got != want {
			t.Errorf("origin of %s = %s, want %s", key, got, want)
		}
	}
}
