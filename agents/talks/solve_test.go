package talks

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestTalksStayOnTheTable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := anyTalks(t)
		n := rapid.IntRange(1, k.P.MaxRounds).Draw(t, "round")
		o := Outlook{
			Day: 9 * n, Round: n, Tariff: rapid.Float64Range(0, 40).Draw(t, "in force"), Stress: rapid.Float64Range(0, 5).Draw(t, "stress"),
			Fear: rapid.Float64Range(0, 1).Draw(t, "fear"), Loss: rapid.Float64Range(0, 0.1).Draw(t, "loss in Tokyo"),
			sale: rapid.Float64Range(0, 1).Draw(t, "sale"), rounds: rapid.Float64Range(0, 12).Draw(t, "its rounds"),
		}
		us, jp := k.Solve(o)
		for _, x := range []float64{us, jp} {
			if (x < k.P.FloorPct-1e-9 || x > k.P.NoDealPct+1e-9) && x != Never {
				t.Fatalf("offers of %g and %g %%; the table is %g to %g", us, jp, k.P.FloorPct, k.P.NoDealPct)
			}
		}
		if (us == Never) != (jp == Never) {
			t.Fatalf("Washington would offer %g, Tokyo %g", us, jp)
		}
		payoff, low, high := k.Foresee(o, 2), k.P.Tokyo(k.P.NoDealPct), k.P.Tokyo(k.P.FloorPct)
		if !(payoff >= math.Min(low, high)-1e-9 && payoff <= math.Max(low, high)+1e-9) { // linear in the tariff
			t.Fatalf("a payoff of %g is foreseen; the table gives %g to %g", payoff, low, high)
		}
		for _, c := range []float64{0, 1, 2.5} {
			k.P.ConcessionPP = c
			for _, side := range []bool{true, false} {
				if d := k.Demand(us, float64(n), side); !(d >= k.P.FloorPct && d <= k.P.NoDealPct) {
					t.Fatalf("concessions of %g pp: a demand of %g %%", c, d)
				}
			}
		}
	})
}

// Markets that punish Washington, and only Washington, for having no deal lower
// the tariff; sales that hurt Tokyo raise it.
func TestStressMovesTheDeal(t *testing.T) {
	k := New(defaultTalks, "stress_sensitive")
	middle := func(o Outlook) float64 {
		us, jp := k.Solve(o)
		return (us + jp) / 2
	}
	first := middle(Outlook{Round: 1})
	last := math.Inf(1)
	for stress := 0.0; stress <= 6; stress += 0.5 {
		x := middle(Outlook{Round: 1, Stress: stress})
		if x > last+1e-9 {
			t.Errorf("stress of %g: offers rise to %g", stress, x)
		}
		last = x
	}
	if !(last < first-1) {
		t.Errorf("stress of 6 only brings %g %% down to %g %%", first, last)
	}
	if x := middle(Outlook{Round: 1, Loss: 0.05}); !(x > first+0.5) {
		t.Errorf("a cost of no deal to Tokyo moves the tariff from %g to %g", first, x)
	}
	if x := middle(Outlook{Round: 1, Fear: 2}); !(x < first) {
		t.Errorf("a threat that Washington believes moves the tariff from %g to %g", first, x)
	}
	if x := middle(Outlook{Round: 1, sale: 2, rounds: 3}); !(x < first) {
		t.Errorf("a planned sale moves the tariff from %g to %g", first, x)
	}
	for _, strategy := range []string{"firm", "tit_for_tat", "deadline"} {
		k := New(defaultTalks, strategy)
		a, b := k.Solve(Outlook{Round: 1})
		if x, y := k.Solve(Outlook{Round: 1, Stress: 5, Fear: 2, sale: 2, rounds: 3}); x != a || y != b {
			t.Errorf("%s: stress moves offers from %g and %g to %g and %g", strategy, a, b, x, y)
		}
	}
}

// A Washington that answers in kind asks for more under threats, and for more
// than there is if they go on.
func TestDuress(t *testing.T) {
	k := New(defaultTalks, "tit_for_tat")
	_, calm := k.Solve(Outlook{Round: 1})
	if _, x := k.Solve(Outlook{Round: 1, Pressure: 0.004, Lasting: true}); !(x > calm && x < calm+5) {
		t.Errorf("under a lasting sale Washington takes %g %%, otherwise %g %%", x, calm)
	}
	if x, y := k.Solve(Outlook{Round: 1, Pressure: 0.1, Lasting: true}); x != Never || y != Never {
		t.Errorf("offers of %g and %g where no deal is worth its cost", x, y)
	}
	// What fades is waited out: an agreement is foreseen, later.
	o := Outlook{Round: 3, Pressure: 0.008}
	if x, worse := k.Foresee(o, 10), k.P.Tokyo(20); !(x > worse) {
		t.Errorf("after a threat Tokyo expects %g, no more than the %g of a tariff of 20 %%", x, worse)
	}
}

// Who is more patient gets more.
func TestPatienceMovesTheDeal(t *testing.T) {
	solve := func(us, jp float64) float64 {
		p := defaultTalks
		p.DiscountUS, p.DiscountJP = us, jp
		k := New(p, "stress_sensitive")
		a, b := k.Solve(Outlook{Round: 1})
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
