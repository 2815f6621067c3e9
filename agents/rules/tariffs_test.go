package rules

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"kirifuda/world"
)

// The tariffs of the book average to what Washington expects, whoever is named.
func TestTariffsAverageToTheExpected(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := TariffBook{
			US: -1, JP: -1, start: 2.4, Imports: 1000,
			Partners: []world.Partner{{ToUSUSDBn: 400, TariffPct: 3, RiseMid2025PP: 10}, {ToUSUSDBn: 350, TariffPct: 1, RiseMid2025PP: 20}, {ToUSUSDBn: 250, TariffPct: 3.42, RiseMid2025PP: 5}},
			state:    newTariffState(3),
		}
		if rapid.Bool().Draw(t, "named") {
			b.state.named[1], b.state.own[1] = true, rapid.Float64Range(0, 20).Draw(t, "own")
		}
		// The average is at least what the named partner alone makes.
		a := rapid.Float64Range(b.start+0.35*b.state.own[1], 60).Draw(t, "average")
		rise := b.RiseTo(a)
		got := 0.0
		for j := range b.Partners {
			got += b.Partners[j].ToUSUSDBn / b.Imports * (b.On(j, rise) - b.Partners[j].TariffPct)
		}
		if math.Abs(got-(a-b.start)) > 1e-9 {
			t.Fatalf("the average rises by %g, want %g", got, a-b.start)
		}
		// A deal with one changes nothing for the others.
		was := b.On(2, rise)
		b.state.deal[0] = 15
		if now := b.On(2, b.RiseTo(a)); now != was || b.On(0, rise) != 15 {
			t.Fatalf("a deal of one moves another's tariff from %g to %g", was, now)
		}
	})
}

// What tariffs on regions add to the effect of the average is how they differ
// from it: they add up to nothing over all partners, so that a tariff on one
// which raises the average is not counted twice.
func TestRegionsDifferFromTheAverage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := TariffBook{
			US: 0, JP: -1, start: 2.4, Imports: 1000,
			Partners: []world.Partner{{ToUSUSDBn: 400, TariffPct: 3, RiseMid2025PP: 10}, {ToUSUSDBn: 600, TariffPct: 1, RiseMid2025PP: 20}},
			state:    newTariffState(2),
		}
		hit := []float64{0.4, 0.6}
		own := rapid.Float64Range(1, 145).Draw(t, "own")
		others := rapid.Float64Range(0, 20).Draw(t, "others")
		at := func(a float64) float64 { return b.Deviation(hit, b.RiseTo(a), b.EvenTo(a)) }
		if x := at(2.4 + others); math.Abs(x) > 1e-9 {
			t.Fatalf("with nobody named regions differ by %g", x)
		}
		b.state.named[0], b.state.own[0] = true, own
		if x := at(2.4 + 0.4*own + others); math.Abs(x) > 1e-9 {
			t.Fatalf("a tariff of %g on one that raises the average adds %g to its effect", own, x)
		}
		// Above the average for the one is below it for the other.
		hit[1] = 0
		if x := at(2.4 + 0.4*own); !(x > 0) {
			t.Fatalf("the one named differs by %g", x)
		}
		hit[0], hit[1] = 0, 0.6
		if x := at(2.4 + 0.4*own); !(x < 0) {
			t.Fatalf("the other differs by %g", x)
		}
	})
}
