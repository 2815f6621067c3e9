package agents

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"kirifuda/world"
)

// bank is a central bank with the yen's place in a world of two instruments: its
// currency, number 0, and its equities, number 1.
func bank() *CentralBank {
	return &CentralBank{
		p: CentralBankParams{
			InflationWeight: 1.5, GapWeight: 0.5, Smoothing: 0.85, PassThrough: 0.07, ExportLoss: 0.5,
			PauseEquityPct: 15, PauseVIX: 40, NormalisationPP: 0.5,
		},
		fx: 0, eq: 1, start: 0.5, expected: 0.5, desired: 0.5, exposure: 0.2, tariff: 2, now: 2,
	}
}

// scene is a view in which the dollar has risen and home equities have fallen by
// so many percent.
func scene(dollar, fall, vix float64) *world.View {
	v := &world.View{Day: 20, VIX: vix, X: []float64{100 * dollar, 0}}
	v.History = append(v.History, []float64{0, 1e4 * math.Log(1-fall/100)})
	for range 30 {
		v.History = append(v.History, []float64{0, 0})
	}
	return v
}

func TestTaylorRule(t *testing.T) {
	near := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-12 {
			t.Errorf("%s: the rule adds %g pp, want %g", what, got, want)
		}
	}
	b := bank()
	near("nothing has happened", b.rule(scene(0, 0, 20)), 0)
	near("the dollar is 10 % up", b.rule(scene(10, 0, 20)), 1.5*0.07*10)
	b.now = 22
	near("tariffs are 20 pp up", b.rule(scene(0, 0, 20)), -0.5*0.5*0.2*20)
	b.p.InflationWeight, b.p.GapWeight = 0, 0
	near("without weights", b.rule(scene(10, 0, 20)), 0)
}

// What everybody expects is no news: the rate of the world stays while the path
// rises, and falls behind when a normalisation is put off.
func TestNormalisation(t *testing.T) {
	calm, fear, crash := bank(), bank(), bank()
	for range 40 {
		if step := calm.meet(scene(0, 0, 20), 32); step != 0 {
			t.Fatalf("an expected rise moves the rate by %g", step)
		}
		for _, x := range []float64{fear.meet(scene(0, 0, 45), 32), crash.meet(scene(0, 16, 20), 32)} {
			if x > 0 {
				t.Fatalf("in distress the rate rises by %g", x)
			}
		}
	}
	if math.Abs(calm.desired-1) > 0.05 {
		t.Errorf("after five years the rate stands at %g %%", calm.desired)
	}
	for _, b := range []*CentralBank{fear, crash} {
		if b.desired != 0.5 || b.said != -0.5 {
			t.Errorf("paused for years, the rate is %g and %g behind what was expected", b.desired, b.said)
		}
	}
}

// Rates follow shocks in steps of 25 bp, in the right direction, down to a floor.
func TestRateSteps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := bank()
		dollar := rapid.Float64Range(-30, 30).Draw(t, "dollar")
		b.now = b.tariff + rapid.Float64Range(-20, 40).Draw(t, "tariff")
		v := scene(dollar, 0, 20)
		rule := b.rule(v)
		var sum float64
		for range rapid.IntRange(1, 60).Draw(t, "meetings") {
			step := b.meet(v, 32)
			if n := step / 0.25; n != math.Round(n) {
				t.Fatalf("a step of %g", step)
			}
			sum += step
			if b.desired < 0 {
				t.Fatalf("the rate is %g %%", b.desired)
			}
			if sum*rule < 0 {
				t.Fatalf("a rule of %g moves the rate by %g", rule, sum)
			}
			if math.Abs(sum) > math.Abs(rule)+0.125+1e-9 {
				t.Fatalf("a rule of %g moves the rate by %g", rule, sum)
			}
		}
	})
}

func TestMeetingsAreBusinessDays(t *testing.T) {
	saturday := []world.Date{20183} // 5 April 2025
	pboc := PBoCParams{CentralBankParams: CentralBankParams{Meetings: saturday}}
	treasury := USTreasuryParams{IssueShare: []float64{1, 0, 0, 0}, RepricingYr: []float64{1, 1, 1, 1}}
	if err := treasury.Validate(); err != nil {
		t.Error(err)
	}
	treasury.Refundings = saturday
	for _, p := range []interface{ Validate() error }{&pboc.CentralBankParams, &pboc, &FedParams{Meetings: saturday}, &treasury} {
		if p.Validate() == nil {
			t.Errorf("%T: a Saturday passes", p)
		}
	}
}
