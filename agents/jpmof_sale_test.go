package agents

import (
	"slices"
	"testing"

	"kirifuda/agents/rules"
	"kirifuda/agents/talks"
	"kirifuda/world"
)

// What is sold stays within what is left of the programme and what is not pledged.
func TestSaleOfADay(t *testing.T) {
	for name, x := range map[string]struct {
		state jpMoFState
		today float64
		left  float64 // of the tranche
	}{
		"a day's pace":             {jpMoFState{tranche: 100}, 15, 85},
		"and what was not lent":    {jpMoFState{tranche: 100, due: 20}, 35, 65},
		"no more than is left":     {jpMoFState{tranche: 100, sold: 290}, 10, 90},
		"nor than loans leave":     {jpMoFState{tranche: 100, sold: 100, owed: 190}, 10, 90},
		"nor what is pledged":      {jpMoFState{tranche: 100, sold: 50, owed: 240}, 8, 92},
		"nothing of no tranche":    {jpMoFState{}, 0, 0},
		"a tranche is sold to end": {jpMoFState{tranche: 5}, 5, 0},
	} {
		f := &JPMoF{p: JPMoFParams{SaleUSDBn: 300, StartDay: world.OnDay(1), AnswerDays: 20}, at: jpMoFPlaces{strategy: &titForTat, terms: OfficialRepoParams{RepoMarginPct: 5}, holder: talks.Holder{Treasuries: 310}}, state: x.state}
		f.plan(silence(10))
		if f.state.today != x.today || f.state.tranche != x.left || f.state.due != 0 {
			t.Errorf("%s: %g bn are sold and %g left, want %g and %g", name, f.state.today, f.state.tranche, x.today, x.left)
		}
	}
}

// A programme is done when it has sold its size or has had its time, an answer when
// its tranche is gone.
func TestDone(t *testing.T) {
	p := JPMoFParams{SaleUSDBn: 300, StartDay: world.OnDay(25), SaleDays: 20, StopOnDeal: true}
	for name, x := range map[string]struct {
		how   *strategy
		state jpMoFState
		day   int
		want  bool
	}{
		"under way":                {&programme, jpMoFState{sold: 100}, 30, false},
		"sold":                     {&programme, jpMoFState{sold: 300}, 30, true},
		"sold and borrowed":        {&repoFirst, jpMoFState{sold: 240, owed: 60}, 30, true},
		"out of time":              {&programme, jpMoFState{sold: 100}, 45, true},
		"a deal":                   {&salami, jpMoFState{sold: 100, deal: true}, 30, true},
		"an answer under way":      {&titForTat, jpMoFState{sold: 300, tranche: 1}, 90, false},
		"an answer given":          {&titForTat, jpMoFState{sold: 75}, 30, true},
		"a best response to stop":  {&bestResponse, jpMoFState{sold: 75}, 30, true},
		"a best response to go on": {&bestResponse, jpMoFState{sold: 75, tranche: 75}, 30, false},
	} {
		f := &JPMoF{p: p, at: jpMoFPlaces{strategy: x.how}, state: x.state}
		if got := f.done(x.day); got != x.want {
			t.Errorf("%s: done is %v", name, got)
		}
	}
}

// maturities are those of Treasuries on the base date, the longest last.
var maturities = []rules.Bucket{{Years: 0.35}, {Years: 2.7}, {Years: 6.3}, {Years: 14.5}}

func TestMaturities(t *testing.T) {
	for maturity, want := range map[string][]float64{
		"pro_rata": {0.1, 0.2, 0.3, 0.4}, "bills": {1, 0, 0, 0}, "notes": {0, 0.4, 0.6, 0}, "long": {0, 0, 3.0 / 7, 4.0 / 7},
	} {
		got := []float64{10, 20, 30, 40}
		for i, b := range maturities {
			if !within(b, maturity) {
				got[i] = 0
			}
		}
		if proRata(maturities, got, 5); !slices.Equal(got, want) {
			t.Errorf("%s: shares are %v, want %v", maturity, got, want)
		}
	}
}
