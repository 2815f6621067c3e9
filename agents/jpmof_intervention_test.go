package agents

import (
	"math"
	"testing"
)

func TestInterventionNeedsAFastFallAndALowYen(t *testing.T) {
	p := JPMoFParams{InterveneAtPct: 4, InterveneLevel: 3, InterveneUSDBn: 20, InterveneLogSD: 0.5, InterveneMax: 2}
	for _, x := range []struct {
		rise, level float64
		want        bool
	}{{500, 500, true}, {300, 500, false}, {500, 200, false}, {400, 500, false}, {-500, 500, false}} {
		if got := p.alarmed(x.rise, x.level); got != x.want {
			t.Errorf("a rise of %g bp to %g above the start: %v", x.rise, x.level, got)
		}
	}
	for z, want := range map[float64]float64{0: 20, 5: 40, -2: 20 * math.Exp(-1)} {
		if got := p.operation(z); math.Abs(got-want) > 1e-9 {
			t.Errorf("z of %g: an operation of %g bn, want %g", z, got, want)
		}
	}
}
