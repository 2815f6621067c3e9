package agents

import (
	"context"
	"math"
	"testing"

	"kirifuda/world"

	"pgregory.net/rapid"
)

// partnersWorld is a world of two partners, one of whom has the government under
// test, and a script. It returns the retaliations and deals said, by day.
func partnersWorld(t *testing.T, p GovernmentParams, days int, script ...world.Statement) (said []world.Statement) {
	t.Helper()
	still := func(id string) world.AgentSpec {
		return world.AgentSpec{ID: id, New: func(*world.Setup) (world.Institution, error) { return idle{}, nil }}
	}
	start, _ := world.ParseDate("2025-03-31")
	for i := range script {
		script[i].Instrument = -1
	}
	const self = 4
	w, err := world.New(world.Config{
		Start: start, Days: days, Inline: true,
		Facts: &world.Facts{
			AverageTariffPct: 2.4, ImportsUS: map[string]float64{"JP": 150}, ExportsUS: map[string]float64{"JP": 80},
			Partners: []world.Partner{
				{Country: "A", Government: "gov", ToUSUSDBn: 400, FromUSUSDBn: 200, GDPUSDBn: 16000, TariffPct: 10, RiseMid2025PP: 20},
				{Country: "B", Government: "other", ToUSUSDBn: 450, FromUSUSDBn: 300, GDPUSDBn: 20000, TariffPct: 1, RiseMid2025PP: 10},
			},
		},
		Currencies: []world.Currency{{ID: "usd", UnitsPerBn: 1e11, BasePerUSD: 1, CentralBank: "us_fed"}},
		Agents: []world.AgentSpec{
			still("us_fed"), still("us_trade"), still("jp_trade"), still("other"),
			{ID: "gov", New: func(s *world.Setup) (world.Institution, error) { return newGovernment(s, &p) }},
		},
		Script: script,
		Observers: []world.Observer{watch(func(r *world.Record) error {
			for _, s := range r.View.Bulletin {
				if s.Actor == self {
					said = append(said, s)
				}
			}
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
	return said
}

// Agents of partnersWorld.
const (
	usTrade = 1
	jpTrade = 2
	rival   = 3
	gov     = 4
)

func average(day int, pct float64) world.Statement {
	return world.Statement{Day: day, Type: world.TariffExpected, Actor: usTrade, Target: -1, Value: pct}
}

// of2025 are the defaults.
func of2025(stance string, lag int) GovernmentParams {
	return GovernmentParams{Stance: stance, LagDays: lag, Share: 0.3, TriggerPP: 5, Escalation: 0.5, Company: 0.5, CostPct: 0.04, MaxPct: 125, DealDays: 6}
}

func TestMatchingAnswersWithinItsLag(t *testing.T) {
	threat := world.Statement{Day: 5, Type: world.TariffThreat, Actor: usTrade, Target: gov, Value: 34}
	for lag := 1; lag < 6; lag++ {
		said := partnersWorld(t, of2025("match", lag), 20, average(1, 2.4), threat)
		if len(said) != 1 || said[0].Type != world.Retaliation || said[0].Day != 5+lag || said[0].Value != 34 {
			t.Errorf("34 %% announced on day 5 are answered, with a lag of %d, by %+v", lag, said)
		}
	}
	// An unchanged tariff is not answered, however high, nor is a rise below the trigger.
	if said := partnersWorld(t, of2025("match", 2), 20, average(1, 60), average(8, 60)); len(said) != 0 {
		t.Errorf("an unchanged tariff is answered by %+v", said)
	}
	if said := partnersWorld(t, of2025("match", 2), 20, average(1, 2.4), average(8, 5)); len(said) != 0 {
		t.Errorf("a rise of 2.6 pp of the average is answered by %+v", said)
	}
	// What is taken back is taken back; the ceiling holds.
	said := partnersWorld(t, of2025("match", 2), 30, average(1, 2.4), threat, world.Statement{Day: 10, Type: world.TariffGeneral, Actor: usTrade, Target: gov, Value: 145}, world.Statement{Day: 20, Type: world.TariffGeneral, Actor: usTrade, Target: gov, Value: 30})
	if len(said) != 3 || said[1].Value != 125 || said[1].Day != 12 || said[2].Value != 30 || said[2].Day != 22 {
		t.Errorf("145 %% and a truce at 30 are answered by %+v", said)
	}
}

// A country that barely gains waits for company, and suspends with Washington.
func TestPreparedAnswerNeedsCompany(t *testing.T) {
	up := []world.Statement{average(1, 2.4), average(5, 15)}
	if said := partnersWorld(t, of2025("prepare", 3), 20, up...); len(said) != 0 {
		t.Fatalf("alone it answers with %+v", said)
	}
	company := append(up, world.Statement{Day: 7, Type: world.Retaliation, Actor: rival, Target: usTrade, Value: 20})
	said := partnersWorld(t, of2025("prepare", 3), 20, company...)
	// Shares .4, .45 and .15; Japan pays nothing: R = 12.6/(.4·20 + .45·10), times 20.
	want := 0.3 * (15 - 2.4) * 20 / 12.5
	if len(said) != 1 || said[0].Day > 7+1+3 || math.Abs(said[0].Value-want) > 1e-9 {
		t.Fatalf("in company it answers with %+v, want %g by day 11", said, want)
	}
	paused := append(company, world.Statement{Day: 14, Type: world.Pause, Actor: usTrade, Target: -1, Value: 90}, average(14, 6))
	said = partnersWorld(t, of2025("prepare", 3), 30, paused...)
	if len(said) != 2 || said[1].Day != 15 || said[1].Value != 0 {
		t.Errorf("the answer to the suspension of day 14 is %+v", said)
	}
	// When the suspension ends and tariffs return, so does the answer.
	said = partnersWorld(t, of2025("prepare", 3), 40, append(paused, average(30, 15))...)
	if len(said) != 3 || said[2].Day != 33 || !(said[2].Value > 0) {
		t.Errorf("the answer to the return of tariffs on day 30 is %+v", said)
	}
	// Who is to match keeps its answer through a suspension, as far as the tariff stays.
	said = partnersWorld(t, of2025("match", 3), 30, paused...)
	if len(said) != 2 || !(said[1].Value > 0 && said[1].Value < said[0].Value) {
		t.Errorf("who matches answers the suspension with %+v", said)
	}
}

func TestThirdCountriesFollowJapan(t *testing.T) {
	deal := func(day int, pct float64) world.Statement {
		return world.Statement{Day: day, Type: world.Deal, Actor: usTrade, Target: jpTrade, Value: pct}
	}
	said := partnersWorld(t, of2025("negotiate", 2), 30, average(1, 17.8), deal(10, 15))
	if len(said) != 1 || said[0].Type != world.Deal || said[0].Target != gov || said[0].Day != 16 || said[0].Value != 15 {
		t.Errorf("Japan's deal at 15 %% on day 10 is followed by %+v", said)
	}
	for _, stance := range []string{"match", "partial"} {
		if said := partnersWorld(t, of2025(stance, 2), 30, average(1, 17.8), deal(10, 15)); len(said) != 0 {
			t.Errorf("with the stance %s it is followed by %+v", stance, said)
		}
	}
	// Nobody follows into a higher tariff.
	if said := partnersWorld(t, of2025("negotiate", 2), 30, average(1, 3), deal(10, 15)); len(said) != 0 {
		t.Errorf("at a lower tariff it is followed by %+v", said)
	}
}

// More company never lowers an answer, and a larger rise never makes those who
// stand firm comply.
func TestAnswersAreComplements(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := GovernmentParams{
			Stance:  rapid.SampledFrom([]string{"negotiate", "prepare", "partial", "match"}).Draw(t, "stance"),
			Resolve: rapid.Float64Range(-1, 1).Draw(t, "resolve"), Escalation: rapid.Float64Range(0, 2).Draw(t, "escalation"),
			Company: rapid.Float64Range(0, 1).Draw(t, "company"), CostPct: rapid.Float64Range(0, 1).Draw(t, "cost"),
			Share: rapid.Float64Range(0, 2).Draw(t, "share"), TriggerPP: rapid.Float64Range(0, 20).Draw(t, "trigger"), MaxPct: 125,
		}
		x, rise := rapid.Float64Range(0, 0.5).Draw(t, "exposure"), rapid.Float64Range(0, 150).Draw(t, "rise")
		a, b := rapid.Float64Range(0, 1).Draw(t, "few"), rapid.Float64Range(0, 1).Draw(t, "more")
		if a > b {
			a, b = b, a
		}
		few, more := p.answer(x, rise, a), p.answer(x, rise, b)
		if more < few {
			t.Fatalf("company of %g instead of %g lowers the answer from %g to %g", b, a, few, more)
		}
		if few > 0 && p.answer(x, rise+1, a) < few {
			t.Fatalf("a larger rise lowers the answer from %g", few)
		}
	})
}

// The four stances of April 2025, with the exposures of the countries that took
// them and a rise of 20 pp.
func TestStancesOfApril2025(t *testing.T) {
	for _, c := range []struct {
		stance   string
		exposure float64
		company  float64
		answers  bool
	}{
		{"match", 0.023, 0, true}, {"partial", 0.184, 0, true},
		{"prepare", 0.031, 0, false}, {"prepare", 0.031, 0.3, true},
		{"negotiate", 0.07, 0.5, false}, {"negotiate", 0.27, 0.5, false}, {"negotiate", 0.019, 0.5, false},
		{"negotiate", 0.07, 1, true},
	} {
		p := of2025(c.stance, 2)
		if got := p.answer(c.exposure, 20, c.company); got > 0 != c.answers {
			t.Errorf("%s, exposure %g, company %g: answers with %g", c.stance, c.exposure, c.company, got)
		}
	}
}

// The tariffs of the book average to what Washington expects, whoever is named.
func TestTariffsAverageToTheExpected(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := tariffBook{
			us: -1, jp: -1, start: 2.4, imports: 1000,
			partners: []world.Partner{{ToUSUSDBn: 400, TariffPct: 3, RiseMid2025PP: 10}, {ToUSUSDBn: 350, TariffPct: 1, RiseMid2025PP: 20}, {ToUSUSDBn: 250, TariffPct: 3.42, RiseMid2025PP: 5}},
			named:    make([]bool, 3), own: make([]float64, 3), threat: make([]float64, 3), deal: make([]float64, 3), back: make([]float64, 3),
		}
		if rapid.Bool().Draw(t, "named") {
			b.named[1], b.own[1] = true, rapid.Float64Range(0, 20).Draw(t, "own")
		}
		// The average is at least what the named partner alone makes.
		a := rapid.Float64Range(b.start+0.35*b.own[1], 60).Draw(t, "average")
		rise := b.riseTo(a)
		got := 0.0
		for j := range b.partners {
			got += b.partners[j].ToUSUSDBn / b.imports * (b.on(j, rise) - b.partners[j].TariffPct)
		}
		if math.Abs(got-(a-b.start)) > 1e-9 {
			t.Fatalf("the average rises by %g, want %g", got, a-b.start)
		}
		// A deal with one changes nothing for the others.
		was := b.on(2, rise)
		b.deal[0] = 15
		if now := b.on(2, b.riseTo(a)); now != was || b.on(0, rise) != 15 {
			t.Fatalf("a deal of one moves another's tariff from %g to %g", was, now)
		}
	})
}

func TestPassThroughRamps(t *testing.T) {
	car := world.Good{PassThrough: 0.35, PassThrough12m: 0.7}
	for _, c := range []struct{ n, want float64 }{{0, 0.35}, {126, 0.525}, {252, 0.7}, {1000, 0.7}} {
		if got := passThrough(&car, c.n); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("pass-through after %g days is %g, want %g", c.n, got, c.want)
		}
	}
	if got := passThrough(&world.Good{PassThrough: 0.9}, 400); got != 0.9 {
		t.Errorf("a pass-through without a later value becomes %g", got)
	}
	// The clock runs while a tariff stands and starts anew with the next.
	g := flow{base: 2.5}
	for _, rate := range []float64{2.5, 27.5, 27.5, 15} {
		g.set(rate)
	}
	if g.days != 3 {
		t.Errorf("after three days of a tariff the clock is at %g", g.days)
	}
	if g.set(2.5); g.days != 0 || g.t != 0 {
		t.Errorf("without a tariff the clock is at %g", g.days)
	}
}

// Trade diversion: a tariff on all moves imports by ε·(1 − θ), one on a small
// supplier by ε.
func TestImportsAsAWhole(t *testing.T) {
	p := ImporterParams{LagDays: 1, LongDays: 1e12, SigmaShort: 2.5, SigmaLong: 4, PassThrough: 1, Diversion: 0.5}
	f := Importer{p: p, m: nowhere(), jp: -1, book: tariffBook{us: -1, jp: -1, imports: 1000, partners: make([]world.Partner, 2), named: []bool{true, true}, own: []float64{25, 25}, deal: make([]float64, 2), threat: make([]float64, 2), back: make([]float64, 2)}, in: []flow{{usd: 990}, {usd: 10}}, out: make([]flow, 2), fx: []int{-1, -1}}
	v := &world.View{}
	for range 3 {
		theta := f.index(v)
		f.tradeWith(v, 0, theta)
		f.tradeWith(v, 1, theta)
	}
	tau := math.Log(1.25)
	for j := range f.in {
		if want := -2.5 * 0.5 * tau; math.Abs(f.in[j].vol-want) > 1e-9 {
			t.Errorf("a tariff on all moves volume %d by %g, want %g", j, f.in[j].vol, want)
		}
	}
	f.book.own[0] = 0
	for range 3 {
		theta := f.index(v)
		f.tradeWith(v, 0, theta)
		f.tradeWith(v, 1, theta)
	}
	if want := -2.5 * tau * (1 - 0.5*0.01); math.Abs(f.in[1].vol-want) > 1e-9 {
		t.Errorf("a tariff on a small supplier moves its volume by %g, want %g", f.in[1].vol, want)
	}
	if !(f.in[0].vol > 0) {
		t.Errorf("the others' volume moves by %g", f.in[0].vol)
	}
}

// What tariffs on regions add to the effect of the average is how they differ
// from it: they add up to nothing over all partners, so that a tariff on one
// which raises the average is not counted twice.
func TestRegionsDifferFromTheAverage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := func(x float64) []float64 { return []float64{x, x} }
		f := EquityFund{hit: []float64{0.4, 0.6}, book: tariffBook{
			us: 0, jp: -1, start: 2.4, imports: 1000,
			partners: []world.Partner{{ToUSUSDBn: 400, TariffPct: 3, RiseMid2025PP: 10}, {ToUSUSDBn: 600, TariffPct: 1, RiseMid2025PP: 20}},
			named:    make([]bool, 2), own: s(0), threat: s(0), deal: s(0), back: s(0),
		}}
		own := rapid.Float64Range(1, 145).Draw(t, "own")
		others := rapid.Float64Range(0, 20).Draw(t, "others")
		at := func(a float64) float64 { return f.deviation(f.book.riseTo(a), f.book.evenTo(a)) }
		if x := at(2.4 + others); math.Abs(x) > 1e-9 {
			t.Fatalf("with nobody named regions differ by %g", x)
		}
		f.book.named[0], f.book.own[0] = true, own
		if x := at(2.4 + 0.4*own + others); math.Abs(x) > 1e-9 {
			t.Fatalf("a tariff of %g on one that raises the average adds %g to its effect", own, x)
		}
		// Above the average for the one is below it for the other.
		f.hit[1] = 0
		if x := at(2.4 + 0.4*own); !(x > 0) {
			t.Fatalf("the one named differs by %g", x)
		}
		f.hit[0], f.hit[1] = 0, 0.6
		if x := at(2.4 + 0.4*own); !(x < 0) {
			t.Fatalf("the other differs by %g", x)
		}
	})
}

// A deal raises no rate: goods under a sector's own tariff keep the lower one.
func TestADealRaisesNoRate(t *testing.T) {
	steel := world.Good{Name: "steel", ToUS: true, USDBn: 100, BaseTariff: 1, SigmaShort: 2, SigmaLong: 2, PassThrough: 1, DealTariff: 50, NoDealTariff: 50}
	before, _ := tradeWorld(t, ImporterParams{LagDays: 1, LongDays: 1e12}, steel, 10, 0, 10)
	after, paid := tradeWorld(t, ImporterParams{LagDays: 1, LongDays: 1e12}, steel, 10, 0, 10, world.Statement{Day: 4, Type: world.Deal, Value: 20})
	if last := len(before) - 1; after[last] != before[last] || math.Abs(paid[last]/after[last]-0.11) > 1e-9 {
		t.Errorf("after a deal exports of %g pay %g, before it exports are %g", after[last], paid[last], before[last])
	}
	// A sector's own tariff stands beside the general one, and a deal leaves it alone.
	steel.JuneTariff = 50
	for _, deal := range []float64{0, 12} {
		out, paid := tradeWorld(t, ImporterParams{LagDays: 1, LongDays: 1e12}, steel, 10, 0, 10, world.Statement{Day: 4, Type: world.Deal, Value: deal})
		if last := len(out) - 1; math.Abs(paid[last]/out[last]-0.5) > 1e-9 {
			t.Errorf("under a deal at %g %% steel pays %g", deal, paid[last]/out[last])
		}
	}
	// Where the general tariff applies it has no ceiling.
	machines := steel
	machines.BaseTariff, machines.JuneTariff, machines.NoDealTariff, machines.DealTariff = 1.5, 11.5, 26.5, 15
	if out, paid := tradeWorld(t, ImporterParams{LagDays: 1, LongDays: 1e12}, machines, 50, 0, 5); math.Abs(paid[4]/out[4]-0.515) > 1e-9 {
		t.Errorf("under a general tariff of 50 %% machines pay %g", paid[4]/out[4])
	}
	steel.JuneTariff = 0
	// Exempt goods stay exempt.
	aircraft := steel
	aircraft.BaseTariff, aircraft.DealTariff = 0, 0
	if _, paid = tradeWorld(t, ImporterParams{LagDays: 1, LongDays: 1e12}, aircraft, 10, 0, 10, world.Statement{Day: 4, Type: world.Deal, Value: 20}); paid[len(paid)-1] != 0 {
		t.Errorf("exempt goods pay %g", paid[len(paid)-1])
	}
}

// The long-run elasticity belongs to a price that has stood, not to the age of
// the world.
func TestLateTariffsMeetTheShortRun(t *testing.T) {
	p := ImporterParams{LagDays: 1, LongDays: 500}
	early, late := flow{}, flow{}
	for range 1000 {
		late.respond(&p, 2, 4, 0)
	}
	for day := range 600 {
		early.respond(&p, 2, 4, 0.1)
		late.respond(&p, 2, 4, 0.1)
		if early.vol != late.vol {
			t.Fatalf("day %d: a tariff on the first day moves the volume by %g, one years later by %g", day+1, early.vol, late.vol)
		}
		if day == 0 && math.Abs(early.vol+0.2) > 0.001 {
			t.Fatalf("the first day's volume moves by %g, want the short run's -0.2", early.vol)
		}
	}
}
