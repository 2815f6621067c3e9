package world

import (
	"strings"
	"testing"

	"kirifuda/world/ledger"
)

func TestClearingHouseLeftWithABond(t *testing.T) {
	w := build(t, small(maker("m", 1), noise("n", 1)))
	steps(t, w, 1)
	w.books.Sell(ledger.Trade, 4, w.house, 2, 1, 1)
	if err := w.Step(); err == nil || !strings.Contains(err.Error(), "clearing house is left with 1 units of bond") {
		t.Errorf("a bond in the clearing house: %v", err)
	}
}
