package rules

import (
	"math"
	"testing"

	"kirifuda/world"
)

var defaultBelief = BeliefParams{
	PriorShare: 0.015, ThreatLogOdds: 1.2, DenialLogOdds: 1, ActionLogOdds: 2.5, HalfLifeDays: 10,
	CredibilityStart: 1, CredibilityLoss: 0.15, ThreatWaitDays: 20, FearedSaleUSDBn: 300, FearedDurationYr: 3.6, AnnouncedTrust: 0.9,
}

func TestBelief(t *testing.T) {
	b := NewBelief(defaultBelief)
	near := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-9 {
			t.Errorf("%s is %.10g, want %.10g", what, got, want)
		}
	}
	near("the prior", b.Hawk(), 0.015)
	b.Read(say(1, world.VeiledThreat, 0))
	near("log odds after a threat", logit(b.Hawk())-logit(0.015), 1.2)
	for day := 2; day <= 11; day++ {
		b.Read(silence(day))
	}
	near("log odds a half-life later", logit(b.Hawk())-logit(0.015), 0.6)
	b.Read(say(12, world.Denial, 0))
	if b.Hawk() >= 0.015 {
		t.Errorf("a denial of an old threat leaves %g", b.Hawk())
	}
	for day := 13; day < 400; day++ {
		b.Read(silence(day))
	}
	if b.Excess != 0 {
		t.Errorf("after a year the belief is %g log odds off the prior", b.Excess)
	}
	near("credibility after a threat without a deed", b.credibility, 0.85)
	b.Read(say(400, world.VeiledThreat, 0))
	near("log odds after the second threat", b.Excess, 0.85*1.2)
	b.Read(say(401, world.SaleStarted, 0))
	near("credibility after a deed", b.credibility, 1)
	if b.Hawk() < 0.3 {
		t.Errorf("once a sale has started the belief is %g", b.Hawk())
	}
	for day := 402; day < 500; day++ {
		b.Read(silence(day))
	}
	near("credibility long after the deed", b.credibility, 1)
}

func TestDisbelief(t *testing.T) {
	p := defaultBelief
	p.CredibilityStart = 0
	b := NewBelief(p)
	for day := 1; day < 60; day++ {
		b.Read(say(day, world.VeiledThreat, 0))
		if b.Excess != 0 {
			t.Fatalf("day %d: nobody believes threats, log odds are %g", day, b.Excess)
		}
	}
}

func TestExpectedSupply(t *testing.T) {
	b := NewBelief(defaultBelief)
	b.Read(say(1, world.CustodyHoldings, 3000))
	if e := b.ExpectedDV01(); math.Abs(e) > 1e-9 {
		t.Errorf("with nothing said, %g USD m per bp are expected", e)
	}
	b.Read(say(2, world.VeiledThreat, 0))
	fear := b.ExpectedDV01()
	if want := (b.Hawk() - 0.015) * 300 * 0.36; math.Abs(fear-want) > 1e-9 || fear <= 0 {
		t.Errorf("after a threat %g, want %g", fear, want)
	}
	b.Read(say(3, world.SaleAnnounced, 200))
	if e, want := b.ExpectedDV01(), 0.9*200*0.36; math.Abs(e-want) > 1e-9 {
		t.Errorf("after an announcement %g, want %g", e, want)
	}
	b.Read(say(4, world.CustodyHoldings, 2950))
	if e, want := b.ExpectedDV01(), (50+0.9*150)*0.36; math.Abs(e-want) > 1e-9 {
		t.Errorf("after a quarter of it %g, want %g", e, want)
	}
	b.Read(say(5, world.SaleEnded, 50))
	if e := b.ExpectedDV01(); e < 50*0.36 {
		t.Errorf("what was sold stays to be held: %g", e)
	}
}
