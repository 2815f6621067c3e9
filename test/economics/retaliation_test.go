package economics_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/experiment"
	"kirifuda/world"
)

// Retaliation lowers U.S. exports and, where nobody reads it, nothing else.
func TestRetaliation(t *testing.T) {
	calm := play(t, "calm", 40, quiet, frozen, deaf)
	for _, actor := range append(slices.Clone(partners), "jp_trade") {
		p := play(t, "calm", 40, quiet, frozen, deaf, events(onDay("2025-04-04", actor, "retaliation", "us_trade", 25)), "eu_gov.stance=negotiate")
		if a, b := p.last(t, "us_exports_usd_bn"), calm.last(t, "us_exports_usd_bn"); !(a < b-0.1) {
			t.Errorf("%s: retaliation moves U.S. exports from %g to %g", actor, b, a)
		}
		for _, name := range []string{"us_imports_usd_bn", "us_customs_usd_bn", "jp_exports_us_usd_bn"} {
			if !slices.EqualFunc(p.indicator[name], calm.indicator[name], equalBits) {
				t.Errorf("%s: retaliation changes %s", actor, name)
			}
		}
		for day := range p.x {
			if !slices.Equal(p.x[day], calm.x[day]) {
				t.Fatalf("%s: retaliation that nobody reads moves prices on day %d", actor, day+1)
			}
		}
	}
	// Read, it lowers U.S. equities; converted, it moves currencies the exporter's way.
	event := events(onDay("2025-04-04", "cn_gov", "retaliation", "us_trade", 34))
	p := play(t, "calm", 40, quiet, frozen, event)
	us, want := p.at(t, "eq_us", 5)-calm.at(t, "eq_us", 5), -2.4*100*143.5*34/29180
	if us < 1.3*want || us > 0.7*want {
		t.Errorf("34 %% of China on U.S. goods move U.S. equities by %g bp, want about %g", us, want)
	}
	p = play(t, "calm", 40, quiet, deaf, event)
	if x := p.at(t, "cny", 40) - calm.at(t, "cny", 40); !(x < 0) || x < -50 {
		t.Errorf("the dollar moves by %g bp against the yuan when China buys less", x)
	}
	p = play(t, "calm", 40, quiet, deaf, events(onDay("2025-04-04", "us_trade", "tariff_general", "cn_gov", 34)), "cn_gov.stance=negotiate")
	if x := p.at(t, "cny", 40) - calm.at(t, "cny", 40); !(x > 0) || x > 100 {
		t.Errorf("the dollar moves by %g bp against the yuan when China sells less", x)
	}
}

// answers plays a scenario and returns each government's first answer.
func answers(t *testing.T, scenario string, days int, set ...string) map[string]world.Statement {
	t.Helper()
	if testing.Short() {
		t.Skip("economics are the same under the race detector")
	}
	cat := agents.Default()
	s, err := experiment.LoadScenario(scenario, cat, configs.Options{Set: append([]string{fmt.Sprint("days=", days), quiet}, set...)})
	if err != nil {
		t.Fatal(err)
	}
	first := map[string]world.Statement{}
	probe := observe(func(r *world.Record) error {
		for _, b := range r.View.Bulletin {
			if _, ok := first[r.Agents[b.Actor]]; b.Type == world.Retaliation && !ok {
				first[r.Agents[b.Actor]] = b
			}
		}
		return nil
	})
	w, err := experiment.Build(s, cat, experiment.RunOptions{Seed: 7, Inline: true, Observers: []world.Observer{probe}})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := w.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	return first
}

// Retaliations of April 2025 with no suspension: China in two days in kind,
// Canada in part, the EU once others have, the rest not.
func TestAnswersOfApril2025(t *testing.T) {
	first := answers(t, "april-2025", 20, "us_trade.pause=false")
	if cn := first["cn_gov"]; cn.Day != 4 || math.Abs(cn.Value-34) > 1e-9 {
		t.Errorf("China answers with %g %% on day %d, want 34 %% on 4 April", cn.Value, cn.Day)
	}
	if ca := first["ca_gov"]; ca.Day == 0 || !(ca.Value > 0 && ca.Value < 20) {
		t.Errorf("Canada answers with %+v", ca)
	}
	if eu := first["eu_gov"]; !(eu.Day > first["ca_gov"].Day) {
		t.Errorf("the EU answers on day %d, Canada on day %d", eu.Day, first["ca_gov"].Day)
	}
	for _, a := range []string{"uk_gov", "kr_gov", "mx_gov"} {
		if s, ok := first[a]; ok {
			t.Errorf("%s answers with %+v", a, s)
		}
	}
}

// A little more resolve of some, and answers spread; without China's and
// Canada's they do not start.
func TestAnswersSpread(t *testing.T) {
	first := answers(t, "trade-war", 30)
	order := []string{"cn_gov", "ca_gov", "eu_gov", "kr_gov", "mx_gov"}
	for i, a := range order {
		if first[a].Day == 0 {
			t.Errorf("%s does not answer: %v", a, first)
		}
		if i == 3 && first[a].Day <= first["ca_gov"].Day {
			t.Errorf("Korea answers on day %d, before others have", first[a].Day)
		}
	}
	alone := answers(t, "trade-war", 30, "cn_gov.stance=negotiate", "ca_gov.stance=negotiate", "mx_gov.resolve_sh=0", "eu_gov.resolve_sh=0")
	if len(alone) != 0 {
		t.Errorf("with nobody to begin %v answer", alone)
	}
	calm, war := play(t, "april-2025", 30, quiet, "us_trade.pause=false"), play(t, "trade-war", 30, quiet)
	if a, b := calm.last(t, "retaliation_avg_pp"), war.last(t, "retaliation_avg_pp"); !(b > a+0.5) {
		t.Errorf("retaliation of %g pp on average, of %g if few answer", b, a)
	}
	if a, b := calm.last(t, "us_exports_usd_bn"), war.last(t, "us_exports_usd_bn"); !(b < a) {
		t.Errorf("U.S. exports of %g, of %g if few answer", b, a)
	}
	if a, b := calm.at(t, "eq_us", 30), war.at(t, "eq_us", 30); !(b < a) {
		t.Errorf("U.S. equities at %g bp, at %g if few answer", b, a)
	}
}

// Third countries follow Japan into a deal where it lowers their tariff.
func TestDealsFollowJapans(t *testing.T) {
	deal := events(onDay("2025-04-10", "us_trade", "deal", "jp_trade", 15))
	p := play(t, "baseline", 40, quiet, frozen, deal, "us_trade.talks=false")
	alone := play(t, "baseline", 40, quiet, frozen, deal, "us_trade.talks=false", "kr_gov.deal_lag_days=0", "eu_gov.deal_lag_days=0")
	if a, b := alone.indicator["us_imports_usd_bn"], p.indicator["us_imports_usd_bn"]; a[8] != b[8] || !(b[39] > a[39]) {
		t.Errorf("the United States imports %g when Korea and the EU follow Japan, %g when they do not", b[39], a[39])
	}
}
