package ledger

import (
	"testing"
)

func TestKindNames(t *testing.T) {
	seen := map[string]bool{}
	for k := range NumKinds {
		if s := k.String(); s == "" || seen[s] {
			t.Errorf("kind %d is called %q", k, s)
		} else {
			seen[s] = true
		}
	}
}
