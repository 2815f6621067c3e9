package rules

import (
	"math"
	"testing"

	"kirifuda/world"
)

// informed is the belief of somebody who knows that agent 0 holds reserves, for which
// agent 1 speaks as well, that agent 2 holds half as much, and that agent 3 holds none.
func informed() Belief {
	b := NewBelief(defaultBelief)
	b.voices = voices{main: 0, holder: []int{0, 0, 2, -1}, size: []float64{1, 0, 0.5, 0}}
	b.holder = 0
	return b
}

func by(actor, day int, typ world.StatementType, value float64) *world.View {
	v := say(day, typ, value)
	v.Bulletin[0].Actor = actor
	return v
}

func TestWhoThreatens(t *testing.T) {
	expected := map[int]float64{}
	for actor := range 4 {
		b := informed()
		b.Read(by(actor, 1, world.VeiledThreat, 0))
		expected[actor] = b.ExpectedDV01()
		if moved := b.Hawk() != informedPrior(); moved != (actor < 2) {
			t.Errorf("after a threat by agent %d the belief in the holder's sale is %g", actor, b.Hawk())
		}
	}
	if expected[0] <= 0 || expected[1] != expected[0] || math.Abs(expected[2]-expected[0]/2) > 1e-12 || math.Abs(expected[3]) > 1e-12 {
		t.Errorf("sales expected after threats: %v", expected)
	}
}

func informedPrior() float64 { b := informed(); return b.Hawk() }

// A denial concerns the holder that speaks, and so do announcements.
func TestHoldersSpeakForThemselves(t *testing.T) {
	b := informed()
	b.Read(by(0, 1, world.VeiledThreat, 0))
	hawk, fear := b.Hawk(), b.ExpectedDV01()
	b2 := b
	b2.Read(by(2, 1, world.Denial, 0))
	b.Read(silence(1))
	if b2.Hawk() != b.Hawk() {
		t.Errorf("another holder's denial takes the belief from %g to %g", b.Hawk(), b2.Hawk())
	}
	b = informed()
	b.Read(by(2, 1, world.SaleAnnounced, 100))
	if got, want := b.ExpectedDV01(), 0.9*100*0.36; math.Abs(got-want) > 1e-9 || b.Hawk() != informedPrior() {
		t.Errorf("another holder's programme: %g expected, want %g, and belief %g", got, want, b.Hawk())
	}
	b.Read(by(0, 2, world.VeiledThreat, 0))
	if got, want := b.ExpectedDV01(), 0.9*100*0.36+fear; math.Abs(got-want) > 1e-9 || math.Abs(b.Hawk()-hawk) > 1e-12 {
		t.Errorf("both: %g expected, want %g", got, want)
	}
}

// A threat that is made twice on a day is one threat, and a fall of reserves has one
// seller.
func TestThreatsAndFallsCountOnce(t *testing.T) {
	once, twice := informed(), informed()
	v := by(0, 1, world.VeiledThreat, 0)
	once.Read(v)
	v.Bulletin = append(v.Bulletin, v.Bulletin[0])
	twice.Read(v)
	if once.Hawk() != twice.Hawk() || once.credibility != twice.credibility {
		t.Errorf("a threat made twice on a day: belief %g and credibility %g, want %g and %g", twice.Hawk(), twice.credibility, once.Hawk(), once.credibility)
	}
	b := informed()
	b.Read(by(0, 1, world.CustodyHoldings, 3000))
	b.Read(by(0, 2, world.SaleStarted, 0))
	b.Read(by(2, 3, world.SaleStarted, 0))
	b.Read(by(0, 4, world.CustodyHoldings, 2900))
	if sum := b.attributed + b.others[0].attributed; math.Abs(sum-100) > 1e-9 || b.attributed != b.others[0].attributed {
		t.Errorf("of 100 sold %g are attributed, %g to the holder", sum, b.attributed)
	}
}

// What a holder says tells it nothing about others.
func TestOwnThreatsAreNoNews(t *testing.T) {
	for self, want := range map[int]bool{2: false, 3: true} {
		b := informed()
		b.self = self
		b.Read(by(2, 1, world.VeiledThreat, 0))
		if got := b.OthersSell() > 1e-12; got != want {
			t.Errorf("agent %d is alarmed by the threat of agent 2: %v", self, got)
		}
	}
}
