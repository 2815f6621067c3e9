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

// A tariff raises the price level once: it is inflation for twelve months, of
// which the Committee looks through a share, and a lower output for good.
func TestTariffInflationFades(t *testing.T) {
	fed := func(lookThrough float64) *Fed {
		return &Fed{p: FedParams{PriceLevelPerPP: 0.115, GDPPerPP: 0.045, LookThrough: lookThrough}, start: 4.33, atr: 2.4, atr0: 2.4}
	}
	for _, lookThrough := range []float64{0, 0.5, 1} {
		f := fed(lookThrough)
		for day := 1; day <= 700; day++ {
			switch day {
			case 20:
				f.atr += 20
			case 100:
				f.atr -= 10
			case 400:
				f.atr -= 10
			}
			f.prices(day)
			rise, inflation := 0.0, 0.0
			for _, s := range []struct {
				day int
				pp  float64
			}{{20, 20}, {100, -10}, {400, -10}} {
				if day >= s.day {
					rise += s.pp
				}
				if day >= s.day && day < s.day+252 {
					inflation += 0.115 * s.pp
				}
			}
			if want := 4.33 + 1.5*(1-lookThrough)*inflation - 0.5*0.045*rise; math.Abs(f.taylor()-want) > 1e-12 {
				t.Fatalf("looking through %g, day %d: the rule is at %g %%, want %g", lookThrough, day, f.taylor(), want)
			}
		}
	}
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

// manager is a reserve manager in a world of one bond.
func manager(alpha float64) *ReserveManager {
	p := ReserveManagerParams{RunSensitivity: alpha, CostPct: 0.1, WatchFrom: 0.01, WatchFull: 0.2, WatchHalfLife: 20, BeliefParams: defaultBelief}
	r := &ReserveManager{p: p, b: newBelief(p.BeliefParams), gov: -1, h: &habitat{fair: fair{m: nowhere()}}}
	r.h.fair.m.ust[2] = 0
	return r
}

func quietBond() *world.View {
	v := &world.View{Day: 30, X: []float64{0}}
	for range 30 {
		v.History = append(v.History, []float64{0})
	}
	return v
}

// The more others sell the more everybody sells, allies less than others.
func TestRunsFeedOnSales(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ally := rapid.Float64Range(0, 0.01).Draw(t, "ally")
		other := ally + rapid.Float64Range(0, 0.02).Draw(t, "other")
		threat := rapid.Float64Range(-2, 4).Draw(t, "log odds")
		var last, lastOther float64
		for fall := 0.0; fall < 0.4; fall += 0.02 {
			a, o := manager(ally), manager(other)
			for _, r := range []*ReserveManager{a, o} {
				r.b.excess = threat
				r.normal, r.others = 3000, 3000*(1-fall)
			}
			q, qo := a.runShare(quietBond()), o.runShare(quietBond())
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
	r := manager(0.01)
	r.follow = 1 - math.Exp2(-0.25)
	r.mailed = 100
	for day := 3; day < 60; day += 5 {
		r.watch(say(day, world.CustodyHoldings, 3100))
	}
	if q := r.runShare(quietBond()); q != 0 || math.Abs(r.othersSell()) > 1e-15 {
		t.Errorf("nobody sells, and %g is sold", q)
	}
	r.mailed = 20 // own sales alarm nobody
	r.watch(say(60, world.CustodyHoldings, 3020))
	if math.Abs(r.othersSell()) > 1e-15 {
		t.Errorf("own sales are taken for others': %g", r.othersSell())
	}
	r.watch(say(65, world.CustodyHoldings, 2720))
	alarmed := r.othersSell()
	if want := (1 - 2700/(3000-300*r.follow) - 0.01) / 0.2; math.Abs(alarmed-want) > 1e-12 {
		t.Errorf("after a fall by a tenth P is %g, want %g", alarmed, want)
	}
	for day := 70; day < 400; day += 5 {
		r.watch(say(day, world.CustodyHoldings, 2720))
	}
	if math.Abs(r.othersSell()) > 1e-15 {
		t.Errorf("a sale that ended a year ago still alarms: %g", r.othersSell())
	}
	// Retaliation by the own government brings sanctions closer.
	r.p.SanctionRisk, r.gov = 2, 4
	v := say(400, world.Retaliation, 34)
	v.Bulletin[0].Actor = 5
	r.watch(v)
	if r.hostile != 0 {
		t.Errorf("another government's tariff is taken for the own")
	}
	v.Bulletin[0].Actor = 4
	r.watch(v)
	if q, want := r.runShare(quietBond()), 0.01*(0.34*2-0.1); math.Abs(q-want) > 1e-12 {
		t.Errorf("at a retaliation of 34 %% %g is sold, want %g", q, want)
	}
}

// Lost value is a sign that others sell, and says no more than that they do: a run
// has a pace that the depth of the fall does not quicken.
func TestRunsDoNotFeedOnPrices(t *testing.T) {
	r := manager(0.01)
	fallen := func(bp float64) float64 {
		v := quietBond()
		v.History[0][0] = bp
		return r.runShare(v)
	}
	feared := 0.26 * r.b.p.FearedSaleUSDBn * 0.1 * r.b.p.FearedDurationYr * reserveDuration / 100
	if q := fallen(60); q != 0 {
		t.Errorf("a rise of 60 bp brings sales of %g", q)
	}
	if q, want := fallen(80), 0.01*(20./100*reserveDuration-0.1); math.Abs(q-want) > 1e-12 {
		t.Errorf("a rise of 80 bp brings sales of %g, want %g", q, want)
	}
	if q, want := fallen(400), 0.01*(feared-0.1); math.Abs(q-want) > 1e-12 || fallen(200) != q {
		t.Errorf("a rise of 400 bp brings sales of %g, one of 200 bp %g, want %g", q, fallen(200), want)
	}
}
