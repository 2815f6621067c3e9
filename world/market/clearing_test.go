package market

import (
	"testing"
)

func TestStrings(t *testing.T) {
	seen := map[string]bool{}
	for c := Cause(0); c < NumCauses; c++ {
		if s := c.String(); s == "" || seen[s] {
			t.Errorf("cause %d: %q", c, s)
		}
		seen[c.String()] = true
	}
	for s := Cleared; s <= NoTrade; s++ {
		if s.String() == "" || seen[s.String()] {
			t.Errorf("state %d: %q", s, s)
		}
		seen[s.String()] = true
	}
}
