package figures

import (
	"testing"
)

func TestTicks(t *testing.T) {
	for _, c := range []struct{ lo, hi float64 }{{4.1, 4.6}, {-120, 37}, {0, 108}, {-0.003, 0.002}, {99, 100}} {
		got := ticks{}.Ticks(c.lo, c.hi)
		if len(got) < 4 || len(got) > 10 {
			t.Errorf("%d ticks from %g to %g", len(got), c.lo, c.hi)
		}
		for i := 1; i < len(got); i++ {
			if got[i].Label == got[i-1].Label {
				t.Errorf("two ticks are labelled %s", got[i].Label)
			}
		}
	}
}

func TestMonths(t *testing.T) {
	lo, hi := float64(date(20179).Unix()), float64(date(20354).Unix()) // 1 April to 23 September 2025
	got := months{}.Ticks(lo, hi)
	if len(got) != 6 || got[0].Label != "Apr 2025" || got[5].Label != "Sep" {
		t.Errorf("ticks %v", got)
	}
}
