package agents

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"kirifuda/agents/rules"
	"kirifuda/world"
)

var defaultBelief = rules.BeliefParams{
	PriorShare: 0.015, ThreatLogOdds: 1.2, DenialLogOdds: 1, ActionLogOdds: 2.5, HalfLifeDays: 10,
	CredibilityStart: 1, CredibilityLoss: 0.15, ThreatWaitDays: 20, FearedSaleUSDBn: 300, FearedDurationYr: 3.6, AnnouncedTrust: 0.9,
}

func manager(alpha float64) (*ReserveManagerParams, *reserveManagerState) {
	p := &ReserveManagerParams{
		RunSensitivity: alpha, CostPct: 0.1, WatchFrom: 0.01, WatchFull: 0.2, WatchHalfLife: 20, BeliefParams: defaultBelief,
		RunMaxShare: 0.05, RunRiseFromBp: 60, RunRiseDays: 20, MonthImpact: 0.26, DurationYr: 3.6,
	}
	return p, &reserveManagerState{belief: rules.NewBelief(p.BeliefParams)}
}

// The more others sell the more everybody sells, allies less than others.
func TestRunsFeedOnSales(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ally := rapid.Float64Range(0, 0.01).Draw(t, "ally")
		other := ally + rapid.Float64Range(0, 0.02).Draw(t, "other")
		threat := rapid.Float64Range(-2, 4).Draw(t, "log odds")
		var last, lastOther float64
		for fall := 0.0; fall < 0.4; fall += 0.02 {
			pa, a := manager(ally)
			po, o := manager(other)
			for _, s := range []*reserveManagerState{a, o} {
				s.belief.Excess = threat
				s.normal, s.others = 3000, 3000*(1-fall)
			}
			q, qo := a.runShare(pa, 0), o.runShare(po, 0)
			if q < last || qo < lastOther {
				t.Fatalf("others have sold %g %%: shares of %g and %g, less than when they had sold less", 100*fall, q, qo)
			}
			if q > qo || q < 0 || qo > 0.05 {
				t.Fatalf("an ally sells %g, others %g", q, qo)
			}
			last, lastOther = q, qo
		}
		if other > 0 && !(lastOther > 0) {
			t.Fatalf("others have sold 40 %% and nobody follows")
		}
	})
}

func TestWatchingCustody(t *testing.T) {
	p, r := manager(0.01)
	follow, gov := 1-math.Exp2(-0.25), -1
	watch := func(v *world.View) { r.watch(v, follow, gov) }
	r.mailed = 100
	for day := 3; day < 60; day += 5 {
		watch(say(day, world.CustodyHoldings, 3100))
	}
	if q := r.runShare(p, 0); q != 0 || math.Abs(r.othersSell(p)) > 1e-15 {
		t.Errorf("nobody sells, and %g is sold", q)
	}
	r.mailed = 20 // own sales alarm nobody
	watch(say(60, world.CustodyHoldings, 3020))
	if math.Abs(r.othersSell(p)) > 1e-15 {
		t.Errorf("own sales are taken for others': %g", r.othersSell(p))
	}
	watch(say(65, world.CustodyHoldings, 2720))
	alarmed := r.othersSell(p)
	if want := (1 - 2700/(3000-300*follow) - 0.01) / 0.2; math.Abs(alarmed-want) > 1e-12 {
		t.Errorf("after a fall by a tenth P is %g, want %g", alarmed, want)
	}
	for day := 70; day < 400; day += 5 {
		watch(say(day, world.CustodyHoldings, 2720))
	}
	if math.Abs(r.othersSell(p)) > 1e-15 {
		t.Errorf("a sale that ended a year ago still alarms: %g", r.othersSell(p))
	}
	// Retaliation by the own government brings sanctions closer.
	p.SanctionRisk, gov = 2, 4
	v := say(400, world.Retaliation, 34)
	v.Bulletin[0].Actor = 5
	watch(v)
	if r.hostile != 0 {
		t.Errorf("another government's tariff is taken for the own")
	}
	v.Bulletin[0].Actor = 4
	watch(v)
	if q, want := r.runShare(p, 0), 0.01*(0.34*2-0.1); math.Abs(q-want) > 1e-12 {
		t.Errorf("at a retaliation of 34 %% %g is sold, want %g", q, want)
	}
}

// Lost value is a sign that others sell, and says no more than that they do: a run
// has a pace that the depth of the fall does not quicken.
func TestRunsDoNotFeedOnPrices(t *testing.T) {
	p, r := manager(0.01)
	fallen := func(bp float64) float64 { return r.runShare(p, bp) }
	feared := p.MonthImpact * p.FearedSaleUSDBn * 0.1 * p.FearedDurationYr * p.DurationYr / 100
	if q := fallen(60); q != 0 {
		t.Errorf("a rise of 60 bp brings sales of %g", q)
	}
	if q, want := fallen(80), 0.01*(20./100*p.DurationYr-0.1); math.Abs(q-want) > 1e-12 {
		t.Errorf("a rise of 80 bp brings sales of %g, want %g", q, want)
	}
	if q, want := fallen(400), 0.01*(feared-0.1); math.Abs(q-want) > 1e-12 || fallen(200) != q {
		t.Errorf("a rise of 400 bp brings sales of %g, one of 200 bp %g, want %g", q, fallen(200), want)
	}
}
