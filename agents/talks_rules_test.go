package agents

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"kirifuda/agents/rules"
	"kirifuda/world"
)

// nowhere is a world without markets.
func nowhere() rules.Markets {
	m := rules.Markets{Bund: -1, Gilt: -1}
	for _, v := range [][]int{m.UST[:], m.Swap[:], m.JGB[:], m.FX[:], m.EQ[:]} {
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
	beliefs := rules.BeliefParams{PriorShare: 0.015, ThreatLogOdds: 1.2, DenialLogOdds: 1, ActionLogOdds: 2.5, HalfLifeDays: 10, CredibilityStart: 1,
		CredibilityLoss: 0.15, FearedSaleUSDBn: 300, FearedDurationYr: 3.6, AnnouncedTrust: 0.9}
	spoken := map[int][]world.Statement{
		3: {{Type: world.VeiledThreat}}, 15: {{Type: world.VeiledThreat}}, 26: {{Type: world.SaleStarted}, {Type: world.SaleAnnounced, Value: 400}},
		27: {{Type: world.CustodyHoldings, Value: 3000}}, 32: {{Type: world.CustodyHoldings, Value: 2900}}, 47: {{Type: world.SaleEnded, Value: 100}},
		58: {{Type: world.Denial}}, 70: {{Type: world.SaleStarted}},
	}
	for _, strategy := range []string{"firm", "stress_sensitive", "deadline", "tit_for_tat"} {
		k := newTalks(defaultTalks, strategy)
		k.duress, k.public = 0.01, beliefs
		u := &USTrade{p: USTradeParams{Strategy: strategy}, t: &k, m: nowhere(), jp: -1, mof: mof, unease: unease{belief: rules.NewBelief(beliefs)}}
		f := &JPMoF{p: JPMoFParams{SaleUSDBn: 300}, t: &k, m: nowhere(), us: 0, jp: -1, self: mof, unease: unease{belief: rules.NewBelief(beliefs)}}
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
			his, its := u.outlook(v), f.outlook(v, &f.unease, 0, 0)
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
	beliefs := rules.BeliefParams{PriorShare: 0.015, ActionLogOdds: 2.5, HalfLifeDays: 10, CredibilityStart: 1, FearedSaleUSDBn: 300, AnnouncedTrust: 0.9}
	k := newTalks(defaultTalks, "stress_sensitive")
	k.p.On, k.public = true, beliefs
	ministry := func(p JPMoFParams) *JPMoF {
		p.SaleUSDBn, p.AllianceUSDBn = 300, 10
		return &JPMoF{p: p, t: &k, m: nowhere(), jp: -1, self: mof, start: 800, unease: unease{belief: rules.NewBelief(beliefs)}}
	}
	f, v := ministry(JPMoFParams{}), silence(30)
	o := f.sell(v, q)
	if want := k.saleLoss(f.believed(q, q), 10); math.Abs(o.loss-want) > 1e-15 {
		t.Errorf("no deal would cost Tokyo %g %% of GDP a year, by the rule of the talks %g", o.loss, want)
	}
	// The same sale, played.
	u := unease{belief: rules.NewBelief(beliefs)}
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
	f.unease.selling, f.selling = true, true
	if x := f.stop(v); x.lasting || x.fear != 0 || x.loss != 0 {
		t.Errorf("once a sale has stopped: %+v", x)
	}
	if x := f.sell(v, q); !x.lasting || x.fear != o.fear || x.loss != o.loss {
		t.Errorf("a sale that goes on: %+v, one that begins: %+v", x, o)
	}
	// In secret nothing is feared; an announced programme as a whole.
	if x := ministry(JPMoFParams{Covert: true}).sell(v, q); x.lasting || x.fear != 0 || x.loss != o.loss {
		t.Errorf("in secret: %+v", x)
	}
	f = ministry(JPMoFParams{Announce: true})
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
		k.public = rules.BeliefParams{PriorShare: 0.015, HalfLifeDays: 10, CredibilityStart: 1, FearedSaleUSDBn: 300, AnnouncedTrust: trust}
		f := &JPMoF{p: JPMoFParams{SaleUSDBn: 300}, t: &k, m: nowhere(), jp: -1, start: 800, round: 6, conceded: 6, unease: unease{belief: rules.NewBelief(k.public)}}
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
	m.UST[3], m.EQ[0] = 0, 1
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
