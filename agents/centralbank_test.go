package agents

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"kirifuda/world"
)

// start is the rate of the start, percent.
const start = 0.5

// bank is a central bank whose rate is expected to rise by half a point.
func bank() (CentralBankParams, centralBankState) {
	return CentralBankParams{
		InflationWeight: 1.5, GapWeight: 0.5, Smoothing: 0.85, PassThrough: 0.07, ExportLoss: 0.5,
		PauseEquityPct: 15, PauseEquityDays: 20, PauseVIX: 40, NormalisationPP: 0.5,
	}, centralBankState{expected: start, desired: start}
}

// scene is a view in which home equities, instrument 1, have fallen by so many
// percent.
func scene(fall, vix float64) *world.View {
	v := &world.View{Day: 20, VIX: vix}
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
	p, _ := bank()
	near("nothing has happened", p.rule(0, 0, 0.2), 0)
	near("the dollar is 10 % up", p.rule(1000, 0, 0.2), 1.5*0.07*10)
	near("tariffs are 20 pp up", p.rule(0, 20, 0.2), -0.5*0.5*0.2*20)
	p.InflationWeight, p.GapWeight = 0, 0
	near("without weights", p.rule(1000, 20, 0.2), 0)
}

// Fear or a fall of equities at home is distress, a rise is not.
func TestPause(t *testing.T) {
	p, _ := bank()
	for _, c := range []struct {
		fall, vix float64
		eq        int
		want      bool
	}{{0, 20, 1, false}, {0, 45, 1, true}, {16, 20, 1, true}, {14, 20, 1, false}, {16, 20, -1, false}, {-20, 20, 1, false}} {
		if got := p.paused(scene(c.fall, c.vix), c.eq); got != c.want {
			t.Errorf("%+v: %t", c, got)
		}
	}
}

// What everybody expects is no news: the rate of the world stays while the path
// rises, and falls behind when a normalisation is put off.
func TestNormalisation(t *testing.T) {
	p, calm := bank()
	_, fear := bank()
	for range 40 {
		if step := calm.meet(&p, start, 0, false, 32); step != 0 {
			t.Fatalf("an expected rise moves the rate by %g", step)
		}
		if x := fear.meet(&p, start, 0, true, 32); x > 0 {
			t.Fatalf("in distress the rate rises by %g", x)
		}
	}
	if math.Abs(calm.desired-1) > 0.05 {
		t.Errorf("after five years the rate stands at %g %%", calm.desired)
	}
	if fear.desired != start || fear.said != -0.5 {
		t.Errorf("paused for years, the rate is %g and %g behind what was expected", fear.desired, fear.said)
	}
}

// Rates follow shocks in steps of 25 bp, in the right direction, down to a floor.
func TestRateSteps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, b := bank()
		rule := p.rule(rapid.Float64Range(-3000, 3000).Draw(t, "dollar"), rapid.Float64Range(-20, 40).Draw(t, "tariff"), 0.2)
		var sum float64
		for range rapid.IntRange(1, 60).Draw(t, "meetings") {
			step := b.meet(&p, start, rule, false, 32)
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
