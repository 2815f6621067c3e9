package english

import "testing"

func TestCount(t *testing.T) {
	for _, c := range []struct {
		n           int
		thing, want string
	}{
		{0, "run", "0 runs"},
		{1, "run", "1 run"},
		{2, "run", "2 runs"},
		{1, "business day", "1 business day"},
		{3, "business day", "3 business days"},
		{2, "directory", "2 directories"},
		{2, "branch", "2 branches"},
		{2, "series", "2 series"},
		{2, "pair of runs", "2 pairs of runs"},
	} {
		if got := Count(c.n, c.thing); got != c.want {
			t.Errorf("%d %s: %q", c.n, c.thing, got)
		}
	}
}
