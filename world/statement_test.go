package world

import (
	"testing"
)

func TestStatementTypes(t *testing.T) {
	names := StatementNames()
	if len(names) != int(NumStatementTypes) {
		t.Fatalf("%d names", len(names))
	}
	for i, n := range names {
		got, err := ParseStatementType(n)
		if err != nil || int(got) != i || got.String() != n {
			t.Errorf("%q is type %d: %v", n, got, err)
		}
		if unit := got.Unit(); unit != "" && CheckUnit(unit) != nil {
			t.Errorf("%s: %v", n, CheckUnit(unit))
		}
	}
	if _, err := ParseStatementType("rumour"); err == nil {
		t.Error("a rumour was accepted")
	}
	if SaleAnnounced.Unit() != "USD bn" || Deal.Unit() != "%" || VeiledThreat.Unit() != "" {
		t.Error("units")
	}
}
