package agents

import (
	"math"
	"testing"
)

func TestStopLoss(t *testing.T) {
	p := CarryFundParams{StopCutPerPct: 0.05, StopTolerancePct: 2}
	for name, x := range map[string]struct{ closed, opening, move, back, want float64 }{
		"calm":                        {0, -20, 0, 0.98, 0},
		"dollar up, short is right":   {0, -20, 8, 0.98, 0},
		"within tolerance":            {0, -20, -2, 0.98, 0},
		"beyond it":                   {0, -20, -6, 0.98, -4},
		"long loses when it rises":    {0, 20, 6, 0.98, 4},
		"no more than all":            {0, -20, -60, 0.98, -20},
		"comes back overnight":        {-4, -20, 0, 0.98, -3.92},
		"not within a day":            {-4, -20, 0, 1, -4},
		"the larger cut counts":       {-4, -20, -5, 0.98, -3.92},
		"a larger move cuts more":     {-4, -20, -8, 0.98, -6},
		"nothing held, nothing to do": {0, 0, -50, 0.98, 0},
	} {
		if got := p.stop(x.closed, x.opening, x.move, x.back); math.Abs(got-x.want) > 1e-12 {
			t.Errorf("%s: %g bn are closed, want %g", name, got, x.want)
		}
	}
}
