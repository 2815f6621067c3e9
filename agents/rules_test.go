package agents

import (
	"context"
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"kirifuda/world"
)

// nowhere is a world without markets.
func nowhere() markets {
	m := markets{bund: -1, gilt: -1}
	for _, v := range [][]int{m.ust[:], m.sw[:], m.jgb[:], m.fx[:], m.eq[:]} {
		for i := range v {
			v[i] = -1
		}
	}
	return m
}

func say(day int, t world.StatementType, value float64) *world.View {
	return &world.View{Day: day, Bulletin: []world.Statement{{Day: day, Type: t, Target: -1, Instrument: -1, Value: value}}}
}

func silence(day int) *world.View { return &world.View{Day: day} }

var defaultTalks = TalksParams{
	MaxRounds: 12, NoDealPct: 25, FloorPct: 10, MaxInvestment: 825, MaxPurchases: 16.5, RevenuePct: 0.0055, OptimalTariff: 40,
	InvestmentPct: 0.02, InvestmentScale: 100, PurchasePct: 0.0001, InflationPct: 0.0004, StressPct: 0.01, ExportPct: 0.014,
	RoundDays: 9, DeadlineDay: 89, ElectionDay: 79, StressHaste: 0.03, StressDecay: 0.5, DeadlineStress: 3, ElectionHaste: 0.05, ExportHaste: 0.2,
	LossShare: 0.1, HorizonYears: 4, ImpactBpPerBn: 0.12,
	GrantPct: 5, FarmPct: 0.001, DiscountUS: 0.96, DiscountJP: 0.925, Breakdown: 0.01, ToughnessPP: 5, ConcessionPP: 1, AcceptSlope: 2.5,
}

// anyTalks draws payoffs around the defaults.
func anyTalks(t *rapid.T) talks {
	p := defaultTalks
	scale := func(name string, x *float64) { *x *= rapid.Float64Range(0.3, 3).Draw(t, name) }
	scale("revenue", &p.RevenuePct)
	scale("investment", &p.InvestmentPct)
	scale("inflation", &p.InflationPct)
	scale("export", &p.ExportPct)
	scale("grant", &p.GrantPct)
	p.FloorPct = rapid.Float64Range(0, 15).Draw(t, "floor")
	p.NoDealPct = p.FloorPct + rapid.Float64Range(1, 30).Draw(t, "range")
	p.DiscountUS = rapid.Float64Range(0.5, 1).Draw(t, "us patience")
	p.DiscountJP = rapid.Float64Range(0.5, 1).Draw(t, "jp patience")
	p.MaxRounds = rapid.IntRange(1, 20).Draw(t, "rounds")
	return newTalks(p, "stress_sensitive")
}

func TestTalksStayOnTheTable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := anyTalks(t)
		n := rapid.IntRange(1, k.p.MaxRounds).Draw(t, "round")
		o := outlook{
			day: 9 * n, n: n, tariff: rapid.Float64Range(0, 40).Draw(t, "in force"), stress: rapid.Float64Range(0, 5).Draw(t, "stress"),
			fear: rapid.Float64Range(0, 1).Draw(t, "fear"), loss: rapid.Float64Range(0, 0.1).Draw(t, "loss in Tokyo"),
			sale: rapid.Float64Range(0, 1).Draw(t, "sale"), rounds: rapid.Float64Range(0, 12).Draw(t, "its rounds"),
		}
		us, jp := k.solve(o)
		for _, x := range []float64{us, jp} {
			if (x < k.p.FloorPct-1e-9 || x > k.p.NoDealPct+1e-9) && x != never {
				t.Fatalf("offers of %g and %g %%; the table is %g to %g", us, jp, k.p.FloorPct, k.p.NoDealPct)
			}
		}
		if (us == never) != (jp == never) {
			t.Fatalf("Washington would offer %g, Tokyo %g", us, jp)
		}
		payoff, low, high := k.foresee(o, 2), k.tokyo(k.p.NoDealPct), k.tokyo(k.p.FloorPct)
		if !(payoff >= math.Min(low, high)-1e-9 && payoff <= math.Max(low, high)+1e-9) { // linear in the tariff
			t.Fatalf("a payoff of %g is foreseen; the table gives %g to %g", payoff, low, high)
		}
		for _, c := range []float64{0, 1, 2.5} {
			k.p.ConcessionPP = c
			for _, side := range []bool{true, false} {
				if d := k.demand(us, float64(n), side); !(d >= k.p.FloorPct && d <= k.p.NoDealPct) {
					t.Fatalf("concessions of %g pp: a demand of %g %%", c, d)
				}
			}
		}
	})
}

// Markets that punish Washington, and only Washington, for having no deal lower
// the tariff; sales that hurt Tokyo raise it.
func TestStressMovesTheDeal(t *testing.T) {
	k := newTalks(defaultTalks, "stress_sensitive")
	middle := func(o outlook) float64 {
		us, jp := k.solve(o)
		return (us + jp) / 2
	}
	first := middle(outlook{n: 1})
	last := math.Inf(1)
	for stress := 0.0; stress <= 6; stress += 0.5 {
		x := middle(outlook{n: 1, stress: stress})
		if x > last+1e-9 {
			t.Errorf("stress of %g: offers rise to %g", stress, x)
		}
		last = x
	}
	if !(last < first-1) {
		t.Errorf("stress of 6 only brings %g %% down to %g %%", first, last)
	}
	if x := middle(outlook{n: 1, loss: 0.05}); !(x > first+0.5) {
		t.Errorf("a cost of no deal to Tokyo moves the tariff from %g to %g", first, x)
	}
	if x := middle(outlook{n: 1, fear: 2}); !(x < first) {
		t.Errorf("a threat that Washington believes moves the tariff from %g to %g", first, x)
	}
	if x := middle(outlook{n: 1, sale: 2, rounds: 3}); !(x < first) {
		t.Errorf("a planned sale moves the tariff from %g to %g", first, x)
	}
	for _, strategy := range []string{"firm", "tit_for_tat", "deadline"} {
		k := newTalks(defaultTalks, strategy)
		a, b := k.solve(outlook{n: 1})
		if x, y := k.solve(outlook{n: 1, stress: 5, fear: 2, sale: 2, rounds: 3}); x != a || y != b {
			t.Errorf("%s: stress moves offers from %g and %g to %g and %g", strategy, a, b, x, y)
		}
	}
}

// A Washington that answers in kind asks for more under threats, and for more
// than there is if they go on.
func TestDuress(t *testing.T) {
	k := newTalks(defaultTalks, "tit_for_tat")
	_, calm := k.solve(outlook{n: 1})
	if _, x := k.solve(outlook{n: 1, duress: 0.004, lasting: true}); !(x > calm && x < calm+5) {
		t.Errorf("under a lasting sale Washington takes %g %%, otherwise %g %%", x, calm)
	}
	if x, y := k.solve(outlook{n: 1, duress: 0.1, lasting: true}); x != never || y != never {
		t.Errorf("offers of %g and %g where no deal is worth its cost", x, y)
	}
	// What fades is waited out: an agreement is foreseen, later.
	o := outlook{n: 3, duress: 0.008}
	if x, worse := k.foresee(o, 10), k.tokyo(20); !(x > worse) {
		t.Errorf("after a threat Tokyo expects %g, no more than the %g of a tariff of 20 %%", x, worse)
	}
}

// A little more stress in Washington changes what Tokyo expects by a little,
// although demands come in whole concessions.
func TestForesightDoesNotJump(t *testing.T) {
	k := newTalks(defaultTalks, "stress_sensitive")
	const steps = 2000
	first, last, largest := 0.0, 0.0, 0.0
	for i := range steps {
		x := k.foresee(outlook{day: 66, n: 7, tariff: 10, stress: 4 * float64(i) / steps}, 5.5)
		if i == 0 {
			first = x
		} else {
			largest = math.Max(largest, math.Abs(x-last))
		}
		last = x
	}
	if span := last - first; !(span > 0.01) || !(largest < span/30) {
		t.Errorf("over a gain of %g the largest jump is %g", span, largest)
	}
}

// The ministry sees the talks as Washington does: the same fear of its sales, and
// the same duress where Washington answers in kind.
func TestTheMinistrySeesTheSameGame(t *testing.T) {
	const mof = 7
	beliefs := BeliefParams{PriorShare: 0.015, ThreatLogOdds: 1.2, DenialLogOdds: 1, ActionLogOdds: 2.5, HalfLifeDays: 10, CredibilityStart: 1,
		CredibilityLoss: 0.15, FearedSaleUSDBn: 300, FearedDurationYr: 3.6, AnnouncedTrust: 0.9}
	spoken := map[int][]world.Statement{
		3: {{Type: world.VeiledThreat}}, 15: {{Type: world.VeiledThreat}}, 26: {{Type: world.SaleStarted}, {Type: world.SaleAnnounced, Value: 400}},
		27: {{Type: world.CustodyHoldings, Value: 3000}}, 32: {{Type: world.CustodyHoldings, Value: 2900}}, 47: {{Type: world.SaleEnded, Value: 100}},
		58: {{Type: world.Denial}}, 70: {{Type: world.SaleStarted}},
	}
	for _, strategy := range []string{"firm", "stress_sensitive", "deadline", "tit_for_tat"} {
		k := newTalks(defaultTalks, strategy)
		k.duress, k.public = 0.01, beliefs
		u := &USTrade{p: USTradeParams{Strategy: strategy}, t: &k, m: nowhere(), jp: -1, mof: mof, unease: unease{belief: newBelief(beliefs)}}
		f := ministry(JPMoFParams{SaleUSDBn: 300}, &k, mof)
		feared, pressed := 0, 0
		opened := 0
		for day := 1; day <= 90; day++ {
			v := &world.View{Day: day}
			for _, s := range spoken[day] {
				s.Actor, s.Target, s.Day = mof, -1, day
				v.Bulletin = append(v.Bulletin, s)
			}
			if opened > 0 {
				v.Bulletin = append(v.Bulletin, world.Statement{Type: world.Round, Target: -1, Value: float64(opened), Day: day - 1})
				opened = 0
			}
			u.read(&world.Desk{View: v})
			f.follow(v)
			his, its := u.outlook(v), f.outlook(v, &f.state.unease, 0, 0)
			its.n = his.n
			if his != its {
				t.Fatalf("%s, day %d: Washington sees %+v, the ministry %+v", strategy, day, his, its)
			}
			if his.fear > 0 {
				feared++
			}
			if his.duress > 0 {
				pressed++
			}
			if day%9 == 3 {
				u.round++
				opened = u.round
				u.unease.rest()
			}
		}
		if (feared > 50) != (strategy == "stress_sensitive") || (pressed > 50) != (strategy == "tit_for_tat") {
			t.Errorf("%s: fear on %d days, duress on %d", strategy, feared, pressed)
		}
	}
}

// What a planned sale is foreseen to do is what a sale of that size does: to
// Washington's fear while it runs and after it, and to Tokyo's loss, weighted once.
func TestAPlannedSaleIsASale(t *testing.T) {
	const mof, q = 7, 150.0
	beliefs := BeliefParams{PriorShare: 0.015, ActionLogOdds: 2.5, HalfLifeDays: 10, CredibilityStart: 1, FearedSaleUSDBn: 300, AnnouncedTrust: 0.9}
	k := newTalks(defaultTalks, "stress_sensitive")
	k.p.On, k.public = true, beliefs
	seller := func(p JPMoFParams) *JPMoF {
		p.SaleUSDBn, p.AllianceUSDBn = 300, 10
		return ministry(p, &k, mof)
	}
	f, v := seller(JPMoFParams{}), silence(30)
	o := f.sell(v, q)
	if want := k.saleLoss(f.believed(q, q), 10); math.Abs(o.loss-want) > 1e-15 {
		t.Errorf("no deal would cost Tokyo %g %% of GDP a year, by the rule of the talks %g", o.loss, want)
	}
	// The same sale, played.
	u := unease{belief: newBelief(beliefs)}
	days := int(q / 15)
	for n := 0; n <= days; n++ {
		s := world.Statement{Actor: mof, Type: world.CustodyHoldings, Target: -1, Value: 3000 - q*float64(n)/float64(days)}
		all := []world.Statement{s}
		switch n {
		case 0:
			all = append(all, world.Statement{Actor: mof, Type: world.SaleStarted, Target: -1})
		case days:
			all = append(all, world.Statement{Actor: mof, Type: world.SaleEnded, Target: -1})
		}
		u.read(&k, &world.View{Day: 30 + n, Bulletin: all}, mof, -1)
		if n == 0 {
			if x := k.fear(&u); !(x > 0) || o.fear != x || !o.lasting {
				t.Errorf("Washington's fear is foreseen to be %g (lasting: %v) and is %g", o.fear, o.lasting, x)
			}
		}
	}
	late := o
	for range 4 {
		late = k.next(late)
	}
	if late.lasting || late.loss != k.saleLoss(f.believed(q, q), 0) {
		t.Errorf("after the sale: %+v", late)
	}
	if x := k.fear(&u); !(x > 0) || math.Abs(o.left.fear-x) > 1e-12 {
		t.Errorf("fear is foreseen to fall to %g and falls to %g", o.left.fear, x)
	}
	// A sale that runs can be stopped: then nobody fears it for long.
	f.state.unease.selling, f.state.selling = true, true
	if x := f.stop(v); x.lasting || x.fear != 0 || x.loss != 0 {
		t.Errorf("once a sale has stopped: %+v", x)
	}
	if x := f.sell(v, q); !x.lasting || x.fear != o.fear || x.loss != o.loss {
		t.Errorf("a sale that goes on: %+v, one that begins: %+v", x, o)
	}
	// In secret nothing is feared; an announced programme as a whole.
	if x := seller(JPMoFParams{Covert: true}).sell(v, q); x.lasting || x.fear != 0 || x.loss != o.loss {
		t.Errorf("in secret: %+v", x)
	}
	f = seller(JPMoFParams{Announce: true})
	f.p.SaleUSDBn = 600
	if x := f.sell(v, q); math.Abs(x.fear-2*o.fear) > 1e-12 {
		t.Errorf("fear of an announced 600 bn is %g, of 300 bn %g", x.fear, o.fear)
	}
}

// Fear is part of what a sale brings: without it less is worth selling.
func TestFearMovesBestResponse(t *testing.T) {
	sold := func(trust float64) float64 {
		k := newTalks(defaultTalks, "stress_sensitive")
		k.p.On, k.p.StressPct, k.p.StressHaste = true, 0.05, 0.1
		k.public = BeliefParams{PriorShare: 0.015, HalfLifeDays: 10, CredibilityStart: 1, FearedSaleUSDBn: 300, AnnouncedTrust: trust}
		f := ministry(JPMoFParams{SaleUSDBn: 300}, &k, 0)
		f.state.round, f.state.conceded = 6, 6
		return f.weigh(silence(60))
	}
	if none, fear := sold(0), sold(1); none != 0 || !(fear > 0) {
		t.Errorf("%g bn are worth selling where sales are not feared, %g where they are", none, fear)
	}
}

// Hurry speeds up talks: Washington's in stressed markets or before its deadline,
// Tokyo's before an election or when tariffs have risen.
func TestConcessions(t *testing.T) {
	k := newTalks(defaultTalks, "stress_sensitive")
	calm := k.concession(&outlook{day: 10, n: 1, tariff: 10})
	if math.Abs(calm-1) > 1e-12 {
		t.Errorf("in calm times %g pp are conceded", calm)
	}
	for name, o := range map[string]outlook{
		"stress":         {day: 10, tariff: 10, stress: 1},
		"an election":    {day: k.p.ElectionDay - 1, tariff: 10},
		"tariffs of 25%": {day: 10, tariff: 25},
	} {
		if x := k.concession(&o); !(x > calm+0.05 && x < 3) {
			t.Errorf("under %s %g pp are conceded", name, x)
		}
	}
	d := newTalks(defaultTalks, "deadline")
	early, late := d.concession(&outlook{day: 10, tariff: 10}), d.concession(&outlook{day: d.p.DeadlineDay - 1, tariff: 10})
	if math.Abs(early-1) > 1e-12 || !(late > 1.5) {
		t.Errorf("a Washington with a deadline concedes %g pp at first and %g pp at the end", early, late)
	}
}

// Who is more patient gets more.
func TestPatienceMovesTheDeal(t *testing.T) {
	solve := func(us, jp float64) float64 {
		p := defaultTalks
		p.DiscountUS, p.DiscountJP = us, jp
		k := newTalks(p, "stress_sensitive")
		a, b := k.solve(outlook{n: 1})
		return (a + b) / 2
	}
	const grid = 0.1 // ties between tariffs of equal rank
	last := math.Inf(-1)
	for d := 0.6; d <= 0.99; d += 0.03 {
		x := solve(d, 0.9)
		if x < last-grid {
			t.Errorf("Washington's discount factor %g: %g %%, less than %g", d, x, last)
		}
		last = x
	}
	if x := solve(0.6, 0.9); !(last > x) {
		t.Errorf("a patient Washington gets %g %%, an impatient one %g", last, x)
	}
	last = math.Inf(1)
	for d := 0.6; d <= 0.99; d += 0.03 {
		x := solve(0.93, d)
		if x > last+grid {
			t.Errorf("Tokyo's discount factor %g: %g %%, more than %g", d, x, last)
		}
		last = x
	}
}

func TestAcceptance(t *testing.T) {
	k := newTalks(defaultTalks, "stress_sensitive")
	if got := k.accepts(0.5); got != 0.5 {
		t.Errorf("half a concession beyond the solution is taken with probability %g", got)
	}
	last := 1.0
	for gap := -5.0; gap <= 5; gap += 0.25 {
		if p := k.accepts(gap); p >= last || p < 0 {
			t.Errorf("a gap of %g is taken with probability %g", gap, p)
		} else {
			last = p
		}
	}
	if us, jp := k.demand(15, 0, true), k.demand(15, 0, false); us != 20 || jp != 10 {
		t.Errorf("first demands are %g and %g", us, jp)
	}
	if us, jp := k.demand(15, 5, true), k.demand(15, 5, false); us != 15 || jp != 15 {
		t.Errorf("after five concessions demands are %g and %g", us, jp)
	}
}

func TestStress(t *testing.T) {
	m := nowhere()
	m.ust[3], m.eq[0] = 0, 1
	v := &world.View{Day: 10, MOVE: 100}
	for range 7 {
		v.History = append(v.History, []float64{0, 0})
	}
	if got := stress(v, &m); got != 0 {
		t.Errorf("calm markets cause a stress of %g", got)
	}
	v.History[0] = []float64{30, -1000}
	v.MOVE = 140
	if got := stress(v, &m); math.Abs(got-3) > 1e-12 {
		t.Errorf("30 bp, −10 %% and 40 points are a stress of %g, want 3", got)
	}
	v.History[0] = []float64{-60, 500}
	v.MOVE = 60
	if got := stress(v, &m); got != 0 {
		t.Errorf("a rally is a stress of %g", got)
	}
}

var defaultBelief = BeliefParams{
	PriorShare: 0.015, ThreatLogOdds: 1.2, DenialLogOdds: 1, ActionLogOdds: 2.5, HalfLifeDays: 10,
	CredibilityStart: 1, CredibilityLoss: 0.15, FearedSaleUSDBn: 300, FearedDurationYr: 3.6, AnnouncedTrust: 0.9,
}

func TestBelief(t *testing.T) {
	b := newBelief(defaultBelief)
	near := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-9 {
			t.Errorf("%s is %.10g, want %.10g", what, got, want)
		}
	}
	near("the prior", b.hawk(), 0.015)
	b.read(say(1, world.VeiledThreat, 0))
	near("log odds after a threat", logit(b.hawk())-logit(0.015), 1.2)
	for day := 2; day <= 11; day++ {
		b.read(silence(day))
	}
	near("log odds a half-life later", logit(b.hawk())-logit(0.015), 0.6)
	b.read(say(12, world.Denial, 0))
	if b.hawk() >= 0.015 {
		t.Errorf("a denial of an old threat leaves %g", b.hawk())
	}
	for day := 13; day < 400; day++ {
		b.read(silence(day))
	}
	if b.excess != 0 {
		t.Errorf("after a year the belief is %g log odds off the prior", b.excess)
	}
	near("credibility after a threat without a deed", b.credibility, 0.85)
	b.read(say(400, world.VeiledThreat, 0))
	near("log odds after the second threat", b.excess, 0.85*1.2)
	b.read(say(401, world.SaleStarted, 0))
	near("credibility after a deed", b.credibility, 1)
	if b.hawk() < 0.3 {
		t.Errorf("once a sale has started the belief is %g", b.hawk())
	}
	for day := 402; day < 500; day++ {
		b.read(silence(day))
	}
	near("credibility long after the deed", b.credibility, 1)
}

func TestDisbelief(t *testing.T) {
	p := defaultBelief
	p.CredibilityStart = 0
	b := newBelief(p)
	for day := 1; day < 60; day++ {
		b.read(say(day, world.VeiledThreat, 0))
		if b.excess != 0 {
			t.Fatalf("day %d: nobody believes threats, log odds are %g", day, b.excess)
		}
	}
}

func TestExpectedSupply(t *testing.T) {
	b := newBelief(defaultBelief)
	b.read(say(1, world.CustodyHoldings, 3000))
	if e := b.expectedDV01(); math.Abs(e) > 1e-9 {
		t.Errorf("with nothing said, %g USD m per bp are expected", e)
	}
	b.read(say(2, world.VeiledThreat, 0))
	fear := b.expectedDV01()
	if want := (b.hawk() - 0.015) * 300 * 0.36; math.Abs(fear-want) > 1e-9 || fear <= 0 {
		t.Errorf("after a threat %g, want %g", fear, want)
	}
	b.read(say(3, world.SaleAnnounced, 200))
	if e, want := b.expectedDV01(), 0.9*200*0.36; math.Abs(e-want) > 1e-9 {
		t.Errorf("after an announcement %g, want %g", e, want)
	}
	b.read(say(4, world.CustodyHoldings, 2950))
	if e, want := b.expectedDV01(), (50+0.9*150)*0.36; math.Abs(e-want) > 1e-9 {
		t.Errorf("after a quarter of it %g, want %g", e, want)
	}
	b.read(say(5, world.SaleEnded, 50))
	if e := b.expectedDV01(); e < 50*0.36 {
		t.Errorf("what was sold stays to be held: %g", e)
	}
}

func TestConfidence(t *testing.T) {
	c := confidence{p: ConfidenceParams{ReversionPerDay: 0.01, TariffPP: 0.012, BuildPerDay: 0.25, SalePP: 2, JointPP: 0.04, SpreadShare: 0.35, DollarPerPP: 8.4}, us: 3, m: nowhere(), tariff: math.NaN()}
	near := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-12 {
			t.Errorf("%s is %.12g, want %.12g", what, got, want)
		}
	}
	near("the first tariff", c.read(say(1, world.TariffExpected, 17.8)), 0)
	near("10 pp more", c.read(say(2, world.TariffExpected, 27.8)), 0.03)
	near("a day later", c.read(silence(3)), 0.25*0.09-0.01*0.03)
	before := c.loss
	near("an announced shock", c.read(say(4, world.Confidence, 0.5)), 0.5+0.25*0.75*0.09-0.01*before)
	lasting := confidence{p: ConfidenceParams{TariffPP: 0.012, BuildPerDay: 0.25}, us: 3, m: nowhere(), tariff: 17.8}
	felt := lasting.read(say(1, world.TariffExpected, 27.8))
	for range 200 {
		felt += lasting.read(silence(2))
	}
	if math.Abs(felt-0.12) > 1e-8 {
		t.Errorf("10 pp cost %g in the end, want 0.12", felt)
	}
	v := say(5, world.TariffExpected, 90)
	v.Bulletin[0].Target = 7
	before, c.doubt = c.loss, 0
	c.read(v)
	near("another country's tariff", c.loss, 0.99*before)
	if c.yieldBp(0, 1) != 0 || c.yieldBp(3, 1) <= c.yieldBp(1, 1) {
		t.Errorf("a loss moves bills by %g, short by %g, long bonds by %g bp", c.yieldBp(0, 1), c.yieldBp(1, 1), c.yieldBp(3, 1))
	}
	near("spread of long bonds", c.yieldBp(3, 1)-c.swapBp(3, 1), 35)
	if c.dollarBp(1) >= 0 {
		t.Errorf("a loss of confidence moves the dollar by %g bp", c.dollarBp(1))
	}
}

func TestAuctionCalendar(t *testing.T) {
	d, err := world.ParseDate("2025-03-31")
	if err != nil {
		t.Fatal(err)
	}
	bills, notes := map[string]int{}, map[string]int{}
	for range 520 {
		prev := d
		d = d.AddBusiness(1)
		b, n := auction(&world.View{Date: d, Previous: prev})
		if b != (d.Weekday() == 4) {
			t.Errorf("%s: bills %t", d, b)
		}
		month := d.String()[:7]
		if b {
			bills[month]++
		}
		if n {
			notes[month]++
			_, day := d.Month()
			if next, _ := d.AddBusiness(1).Month(); day < 15 || day > 17 && func() bool { m, _ := d.Month(); return m == next }() {
				t.Errorf("notes settle on %s", d)
			}
		}
	}
	for month, n := range notes {
		if n != 2 && month != "2027-03" {
			t.Errorf("%s: notes settle %d times", month, n)
		}
		if bills[month] < 4 && month != "2027-03" {
			t.Errorf("%s: bills settle %d times", month, bills[month])
		}
	}
}

func TestSpreadGainInvertsRisk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 3).Draw(t, "buckets")
		load := make([]float64, n)
		for i := range load {
			load[i] = rapid.Float64Range(0.1, 1.5).Draw(t, "load")
		}
		iota, lambda := rapid.Float64Range(0.01, 1).Draw(t, "iota"), rapid.Float64Range(0.005, 2).Draw(t, "lambda")
		k, err := spreadGain(load, iota, lambda)
		if err != nil {
			t.Fatal(err)
		}
		for i := range n {
			for j := range n {
				var x float64
				for l := range n {
					c := lambda * load[l] * load[j]
					if l == j {
						c *= 1 + iota
					}
					x += k[i*n+l] * c
				}
				want := 0.0
				if i == j {
					want = 1
				}
				if math.Abs(x-want) > 1e-9 {
					t.Fatalf("gain times risk is %g in place %d,%d", x, i, j)
				}
			}
		}
	})
	if _, err := inverse([]float64{1, 1, 1, 1}, 2); err == nil {
		t.Error("a singular matrix was inverted")
	}
}

func TestCurveCorrelations(t *testing.T) {
	for i := range curveCorrelation {
		for j := range curveCorrelation {
			if curveCorrelation[i][j] != curveCorrelation[j][i] || curveCorrelation[i][i] != 1 {
				t.Errorf("correlation %d,%d is %g", i, j, curveCorrelation[i][j])
			}
		}
	}
}

// tradeWorld is a world of one importer under a tariff.
func tradeWorld(t *testing.T, p ImporterParams, good world.Good, general, auto float64, days int, then ...world.Statement) (exports, paid []float64) {
	t.Helper()
	kind := Define("importer", newImporter)
	still := func(id string) world.AgentSpec {
		return world.AgentSpec{ID: id, New: func(*world.Setup) (world.Institution, error) { return idle{}, nil }}
	}
	start, _ := world.ParseDate("2025-03-31")
	for i := range then {
		then[i].Actor, then[i].Target, then[i].Instrument = 2, 3, -1
	}
	w, err := world.New(world.Config{
		Start: start, Days: days, Inline: true, Facts: &world.Facts{Goods: []world.Good{good}, GDPUSDBn: map[string]float64{"JP": 4030}},
		Currencies: []world.Currency{{ID: "usd", UnitsPerBn: 1e11, BasePerUSD: 1, CentralBank: "us_fed"}},
		Agents: []world.AgentSpec{
			still("us_fed"), still("us_treasury"), still("us_trade"), still("jp_trade"), still("jp_corporates"),
			{ID: "firms", New: func(s *world.Setup) (world.Institution, error) { return kind.New(s, &p) }},
		},
		Script: append([]world.Statement{
			{Day: 1, Type: world.TariffGeneral, Actor: 2, Target: 3, Instrument: -1, Value: general},
			{Day: 1, Type: world.TariffAuto, Actor: 2, Target: 3, Instrument: -1, Value: auto},
		}, then...),
		Observers: []world.Observer{watch(func(r *world.Record) error {
			x, ok := r.Indicator(map[bool]string{true: "jp_exports_us_usd_bn", false: "us_exports_jp_usd_bn"}[good.ToUS])
			y, ok2 := r.Indicator("tariff_revenue_usd_bn")
			if !ok || !ok2 {
				return fmt.Errorf("no indicator in %v", r.Names)
			}
			exports, paid = append(exports, x), append(paid, y)
			return nil
		})},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := w.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	return exports, paid
}

type watch func(r *world.Record) error

func (f watch) Observe(r *world.Record) error { return f(r) }

func TestImportDemand(t *testing.T) {
	good := world.Good{Name: "machines", ToUS: true, USDBn: 100, BaseTariff: 2, SigmaShort: 0.8, SigmaLong: 2, PassThrough: 0.75}
	tau := math.Log(1.27 / 1.02)
	// With no delivery lag and no long run the volume is the short-run one at once.
	x, paid := tradeWorld(t, ImporterParams{LagDays: 1, LongDays: 1e12}, good, 25, 0, 40)
	want := 100 * math.Exp(-0.8*0.75*tau-0.25*tau)
	for day := 1; day < len(x); day++ {
		if math.Abs(x[day]-want) > 1e-9 {
			t.Fatalf("day %d: exports of %g, want %g", day+1, x[day], want)
		}
		if math.Abs(paid[day]-0.27*want) > 1e-9 {
			t.Fatalf("day %d: duty of %g on %g", day+1, paid[day], want)
		}
	}
	// In the end the long-run elasticity rules.
	x, _ = tradeWorld(t, ImporterParams{LagDays: 5, LongDays: 20}, good, 25, 0, 600)
	if want := 100 * math.Exp(-2*0.75*tau-0.25*tau); math.Abs(x[len(x)-1]-want) > 1e-6 {
		t.Errorf("in the long run exports are %g, want %g", x[len(x)-1], want)
	}
	for day := 2; day < len(x); day++ {
		if x[day] > x[day-1]+1e-12 {
			t.Fatalf("exports rise on day %d", day+1)
		}
	}
	// The rate on cars is for cars; other rates come on top of the base rate.
	car := good
	car.Auto = true
	x, _ = tradeWorld(t, ImporterParams{LagDays: 1, LongDays: 1e12}, car, 25, 0, 5)
	if math.Abs(x[4]-100) > 1e-9 {
		t.Errorf("the general rate reaches cars: exports of %g", x[4])
	}
	// What Japan imports does not pay Washington's tariffs.
	back := good
	back.ToUS = false
	if x, paid = tradeWorld(t, ImporterParams{LagDays: 1, LongDays: 1e12}, back, 25, 25, 5); math.Abs(x[4]-100) > 1e-9 || paid[4] != 0 {
		t.Errorf("U.S. exports are %g and pay %g", x[4], paid[4])
	}
}

// Days on which all prices fall take no more than there is to lose.
func TestFearOfFallingPricesEnds(t *testing.T) {
	c := confidence{p: ConfidenceParams{ReversionPerDay: 0.01, JointPP: 0.5, JointMaxPP: 0.73}, us: -1, m: nowhere(), tariff: math.NaN()}
	c.m.ust[3], c.m.eq[0] = 0, 1
	v := silence(10)
	v.Instruments = []world.Instrument{{DailySDBp: 5}, {DailySDBp: 100}}
	v.History = [][]float64{{100, -1000}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}}
	if d := c.read(v); d != 0.5 {
		t.Errorf("the first day takes %g, want 0.5", d)
	}
	for range 300 {
		c.read(v)
		if c.loss > 0.73+1e-12 {
			t.Fatalf("falling prices have taken %g", c.loss)
		}
	}
	if c.loss < 0.72 {
		t.Errorf("falling prices have taken %g, want 0.73", c.loss)
	}
	// Other losses come on top.
	v.Bulletin = say(11, world.Confidence, 1).Bulletin
	if c.read(v); c.loss < 1.72 {
		t.Errorf("an announced shock brings the loss to %g", c.loss)
	}
}
