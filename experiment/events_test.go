package experiment_test

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"testing"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/experiment"
	"kirifuda/experiment/experimenttest"
	"kirifuda/world"
)

// pathOf is a hash of every series of every day.
func pathOf(t *testing.T, s *configs.Scenario) uint64 {
	t.Helper()
	h := fnv.New64a()
	w, err := experiment.Build(s, agents.Default(), experiment.RunOptions{Seed: 1, Inline: true, Observers: []world.Observer{observer(func(r *world.Record) error {
		_, err := fmt.Fprint(h, r.Values)
		return err
	})}})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := w.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	return h.Sum64()
}

// Every event that a scenario can have moves something, whoever makes it.
func TestEventsAct(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	// What some events need to be heard: a ministry that acts on talks, a sale that ends.
	sets := map[string][]string{
		"breakdown":     {"jp_mof.strategy=tit_for_tat"},
		"tariff_threat": {"jp_mof.strategy=tit_for_tat"},
		"pause":         {"jp_mof.strategy=tit_for_tat", "jp_mof.sale_usd_bn=300", "jp_mof.start_day=1"},
	}
	before := map[string]string{"sale_ended": "sale_announced, value: 300", "pause": "tariff_general, target: jp_trade, value: 60"}
	values := map[world.StatementType]float64{
		world.SaleAnnounced: 500, world.TariffThreat: 60, world.TariffGeneral: 60, world.TariffAuto: 60, world.TariffExpected: 25, world.Retaliation: 40,
		world.Deal: 12, world.PolicyRate: 2.5, world.CustodyHoldings: 2800, world.CapacityRelief: 30,
		world.Confidence: 0.3, world.VolatilityRegime: 3,
	}
	base := experimenttest.Scenario(t, "baseline")
	agentOf := func(kind string) string {
		i := slices.IndexFunc(base.Agents, func(a configs.AgentSpec) bool { return a.Kind == kind })
		if i < 0 {
			t.Fatal("no agent is of kind ", kind)
		}
		return base.Agents[i].ID
	}
	for _, a := range agents.Events() {
		if a.Type == world.TariffSector {
			continue // of acts alone: TestTariffsBySector
		}
		name := a.Type.String()
		for _, kind := range a.By {
			actor := agentOf(kind)
			if a.Type.AboutSales() && kind == "government" { // the first has no reserves
				actor = "cn_gov"
			}
			target := ""
			switch {
			case a.Type == world.Issuance:
				target = "ust_gt10y"
			case slices.Contains(a.Needs, "target"):
				target = agentOf(a.Target[0])
			}
			lines := ""
			if b := before[name]; b != "" {
				lines = fmt.Sprintf("  - {date: 2025-04-10, actor: %s, type: %s}\n", actor, b)
			}
			with := lines + fmt.Sprintf("  - {date: 2025-04-14, actor: %s, type: %s, target: %q, value: %g}\n", actor, name, target, values[a.Type])
			load := func(events string) *configs.Scenario {
				text := "extends: baseline\nname: e\ndays: 25\n"
				if events != "" {
					text += "events:\n" + events
				}
				s, err := experiment.LoadScenario("e.yaml", agents.Default(), configs.Options{Set: sets[name],
					ReadFile: func(string) ([]byte, error) { return []byte(text), nil }})
				if err != nil {
					t.Fatalf("%s by %s: %v", name, actor, err)
				}
				return s
			}
			if pathOf(t, load(with)) == pathOf(t, load(lines)) {
				t.Errorf("%s by %s moves nothing", name, actor)
			}
		}
	}
}

// Events that would do nothing are refused.
func TestEventsRefused(t *testing.T) {
	for event, want := range map[string]string{
		"actor: ca_gov, type: veiled_threat":                                                 "neither holds reserves",
		"actor: us_fed, type: purchases, value: 5":                                           "nobody reads; write instead",
		"actor: jp_mof, type: intervention, value: 5":                                        "an act with do: intervene",
		"actor: us_treasury, type: refunding, value: 0.1":                                    "acts with do: issue",
		"actor: us_fed, type: repo_facility, value: 5":                                       "official_repo_cap_usd_bn",
		"actor: us_trade, type: round, value: 5, target: jp_trade":                           "us_trade.first_round_day",
		"actor: us_trade, type: offer, value: 5, target: jp_trade":                           "a deal by us_trade",
		"actor: news, type: fundamentals, value: 5":                                          "news_wire",
		"actor: jp_mof, type: policy_rate, value: 5":                                         "of kind jp_mof, which cannot do this (allowed agents of the kinds fed, central_bank, pboc)",
		"actor: jp_mof, type: tariff_general, value: 5, target: jp_trade":                    "of kind jp_mof, which cannot do this",
		"actor: dealer_1, type: veiled_threat":                                               "of kind dealer, which cannot do this",
		"actor: us_trade, type: tariff_general, value: 5":                                    "target: is missing",
		"actor: us_trade, type: tariff_general, target: jp_trade":                            "value: is missing",
		"actor: us_trade, type: tariff_auto, value: 5, target: cn_gov":                       "aimed at others (allowed agents of the kinds jp_trade)",
		"actor: us_fed, type: policy_rate, value: 5, target: jp_boj":                         "aimed at nobody",
		"actor: us_treasury, type: issuance, value: 5, target: jgb_gt10y":                    "an act with do: issue",
		"actor: jp_mof, type: veiled_threat, target: nobody":                                 "neither an agent nor an instrument",
		"actor: jp_mof, type: veiled_threat, value: 5":                                       "has no value",
		"actor: us_fed, type: policy_rate, value: 400":                                       "out of range",
		"actor: jp_mof, type: sale_announced, value: -5":                                     "out of range",
		"actor: jp_mof, type: purchase, value: 5":                                            "unknown type of event",
		"actor: us_fd, type: policy_rate, value: 5":                                          "did you mean `us_fed`?",
		"actor: us_trade, type: pause}\n  - {date: 2025-04-03, actor: us_trade, type: pause": "the second event of this type by us_trade on 2025-04-03",
	} {
		text := "extends: baseline\nname: e\ndays: 5\nevents:\n  - {date: 2025-04-03, " + event + "}\n"
		s, err := experiment.LoadScenario("e.yaml", agents.Default(), configs.Options{ReadFile: func(string) ([]byte, error) { return []byte(text), nil }})
		if err == nil {
			_, err = experiment.NewBuilder(s, agents.Default())
		}
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "e.yaml:") {
			t.Errorf("%s: %v, want %s", event, err, want)
		}
	}
}
