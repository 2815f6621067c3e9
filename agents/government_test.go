package agents

import (
	"context"
	"math"
	"testing"

	"pgregory.net/rapid"

	"kirifuda/world"
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

var stances2025 = map[string]float64{"match": 0.9, "partial": 0.7, "prepare": 0.55, "negotiate": 0.3}

// of2025 are the defaults.
func of2025(stance string, lag int) GovernmentParams {
	return GovernmentParams{Stance: stance, Stances: stances2025, LagDays: lag, Share: 0.3, TriggerPP: 5, Escalation: 0.5, Company: 0.5, CostPct: 0.04, MaxPct: 125, DealDays: 6}
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
			Stance: rapid.SampledFrom([]string{"negotiate", "prepare", "partial", "match"}).Draw(t, "stance"), Stances: stances2025,
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

func TestStancesHaveAResolve(t *testing.T) {
	p := of2025("match", 2)
	if err := p.Validate(); err != nil {
		t.Error(err)
	}
	p.Stances = map[string]float64{"negotiate": 0.3}
	if p.Validate() == nil {
		t.Error("a stance without a resolve is taken")
	}
}
